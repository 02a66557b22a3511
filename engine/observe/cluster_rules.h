// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/observe/cluster_state.h"

namespace quorate::observe {

/// What events do to that part of a ClusterState that belongs to no single node: one overload for
/// each event that changes something. For ClusterState::apply alone.
struct ClusterRules {
    ClusterState& state;
    raft::EventId id;
    const Event& event;

    template <class Other>
    void operator()(const Other& /*other*/) const {}

    void operator()(const NodeFrame& frame) const;

    void operator()(const MessageLeft& left) const;
    void operator()(const MessageDelivered& delivered) const { remove(delivered.key); }
    void operator()(const MessageDropped& dropped) const { remove(dropped.key); }
    void operator()(const MessageDuplicated& duplicated) const;
    void operator()(const MessageDelayed& delayed) const;
    void operator()(const MessageHeld& held) const;
    void operator()(const MessageReleased& released) const;
    void operator()(const LinkCut& cut) const;
    void operator()(const LinkHealed& healed) const;
    void operator()(const LinkChanged& changed) const;

    void operator()(const ClientInvoked& invoked) const;
    void operator()(const ClientAnswered& answered) const;
    void operator()(const ProposalQueued& queued) const;
    void operator()(const ProposalAppended& appended) const;
    void operator()(const ProposalCompleted& completed) const;
    void operator()(const ReadQueued& queued) const;
    void operator()(const ReadConfirmed& confirmed) const;
    void operator()(const ReadAnswered& answered) const;

    void operator()(const FaultStarted& started) const;
    void operator()(const FaultEnded& ended) const;
    void operator()(const CheckViolated& /*violated*/) const { ++state.m_violationCount; }
    void operator()(const ObservationChanged& changed) const;
    void operator()(const NodeReported& reported) const;

private:
    void remove(MessageKey key) const;
    /// Null where it is not in flight.
    [[nodiscard]] MessageInFlight* find(MessageKey key) const;
    [[nodiscard]] LinkState& link(Link which) const;
    /// Null where it is not known, or has been forgotten.
    [[nodiscard]] OperationState* find(OperationId operation) const;
    void forgetOldAnswers() const;
};

}  // namespace quorate::observe
