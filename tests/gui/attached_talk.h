// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "gui/session/attached/attached_session.h"
#include "tests/gui/remote_nodes.h"
#include "tests/gui/session_talk.h"

/// How tests speak to sessions on nodes that somebody else launched.
namespace quorate::tests::attached {

using namespace quorate::gui;

inline constexpr int kPatienceMs = tests::kPatienceMs;

inline QString newSession(const QTemporaryDir& directory, const QStringList& addresses,
                          bool findsOthers = true, std::uint64_t seed = 0) {
    SessionFile file;
    file.kind = SessionKind::Attached;
    file.addresses = addresses;
    file.findsOthers = findsOthers;
    // Of sessions on one cluster each has its own.
    file.seed = static_cast<std::uint64_t>(QCoreApplication::applicationPid()) + seed;
    return tests::newSession(directory, std::move(file));
}

inline std::unique_ptr<AttachedSession> openAt(const QString& folder) {
    auto session = AttachedSession::open(folder);
    if (!session) {
        qWarning("%s", session.error().message.c_str());
        return nullptr;
    }
    return std::move(*session);
}

inline const observe::ClusterState& stateOf(AttachedSession& session) {
    return session.recording().latest()->state;
}

inline std::size_t seenCount(AttachedSession& session) {
    const auto& sights = stateOf(session).sights();
    return static_cast<std::size_t>(
        std::count_if(sights.begin(), sights.end(),
                      [](const observe::NodeSight& sight) { return sight.isSeen; }));
}

inline bool isSeen(AttachedSession& session, std::uint64_t node) {
    const observe::NodeSight* sight = stateOf(session).findSight(raft::NodeId(node));
    return sight != nullptr && sight->isSeen;
}

inline observe::NodeCondition conditionOf(AttachedSession& session, std::uint64_t node) {
    const observe::NodeState* found = stateOf(session).findNode(raft::NodeId(node));
    return found == nullptr ? observe::NodeCondition::Unknown : found->condition;
}

inline QString noteOf(const AttachedSession& session) {
    return QString::fromStdString(session.status().note);
}

/// Why it was refused, for a test that fails.
inline const char* reasonOf(const std::optional<Result<void>>& result) {
    return !result ? "no answer" : *result ? "" : result->error().message.c_str();
}

inline bool put(AttachedSession& session, const std::string& key) {
    for (int attempt = 0; attempt < 20; ++attempt) {
        const auto answer = answerTo(session, putOf(key, "value"));
        if (answer && answer->answer.outcome == observe::Outcome::Done) {
            return true;
        }
        QTest::qWait(50);
    }
    return false;
}

}  // namespace quorate::tests::attached
