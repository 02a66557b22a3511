// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "engine/base/result.h"
#include "engine/kv/lookup.h"
#include "engine/kv/ordered_store.h"
#include "engine/kv/state_hash.h"
#include "engine/kv/view.h"

namespace quorate::kv {

/// Turns a key space into a stream of bytes, chunk by chunk, holding one chunk at a time.
///
/// The stream (see FORMAT.md) is a function of what can be read and nothing else: members that
/// applied the same entries give the same bytes, however far each one has come with removing what
/// was compacted. The view should be a pinned one if the key space is to go on in the meantime.
class SnapshotWriter {
public:
    explicit SnapshotWriter(View view);

    /// Replaces `chunk` with the next piece: at least `chunkBytes` (one record may go past them)
    /// unless it is the last one. False once there is nothing left, and then `chunk` is empty.
    Result<bool> next(std::string& chunk, std::size_t chunkBytes);

    /// Where the key space stood that the stream holds.
    [[nodiscard]] const Meta& meta() const noexcept { return m_view.meta(); }

private:
    void appendRecord(std::string& chunk);
    Result<bool> isForgotten();
    Result<bool> isForgottenChange();
    void appendEnd(std::string& chunk);

    enum class Stage : std::uint8_t { Header, Records, Done };

    View m_view;
    std::unique_ptr<StoreIterator> m_iterator;
    std::optional<PastReader> m_past;  ///< where something compacted is still in the store
    Stage m_stage{Stage::Header};
    std::uint64_t m_records{0};
    StateHash m_hash;
};

}  // namespace quorate::kv
