// SPDX-License-Identifier: Apache-2.0
#include "tests/support/raft_group.h"

#include <algorithm>
#include <iterator>

#include "engine/base/invariant.h"
#include "engine/raft/describe.h"

namespace quorate::tests {

using raft::ConfState;
using raft::EntryId;
using raft::EntrySpan;
using raft::EntryType;
using raft::Index;
using raft::Message;
using raft::MessageType;
using raft::NodeId;
using raft::Term;

namespace {

/// More rounds than any test needs: a group that does not settle is a failure.
constexpr int kMaxRounds = 10'000;

/// Ends a test whose assumptions do not hold.
template <class T>
T expected(Result<T> result) {
    QUORATE_INVARIANT(result.has_value(), result.error().message);
    return std::move(*result);
}

void expected(const Result<void>& result) {
    QUORATE_INVARIANT(result.has_value(), result.error().message);
}

std::string joined(const std::vector<std::string>& lines) {
    std::string all;
    for (const std::string& line : lines) {
        all += (all.empty() ? "" : "\n") + line;
    }
    return all;
}

}  // namespace

RaftGroup::RaftGroup(std::uint64_t voters, Adjust adjust)
    : RaftGroup(votersUpTo(voters), std::move(adjust)) {}

RaftGroup::RaftGroup(ConfState members, Adjust adjust)
    : m_members(std::move(members)), m_adjust(std::move(adjust)) {
    for (const auto* ids : {&m_members.voters, &m_members.votersOutgoing, &m_members.learners}) {
        for (const NodeId id : *ids) {
            if (m_nodes.count(id) == 0) {
                start(id, {});
            }
        }
    }
}

void RaftGroup::start(NodeId id, const Start& start) {
    Node started;
    started.storage = std::make_unique<TestStorage>();
    started.storage->members = m_members;
    started.storage->log.setHardState(start.hardState);
    expected(started.storage->log.append(entriesOf(Index(1), start.log)));
    started.appliedIndex = start.applied;
    started.config.id = id;
    started.config.random = Random(7).split(id.value());
    started.config.onBrokenInvariant = raft::OnBrokenInvariant::Throw;
    if (m_adjust) {
        m_adjust(started.config);
    }
    open(started);
    m_nodes[id] = std::move(started);
}

void RaftGroup::restart(NodeId id) {
    Node& restarted = node(id.value());
    restarted.core.reset();
    restarted.reads.clear();
    open(restarted);
}

void RaftGroup::open(Node& node) {
    node.config.applied = node.appliedIndex;
    node.core = expected(raft::RawNode::create(node.config, *node.storage));
}

void RaftGroup::write(Node& node, const raft::HardState* state, EntrySpan entries,
                      const raft::Snapshot* snapshot) {
    if (state != nullptr) {
        node.storage->log.setHardState(*state);
    }
    if (snapshot != nullptr) {
        expected(node.storage->log.applySnapshot(*snapshot));
        node.storage->members = snapshot->metadata.confState;
        node.applied = snapshot->data.toString();
        node.appliedIndex = snapshot->metadata.index;
    }
    expected(node.storage->log.append(entries));
}

void RaftGroup::apply(Node& node, EntrySpan entries) {
    for (const raft::Entry& entry : entries) {
        QUORATE_INVARIANT(entry.index == node.appliedIndex.next(), "an entry was skipped");
        node.appliedIndex = entry.index;
        if (entry.type == EntryType::Normal) {
            node.applied += entry.data.view();
        } else if (auto changed = node.core->applyConfChange(expected(raft::confChangeOf(entry)))) {
            node.storage->members = *changed;
        }
    }
}

void RaftGroup::work(Node& node, const Message& message) {
    if (message.type == MessageType::StorageAppend) {
        const raft::HardState state{message.term, message.vote, message.commit};
        write(node, state.isEmpty() ? nullptr : &state, message.entries, message.snapshot.get());
    } else {
        apply(node, message.entries);
    }
    for (const Message& response : message.responses) {
        if (response.to == node.core->id()) {
            // Refused for one who is no member any more.
            static_cast<void>(node.core->stepLocal(response));
        } else {
            m_queue.push_back(response);
        }
    }
}

void RaftGroup::handle(std::uint64_t id) {
    Node& handled = node(id);
    while (handled.core->hasReady()) {
        raft::Ready ready = handled.core->takeReady();
        std::move(ready.readStates.begin(), ready.readStates.end(),
                  std::back_inserter(handled.reads));
        if (!handled.config.asyncStorageWrites) {
            write(handled, ready.hardState ? &*ready.hardState : nullptr, ready.entries,
                  ready.snapshot.get());
        }
        std::vector<Message> storageWork;
        for (Message& message : ready.messages) {
            (raft::isStorageThread(message.to) ? storageWork : m_queue)
                .push_back(std::move(message));
        }
        if (!handled.config.asyncStorageWrites) {
            apply(handled, ready.committedEntries);
            handled.core->advance();
        }
        for (const Message& message : storageWork) {
            work(handled, message);
        }
    }
}

bool RaftGroup::isLost(const Message& message) const {
    const std::uint64_t from = message.from.value();
    const std::uint64_t to = message.to.value();
    return m_isolated.count(from) != 0 || m_isolated.count(to) != 0 ||
           m_cut.count({from, to}) != 0 || m_nodes.count(message.to) == 0;
}

void RaftGroup::deliver() {
    for (auto& [id, node] : m_nodes) {
        handle(id.value());
    }
    for (Message& message : std::exchange(m_queue, {})) {
        if (!isLost(message)) {
            raft::RawNode& to = core(message.to.value());
            // A refusal has its own tests.
            static_cast<void>(to.step(std::move(message)));
        }
    }
}

void RaftGroup::settle() {
    for (int round = 0; round < kMaxRounds; ++round) {
        deliver();
        const bool isQuiet =
            m_queue.empty() && std::none_of(m_nodes.begin(), m_nodes.end(), [](const auto& item) {
                return item.second.core->hasReady();
            });
        if (isQuiet) {
            return;
        }
    }
    QUORATE_INVARIANT(false, "the group does not come to rest");
}

std::vector<Message> RaftGroup::takeMessages(std::uint64_t id) {
    handle(id);
    return std::exchange(m_queue, {});
}

Result<void> RaftGroup::step(Message message) {
    const std::uint64_t to = message.to.value();
    auto stepped = core(to).step(std::move(message));
    handle(to);
    return stepped;
}

bool RaftGroup::elect(std::uint64_t id) {
    core(id).campaign();
    settle();
    return role(id) == raft::Role::Leader;
}

bool RaftGroup::propose(std::uint64_t id, std::string_view text) {
    const bool isTaken = core(id).propose(Bytes::copyOf(text)).has_value();
    settle();
    return isTaken;
}

bool RaftGroup::proposeChange(std::uint64_t id, const std::string& changes,
                              raft::ConfChangeTransition transition) {
    raft::ConfChangeV2 change;
    change.transition = transition;
    change.changes = expected(raft::parseConfChanges(changes));
    const bool isTaken = core(id).proposeConfChange(change).has_value();
    settle();
    return isTaken;
}

void RaftGroup::tick(std::uint64_t id, std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i) {
        core(id).tick();
    }
}

void RaftGroup::compact(std::uint64_t id) {
    Node& compacted = node(id);
    expected(compacted.storage->log.createSnapshot(
        compacted.appliedIndex, &compacted.storage->members, Bytes::copyOf(compacted.applied)));
    expected(compacted.storage->log.compact(compacted.appliedIndex));
}

std::string RaftGroup::logOf(std::uint64_t id) {
    const raft::RaftLog& log = core(id).raft().log();
    std::string terms = log.firstIndex() > Index(1) ? "..." : "";
    for (Index index = log.firstIndex(); index <= log.lastIndex(); index = index.next()) {
        terms += (terms.empty() ? "" : " ") + toString(*log.term(index));
    }
    return terms;
}

std::string RaftGroup::members(std::uint64_t id) {
    return toString(core(id).status().config);
}

std::string text(const std::vector<Message>& messages) {
    std::vector<std::string> lines;
    std::transform(messages.begin(), messages.end(), std::back_inserter(lines),
                   [](const Message& message) { return describe(message); });
    return joined(lines);
}

std::vector<Message> only(MessageType type, std::vector<Message> messages) {
    messages.erase(std::remove_if(messages.begin(), messages.end(),
                                  [type](const Message& each) { return each.type != type; }),
                   messages.end());
    return messages;
}

std::string fingerprint(const raft::RawNode& core) {
    const raft::Status status = core.status();
    std::vector<std::string> lines{describe(status.hardState), describe(status.softState),
                                   toString(status.config), core.failure()};
    const raft::LogStatus& log = status.log;
    std::string numbers = "log";
    for (const Index index : {log.firstIndex, log.last.index, log.committed, log.applying,
                              log.applied, log.unstableOffset, log.unstableOffsetInProgress,
                              log.unstableSnapshot, status.pendingConfIndex}) {
        numbers += " " + toString(index);
    }
    lines.push_back(numbers + " " + toString(log.last.term));
    lines.push_back("timers " + std::to_string(status.timers.electionElapsed) + " " +
                    std::to_string(status.timers.randomizedElectionTimeout) + " " +
                    std::to_string(status.timers.heartbeatElapsed));
    for (const auto& [id, progress] : core.raft().tracker().progress) {
        lines.push_back(toString(id) + ": " + toString(progress));
    }
    for (const auto& [id, granted] : status.votes) {
        lines.push_back(toString(id) + (granted ? " yes" : " no"));
    }
    lines.push_back("transferee " + toString(status.leadTransferee) + ", uncommitted " +
                    std::to_string(status.uncommittedSize) + ", reads " +
                    std::to_string(status.pendingReads));
    const raft::Outbox& outbox = core.raft().outbox();
    lines.push_back(text(outbox.messages));
    lines.push_back(text(outbox.messagesAfterAppend));
    lines.push_back("read states " + std::to_string(outbox.readStates.size()));
    lines.push_back(describe(core.raft().log().unstable().entries()));
    return joined(lines);
}

ConfState votersUpTo(std::uint64_t count) {
    ConfState state;
    for (std::uint64_t id = 1; id <= count; ++id) {
        state.voters.emplace_back(id);
    }
    return state;
}

raft::Entries entriesOf(Index first, const std::vector<std::uint64_t>& terms) {
    raft::Entries entries;
    for (const std::uint64_t term : terms) {
        entries.push_back({Term(term), first + entries.size(), EntryType::Normal, {}});
    }
    return entries;
}

Message message(MessageType type, std::uint64_t from, std::uint64_t to, std::uint64_t term) {
    Message made;
    made.type = type;
    made.from = NodeId(from);
    made.to = NodeId(to);
    made.term = Term(term);
    return made;
}

Message voteRequest(MessageType type, std::uint64_t from, std::uint64_t to, std::uint64_t term,
                    EntryId last) {
    Message made = message(type, from, to, term);
    made.logTerm = last.term;
    made.index = last.index;
    return made;
}

Message appendMessage(std::uint64_t from, std::uint64_t to, std::uint64_t term, EntryId previous,
                      const std::vector<std::uint64_t>& terms, std::uint64_t commit) {
    Message made = message(MessageType::App, from, to, term);
    made.logTerm = previous.term;
    made.index = previous.index;
    made.entries = entriesOf(previous.index.next(), terms);
    made.commit = Index(commit);
    return made;
}

}  // namespace quorate::tests
