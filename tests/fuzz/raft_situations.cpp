// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/raft_situations.h"

#include <utility>

#include "engine/base/invariant.h"

namespace quorate::tests {

using raft::Index;
using raft::Message;
using raft::MessageType;
using raft::NodeId;
using raft::Term;

namespace {

constexpr std::uint8_t kAsync = 1U << 0U;
constexpr std::uint8_t kCheckQuorum = 1U << 1U;
constexpr std::uint8_t kPreVote = 1U << 2U;
constexpr std::uint8_t kLease = 1U << 3U;
constexpr std::uint8_t kSmallLimits = 1U << 4U;
constexpr std::uint8_t kStepDown = 1U << 5U;
constexpr std::uint8_t kNoValidation = 1U << 6U;
constexpr std::uint8_t kNoForwarding = 1U << 7U;

raft::Config configOf(Situation situation, unsigned switches) {
    raft::Config config;
    config.id = NodeId(1);
    config.electionTicks = 5;
    config.asyncStorageWrites = (switches & kAsync) != 0;
    config.checkQuorum = (switches & (kCheckQuorum | kLease)) != 0;
    config.preVote = (switches & kPreVote) != 0 || situation == Situation::PreCandidate;
    if ((switches & kLease) != 0) {
        config.readOnlyOption = raft::ReadOnlyOption::LeaseBased;
    }
    if ((switches & kSmallLimits) != 0) {
        config.maxMessageSize = 40;
        config.maxCommittedSizePerReady = 30;
        config.maxUncommittedSize = 100;
        config.maxInflightMessages = 2;
        config.maxInflightBytes = 60;
        config.maxPendingReads = 3;
    }
    config.stepDownOnRemoval = (switches & kStepDown) != 0;
    config.disableConfChangeValidation = (switches & kNoValidation) != 0;
    config.disableProposalForwarding = (switches & kNoForwarding) != 0;
    return config;
}

raft::ConfState confStateOf(Situation situation) {
    const auto ids = [](std::initializer_list<std::uint64_t> values) {
        std::vector<NodeId> list;
        for (const std::uint64_t value : values) {
            list.emplace_back(value);
        }
        return list;
    };
    switch (situation) {
    case Situation::Learner:
        return {ids({2, 3}), {}, ids({1}), {}, false};
    case Situation::LeaderAlone:
        return {ids({1}), {}, ids({4}), {}, false};
    case Situation::LeaderInJoint:
        return {ids({1, 2}), ids({1, 2, 3}), ids({4}), ids({3}), true};
    default:
        return {ids({1, 2, 3}), {}, ids({4}), {}, false};
    }
}

raft::Entries someEntries() {
    raft::Entries entries;
    for (std::uint64_t index = 4; index <= 8; ++index) {
        raft::Entry entry;
        entry.index = Index(index);
        entry.term = Term(index < 7 ? 1 : 2);
        entry.data = Bytes::copyOf("payload");
        entries.push_back(std::move(entry));
    }
    return entries;
}

void give(CoreHost& host, MessageType type, std::uint64_t from, Term term) {
    Message message;
    message.type = type;
    message.to = host.core().id();
    message.from = NodeId(from);
    message.term = term;
    QUORATE_INVARIANT(host.core().step(std::move(message)).has_value(),
                      "a voter's message was refused");
}

void makeLeader(CoreHost& host) {
    host.core().campaign();
    host.settle();
    if (host.core().softState().role == raft::Role::PreCandidate) {
        give(host, MessageType::PreVoteResp, 2, host.core().hardState().term.next());
        host.settle();
    }
    if (host.core().softState().role == raft::Role::Candidate) {
        give(host, MessageType::VoteResp, 2, host.core().hardState().term);
    }
    QUORATE_INVARIANT(host.core().softState().role == raft::Role::Leader, "nobody was elected");
}

}  // namespace

std::unique_ptr<CoreHost> makeSituation(Situation situation, std::uint8_t switches) {
    const raft::Config config = configOf(situation, switches);
    if (situation == Situation::Newcomer) {
        return std::make_unique<CoreHost>(config, raft::Snapshot(), raft::Entries(),
                                          raft::HardState());
    }
    raft::Snapshot snapshot;
    snapshot.metadata = {Index(3), Term(1), confStateOf(situation)};
    snapshot.data = Bytes::copyOf("state");
    auto host = std::make_unique<CoreHost>(config, snapshot, someEntries(),
                                           raft::HardState{Term(2), raft::kNoNode, Index(5)});
    host->settle();
    switch (situation) {
    case Situation::Follower:
    case Situation::Learner:
        give(*host, MessageType::Heartbeat, 2, Term(2));
        break;
    case Situation::Candidate:
    case Situation::PreCandidate:
        host->core().campaign();
        break;
    case Situation::Leader:
    case Situation::LeaderAlone:
    case Situation::LeaderInJoint:
        makeLeader(*host);
        break;
    case Situation::LeaderCatching:
        host->compact();
        makeLeader(*host);
        break;
    case Situation::FollowerOfNobody:
    case Situation::Newcomer:
        break;
    }
    return host;
}

}  // namespace quorate::tests
