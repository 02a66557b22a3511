// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <optional>
#include <string>
#include <vector>

#include "gui/session/session.h"
#include "gui/session/session_file.h"

/// How tests speak to sessions of any kind.
namespace quorate::tests {

inline constexpr int kPatienceMs = 20'000;

/// The folder of a new session, empty if it cannot be made.
inline QString newSession(const QTemporaryDir& directory, gui::SessionFile file) {
    const QString folder = directory.filePath(QStringLiteral("session"));
    QDir().mkpath(folder);
    file.name = QStringLiteral("test");
    file.created = QDateTime::currentDateTimeUtc();
    return gui::writeSessionFile(folder, file) ? folder : QString();
}

/// Null while nobody leads.
inline const observe::NodeState* leaderOf(const gui::Session& session) {
    const gui::LatestPtr& latest = const_cast<gui::Session&>(session).recording().latest();
    for (std::size_t i = 0; i < latest->state.nodeCount(); ++i) {
        const observe::NodeState& node = latest->state.nodeAt(i);
        if (node.role == raft::Role::Leader && node.condition == observe::NodeCondition::Up) {
            return &node;
        }
    }
    return nullptr;
}

/// Sends a command and waits for what becomes of it.
inline std::optional<Result<void>> run(gui::Session& session, const gui::Command& command) {
    std::optional<Result<void>> result;
    session.execute(command, [&result](const Result<void>& done) { result = done; });
    static_cast<void>(QTest::qWaitFor([&result] { return result.has_value(); }, kPatienceMs));
    return result;
}

inline gui::Ask putOf(const std::string& key, const std::string& value) {
    kv::PutRequest put;
    put.key = Bytes::copyOf(key);
    put.value = Bytes::copyOf(value);
    gui::Ask ask;
    ask.what = kv::Command(std::move(put));
    return ask;
}

/// Asks it, and waits for the answer; nothing where it takes no question, or is not told in time.
inline std::optional<gui::Answer> answerTo(gui::Session& session, const gui::Ask& ask) {
    QSignalSpy answers(&session, &gui::Session::answered);
    std::optional<observe::OperationId> id;
    bool isRefused = false;
    session.ask(ask, [&id, &isRefused](const Result<observe::OperationId>& begun) {
        isRefused = !begun;
        if (begun) {
            id = *begun;
        }
    });
    std::optional<gui::Answer> answer;
    static_cast<void>(QTest::qWaitFor(
        [&] {
            for (const QList<QVariant>& each : answers) {
                const auto got = each.at(0).value<gui::Answer>();
                if (id && got.operation == *id) {
                    answer = got;
                }
            }
            return answer.has_value() || isRefused;
        },
        kPatienceMs));
    return answer;
}

}  // namespace quorate::tests
