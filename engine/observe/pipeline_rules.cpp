// SPDX-License-Identifier: Apache-2.0
#include "engine/observe/pipeline_rules.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <variant>

#include "engine/raft/message.h"

namespace quorate::observe {

namespace {

namespace trace = raft::trace;
using raft::Index;

/// Where nobody is told that messages left or work ended, as in a recording that began in the midst
/// of things, the oldest go.
constexpr std::size_t kMostReadies = 64;
constexpr std::size_t kMostWaiting = 256;
constexpr std::size_t kMostBatches = 256;

template <class T>
void addBounded(std::vector<T>& all, T added, std::size_t most) {
    if (all.size() >= most) {
        all.erase(all.begin());
    }
    all.push_back(std::move(added));
}

EntryRange rangeOf(const EntryRuns& entries) {
    if (entries.empty()) {
        return {};
    }
    return {entries.first(), {entries.runs().back().term, entries.end().previous()}};
}

std::uint64_t between(Moment from, Moment to) {
    return to > from ? to.nanoseconds() - from.nanoseconds() : 0;
}

/// One overload for each event that changes something.
struct PipelineRules {
    CopyOnWrite<PipelineState>& state;
    raft::EventId id;
    const Event& event;

    template <class Other>
    void operator()(const Other& /*other*/) const {}

    // --- the core

    void operator()(const EntriesAppended& appended) const {
        auto& unstable = state.write().unstable;
        cutUnstable(unstable, appended.entries.first());
        addBounded(unstable,
                   {appended.entries.first(), appended.entries.end().previous(),
                    appended.payloadBytes, event.moment},
                   kMostBatches);
    }
    void operator()(const trace::LogTruncated& truncated) const {
        cutUnstable(state.write().unstable, truncated.from);
    }
    void operator()(const trace::Stable& stable) const {
        auto& unstable = state.write().unstable;
        while (!unstable.empty() && unstable.front().last <= stable.last.index) {
            unstable.erase(unstable.begin());
        }
        if (!unstable.empty() && unstable.front().first <= stable.last.index) {
            unstable.front().first = stable.last.index.next();
        }
    }
    void operator()(const trace::SnapshotEvent& snapshot) const {
        if (snapshot.step == trace::SnapshotStep::Restored) {
            state.write().unstable.clear();
            state.write().snapshotSince = event.moment;
        }
    }
    void operator()(const trace::ReadyTaken& taken) const {
        PipelineState& pipeline = state.write();
        std::erase_if(pipeline.readies, [](const ReadyInWork& ready) { return ready.isDone(); });
        ReadyInWork ready;
        ready.number = ++pipeline.readyCount;
        ready.taken = event.moment;
        ready.firstEntry = taken.firstEntry;
        ready.lastEntry = taken.lastEntry;
        ready.firstCommitted = taken.firstCommitted;
        ready.lastCommitted = taken.lastCommitted;
        ready.snapshot = taken.snapshot;
        ready.messages = taken.messages;
        ready.mustSync = taken.mustSync;
        addBounded(pipeline.readies, ready, kMostReadies);
        for (WaitingMessage& message : pipeline.waiting) {
            message.ready = message.ready == 0 ? ready.number : message.ready;
        }
    }
    void operator()(const MessageSent& sent) const {
        const MessageFields& message = sent.message;
        if (message.to == raft::kAppendThread) {
            writeIsDue(message);
        } else if (!raft::isStorageThread(message.to) && message.to != event.node) {
            addBounded(state.write().waiting,
                       {id, message.type, message.to, message.term, message.index, message.reject,
                        sent.held || message.type == raft::MessageType::Vote, 0,
                        rangeOf(message.entries), event.moment},
                       kMostWaiting);
        }
    }
    /// The first thing that follows a Ready with something to write.
    void writeIsDue(const MessageFields& message) const {
        PipelineState& pipeline = state.write();
        if (!pipeline.readies.empty()) {
            ReadyInWork& ready = pipeline.readies.back();
            ready.needsWrite = true;
            ready.hasHardState = message.term != raft::Term(0);
            ready.bytes = message.payloadBytes;
            ready.responses = message.responses;
        }
    }
    void operator()(const MessageReceived& received) const {
        if (!raft::isStorageThread(received.message.from) && received.message.from != event.node) {
            ++state.write().received;
        }
    }
    void operator()(const trace::Applied& applied) const {
        for (ReadyInWork& ready : state.write().readies) {
            if (ready.lastCommitted != Index(0) && ready.lastCommitted <= applied.index &&
                ready.applied == Moment()) {
                ready.applied = event.moment;
            }
        }
    }

    // --- the disk and the state machine

    void operator()(const LogWriteStarted& started) const {
        PipelineState& pipeline = state.write();
        for (ReadyInWork& ready : pipeline.readies) {
            if (ready.needsWrite && ready.writeStarted == Moment()) {
                ready.writeStarted = event.moment;
                pipeline.writing = ready.number;
            }
        }
        pipeline.bytesWritten += started.bytes;
        ++pipeline.writes;
        pipeline.syncs += started.sync ? 1 : 0;
    }
    void operator()(const LogSyncStarted& /*started*/) const {
        forEachWritten([this](ReadyInWork& ready) { ready.syncStarted = event.moment; });
    }
    void operator()(const LogWriteCompleted& /*completed*/) const {
        PipelineState& pipeline = state.write();
        bool isCounted = false;
        forEachWritten([&](ReadyInWork& ready) {
            ready.written = event.moment;
            if (!std::exchange(isCounted, true)) {
                const bool isSynced = ready.syncStarted != Moment();
                pipeline.writeTime.add(
                    between(ready.writeStarted, isSynced ? ready.syncStarted : event.moment));
                if (isSynced) {
                    pipeline.syncTime.add(between(ready.syncStarted, event.moment));
                }
            }
        });
        pipeline.writing = 0;
    }
    void operator()(const LogWriteFailed& /*failed*/) const { state.write().writing = 0; }
    void operator()(const LogSynced& synced) const {
        PipelineState& pipeline = state.write();
        pipeline.durable = synced.state;
        pipeline.durableLast = synced.last;
    }
    void operator()(const ApplyStarted& started) const {
        for (ReadyInWork& ready : state.write().readies) {
            if (ready.lastCommitted != Index(0) && ready.firstCommitted <= started.last &&
                ready.applyStarted == Moment()) {
                ready.applyStarted = event.moment;
            }
        }
    }
    void operator()(const ApplyCompleted& /*completed*/) const {
        PipelineState& pipeline = state.write();
        for (const ReadyInWork& ready : pipeline.readies) {
            if (ready.applyStarted != Moment() && ready.applied == Moment()) {
                pipeline.applyTime.add(between(ready.applyStarted, event.moment));
                break;
            }
        }
    }
    void operator()(const SnapshotStarted& /*started*/) const {
        state.write().snapshotSince = event.moment;
    }
    void operator()(const SnapshotSaved& saved) const {
        snapshotIsThere(saved.bytes, raft::kNoNode);
    }
    void operator()(const SnapshotInstalled& installed) const {
        snapshotIsThere(installed.bytes, installed.from);
    }
    void operator()(const SnapshotFailed& /*failed*/) const {
        state.write().snapshotSince = Moment();
    }

    // --- the life of the node

    void operator()(const NodeStarted& /*started*/) const { forgetLife(); }
    void operator()(const NodeStopped& /*stopped*/) const { forgetLife(); }
    void operator()(const NodeCrashed& /*crashed*/) const { forgetLife(); }
    void operator()(const NodeFailed& /*failed*/) const { forgetLife(); }
    void operator()(const CoreFailed& /*failed*/) const { forgetLife(); }

    // --- what several have in common

    static void cutUnstable(std::vector<UnstableBatch>& unstable, Index from) {
        while (!unstable.empty() && unstable.back().first >= from) {
            unstable.pop_back();
        }
        if (!unstable.empty() && unstable.back().last >= from) {
            unstable.back().last = from.previous();
        }
    }
    /// Those that the running write has in it.
    template <class Do>
    void forEachWritten(const Do& perform) const {
        PipelineState& pipeline = state.write();
        for (ReadyInWork& ready : pipeline.readies) {
            if (ready.number <= pipeline.writing && ready.needsWrite && ready.written == Moment()) {
                perform(ready);
            }
        }
    }
    void snapshotIsThere(std::uint64_t bytes, raft::NodeId from) const {
        PipelineState& pipeline = state.write();
        if (pipeline.snapshotSince != Moment()) {
            pipeline.snapshotTime.add(between(pipeline.snapshotSince, event.moment));
        }
        pipeline.snapshotSince = Moment();
        pipeline.snapshotBytes = bytes;
        pipeline.snapshotFrom = from;
    }
    /// What the disk has stays, and how fast it is.
    void forgetLife() const {
        const PipelineState& before = *state;
        PipelineState after;
        after.durable = before.durable;
        after.durableLast = before.durableLast;
        after.snapshotBytes = before.snapshotBytes;
        after.snapshotFrom = before.snapshotFrom;
        after.writeTime = before.writeTime;
        after.syncTime = before.syncTime;
        after.applyTime = before.applyTime;
        after.snapshotTime = before.snapshotTime;
        state.write() = std::move(after);
    }
};

}  // namespace

void UsualTime::add(std::uint64_t taken) noexcept {
    constexpr std::uint64_t kWeight = 8;
    if (count == 0) {
        nanoseconds = taken;
    } else {
        nanoseconds -= nanoseconds / kWeight;
        nanoseconds += taken / kWeight;
    }
    ++count;
}

void applyPipelineEvent(CopyOnWrite<PipelineState>& pipeline, raft::EventId id,
                        const Event& event) {
    std::visit(PipelineRules{pipeline, id, event}, event.body);
}

EntryRange messageLeft(CopyOnWrite<PipelineState>& pipeline, raft::EventId sent) {
    PipelineState& state = pipeline.write();
    ++state.sent;
    // Mostly the latest one.
    const auto found =
        std::find_if(state.waiting.rbegin(), state.waiting.rend(),
                     [sent](const WaitingMessage& message) { return message.sent == sent; });
    if (found == state.waiting.rend()) {
        return {};
    }
    const EntryRange entries = found->entries;
    state.waiting.erase(std::next(found).base());
    return entries;
}

}  // namespace quorate::observe
