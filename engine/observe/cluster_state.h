// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/observe/copy_on_write.h"
#include "engine/observe/event.h"
#include "engine/observe/node_state.h"
#include "engine/observe/pipeline_state.h"

namespace quorate::observe {

/// How one direction between two nodes is.
struct LinkState {
    Link link;
    bool isCut{false};
    Moment cutSince;
    LinkCondition condition;
    friend bool operator==(const LinkState&, const LinkState&) = default;
};

/// A message between two nodes that has left and has not arrived.
struct MessageInFlight {
    Link link;
    MessageKey key;
    raft::MessageType type{raft::MessageType::Hup};
    raft::Term term;
    bool reject{false};
    bool isHeld{false};
    Moment left;
    Moment due;  ///< 0 where it is not known
    EntryRange entries;
    friend bool operator==(const MessageInFlight&, const MessageInFlight&) = default;
};

/// A client operation and how far it has come. Whether its entry is replicated and committed
/// follows from the nodes: see progressOf().
struct OperationState {
    OperationId id;
    std::uint64_t client{0};
    OperationKind kind{OperationKind::Put};
    raft::NodeId target;
    Bytes key;
    Moment invoked;
    Moment queued;                   ///< a node took it; 0 while none has
    raft::EntryId entry;             ///< where its proposal stands in a log; index 0 while nowhere
    raft::Index readIndex;           ///< of a read that was confirmed
    Moment completed;                ///< the node was done with it; 0 while it is not
    std::optional<Outcome> outcome;  ///< what the client was told
    /// Why it was not done, or is not known to be.
    ErrorCode code{ErrorCode::Unknown};
    Moment answered;
    std::uint64_t revision{0};
    friend bool operator==(const OperationState&, const OperationState&) = default;
};

/// Something that is broken on purpose.
struct ActiveFault {
    std::uint64_t fault{0};
    FaultKind kind{FaultKind::LinkCut};
    std::vector<raft::NodeId> nodes;
    std::string text;
    Moment since;
    raft::EventId event;
    friend bool operator==(const ActiveFault&, const ActiveFault&) = default;
};

/// What somebody who watches a node from elsewhere sees of it.
struct NodeSight {
    raft::NodeId node;
    bool isSeen{false};
    Moment since;
    std::uint64_t missed{0};  ///< events that were not seen, in all
    std::int64_t clockOffsetNs{0};
    std::uint64_t clockErrorNs{0};
    std::string text;  ///< where it is, or why it is not seen
    friend bool operator==(const NodeSight&, const NodeSight&) = default;
};

/// What a node that tells no events has said of itself; see NodeReported.
struct NodeReport {
    raft::NodeId node;
    Moment since;                     ///< of the last change
    std::vector<ReportField> fields;  ///< by name

    /// Null where it is not told.
    [[nodiscard]] const std::string* find(std::string_view name) const noexcept;
    friend bool operator==(const NodeReport&, const NodeReport&) = default;
};

/// The state of everything at one moment, as events have told it.
///
/// A copy shares everything with its original until one of them changes, so a copy is a key frame
/// and costs the same for short logs and for long ones. Copies may be read on any thread; the one
/// that events are applied to belongs to one.
class ClusterState {
public:
    /// The one way in which it changes, live and in a replay. Takes any event.
    void apply(raft::EventId id, const Event& event);

    [[nodiscard]] Moment moment() const noexcept { return m_moment; }
    [[nodiscard]] raft::EventId lastEvent() const noexcept { return m_lastEvent; }

    /// In order of id. Nodes appear with their first event.
    [[nodiscard]] std::size_t nodeCount() const noexcept { return m_nodes.size(); }
    [[nodiscard]] const NodeState& nodeAt(std::size_t place) const { return *m_nodes[place]; }
    [[nodiscard]] const NodeState* findNode(raft::NodeId id) const noexcept;
    /// The inside of a node; null for one that is not known.
    [[nodiscard]] const PipelineState* findPipeline(raft::NodeId id) const noexcept;
    /// Those that were cut or changed at some time, in order.
    [[nodiscard]] const std::vector<LinkState>& links() const noexcept { return *m_links; }
    [[nodiscard]] const LinkState* findLink(Link link) const noexcept;
    /// In the order in which they left.
    [[nodiscard]] const std::vector<MessageInFlight>& messagesInFlight() const noexcept {
        return *m_inFlight;
    }
    /// Those not answered, and the latest of those that are, in order of id.
    [[nodiscard]] const std::vector<OperationState>& operations() const noexcept {
        return *m_operations;
    }
    [[nodiscard]] const OperationState* findOperation(OperationId id) const noexcept;
    /// In the order in which they began.
    [[nodiscard]] const std::vector<ActiveFault>& faults() const noexcept { return *m_faults; }
    /// Of nodes that are watched from elsewhere, in order.
    [[nodiscard]] const std::vector<NodeSight>& sights() const noexcept { return *m_sights; }
    [[nodiscard]] const NodeSight* findSight(raft::NodeId node) const noexcept;
    /// Of nodes that tell no events, in order. All else that is known of these is little: nobody
    /// knows their logs, votes, timers and messages.
    [[nodiscard]] const std::vector<NodeReport>& reports() const noexcept { return *m_reports; }
    [[nodiscard]] const NodeReport* findReport(raft::NodeId node) const noexcept;
    /// How often checks saw what must never be.
    [[nodiscard]] std::uint64_t violationCount() const noexcept { return m_violationCount; }

    /// As FORMAT.md has it.
    [[nodiscard]] std::string encode() const;
    /// Malformed. Takes any bytes.
    static Result<ClusterState> decode(std::string_view bytes);

    friend bool operator==(const ClusterState&, const ClusterState&) = default;

private:
    friend struct ClusterRules;
    template <class Archive, class Self>
    static void fieldsOf(Archive& archive, Self& self);

    /// Its place among the nodes; a new one if need be.
    std::size_t placeOf(raft::NodeId id);
    NodeState& node(raft::NodeId id) { return m_nodes[placeOf(id)].write(); }

    Moment m_moment;
    raft::EventId m_lastEvent;
    std::vector<CopyOnWrite<NodeState>> m_nodes;
    /// At the same places.
    std::vector<CopyOnWrite<PipelineState>> m_pipelines;
    CopyOnWrite<std::vector<LinkState>> m_links;
    CopyOnWrite<std::vector<MessageInFlight>> m_inFlight;
    CopyOnWrite<std::vector<OperationState>> m_operations;
    std::uint64_t m_answeredKept{0};
    CopyOnWrite<std::vector<ActiveFault>> m_faults;
    CopyOnWrite<std::vector<NodeSight>> m_sights;
    CopyOnWrite<std::vector<NodeReport>> m_reports;
    std::uint64_t m_violationCount{0};
};

/// How far the entry of an operation has come in a cluster.
struct OperationProgress {
    std::size_t stableOn{0};  ///< nodes that have it on stable storage
    bool isCommitted{false};  ///< as some node knows
    bool isApplied{false};    ///< on some node
};
OperationProgress progressOf(const OperationState& operation, const ClusterState& state);

}  // namespace quorate::observe
