// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/observe/core_fields.h"
#include "engine/observe/fields.h"
#include "engine/observe/node_state.h"

namespace quorate::observe {

template <>
struct LastEnumerator<NodeCondition> : Last<NodeCondition::Unreachable> {};

template <>
struct Fields<CoreSettings> {
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("maxInflightMessages", value.maxInflightMessages);
        archive("maxInflightBytes", value.maxInflightBytes);
        archive("checkQuorum", value.checkQuorum);
        archive("preVote", value.preVote);
        archive("electionTicks", value.electionTicks);
        archive("heartbeatTicks", value.heartbeatTicks);
        archive("tickNs", value.tickNs);
    }
};

template <>
struct Fields<PeerProgress::Inflight> {
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("last", value.last);
        archive("bytes", value.bytes);
    }
};

template <>
struct Fields<PeerProgress> {
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("peer", value.peer);
        archive("match", value.match);
        archive("next", value.next);
        archive("state", value.state);
        archive("pendingSnapshot", value.pendingSnapshot);
        archive("isPaused", value.isPaused);
        archive("isRecentlyActive", value.isRecentlyActive);
        archive("isLearner", value.isLearner);
        archive("inflights", value.inflights);
    }
};

template <>
struct Fields<CountedVote> {
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("voter", value.voter);
        archive("granted", value.granted);
    }
};

template <>
struct Fields<ElectionTimer> {
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("since", value.since);
        archive("timeoutTicks", value.timeoutTicks);
    }
};

template <>
struct Fields<EntryWork> {
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("first", value.first);
        archive("last", value.last);
        archive("bytes", value.bytes);
        archive("since", value.since);
    }
};

template <>
struct Fields<RuntimeState> {
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("queuedProposals", value.queuedProposals);
        archive("queuedReads", value.queuedReads);
        archive("logWrite", value.logWrite);
        archive("apply", value.apply);
        archive("snapshotBeingMade", value.snapshotBeingMade);
        archive("snapshot", value.snapshot);
        archive("storeApplied", value.storeApplied);
        archive("storeRevision", value.storeRevision);
        archive("stateHash", value.stateHash);
    }
};

template <>
struct Fields<LogRuns> {
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        if constexpr (Archive::kReads) {
            EntryRuns runs;
            archive("entries", runs);
            value.reset(runs.first());
            value.append(runs);
        } else {
            archive("entries", value.toEntryRuns());
        }
    }
};

template <>
struct Fields<LogState> {
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("before", value.before);
        archive("entries", value.entries);
        archive("committed", value.committed);
        archive("applying", value.applying);
        archive("applied", value.applied);
        archive("unstableOffset", value.unstableOffset);
        archive("offsetInProgress", value.offsetInProgress);
        archive("unstableSnapshot", value.unstableSnapshot);
    }
};

template <>
struct Fields<NodeState> {
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("id", value.id);
        archive("condition", value.condition);
        archive("incarnation", value.incarnation);
        archive("failure", value.failure);
        archive("settings", value.settings);
        archive("term", value.term);
        archive("vote", value.vote);
        archive("role", value.role);
        archive("lead", value.lead);
        archive("log", value.log);
        archive("configuration", value.configuration);
        archive("electionTimer", value.electionTimer);
        archive("votes", value.votes);
        archive("progress", value.progress);
        archive("leadTransferee", value.leadTransferee);
        archive("pendingConfIndex", value.pendingConfIndex);
        archive("runtime", value.runtime);
    }
};

}  // namespace quorate::observe
