// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <map>
#include <vector>

#include "engine/base/result.h"
#include "engine/raft/types.h"
#include "gui/session/session.h"

namespace quorate::gui {

/// Where a node on real sockets is reached, on 127.0.0.1.
struct NodePorts {
    std::uint16_t peer{0};
    std::uint16_t client{0};
    friend bool operator==(const NodePorts&, const NodePorts&) = default;
};

/// How nodes that somebody else launched know this client, and it knows them. Files in PEM; empty
/// for none.
struct AttachSecurity {
    QString authorities;
    QString certificate;
    QString key;
    QString user;
    QString password;  ///< never written down
    friend bool operator==(const AttachSecurity&, const AttachSecurity&) = default;
};

/// What a session's folder says of it, in `session.json`: enough to open it again. Its recording
/// and the directories of its nodes lie beside it.
struct SessionFile {
    QString name;
    SessionKind kind{SessionKind::Stage};
    QDateTime created;
    QDateTime lastOpened;
    std::uint64_t cluster{1};
    std::uint64_t seed{1};
    /// How often it was opened: each time draws from a seed of its own.
    std::uint64_t openings{0};
    /// The members that the cluster began with.
    std::uint64_t firstMembers{3};
    /// Nodes that were added later and are not removed.
    std::vector<raft::NodeId> joined;
    /// Nodes that were removed; their ids are never given again.
    std::vector<raft::NodeId> removed;

    /// Of nodes on real sockets, from the last opening.
    std::map<raft::NodeId, NodePorts> ports;

    /// Of an Attached session: where its nodes answer clients, as the person named them, and
    /// whether the members that they tell of are attached to as well.
    QStringList addresses;
    bool findsOthers{true};
    /// What its nodes call their cluster; 0 before one was seen.
    std::uint64_t attachedCluster{0};
    AttachSecurity security;

    // Of all nodes; the delays of a Stage only.
    std::uint64_t tickNs{50'000'000};
    std::uint32_t electionTicks{20};
    std::uint32_t heartbeatTicks{2};
    std::uint64_t minDelayNs{8'000'000};
    std::uint64_t maxDelayNs{16'000'000};
    std::uint64_t snapshotEntries{200};
    std::uint64_t catchUpEntries{50};

    /// All nodes that are there, in order.
    [[nodiscard]] std::vector<raft::NodeId> nodes() const;
    /// Smaller than no id that was ever given.
    [[nodiscard]] raft::NodeId unusedNode() const;
};

/// Of the session in this folder. NotFound where there is none, Malformed with the place and what
/// to do.
Result<SessionFile> readSessionFile(const QString& folder);
/// Replaces it as a whole, so that a crash leaves the one before or this one.
Result<void> writeSessionFile(const QString& folder, const SessionFile& file);

QString recordingPathOf(const QString& folder);
QString nodesPathOf(const QString& folder);

}  // namespace quorate::gui
