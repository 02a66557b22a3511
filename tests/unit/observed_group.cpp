// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/observed_group.h"

#include <utility>

#include "engine/observe/node_frame.h"

namespace quorate::test {

using raft::Index;
using raft::Message;
using raft::MessageType;
using raft::NodeId;

namespace {

constexpr std::uint64_t kNodes = 5;
constexpr std::uint64_t kVoters = 3;
constexpr std::uint64_t kTickNs = 10'000'000;
constexpr std::size_t kNetworkLimit = 200;

raft::Config configOf(NodeId id, bool isAsync, Random random) {
    raft::Config config;
    config.id = id;
    config.electionTicks = 10;
    config.heartbeatTicks = 2;
    config.random = random;
    config.asyncStorageWrites = isAsync;
    config.maxMessageSize = 64;
    config.maxInflightMessages = 3;
    config.checkQuorum = true;
    config.preVote = true;
    return config;
}

}  // namespace

ObservedGroup::ObservedGroup(std::uint64_t seed, bool isAsync, observe::Observer& observer)
    : m_random(seed), m_isAsync(isAsync), m_observer(observer) {
    m_settings = observe::settingsOf(configOf(NodeId(1), isAsync, Random(1)), kTickNs);
    raft::Snapshot origin;
    origin.metadata.index = Index(1);
    origin.metadata.term = raft::Term(1);
    for (std::uint64_t id = 1; id <= kVoters; ++id) {
        origin.metadata.confState.voters.emplace_back(id);
    }
    for (std::uint64_t id = 1; id <= kNodes; ++id) {
        Node& node = m_nodes[NodeId(id)];
        check(node.storage.applySnapshot(origin).has_value(), "the first snapshot");
        start(NodeId(id));
    }
}

void ObservedGroup::check(bool holds, const char* what) {
    if (!holds && m_failure.empty()) {
        m_failure = what;
    }
}

void ObservedGroup::tell(NodeId id, observe::Body body) {
    observe::Event event;
    event.moment = m_now;
    event.node = id;
    event.body = std::move(body);
    m_observer.observe(event);
}

void ObservedGroup::start(NodeId id) {
    Node& node = m_nodes[id];
    const auto snapshot = node.storage.snapshot();
    node.applied = (*snapshot)->metadata.index;
    node.configuration = (*snapshot)->metadata.confState;
    node.trace = std::make_unique<observe::CoreTraceObserver>(m_observer);
    node.trace->setMoment(m_now);
    raft::Config config = configOf(id, m_isAsync, m_random.split(m_random.next()));
    config.applied = node.applied;
    config.traceSink = node.trace.get();
    tell(id, observe::NodeStarted{++node.incarnation});
    auto core = raft::RawNode::create(config, node.storage);
    check(core.has_value(), "a core cannot be made");
    if (!core) {
        return;
    }
    node.core = std::move(*core);
    auto state = observe::nodeStateOf(node.core->raft(), m_settings, m_now);
    check(state.has_value(), "a core cannot be read");
    state->incarnation = node.incarnation;
    tell(id, observe::toFrame(std::move(*state)));
}

void ObservedGroup::crash(NodeId id) {
    Node& node = m_nodes[id];
    node.core.reset();
    node.appendWork.clear();
    node.applyWork.clear();
    tell(id, observe::NodeCrashed{"anywhere"});
    ++m_counts.restarts;
}

const raft::RawNode* ObservedGroup::core(NodeId id) const {
    return m_nodes.at(id).core.get();
}

std::vector<NodeId> ObservedGroup::ids() const {
    std::vector<NodeId> ids;
    for (const auto& [id, node] : m_nodes) {
        ids.push_back(id);
    }
    return ids;
}

std::set<observe::MessageKey> ObservedGroup::inFlight() const {
    std::set<observe::MessageKey> keys;
    for (const OnItsWay& sent : m_network) {
        keys.insert({sent.message.event, sent.copy});
    }
    return keys;
}

void ObservedGroup::step() {
    m_now = observe::Moment(m_now.nanoseconds() + m_random.below(3'000'000));
    for (auto& [id, node] : m_nodes) {
        node.trace->setMoment(m_now);
    }
    const NodeId id(m_random.between(1, kNodes));
    Node& node = m_nodes[id];
    if (node.core == nullptr) {
        if (m_random.chance(1, 10)) {
            start(id);
        }
        return;
    }
    if (m_random.chance(1, 2)) {
        deliverOne();
    } else if (m_random.chance(1, 6)) {
        node.core->tick();
    } else {
        act(id);
    }
    for (const auto& [other, member] : m_nodes) {
        check(member.core == nullptr || !member.core->hasFailed(), "a core failed");
    }
}

void ObservedGroup::act(NodeId id) {
    Node& node = m_nodes[id];
    // Refusals are part of the game.
    switch (m_random.below(40)) {
    case 0:
        if (m_random.chance(1, 5)) {
            node.core->campaign();
        }
        break;
    case 1:
        if (m_random.chance(1, 3) &&
            node.core->transferLeader(NodeId(m_random.between(1, kNodes)))) {
            ++m_counts.transfers;
        }
        break;
    case 2:
        node.core->reportUnreachable(NodeId(m_random.between(1, kNodes)));
        break;
    case 3:
        node.core->reportSnapshot(NodeId(m_random.between(1, kNodes)), m_random.chance(1, 2));
        break;
    case 4:
        static_cast<void>(node.core->readIndex(Bytes::copyOf("read")));
        break;
    case 5:
        changeMembers(node);
        break;
    case 6:
    case 7:
        compact(id, node);
        break;
    case 8:
        if (m_random.chance(1, 6)) {
            crash(id);
        }
        break;
    case 9:
    case 10:
    case 11:
    case 12:
    case 13: {
        raft::Entries entries(m_random.between(1, 4));
        for (raft::Entry& entry : entries) {
            entry.data = Bytes::copyOf(std::string(m_random.below(30), 'x'));
        }
        static_cast<void>(node.core->propose(entries));
        break;
    }
    case 14:
    case 15:
    case 16:
        doAppendWork(id);
        break;
    case 17:
    case 18:
    case 19:
        doApplyWork(id);
        break;
    default:
        handleReady(id);
    }
}

void ObservedGroup::changeMembers(Node& node) {
    raft::ConfChangeV2 change;
    const auto single = [this] {
        const auto type = static_cast<raft::ConfChangeType>(m_random.below(4));
        return raft::ConfChangeSingle{type, NodeId(m_random.between(1, kNodes))};
    };
    const std::uint64_t count = m_random.below(3);
    for (std::uint64_t i = 0; i < count; ++i) {
        change.changes.push_back(single());
    }
    if (m_random.chance(1, 4)) {
        change.transition = raft::ConfChangeTransition::JointExplicit;
    }
    static_cast<void>(node.core->proposeConfChange(change));
}

void ObservedGroup::compact(NodeId id, Node& node) {
    if (!node.applyWork.empty() || !node.appendWork.empty() ||
        node.applied > node.storage.lastIndex()) {
        return;
    }
    if (!node.storage.createSnapshot(node.applied, &node.configuration, Bytes::copyOf("s"))) {
        return;
    }
    const raft::EntryId covers = (*node.storage.snapshot())->id();
    tell(id, observe::SnapshotSaved{covers, 1});
    const Index until(covers.index.value() - m_random.below(2));
    const auto term = node.storage.term(until);
    if (term && node.storage.compact(until)) {
        tell(id, observe::LogCompacted{{*term, until}});
    }
}

void ObservedGroup::handleReady(NodeId id) {
    Node& node = m_nodes[id];
    if (!node.core->hasReady()) {
        return;
    }
    raft::Ready ready = node.core->takeReady();
    if (m_isAsync) {
        raft::holdVoteRequests(ready);
        for (const Message& message : ready.messages) {
            if (message.type == MessageType::StorageAppend) {
                node.appendWork.push_back(message);
            } else if (message.type == MessageType::StorageApply) {
                node.applyWork.push_back(message);
            } else {
                send(message);
            }
        }
        if (m_random.chance(2, 3)) {
            doAppendWork(id);
        }
        if (m_random.chance(2, 3)) {
            doApplyWork(id);
        }
        return;
    }
    Message work;
    work.entries = ready.entries;
    work.snapshot = ready.snapshot;
    if (ready.hardState) {
        work.term = ready.hardState->term;
        work.vote = ready.hardState->vote;
        work.commit = ready.hardState->commit;
    }
    write(id, work);
    for (const Message& message : ready.messages) {
        send(message);
    }
    apply(id, ready.committedEntries);
    node.core->advance();
}

void ObservedGroup::doAppendWork(NodeId id) {
    Node& node = m_nodes[id];
    if (!node.appendWork.empty()) {
        const Message work = std::move(node.appendWork.front());
        node.appendWork.pop_front();
        write(id, work);
        respond(id, work.responses);
    }
}

void ObservedGroup::doApplyWork(NodeId id) {
    Node& node = m_nodes[id];
    if (!node.applyWork.empty()) {
        const Message work = std::move(node.applyWork.front());
        node.applyWork.pop_front();
        apply(id, work.entries);
        respond(id, work.responses);
    }
}

void ObservedGroup::write(NodeId id, const Message& work) {
    Node& node = m_nodes[id];
    if (work.snapshot != nullptr) {
        check(node.storage.applySnapshot(*work.snapshot).has_value(), "a snapshot is refused");
        node.applied = work.snapshot->metadata.index;
        node.configuration = work.snapshot->metadata.confState;
        tell(id, observe::SnapshotInstalled{work.snapshot->id(), raft::kNoNode, 1});
        ++m_counts.snapshots;
    }
    check(node.storage.append(work.entries).has_value(), "entries are refused");
    if (work.term != raft::Term(0)) {
        node.storage.setHardState({work.term, work.vote, work.commit});
    }
    const Index last = node.storage.lastIndex();
    tell(id, observe::LogSynced{node.storage.hardState(),
                                {node.storage.term(last).value_or(raft::Term(0)), last}});
}

void ObservedGroup::apply(NodeId id, const raft::Entries& entries) {
    Node& node = m_nodes[id];
    for (const raft::Entry& entry : entries) {
        if (entry.type != raft::EntryType::Normal) {
            const auto change = raft::confChangeOf(entry);
            check(change.has_value(), "a change cannot be read");
            if (auto changed = node.core->applyConfChange(*change)) {
                node.configuration = *changed;
                ++m_counts.configurations;
            }
        }
        node.applied = entry.index;
    }
}

void ObservedGroup::respond(NodeId id, const std::vector<Message>& responses) {
    Node& node = m_nodes[id];
    for (const Message& response : responses) {
        if (response.to == id) {
            static_cast<void>(node.core->stepLocal(response));
        } else {
            send(response);
        }
    }
}

void ObservedGroup::send(const Message& message) {
    const observe::Link link{message.from, message.to};
    const observe::MessageKey key{message.event, 0};
    tell(message.from, observe::MessageLeft{link, key, message.type, message.term, message.reject,
                                            0, observe::Moment(), message.logTerm, message.index});
    m_network.push_back({message, 0});
    if (m_random.chance(1, 30)) {
        tell(message.from, observe::MessageDuplicated{link, key, 1, observe::Moment()});
        m_network.push_back({message, 1});
    }
    if (m_network.size() > kNetworkLimit) {
        const std::size_t lost = m_random.below(m_network.size());
        const Message& dropped = m_network[lost].message;
        tell(dropped.from, observe::MessageDropped{{dropped.from, dropped.to},
                                                   {dropped.event, m_network[lost].copy},
                                                   observe::DropReason::QueueFull});
        m_network.erase(m_network.begin() + static_cast<std::ptrdiff_t>(lost));
    }
}

void ObservedGroup::deliverOne() {
    if (m_network.empty()) {
        return;
    }
    // Mostly in order.
    const std::size_t place = m_random.chance(4, 5) ? 0 : m_random.below(m_network.size());
    OnItsWay sent = std::move(m_network[place]);
    m_network.erase(m_network.begin() + static_cast<std::ptrdiff_t>(place));
    const NodeId to = sent.message.to;
    const observe::Link link{sent.message.from, to};
    const observe::MessageKey key{sent.message.event, sent.copy};
    raft::RawNode* core = m_nodes[to].core.get();
    if (core == nullptr || m_random.chance(1, 20)) {
        tell(to, observe::MessageDropped{link, key, observe::DropReason::Loss});
        return;
    }
    tell(to, observe::MessageDelivered{link, key});
    const raft::Term before = core->raft().term();
    static_cast<void>(core->step(std::move(sent.message)));
    m_counts.elections += core->raft().term() > before ? 1 : 0;
}

}  // namespace quorate::test
