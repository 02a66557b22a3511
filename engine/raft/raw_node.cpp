// SPDX-License-Identifier: Apache-2.0
#include "engine/raft/raw_node.h"

#include <algorithm>
#include <utility>

#include "engine/base/invariant.h"
#include "engine/raft/describe.h"

namespace quorate::raft {

namespace {

Error corrupted(const std::string& text) {
    return {ErrorCode::Corrupted, text};
}

/// Whether a node can have left this behind.
Result<void> checkStored(const Config& config, const Storage& storage, const HardState& state) {
    const Index first = storage.firstIndex();
    const Index last = storage.lastIndex();
    if (last.next() < first) {
        return corrupted("the stored log ends before it starts");
    }
    if (state.term > kMaxTerm || last > kMaxIndex) {
        return corrupted("the stored term or log is out of range");
    }
    if (state.commit > last) {
        return corrupted("the stored commit index " + toString(state.commit) +
                         " lies behind the last entry " + toString(last));
    }
    if (config.applied > last) {
        return corrupted("the applied index " + toString(config.applied) +
                         " lies behind the last entry " + toString(last));
    }
    const auto lastTerm = storage.term(last);
    if (!lastTerm) {
        return corrupted("the term of the last entry is not known: " + lastTerm.error().message);
    }
    return {};
}

}  // namespace

Result<std::unique_ptr<RawNode>> RawNode::create(const Config& config, const Storage& storage) {
    if (auto valid = validate(config); !valid) {
        return valid.error();
    }
    auto initial = storage.initialState();
    if (!initial) {
        return initial.error();
    }
    if (auto stored = checkStored(config, storage, initial->hardState); !stored) {
        return stored.error();
    }
    auto members = restoreConfiguration(initial->confState,
                                        {config.maxInflightMessages, config.maxInflightBytes},
                                        storage.lastIndex());
    if (!members) {
        return corrupted("the stored configuration cannot be: " + members.error().message);
    }
    return std::unique_ptr<RawNode>(new RawNode(config, storage, *initial, std::move(*members)));
}

RawNode::RawNode(const Config& config, const Storage& storage, const InitialState& initial,
                 ConfiguredMembers members)
    : m_asyncStorageWrites(config.asyncStorageWrites),
      m_onBrokenInvariant(config.onBrokenInvariant),
      m_raft(config, storage, initial, std::move(members)),
      m_previousSoftState(m_raft.softState()),
      m_previousHardState(m_raft.hardState()) {}

/// Runs one input. The one place where InvariantViolation is caught.
template <class Body>
Result<void> RawNode::guarded(const Body& body) {
    if (hasFailed()) {
        return Error(ErrorCode::NodeFailed, m_failure);
    }
    try {
        auto result = body();
        m_raft.tracer().end();
        return result;
    } catch (const InvariantViolation& violation) {
        m_failure = violation.what();
        m_raft.tracer().emit(m_raft.term(), [this] { return trace::Failed{m_failure.c_str()}; });
        m_raft.tracer().end();
        if (m_onBrokenInvariant == OnBrokenInvariant::Throw) {
            throw;
        }
        return Error(ErrorCode::NodeFailed, m_failure);
    }
}

void RawNode::tick() {
    // A failure is latched; there is nothing else that a tick could be told.
    static_cast<void>(guarded([this]() -> Result<void> {
        m_raft.tick();
        return {};
    }));
}

Result<void> RawNode::step(Message message) {
    return guarded([&]() -> Result<void> {
        m_raft.tracer().begin(m_raft.term(), message.event,
                              [&] { return trace::MessageReceived{&message}; });
        if (auto checked = m_raft.checkMessage(message); !checked) {
            return checked;
        }
        return m_raft.step(std::move(message));
    });
}

Result<void> RawNode::checkLocal(const Message& message) const {
    const bool isOfStorage = message.type == MessageType::StorageAppendResp ||
                             message.type == MessageType::StorageApplyResp;
    const bool isOwn = message.type == MessageType::AppResp ||
                       message.type == MessageType::VoteResp ||
                       message.type == MessageType::PreVoteResp;
    if (message.to != id() || (isOfStorage && !isStorageThread(message.from)) ||
        (isOwn && message.from != id()) || (!isOfStorage && !isOwn)) {
        return Error(ErrorCode::LocalMessage, std::string(toString(message.type)) + " from " +
                                                  toString(message.from) +
                                                  " is no response of this node's storage");
    }
    if (isOwn && !m_raft.tracker().progress.contains(id())) {
        return Error(ErrorCode::PeerNotFound, "this node is no member any more");
    }
    return {};
}

Result<void> RawNode::stepLocal(Message message) {
    return guarded([&]() -> Result<void> {
        m_raft.tracer().begin(m_raft.term(), message.event,
                              [&] { return trace::MessageReceived{&message}; });
        if (auto checked = checkLocal(message); !checked) {
            return checked;
        }
        return m_raft.step(std::move(message));
    });
}

Result<void> RawNode::propose(Bytes data) {
    Entries entries(1);
    entries.front().data = std::move(data);
    return propose(entries);
}

Result<void> RawNode::propose(Entries& entries) {
    return guarded([&]() -> Result<void> {
        if (entries.empty()) {
            return Error(ErrorCode::InvalidArgument, "nothing is proposed");
        }
        m_raft.tracer().begin(m_raft.term(), kNoEvent, [&] {
            return trace::Proposed{entries.size(), payloadSize(entries)};
        });
        auto proposed = m_raft.propose(entries);
        if (!proposed) {
            m_raft.tracer().emit(m_raft.term(),
                                 [&] { return trace::ProposalRefused{proposed.error().code}; });
        }
        return proposed;
    });
}

Result<void> RawNode::proposeConfChange(const ConfChange& change) {
    Entries entries{toEntry(change)};
    return propose(entries);
}

Result<void> RawNode::proposeConfChange(const ConfChangeV2& change) {
    Entries entries{toEntry(change)};
    return propose(entries);
}

Result<ConfState> RawNode::applyConfChange(const ConfChangeV2& change) {
    ConfState state;
    auto applied = guarded([&]() -> Result<void> {
        m_raft.tracer().begin(m_raft.term(), kNoEvent, [] {
            return trace::Requested{trace::Request::ApplyConfChange, kNoNode};
        });
        auto changed = m_raft.applyConfChange(change);
        if (!changed) {
            return changed.error();
        }
        state = std::move(*changed);
        return {};
    });
    if (!applied) {
        return applied.error();
    }
    return state;
}

/// A local message of somebody's making.
Result<void> RawNode::request(trace::Request what, Message message) {
    return guarded([&]() -> Result<void> {
        m_raft.tracer().begin(m_raft.term(), kNoEvent, [&] {
            return trace::Requested{what, message.from};
        });
        return m_raft.step(std::move(message));
    });
}

void RawNode::campaign() {
    Message message;
    message.type = MessageType::Hup;
    static_cast<void>(request(trace::Request::Campaign, std::move(message)));
}

Result<void> RawNode::readIndex(Bytes context, ReadOnlyOption how) {
    Message message;
    message.type = MessageType::ReadIndex;
    message.entries.resize(1);
    message.entries.front().data = std::move(context);
    if (how == ReadOnlyOption::LeaseBased) {
        message.context = Bytes::copyOf(kLeaseReadContext);
    }
    return request(trace::Request::ReadIndex, std::move(message));
}

Result<void> RawNode::transferLeader(NodeId transferee) {
    if (!hasFailed() && !isMemberId(transferee)) {
        return Error(ErrorCode::InvalidArgument, toString(transferee) + " cannot be a leader");
    }
    Message message;
    message.type = MessageType::TransferLeader;
    message.from = transferee;
    return request(trace::Request::TransferLeader, std::move(message));
}

void RawNode::forgetLeader() {
    Message message;
    message.type = MessageType::ForgetLeader;
    static_cast<void>(request(trace::Request::ForgetLeader, std::move(message)));
}

void RawNode::reportUnreachable(NodeId peer) {
    Message message;
    message.type = MessageType::Unreachable;
    message.from = peer;
    static_cast<void>(request(trace::Request::ReportUnreachable, std::move(message)));
}

void RawNode::reportSnapshot(NodeId peer, bool succeeded) {
    Message message;
    message.type = MessageType::SnapStatus;
    message.from = peer;
    message.reject = !succeeded;
    static_cast<void>(request(
        succeeded ? trace::Request::ReportSnapshotArrived : trace::Request::ReportSnapshotFailed,
        std::move(message)));
}

Result<void> RawNode::setRandomizedElectionTimeout(std::uint32_t ticks) {
    return guarded([&]() -> Result<void> {
        const std::uint32_t least = m_raft.clock().electionTimeout();
        if (ticks < least || ticks >= 2 * least) {
            return Error(ErrorCode::OutOfRange, "the election timeout must be from " +
                                                    std::to_string(least) + " to " +
                                                    std::to_string(2 * least - 1) + " ticks");
        }
        m_raft.clock().setRandomizedElectionTimeout(ticks);
        m_raft.tracer().emit(m_raft.term(), [&] { return trace::ElectionTimeoutDrawn{ticks}; });
        return {};
    });
}

bool RawNode::hasReady() const {
    if (hasFailed()) {
        return false;
    }
    const Outbox& outbox = m_raft.outbox();
    const RaftLog& log = m_raft.log();
    return !outbox.messages.empty() || !outbox.messagesAfterAppend.empty() ||
           !outbox.readStates.empty() || !log.unstable().nextEntries().empty() ||
           log.unstable().hasNextSnapshot() ||
           log.hasNextCommittedEntries(appliesUnstableEntries()) ||
           m_raft.softState() != m_previousSoftState || m_raft.hardState() != m_previousHardState;
}

Ready RawNode::takeReady() {
    Ready ready;
    takeReady(ready);
    return ready;
}

void RawNode::takeReady(Ready& ready) {
    ready.clear();
    static_cast<void>(guarded([&]() -> Result<void> {
        QUORATE_INVARIANT(m_asyncStorageWrites || !m_isReadyOpen,
                          "a Ready was taken before the last one was advanced");
        fillReady(ready);
        m_raft.tracer().begin(m_raft.term(), kNoEvent, [&] {
            const auto bound = [](const Entries& entries, bool last) {
                return entries.empty() ? Index(0) : (last ? entries.back() : entries.front()).index;
            };
            return trace::ReadyTaken{
                bound(ready.entries, false),
                bound(ready.entries, true),
                bound(ready.committedEntries, false),
                bound(ready.committedEntries, true),
                ready.snapshot != nullptr ? ready.snapshot->metadata.index : Index(0),
                ready.messages.size(),
                ready.mustSync};
        });
        routeMessages(ready);
        acceptReady(ready);
        m_isReadyOpen = true;
        return {};
    }));
    if (hasFailed()) {
        ready.clear();
    }
}

void RawNode::fillReady(Ready& ready) {
    const RaftLog& log = m_raft.log();
    if (const SoftState now = m_raft.softState(); now != m_previousSoftState) {
        ready.softState = now;
    }
    const HardState hardState = m_raft.hardState();
    if (hardState != m_previousHardState) {
        ready.hardState = hardState;
    }
    ready.readStates.swap(m_raft.outbox().readStates);
    const EntrySpan entries = log.unstable().nextEntries();
    ready.entries.assign(entries.begin(), entries.end());
    ready.snapshot = log.unstable().nextSnapshot();
    log.nextCommittedEntries(appliesUnstableEntries(), ready.committedEntries);
    ready.mustSync = mustSync(hardState, m_previousHardState, !ready.entries.empty());
}

/// What may leave at once goes into the Ready. What waits for the append goes behind it: into the
/// storage message as a response, or to the end of the messages, which are sent after the write.
void RawNode::routeMessages(Ready& ready) {
    Outbox& outbox = m_raft.outbox();
    ready.messages.swap(outbox.messages);
    outbox.messages.clear();
    if (m_asyncStorageWrites) {
        if (!ready.entries.empty() || ready.hardState || ready.snapshot != nullptr ||
            !outbox.messagesAfterAppend.empty()) {
            ready.messages.push_back(storageAppend(ready));
        }
        if (!ready.committedEntries.empty()) {
            ready.messages.push_back(storageApply(ready));
        }
    } else {
        for (Message& message : outbox.messagesAfterAppend) {
            auto& destination = message.to == id() ? m_stepsOnAdvance : ready.messages;
            destination.push_back(std::move(message));
        }
        if (needsAppendResponse(ready)) {
            m_stepsOnAdvance.push_back(storageAppendResponse(ready));
        }
        if (!ready.committedEntries.empty()) {
            m_appliedOnAdvance = {ready.committedEntries.back().index,
                                  limitSize(ready.committedEntries),
                                  payloadSize(ready.committedEntries)};
        }
    }
    outbox.messagesAfterAppend.clear();
}

void RawNode::acceptReady(const Ready& ready) {
    if (ready.softState) {
        m_previousSoftState = *ready.softState;
    }
    if (ready.hardState) {
        m_previousHardState = *ready.hardState;
    }
    RaftLog& log = m_raft.log();
    log.acceptUnstable();
    if (!ready.committedEntries.empty()) {
        log.acceptApplying(ready.committedEntries.back().index, limitSize(ready.committedEntries),
                           appliesUnstableEntries());
    }
}

void RawNode::advance() {
    static_cast<void>(guarded([this]() -> Result<void> {
        QUORATE_INVARIANT(!m_asyncStorageWrites, "advance() with asynchronous storage writes");
        QUORATE_INVARIANT(m_isReadyOpen, "advance() without a Ready");
        m_isReadyOpen = false;
        if (m_stepsOnAdvance.empty() && m_appliedOnAdvance.last == Index(0)) {
            return {};
        }
        m_raft.tracer().begin(m_raft.term(), kNoEvent, [] { return trace::Advanced{}; });
        std::vector<Message> steps;
        steps.swap(m_stepsOnAdvance);
        for (Message& message : steps) {
            // They cannot be refused: they are this core's own.
            static_cast<void>(m_raft.step(std::move(message)));
        }
        steps.clear();
        m_stepsOnAdvance.swap(steps);  // keeps the memory
        if (const auto applied = std::exchange(m_appliedOnAdvance, {}); applied.last != Index(0)) {
            m_raft.confirmApplied(applied);
        }
        return {};
    }));
}

bool RawNode::needsAppendResponse(const Ready& ready) const {
    return !m_raft.log().unstable().entries().empty() || ready.snapshot != nullptr;
}

Message RawNode::storageAppend(const Ready& ready) {
    Message message;
    message.type = MessageType::StorageAppend;
    message.to = kAppendThread;
    message.from = id();
    message.entries = ready.entries;
    if (ready.hardState) {
        message.term = ready.hardState->term;
        message.vote = ready.hardState->vote;
        message.commit = ready.hardState->commit;
    }
    message.snapshot = ready.snapshot;
    // Those to this node come before the confirmation that follows: the leader's own
    // acknowledgement then still finds its entries in the unstable log.
    message.responses.swap(m_raft.outbox().messagesAfterAppend);
    if (needsAppendResponse(ready)) {
        message.responses.push_back(storageAppendResponse(ready));
    }
    message.event = m_raft.tracer().emit(m_raft.term(), [&] {
        return trace::MessageSent{&message, false};
    });
    for (Message& response : message.responses) {
        if (isStorageThread(response.from)) {
            response.event = message.event;
        }
    }
    return message;
}

/// Confirms the last entry of the log as it is now, in this term and version of the log.
///
/// If a leader replaces that entry while it is being written, and another one brings back an entry
/// with the same index and term, index and term alone would confirm what was overwritten on the
/// disk. Therefore the confirmation carries the term in which the write was ordered, and is not
/// believed in a later one; the write that is ordered then confirms everything. Within one term
/// a follower takes entries from one leader, and a correct one replaces nothing twice; the version
/// keeps the node sound under one that is not.
Message RawNode::storageAppendResponse(const Ready& ready) const {
    Message message;
    message.type = MessageType::StorageAppendResp;
    message.to = id();
    message.from = kAppendThread;
    message.term = m_raft.term();
    if (!m_raft.log().unstable().entries().empty()) {
        const EntryId last = m_raft.log().lastEntryId();
        message.index = last.index;
        message.logTerm = last.term;
        message.logVersion = m_raft.log().unstable().version();
    }
    message.snapshot = ready.snapshot;
    return message;
}

Message RawNode::storageApply(const Ready& ready) {
    Message response;
    response.type = MessageType::StorageApplyResp;
    response.to = id();
    response.from = kApplyThread;
    response.entries = ready.committedEntries;

    Message message;
    message.type = MessageType::StorageApply;
    message.to = kApplyThread;
    message.from = id();
    message.entries = ready.committedEntries;
    message.event = m_raft.tracer().emit(m_raft.term(), [&] {
        return trace::MessageSent{&message, false};
    });
    response.event = message.event;
    message.responses.push_back(std::move(response));
    return message;
}

}  // namespace quorate::raft
