// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTest>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "gui/session/live/live_session.h"
#include "network/free_ports.h"
#include "tests/gui/session_talk.h"

/// How tests speak to sessions on real time, whose nodes are threads or processes: SESSION_KIND
/// says which.
namespace quorate::tests {

using gui::LiveSession;

/// Quick elections, on ports that are free.
inline QString newSession(const QTemporaryDir& directory, std::uint64_t members = 3) {
    gui::SessionFile file;
    file.kind = gui::SessionKind::SESSION_KIND;
    file.firstMembers = members;
    // Another one in a test at the same time is another cluster, whichever ports it has.
    file.cluster = static_cast<std::uint64_t>(QCoreApplication::applicationPid());
    file.tickNs = 10'000'000;
    file.electionTicks = 20;
    file.heartbeatTicks = 2;
    // Kept to the end, so that tests at the same time have others.
    static network::FreePorts reserved;
    // And of one that is added.
    for (std::uint64_t id = 1; id <= members + 1; ++id) {
        const std::uint16_t peer = reserved.take();
        file.ports[raft::NodeId(id)] = {peer, reserved.take()};
    }
    return newSession(directory, std::move(file));
}

inline std::unique_ptr<LiveSession> openWithLeader(const QString& folder) {
    auto session = LiveSession::open(folder);
    if (!session) {
        qWarning("%s", session.error().message.c_str());
        return nullptr;
    }
    const bool leads =
        QTest::qWaitFor([&session] { return leaderOf(**session) != nullptr; }, kPatienceMs);
    return leads ? std::move(*session) : nullptr;
}

inline const observe::ClusterState& stateOf(LiveSession& session) {
    return session.recording().latest()->state;
}

/// Some node that does not lead.
inline raft::NodeId followerOf(LiveSession& session) {
    const observe::NodeState* leader = leaderOf(session);
    for (std::size_t i = 0; i < stateOf(session).nodeCount(); ++i) {
        const raft::NodeId id = stateOf(session).nodeAt(i).id;
        if (leader != nullptr && id != leader->id) {
            return id;
        }
    }
    return raft::kNoNode;
}

inline observe::NodeCondition conditionOf(LiveSession& session, raft::NodeId node) {
    const observe::NodeState* found = stateOf(session).findNode(node);
    return found == nullptr ? observe::NodeCondition::Down : found->condition;
}

/// Asks until a leader takes it: leaders change on a machine that is busy.
inline bool put(LiveSession& session, const std::string& key, const std::string& value) {
    for (int attempt = 0; attempt < 20; ++attempt) {
        const auto answer = answerTo(session, putOf(key, value));
        if (answer && answer->answer.outcome == observe::Outcome::Done) {
            return true;
        }
        QTest::qWait(50);
    }
    return false;
}

inline std::optional<std::string> get(LiveSession& session, const std::string& key) {
    stage::ClientRead read;
    read.range.key = Bytes::copyOf(key);
    gui::Ask ask;
    ask.what = read;
    const auto answer = answerTo(session, ask);
    if (!answer || answer->answer.outcome != observe::Outcome::Done) {
        return std::nullopt;
    }
    const auto* range = std::get_if<kv::RangeResponse>(&answer->answer.response);
    return range != nullptr && range->kvs.size() == 1
               ? std::optional(range->kvs.front().value.toString())
               : std::nullopt;
}

}  // namespace quorate::tests
