// SPDX-License-Identifier: Apache-2.0
#include "gui/recording/check_run.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "engine/node/node_config.h"

namespace quorate::gui {

namespace {

/// Every node has the limits of a node that nobody has set any.
stage::CheckLimits usualLimits() {
    const node::NodeConfig node;
    stage::CheckLimits limits;
    limits.pendingProposals = node.maxPendingProposals;
    limits.pendingReads = node.maxPendingReads;
    limits.inflightMessages = node.raft.maxInflightMessages;
    return limits;
}

FoundViolation seenAt(std::uint64_t number, raft::EventId id, const observe::Event& event) {
    FoundViolation found;
    found.number = number;
    found.event = id;
    found.moment = event.moment;
    found.node = event.node;
    if (const auto* left = std::get_if<observe::MessageLeft>(&event.body)) {
        found.message = left->key;
    }
    return found;
}

}  // namespace

CheckRun::CheckRun() : m_checks(usualLimits()) {}

bool CheckRun::isOurs(const std::string& check) const {
    const auto& ours = m_checks.verdicts().checks();
    return std::any_of(ours.begin(), ours.end(),
                       [&](const stage::CheckReport& one) { return one.name == check; });
}

const stage::Violation* CheckRun::take(std::uint64_t number, raft::EventId id,
                                       const observe::Event& event) {
    m_count = number + 1;
    if (const auto* told = std::get_if<observe::CheckViolated>(&event.body);
        told != nullptr && !isOurs(told->check)) {
        CheckStanding& standing = m_told[told->check];
        standing.name = told->check;
        ++standing.violated;
        if (!standing.first) {
            standing.first = seenAt(number, id, event);
            standing.first->text = told->text;
        }
        return nullptr;
    }
    m_checks.observe(id, event);
    const auto& violations = m_checks.verdicts().violations();
    if (m_seen == violations.size()) {
        return nullptr;
    }
    const stage::Violation* first = &violations[m_seen];
    for (; m_seen < violations.size(); ++m_seen) {
        const stage::Violation& violation = violations[m_seen];
        FoundViolation found = seenAt(number, id, event);
        found.text = violation.text;
        found.node = violation.node;
        found.entries = violation.entries;
        m_found.emplace(violation.check, std::move(found));
    }
    return first;
}

CheckResultsPtr CheckRun::results() const {
    auto results = std::make_shared<CheckResults>();
    results->eventCount = m_count;
    for (const stage::CheckReport& report : m_checks.verdicts().checks()) {
        CheckStanding standing;
        standing.name = report.name;
        standing.exercised = report.exercised;
        standing.violated = report.violated;
        if (const auto found = m_found.find(standing.name); found != m_found.end()) {
            standing.first = found->second;
        }
        results->checks.push_back(std::move(standing));
    }
    for (const auto& told : m_told) {
        results->checks.push_back(told.second);
    }
    return results;
}

}  // namespace quorate::gui
