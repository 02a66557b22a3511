// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "engine/observe/moment.h"
#include "engine/raft/event_id.h"
#include "engine/raft/types.h"

namespace quorate::stage {

/// What a check saw that must never be.
struct Violation {
    std::string check;
    std::string text;
    raft::EventId event;     ///< at which it was seen; none where nobody told
    observe::Moment moment;  ///< of that event
    raft::NodeId node;       ///< by whom
    std::vector<raft::EntryId> entries;
};

/// How one check fared.
struct CheckReport {
    std::string_view name;
    bool isEnabled{true};
    std::uint64_t exercised{0};  ///< how often there was something to check
    std::uint64_t violated{0};
};

/// What all checks of one run found. Keeps the first violation of each check: later ones are
/// usually its consequences. Must outlive the checks.
class Verdicts {
public:
    Verdicts() = default;
    Verdicts(const Verdicts&) = delete;
    Verdicts& operator=(const Verdicts&) = delete;
    ~Verdicts() = default;

    [[nodiscard]] bool isClean() const noexcept { return m_violations.empty(); }
    /// The first of each check, in the order in which they were seen.
    [[nodiscard]] const std::vector<Violation>& violations() const noexcept { return m_violations; }
    /// The first of all; null while all is well.
    [[nodiscard]] const Violation* first() const noexcept {
        return m_violations.empty() ? nullptr : &m_violations.front();
    }
    [[nodiscard]] const std::deque<CheckReport>& checks() const noexcept { return m_checks; }

    // For the checks and for who feeds them.

    /// A new check; the report stays where it is. `name` must live as long.
    CheckReport& add(std::string_view name);
    /// Its rule does not hold in this run, so it looks at nothing. False where no check has the
    /// name.
    bool switchOff(std::string_view name);
    /// What happens from now on happens at this event.
    void at(raft::EventId event, observe::Moment moment) noexcept {
        m_event = event;
        m_moment = moment;
    }
    void violated(CheckReport& check, raft::NodeId node, std::string text,
                  std::vector<raft::EntryId> entries = {});

private:
    std::deque<CheckReport> m_checks;
    std::vector<Violation> m_violations;
    raft::EventId m_event;
    observe::Moment m_moment;
};

/// What all checks have in common: a name, and where they report.
class Check {
public:
    Check(std::string_view name, Verdicts& verdicts)
        : m_verdicts(verdicts), m_report(verdicts.add(name)) {}
    Check(const Check&) = delete;
    Check& operator=(const Check&) = delete;
    ~Check() = default;

protected:
    /// To be asked by a rule before it looks at something: false for one that is switched off.
    bool exercise() noexcept {
        m_report.exercised += m_report.isEnabled ? 1 : 0;
        return m_report.isEnabled;
    }
    void violated(raft::NodeId node, std::string text, std::vector<raft::EntryId> entries = {}) {
        m_verdicts.violated(m_report, node, std::move(text), std::move(entries));
    }

private:
    Verdicts& m_verdicts;
    CheckReport& m_report;
};

}  // namespace quorate::stage
