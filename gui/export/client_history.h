// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "engine/observe/cluster_state.h"
#include "gui/export/event_export.h"

namespace quorate::gui {

/// What clients asked for and what they were told, as FORMAT.md has it.
class ClientHistory final : public EventExport {
public:
    enum class Form : std::uint8_t {
        JsonLines,  ///< a line for each operation, in the order of answers
        Edn,        ///< a line for each call and each answer, as Jepsen has them
    };
    explicit ClientHistory(Form form) : m_form(form) {}

    void take(const observe::RecordedEvent& event, std::string& text) override;
    void finish(std::string& text) override;

private:
    struct Open {
        observe::ClientInvoked invoked;
        observe::Moment moment;
        raft::EntryId entry;
    };
    void answer(const observe::ClientAnswered& answered, observe::Moment moment, std::string& text);
    void addJson(const Open& open, const observe::ClientAnswered* answered, observe::Moment moment,
                 std::string& text) const;
    void addEdn(const Open& open, const char* type, const observe::ClientAnswered* answered,
                observe::Moment moment, std::string& text);

    Form m_form;
    /// Not answered yet.
    std::map<observe::OperationId, Open> m_open;
    std::uint64_t m_lines{0};
};

}  // namespace quorate::gui
