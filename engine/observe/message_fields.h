// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "engine/observe/core_events.h"
#include "engine/observe/fields.h"
#include "engine/raft/trace.h"

namespace quorate::observe {

template <>
struct LastEnumerator<raft::Role> : Last<raft::Role::PreCandidate> {};
template <>
struct LastEnumerator<raft::EntryType> : Last<raft::EntryType::ConfChangeV2> {};
template <>
struct LastEnumerator<raft::ProgressState> : Last<raft::ProgressState::Snapshot> {};
template <>
struct LastEnumerator<raft::VoteResult> : Last<raft::VoteResult::Won> {};
template <>
struct LastEnumerator<raft::trace::Timer> : Last<raft::trace::Timer::CheckQuorum> {};
template <>
struct LastEnumerator<raft::trace::Request> : Last<raft::trace::Request::ApplyConfChange> {};
template <>
struct LastEnumerator<raft::trace::CampaignKind> : Last<raft::trace::CampaignKind::Transfer> {};
template <>
struct LastEnumerator<raft::trace::HoldBack> : Last<raft::trace::HoldBack::TermsExhausted> {};
template <>
struct LastEnumerator<raft::trace::VoteReason> : Last<raft::trace::VoteReason::OldTerm> {};
template <>
struct LastEnumerator<raft::trace::TransferStep> : Last<raft::trace::TransferStep::Aborted> {};
template <>
struct LastEnumerator<raft::trace::SnapshotStep> : Last<raft::trace::SnapshotStep::Installed> {};
template <>
struct LastEnumerator<raft::trace::ReadStep> : Last<raft::trace::ReadStep::Refused> {};
template <>
struct LastEnumerator<raft::trace::IgnoredBecause> : Last<raft::trace::IgnoredBecause::Stale> {};
template <>
struct LastEnumerator<ErrorCode> : Last<ErrorCode::OutOfSpace> {};

template <>
constexpr bool isEnumerator<raft::MessageType>(std::uint64_t number) noexcept {
    const auto isWithin = [number](raft::MessageType first, raft::MessageType last) {
        return number >= static_cast<std::uint64_t>(first) &&
               number <= static_cast<std::uint64_t>(last);
    };
    return isWithin(raft::MessageType::Prop, raft::MessageType::PreVoteResp) ||
           isWithin(raft::MessageType::Hup, raft::MessageType::StorageApplyResp);
}

template <>
struct Fields<raft::EntryId> {
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("term", value.term);
        archive("index", value.index);
    }
};

template <>
struct Fields<raft::ConfState> {
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("voters", value.voters);
        archive("votersOutgoing", value.votersOutgoing);
        archive("learners", value.learners);
        archive("learnersNext", value.learnersNext);
        archive("autoLeave", value.autoLeave);
    }
};

/// Most messages use few of the fields; only those that are set are written.
template <>
struct Fields<MessageFields> {
    template <class Archive, class Value>
    static void of(Archive& archive, Value& value) {
        archive("type", value.type);
        archive("to", value.to);
        archive("from", value.from);
        archive("term", value.term);
        const std::uint64_t has = archive.presence(
            {value.logTerm != raft::Term(0), value.index != raft::Index(0),
             value.commit != raft::Index(0), value.vote != raft::kNoNode, value.reject,
             value.rejectHint != raft::Index(0), !value.entries.empty(), value.payloadBytes != 0,
             value.snapshot != raft::EntryId(), value.hasContext, value.responses != 0,
             value.sent != raft::kNoEvent});
        const auto maybe = [&](unsigned bit, const char* name, auto& field) {
            if ((has >> bit & 1U) != 0) {
                archive(name, field);
            }
        };
        maybe(0, "logTerm", value.logTerm);
        maybe(1, "index", value.index);
        maybe(2, "commit", value.commit);
        maybe(3, "vote", value.vote);
        maybe(4, "reject", value.reject);
        maybe(5, "rejectHint", value.rejectHint);
        maybe(6, "entries", value.entries);
        maybe(7, "payloadBytes", value.payloadBytes);
        maybe(8, "snapshot", value.snapshot);
        maybe(9, "hasContext", value.hasContext);
        maybe(10, "responses", value.responses);
        maybe(11, "sent", value.sent);
    }
};

}  // namespace quorate::observe
