// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/observe/event.h"
#include "engine/observe/record.h"

namespace quorate::observe {

/// A number of consecutive records with their bodies, immutable: a view of memory, or of a mapped
/// file, that it shares in keeping alive.
///
/// A value: copies may be used and dropped on any thread. What it shows may be the beginning of a
/// buffer behind which a ChunkWriter goes on writing; that part it never touches.
class Chunk {
public:
    /// The three parts as they lie in a file, one behind the other.
    struct Parts {
        std::string_view nodes;    ///< 8 bytes each
        std::string_view records;  ///< kRecordSize bytes each
        std::string_view blobs;
    };

    Chunk() = default;
    /// `parts` must lie within what `owner` keeps alive.
    Chunk(std::shared_ptr<const void> owner, const Parts& parts)
        : m_owner(std::move(owner)), m_parts(parts) {}

    [[nodiscard]] std::size_t size() const noexcept { return m_parts.records.size() / kRecordSize; }
    [[nodiscard]] bool empty() const noexcept { return m_parts.records.empty(); }
    [[nodiscard]] const Parts& parts() const noexcept { return m_parts; }

    /// The record at a place below size().
    [[nodiscard]] Record record(std::size_t place) const noexcept {
        return loadRecord(m_parts.records.data() + place * kRecordSize);
    }
    /// Whom it is about. Corrupted where there is no such node.
    [[nodiscard]] Result<raft::NodeId> node(const Record& record) const;
    /// Corrupted where there are no such bytes.
    [[nodiscard]] Result<std::string_view> body(const Record& record) const;
    /// All of it, decoded. Corrupted or Malformed where that cannot be.
    [[nodiscard]] Result<RecordedEvent> event(std::size_t place) const;

private:
    std::shared_ptr<const void> m_owner;
    Parts m_parts;
};

}  // namespace quorate::observe
