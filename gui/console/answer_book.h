// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>

#include "engine/observe/cluster_state.h"
#include "gui/session/session.h"

namespace quorate::gui {

/// What the console asked in this session, and what it was told. A recording has operations, but
/// neither values nor answers, and lets old ones go; those of the console stay here.
class AnswerBook {
public:
    /// The newest are kept.
    static constexpr std::size_t kKept = 500;

    struct Entry {
        std::optional<Ask> ask;
        std::optional<stage::ClientAnswer> answer;
        observe::Moment answeredAt;
        /// As the recording had it last.
        std::optional<observe::OperationState> seen;
    };

    /// In any order: an answer may come before it is known what the question was called.
    void asked(observe::OperationId id, const Ask& ask);
    void answered(const Answer& answer);
    /// Looks for operations of the book that go on; `state` is the newest there is.
    void see(const observe::ClusterState& state);
    void clear() { m_entries.clear(); }

    [[nodiscard]] const Entry* find(observe::OperationId id) const;
    [[nodiscard]] const std::map<observe::OperationId, Entry>& entries() const noexcept {
        return m_entries;
    }

private:
    Entry& entry(observe::OperationId id);

    std::map<observe::OperationId, Entry> m_entries;
};

}  // namespace quorate::gui
