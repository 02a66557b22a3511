// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/base/random.h"
#include "engine/observe/core_trace_observer.h"
#include "engine/observe/peer_progress.h"
#include "engine/observe/recorder.h"
#include "engine/raft/memory_storage.h"
#include "engine/raft/raw_node.h"

namespace quorate::test {

/// A few cores that are driven at random, with everything that can happen to them: lost, repeated
/// and reordered messages, proposals, membership changes, snapshots, transfers, crashes. Whatever
/// happens is told to an Observer, as a runtime would.
class ObservedGroup {
public:
    /// `isAsync`: with asynchronous storage writes, whose work is done at random moments.
    ObservedGroup(std::uint64_t seed, bool isAsync, observe::Observer& observer);

    /// Does one thing, to one node mostly. Time goes on.
    void step();

    [[nodiscard]] observe::Moment now() const { return m_now; }
    /// Null while the node is down.
    [[nodiscard]] const raft::RawNode* core(raft::NodeId id) const;
    [[nodiscard]] std::vector<raft::NodeId> ids() const;
    [[nodiscard]] const observe::CoreSettings& settings() const { return m_settings; }
    /// What is on its way.
    [[nodiscard]] std::set<observe::MessageKey> inFlight() const;

    /// How often what happened.
    struct Counts {
        int elections{0};
        int truncations{0};
        int snapshots{0};
        int configurations{0};
        int restarts{0};
        int transfers{0};
    };
    [[nodiscard]] const Counts& counts() const { return m_counts; }
    /// Empty as long as nothing went wrong.
    [[nodiscard]] const std::string& failure() const { return m_failure; }

private:
    struct Node {
        raft::MemoryStorage storage;
        std::unique_ptr<observe::CoreTraceObserver> trace;
        std::unique_ptr<raft::RawNode> core;
        std::deque<raft::Message> appendWork;
        std::deque<raft::Message> applyWork;
        std::uint64_t incarnation{0};
        raft::Index applied;
        raft::ConfState configuration;
    };
    struct OnItsWay {
        raft::Message message;
        std::uint32_t copy{0};
    };

    void start(raft::NodeId id);
    void crash(raft::NodeId id);
    void tell(raft::NodeId id, observe::Body body);
    void check(bool holds, const char* what);

    void act(raft::NodeId id);
    void changeMembers(Node& node);
    void compact(raft::NodeId id, Node& node);
    void handleReady(raft::NodeId id);
    void doAppendWork(raft::NodeId id);
    void doApplyWork(raft::NodeId id);
    void write(raft::NodeId id, const raft::Message& work);
    void apply(raft::NodeId id, const raft::Entries& entries);
    void respond(raft::NodeId id, const std::vector<raft::Message>& responses);
    void send(const raft::Message& message);
    void deliverOne();

    Random m_random;
    const bool m_isAsync;
    observe::Observer& m_observer;
    observe::CoreSettings m_settings;
    observe::Moment m_now;
    std::map<raft::NodeId, Node> m_nodes;
    std::vector<OnItsWay> m_network;
    Counts m_counts;
    std::string m_failure;
};

}  // namespace quorate::test
