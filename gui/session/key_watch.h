// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/kv/key_interval.h"
#include "engine/kv/key_value.h"
#include "engine/observe/moment.h"
#include "engine/raft/types.h"

/// Watches of keys as people have them: what changes in the key space, told as it happens.
namespace quorate::gui {

/// Names a watch within its session; whoever begins it chooses one that was not used before.
class WatchId {
public:
    constexpr WatchId() = default;
    constexpr explicit WatchId(std::uint64_t value) : m_value(value) {}
    [[nodiscard]] constexpr std::uint64_t value() const noexcept { return m_value; }
    friend constexpr auto operator<=>(const WatchId&, const WatchId&) = default;

private:
    std::uint64_t m_value{0};
};

struct WatchAsk {
    std::string key;
    bool isPrefix{false};  ///< all keys that begin so
    /// Nobody: whoever leads or can be reached, and another one when that is lost.
    raft::NodeId target;
    /// The first revision of interest; 0: what changes from now on.
    std::int64_t from{0};
    friend bool operator==(const WatchAsk&, const WatchAsk&) = default;
};

struct WatchedChange {
    std::string key;
    std::optional<std::string> value;   ///< nothing: deleted
    std::optional<std::string> before;  ///< nothing: was not there, or is compacted
    std::int64_t revision{0};
    std::int64_t version{0};  ///< puts since it came into being
    std::int64_t lease{0};
    friend bool operator==(const WatchedChange&, const WatchedChange&) = default;
};
WatchedChange watchedChangeOf(const kv::Event& event);

/// What has become of a watch, and what it heard. A value.
struct WatchNews {
    enum class Standing : std::uint8_t {
        Waiting,   ///< for the node; `reason` says why
        Watching,  ///< at `node`
        Ended,     ///< for good; `reason` says why
    };
    WatchId watch;
    Standing standing{Standing::Waiting};
    raft::NodeId node;
    std::string reason;
    /// Of the session, when this was heard.
    observe::Moment moment;
    std::vector<WatchedChange> changes;  ///< in the order of revisions
    /// Changes of interest before this revision were compacted before they could be told; 0: none.
    std::int64_t compacted{0};
};

/// The keys of a watch, with the bytes that the interval refers to. A value.
class WatchedKeys {
public:
    explicit WatchedKeys(const WatchAsk& ask);
    [[nodiscard]] const std::string& key() const noexcept { return m_key; }
    /// As etcd's requests have it.
    [[nodiscard]] const std::string& rangeEnd() const noexcept { return m_rangeEnd; }
    /// A view of this.
    [[nodiscard]] kv::KeyInterval interval() const {
        return kv::KeyInterval::of(m_key, m_rangeEnd);
    }

private:
    std::string m_key;
    std::string m_rangeEnd;
};

}  // namespace quorate::gui
