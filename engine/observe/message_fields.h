// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "engine/observe/core_events.h"
#include "engine/observe/fields.h"
#include "engine/raft/trace.h"

namespace quorate::observe {

template <>
inline constexpr raft::Role kLastEnumerator<raft::Role> = raft::Role::PreCandidate;
template <>
inline constexpr raft::EntryType kLastEnumerator<raft::EntryType> = raft::EntryType::ConfChangeV2;
template <>
inline constexpr raft::ProgressState kLastEnumerator<raft::ProgressState> =
    raft::ProgressState::Snapshot;
template <>
inline constexpr raft::VoteResult kLastEnumerator<raft::VoteResult> = raft::VoteResult::Won;
template <>
inline constexpr raft::trace::Timer kLastEnumerator<raft::trace::Timer> =
    raft::trace::Timer::CheckQuorum;
template <>
inline constexpr raft::trace::Request kLastEnumerator<raft::trace::Request> =
    raft::trace::Request::ApplyConfChange;
template <>
inline constexpr raft::trace::CampaignKind kLastEnumerator<raft::trace::CampaignKind> =
    raft::trace::CampaignKind::Transfer;
template <>
inline constexpr raft::trace::HoldBack kLastEnumerator<raft::trace::HoldBack> =
    raft::trace::HoldBack::TermsExhausted;
template <>
inline constexpr raft::trace::VoteReason kLastEnumerator<raft::trace::VoteReason> =
    raft::trace::VoteReason::OldTerm;
template <>
inline constexpr raft::trace::TransferStep kLastEnumerator<raft::trace::TransferStep> =
    raft::trace::TransferStep::Aborted;
template <>
inline constexpr raft::trace::SnapshotStep kLastEnumerator<raft::trace::SnapshotStep> =
    raft::trace::SnapshotStep::Installed;
template <>
inline constexpr raft::trace::ReadStep kLastEnumerator<raft::trace::ReadStep> =
    raft::trace::ReadStep::Refused;
template <>
inline constexpr raft::trace::IgnoredBecause kLastEnumerator<raft::trace::IgnoredBecause> =
    raft::trace::IgnoredBecause::Stale;
template <>
inline constexpr EntryKind kLastEnumerator<EntryKind> = EntryKind::Empty;
template <>
inline constexpr ErrorCode kLastEnumerator<ErrorCode> = ErrorCode::NodeFailed;

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
