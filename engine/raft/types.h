// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <string>

namespace quorate::raft {

/// The identity of a member, unique in its cluster for ever. 0 is nobody. The two largest values
/// name a node's own storage threads, which answer it with messages as peers do.
class NodeId {
public:
    constexpr NodeId() = default;
    constexpr explicit NodeId(std::uint64_t value) : m_value(value) {}
    [[nodiscard]] constexpr std::uint64_t value() const noexcept { return m_value; }
    friend constexpr auto operator<=>(const NodeId&, const NodeId&) = default;

private:
    std::uint64_t m_value{0};
};

/// Nobody: no vote, no leader, no sender.
inline constexpr NodeId kNoNode{};
/// The addressee of MsgStorageAppend: this node's own log writer.
inline constexpr NodeId kAppendThread{std::numeric_limits<std::uint64_t>::max()};
/// The addressee of MsgStorageApply: this node's own state machine.
inline constexpr NodeId kApplyThread{std::numeric_limits<std::uint64_t>::max() - 1};

constexpr bool isStorageThread(NodeId id) noexcept {
    return id == kAppendThread || id == kApplyThread;
}

/// True for what a member may be called: neither nobody nor a storage thread.
constexpr bool isMemberId(NodeId id) noexcept {
    return id != kNoNode && !isStorageThread(id);
}

/// A term of the paper (§5.1): a logical clock that counts elections. Term 0 precedes them all.
class Term {
public:
    constexpr Term() = default;
    constexpr explicit Term(std::uint64_t value) : m_value(value) {}
    [[nodiscard]] constexpr std::uint64_t value() const noexcept { return m_value; }
    [[nodiscard]] constexpr Term next() const noexcept { return Term(m_value + 1); }
    friend constexpr auto operator<=>(const Term&, const Term&) = default;

private:
    std::uint64_t m_value{0};
};

/// A position in the log. The first entry has index 1; 0 is the place before it.
class Index {
public:
    constexpr Index() = default;
    constexpr explicit Index(std::uint64_t value) : m_value(value) {}
    [[nodiscard]] constexpr std::uint64_t value() const noexcept { return m_value; }
    [[nodiscard]] constexpr Index next() const noexcept { return Index(m_value + 1); }
    /// The index before this one, which must not be 0.
    [[nodiscard]] constexpr Index previous() const noexcept { return Index(m_value - 1); }
    friend constexpr auto operator<=>(const Index&, const Index&) = default;
    friend constexpr Index operator+(Index index, std::uint64_t count) noexcept {
        return Index(index.m_value + count);
    }
    /// How many entries lie in [b, a); `b` must not exceed `a`.
    friend constexpr std::uint64_t operator-(Index a, Index b) noexcept {
        return a.m_value - b.m_value;
    }

private:
    std::uint64_t m_value{0};
};

/// The index of an empty configuration's quorum: everything is acknowledged by nobody.
inline constexpr Index kInfiniteIndex{std::numeric_limits<std::uint64_t>::max()};

/// Limits on what a stranger may claim, so that no sum of ours can overflow.
inline constexpr Term kMaxTerm{std::numeric_limits<std::uint64_t>::max() / 4};
inline constexpr Index kMaxIndex{std::numeric_limits<std::uint64_t>::max() / 4};

/// Term and index name an entry, and by log matching (§5.3) the whole log before it.
struct EntryId {
    Term term;
    Index index;
    friend constexpr bool operator==(const EntryId&, const EntryId&) = default;
};

/// No limit, for sizes in bytes.
inline constexpr std::uint64_t kNoLimit = std::numeric_limits<std::uint64_t>::max();

inline std::string toString(Term term) {
    return std::to_string(term.value());
}
inline std::string toString(Index index) {
    return std::to_string(index.value());
}
/// In hexadecimal, as everywhere ids are printed; "AppendThread", "ApplyThread" and "None".
std::string toString(NodeId id);

}  // namespace quorate::raft
