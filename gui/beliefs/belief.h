// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/raft/types.h"
#include "gui/model/frame.h"

namespace quorate::gui {

/// How what a node believes stands to what is newest: whoever leads in the highest term that any
/// node which is seen has a leader for.
enum class Agreement : std::uint8_t {
    Agrees,
    OlderTerm,  ///< it has not heard of the newer one
    NoLeader,   ///< it knows of none
    Another,    ///< another one in the same term, which must never be
    NotSeen,    ///< down, or out of reach: what it believed last
};

/// What one node believes. A value, from a frame.
struct Belief {
    raft::NodeId observer;
    raft::NodeId leader;  ///< none where it knows of none
    raft::Term term;
    Agreement agreement{Agreement::Agrees};
    bool leads{false};  ///< it believes so of itself
    /// Since it last heard of the leader; nothing where it leads, or knows of none.
    std::optional<std::uint64_t> heardAgoNs;
    /// Of one that is not seen: since then.
    std::optional<std::uint64_t> notSeenForNs;
    /// Of one that is watched from elsewhere: what was added to its moments, and by how much that
    /// may be wrong.
    std::optional<std::int64_t> clockOffsetNs;
    std::uint64_t clockErrorNs{0};
    /// It tells no moments: what it says counts from when it was asked.
    bool isAsked{false};
    std::uint64_t missed{0};
    QString where;  ///< where it is, or why it is not seen
    friend bool operator==(const Belief&, const Belief&) = default;
};

/// In order of id.
std::vector<Belief> beliefsOf(const Frame& frame);
/// All of it in one sentence.
QString sentenceOf(const std::vector<Belief>& beliefs);
/// "✓ agrees", "∅ no leader": a sign and words.
QString textOf(Agreement agreement);

}  // namespace quorate::gui
