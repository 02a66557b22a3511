// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/result.h"
#include "engine/kv/ordered_store.h"
#include "engine/kv/overlay.h"

namespace quorate::kv {

/// The name of one proposal: the node that made it, which life of that node (a number that no other
/// start of it had), and its number within that life, from 1, growing. Node zero: none was given,
/// and the command is not looked for among those seen.
struct ProposalId {
    std::uint64_t node{0};
    std::uint64_t incarnation{0};
    std::uint64_t sequence{0};

    [[nodiscard]] bool isNone() const noexcept { return node == 0; }
    friend bool operator==(const ProposalId&, const ProposalId&) = default;
};

/// How far apart the numbers of two proposals of one life may be while both are under way. A node
/// must not have more proposals without an answer than this; one that comes later than so many
/// younger ones has long been given up by who made it.
inline constexpr std::uint64_t kProposalWindow = 4096;

/// Lives of one node that can have proposals under way at a time, late ones of former lives
/// included.
inline constexpr std::size_t kLiveIncarnations = 8;

/// Former lives of one node that are remembered by name.
inline constexpr std::size_t kRetiredIncarnations = 1024;

/// Whether a proposal is to be applied.
enum class ProposalVerdict : std::uint8_t {
    New,        ///< seen for the first time, and noted
    Duplicate,  ///< it was applied before
    Stale,      ///< too old to tell: it may have been applied before, so it must not be now
};

/// Remembers which proposals were applied, in bounded memory, so that one that arrives twice, since
/// networks duplicate, is applied once.
///
/// For each of the last lives of each node: the highest number seen, and which of the
/// kProposalWindow numbers up to it were. What lies below is taken for seen; that refuses no
/// proposal that anybody waits for, as nobody has more than a window of them under way. Of each
/// node the kLiveIncarnations used last are kept so; those pushed out are retired, and whatever
/// still comes from them is stale. A duplicate could be applied only if it outlived
/// kRetiredIncarnations more lives of its node.
class ProposalIds {
public:
    /// What the store remembers.
    static Result<ProposalIds> load(const StoreReader& reader);

    /// Whether it is anything but new, without noting it.
    [[nodiscard]] bool wasSeen(const ProposalId& id) const;
    /// Decides, and notes a new one; `index` is the log index at which it arrived.
    ProposalVerdict note(const ProposalId& id, std::uint64_t index);

    /// Writes what was noted since the last call.
    void save(Overlay& overlay);

private:
    class Window {
    public:
        ProposalVerdict note(std::uint64_t sequence);
        [[nodiscard]] bool wasSeen(std::uint64_t sequence) const {
            return sequence < lowest() || (sequence <= m_highest && seen(sequence));
        }
        [[nodiscard]] std::string encode() const;
        static Result<Window> decode(std::string_view storedKey, std::string_view stored);

        std::uint64_t lastUsed{0};  ///< log index
        bool changed{false};

    private:
        static constexpr std::uint64_t kBits = 64;
        [[nodiscard]] bool seen(std::uint64_t sequence) const;
        void set(std::uint64_t sequence, bool seen);
        [[nodiscard]] std::uint64_t lowest() const;
        [[nodiscard]] std::uint64_t runDownFrom(std::uint64_t sequence) const;

        std::uint64_t m_highest{0};
        std::array<std::uint64_t, kProposalWindow / kBits> m_seen{};  ///< by sequence % window
    };
    struct Retired {
        std::vector<std::uint64_t> incarnations;  ///< the oldest first
        bool changed{false};
    };
    using Life = std::pair<std::uint64_t, std::uint64_t>;  ///< node, incarnation

    [[nodiscard]] bool isRetired(const ProposalId& id) const;
    void makeRoom(std::uint64_t node);
    Result<void> loadWindow(std::string_view key, std::string_view value);
    Result<void> loadRetired(std::string_view key, std::string_view value);

    std::map<Life, Window> m_windows;
    std::map<std::uint64_t, Retired> m_retired;
    std::vector<Life> m_dropped;  ///< retired since the last save
};

}  // namespace quorate::kv
