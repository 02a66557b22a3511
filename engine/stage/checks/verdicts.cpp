// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/checks/verdicts.h"

#include <utility>

namespace quorate::stage {

CheckReport& Verdicts::add(std::string_view name) {
    CheckReport report;
    report.name = name;
    return m_checks.emplace_back(report);
}

bool Verdicts::switchOff(std::string_view name) {
    for (CheckReport& check : m_checks) {
        if (check.name == name) {
            check.isEnabled = false;
            return true;
        }
    }
    return false;
}

void Verdicts::violated(CheckReport& check, raft::NodeId node, std::string text,
                        std::vector<raft::EntryId> entries) {
    if (check.violated++ > 0) {
        return;
    }
    Violation violation;
    violation.check = check.name;
    violation.text = std::move(text);
    violation.event = m_event;
    violation.moment = m_moment;
    violation.node = node;
    violation.entries = std::move(entries);
    m_violations.push_back(std::move(violation));
}

}  // namespace quorate::stage
