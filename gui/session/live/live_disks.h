// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "engine/base/result.h"
#include "gui/session/command.h"
#include "gui/session/fault_book.h"
#include "gui/session/live/live_node.h"

namespace quorate::gui {

/// What people make of the disks of a Live session's nodes: as far as real disks can be made ill,
/// which stay so through all lives of the node. All of it is in the fault book.
///
/// Belongs to the thread of the driver. The book outlives it.
class LiveDisks {
public:
    using Find = std::function<LiveNode*(raft::NodeId)>;

    LiveDisks(FaultBook& book, Find find) : m_book(book), m_find(std::move(find)) {}

    /// One fault of all these nodes. NotFound for a node that is not there, FailedPrecondition for
    /// what only a Stage's disks do.
    Result<void> set(const SetDiskFault& what);
    /// It starts well, and falls ill at once.
    void started(raft::NodeId node);
    void wiped(raft::NodeId node);
    /// The node is gone.
    void forget(raft::NodeId node);
    /// So that nodes can start that failed through their disks.
    void cureAll();
    /// Whether its disk is so ill that it could fail through it.
    [[nodiscard]] bool isErring(raft::NodeId node) const;
    /// Whether its disk was mended when it was failing already: then nothing keeps it down. Says so
    /// once.
    [[nodiscard]] bool takeCuredLate(raft::NodeId node) { return m_curedLate.erase(node) > 0; }

private:
    using Key = std::pair<raft::NodeId, DiskFault::Kind>;
    struct Active {
        DiskFault fault;
        std::uint64_t number{0};
    };

    void cure(raft::NodeId node, DiskFault::Kind kind);

    FaultBook& m_book;
    const Find m_find;
    std::map<Key, Active> m_active;
    std::map<raft::NodeId, std::uint64_t> m_wiped;  ///< with their numbers in the book
    std::set<raft::NodeId> m_curedLate;
};

}  // namespace quorate::gui
