// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "engine/base/result.h"
#include "engine/kv/history.h"
#include "engine/kv/key_interval.h"
#include "engine/kv/view.h"
#include "engine/kv/writer.h"
#include "network/api/rpc_messages.h"

namespace quorate::network {

/// One watch: which changes it wants, and from which on it has not told them.
///
/// It is live, and hears of changes as they are applied, or behind, and reads them from history
/// page by page until it has caught up. It holds no events: what a slow reader has not taken yet is
/// in the store anyway.
class Watch {
public:
    /// `revision` is where the key space stands.
    Watch(const WatchRequest& request, std::int64_t revision);

    [[nodiscard]] std::int64_t id() const noexcept { return m_id; }
    [[nodiscard]] bool isLive() const noexcept { return m_isLive; }
    [[nodiscard]] bool wantsProgress() const noexcept { return m_wantsProgress; }
    [[nodiscard]] bool wantsPrevious() const noexcept { return m_wantsPrevious; }
    /// The interval holds no key.
    [[nodiscard]] bool isEmpty() const;

    /// The next event has to come from history.
    void fallBehind() noexcept { m_isLive = false; }

    /// Whether it wants to hear of this one, and has not yet.
    [[nodiscard]] bool wants(const kv::Event& event) const;
    /// Everything up to this revision is told.
    void told(std::int64_t revision);

    /// A piece of history, after which the watch stands behind it; Compacted where it is gone.
    kv::KvResult<kv::HistoryPage> catchUp(const kv::View& view);

private:
    [[nodiscard]] kv::KeyInterval interval() const;
    void adaptPage(const kv::HistoryPage& page);

    std::int64_t m_id;
    std::string m_key;
    std::string m_rangeEnd;
    bool m_wantsProgress;
    bool m_wantsPrevious;
    bool m_noPut;
    bool m_noDelete;
    bool m_isLive{false};
    kv::Revision m_next;
    std::size_t m_pageEvents;
};

}  // namespace quorate::network
