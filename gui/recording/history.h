// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/observe/event.h"

namespace quorate::gui {

/// What of a recording is worth a mark on the time bar.
enum class MarkKind : std::uint8_t {
    Campaign,
    LeaderElected,
    NodeDown,
    NodeUp,
    NodeFailed,
    FaultStarted,
    FaultEnded,
    SnapshotSaved,
    SnapshotInstalled,
    ConfigurationChanged,
    Violation,
    Unseen,  ///< who watches a node from elsewhere lost sight of it, or missed events of it
};
struct Mark {
    observe::Moment moment;
    /// Of the event, in the recording.
    std::uint64_t number{0};
    MarkKind kind{MarkKind::Campaign};
    raft::NodeId node;
    raft::Term term;
    /// Of a fault that began or ended: what it is. Null where it is not known.
    std::shared_ptr<const observe::FaultStarted> fault;
    std::string check;        ///< that was violated
    std::uint64_t missed{0};  ///< events of a node, before it was seen again
};

/// From this moment on, the highest term with an election, and who leads in it.
struct TermBand {
    observe::Moment from;
    raft::Term term;
    raft::NodeId leader;  ///< none while there is none
};

/// What the end of an earlier opening is told as: from then on nobody watched a node.
inline constexpr const char* kNobodyWatched = "nobody watched";
/// A stretch of a recording in which a node that is watched from elsewhere was not seen. What the
/// node tells of that time comes when it is seen again, and is recorded then: events of its own in
/// this stretch happened earlier than the recording has it.
struct UnseenStretch {
    raft::NodeId node;
    observe::Moment from;
    /// Of the event with which it begins, and of the one with which it ends; the latter is beyond
    /// all events while it goes on.
    std::uint64_t begin{0};
    std::uint64_t end{UINT64_MAX};
    /// It began while the recording did not go on.
    bool isSinceOpening{false};
};

/// A recording at a glance: what the time bar is painted from. Grows event by event, in the order
/// of the recording; memory grows with elections and faults, not with events.
class History {
public:
    void add(std::uint64_t number, const observe::Event& event);
    /// A check saw at this event what must never be; told again by the recording, it is not marked
    /// again.
    void addViolation(std::uint64_t number, const observe::Event& event, const std::string& check);

    [[nodiscard]] const std::vector<Mark>& marks() const noexcept { return m_marks; }
    [[nodiscard]] const std::vector<TermBand>& bands() const noexcept { return m_bands; }
    /// By their beginnings.
    [[nodiscard]] const std::vector<UnseenStretch>& unseen() const noexcept { return m_unseen; }
    /// Client operations that were asked for, by stretches of time of this length from 0 on.
    [[nodiscard]] std::uint64_t bucketNs() const noexcept { return m_bucketNs; }
    [[nodiscard]] const std::vector<std::uint32_t>& operations() const noexcept {
        return m_operations;
    }
    /// Changes with every mark and band.
    [[nodiscard]] std::uint64_t version() const noexcept { return m_version; }

private:
    Mark& mark(std::uint64_t number, const observe::Event& event, MarkKind kind);
    void countOperation(observe::Moment moment);
    void noteSight(std::uint64_t number, const observe::Event& event,
                   const observe::ObservationChanged& changed);

    std::vector<Mark> m_marks;
    std::vector<TermBand> m_bands;
    std::vector<UnseenStretch> m_unseen;
    std::uint64_t m_bucketNs{100'000'000};
    std::vector<std::uint32_t> m_operations;
    std::uint64_t m_version{0};
    std::set<raft::NodeId> m_down;
    std::set<std::string> m_violated;
    /// By their numbers.
    std::map<std::uint64_t, std::shared_ptr<const observe::FaultStarted>> m_faults;
};

}  // namespace quorate::gui
