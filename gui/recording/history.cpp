// SPDX-License-Identifier: Apache-2.0
#include "gui/recording/history.h"

#include <algorithm>
#include <variant>

#include "engine/observe/node_state.h"

namespace quorate::gui {

namespace {

/// Beyond so many, stretches are joined two by two.
constexpr std::size_t kMostBuckets = 4096;

template <class... Handlers>
struct Overloaded : Handlers... {
    using Handlers::operator()...;
};
template <class... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

}  // namespace

Mark& History::mark(std::uint64_t number, const observe::Event& event, MarkKind kind) {
    m_marks.push_back({event.moment, number, kind, event.node, event.term, nullptr, {}});
    ++m_version;
    return m_marks.back();
}

void History::countOperation(observe::Moment moment) {
    while (moment.nanoseconds() / m_bucketNs >= kMostBuckets) {
        std::vector<std::uint32_t> joined((m_operations.size() + 1) / 2);
        for (std::size_t i = 0; i < m_operations.size(); ++i) {
            joined[i / 2] += m_operations[i];
        }
        m_operations = std::move(joined);
        m_bucketNs *= 2;
    }
    const auto bucket = static_cast<std::size_t>(moment.nanoseconds() / m_bucketNs);
    if (m_operations.size() <= bucket) {
        m_operations.resize(bucket + 1);
    }
    ++m_operations[bucket];
}

void History::add(std::uint64_t number, const observe::Event& event) {
    namespace trace = raft::trace;
    const auto band = [&](raft::Term term, raft::NodeId leader) {
        m_bands.push_back({event.moment, term, leader});
        ++m_version;
    };
    const auto down = [&](MarkKind kind) {
        m_down.insert(event.node);
        mark(number, event, kind);
    };
    std::visit(
        Overloaded{
            [&](const trace::RoleChanged& changed) {
                if (changed.to == raft::Role::Leader) {
                    mark(number, event, MarkKind::LeaderElected);
                    if (m_bands.empty() || m_bands.back().term <= event.term) {
                        band(event.term, event.node);
                    }
                } else if (changed.to == raft::Role::Candidate) {
                    mark(number, event, MarkKind::Campaign);
                    if (m_bands.empty() || m_bands.back().term < event.term) {
                        band(event.term, raft::kNoNode);
                    }
                }
            },
            [&](const observe::NodeStarted&) {
                if (m_down.erase(event.node) > 0) {
                    mark(number, event, MarkKind::NodeUp);
                }
            },
            [&](const observe::NodeStopped&) { down(MarkKind::NodeDown); },
            [&](const observe::NodeCrashed&) { down(MarkKind::NodeDown); },
            [&](const observe::NodeFailed&) { down(MarkKind::NodeFailed); },
            [&](const observe::FaultStarted& fault) {
                auto known = std::make_shared<const observe::FaultStarted>(fault);
                const bool isNew = m_faults.insert_or_assign(fault.fault, known).second;
                if (isNew && fault.kind != observe::FaultKind::NodeDown) {
                    mark(number, event, MarkKind::FaultStarted).fault = std::move(known);
                }
            },
            [&](const observe::FaultEnded& fault) {
                Mark& ended = mark(number, event, MarkKind::FaultEnded);
                if (const auto known = m_faults.find(fault.fault); known != m_faults.end()) {
                    ended.fault = known->second;
                    m_faults.erase(known);
                }
            },
            [&](const observe::SnapshotSaved&) { mark(number, event, MarkKind::SnapshotSaved); },
            [&](const observe::SnapshotInstalled&) {
                mark(number, event, MarkKind::SnapshotInstalled);
            },
            [&](const trace::ConfigurationChanged&) {
                mark(number, event, MarkKind::ConfigurationChanged);
            },
            [&](const observe::CheckViolated& violated) {
                addViolation(number, event, violated.check);
            },
            // A recording may begin in the midst of a term.
            [&](const observe::NodeFrame& frame) {
                if (frame.state != nullptr && frame.state->role == raft::Role::Leader &&
                    (m_bands.empty() || m_bands.back().term < frame.state->term)) {
                    band(frame.state->term, event.node);
                }
            },
            [&](const observe::ObservationChanged& changed) {
                noteSight(number, event, changed);
                if (!changed.isSeen || changed.missed > 0) {
                    mark(number, event, MarkKind::Unseen).missed = changed.missed;
                }
            },
            [&](const observe::ClientInvoked&) { countOperation(event.moment); },
            [](const auto&) {}},
        event.body);
}

void History::noteSight(std::uint64_t number, const observe::Event& event,
                        const observe::ObservationChanged& changed) {
    const auto open =
        std::find_if(m_unseen.rbegin(), m_unseen.rend(),
                     [&event](const UnseenStretch& each) { return each.node == event.node; });
    const bool isOpen = open != m_unseen.rend() && open->end == UINT64_MAX;
    if (changed.isSeen && isOpen) {
        open->end = number;
    } else if (!changed.isSeen && (!isOpen || changed.text == kNobodyWatched)) {
        if (isOpen) {
            open->end = number;
        }
        m_unseen.push_back(
            {event.node, event.moment, number, UINT64_MAX, changed.text == kNobodyWatched});
    }
}

void History::addViolation(std::uint64_t number, const observe::Event& event,
                           const std::string& check) {
    if (m_violated.insert(check).second) {
        mark(number, event, MarkKind::Violation).check = check;
    }
}

}  // namespace quorate::gui
