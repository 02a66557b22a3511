// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/kv/meta.h"
#include "engine/kv/ordered_store.h"
#include "engine/kv/record_wire.h"
#include "engine/kv/state_hash.h"

namespace quorate::kv {

class KeySpace;

/// Takes over the stream of a SnapshotWriter, in pieces of any size, holding one record at a time.
///
/// Until `commit` the key space is as it was, and can be read; nothing may be applied to it in the
/// meantime. Dropped before `commit`, it leaves no trace. What comes in is checked: its form, the
/// order of the keys, the number of records and their hash. It must not outlive the key space.
class SnapshotInstaller {
public:
    SnapshotInstaller(KeySpace& keySpace, std::unique_ptr<StoreReplacement> replacement);

    /// Malformed, with the offset in the stream, for what is no snapshot; the installer then takes
    /// nothing more. Other errors are the store's.
    Result<void> feed(std::string_view piece);

    /// Whether the end of the stream was seen.
    [[nodiscard]] bool isComplete() const noexcept { return m_complete; }
    /// Where the key space of the stream stands, once that was seen; nothing if it is empty.
    [[nodiscard]] const std::optional<Meta>& meta() const noexcept { return m_meta; }
    /// The membership in the stream, once that was seen.
    [[nodiscard]] const Bytes& configuration() const noexcept { return m_configuration; }

    /// Puts the contents of the stream, which must be complete, in the place of those of the key
    /// space, which then stands where the snapshot did. Malformed where the stream is not complete.
    Result<void> commit();

private:
    Result<void> takeHeader();
    Result<bool> takeRecord();
    Result<bool> takeEnd(RecordReader& reader);
    Result<void> store(std::string_view key, std::string_view value);
    Error malformed(const std::string& what);

    KeySpace& m_keySpace;
    std::unique_ptr<StoreReplacement> m_replacement;
    std::string m_pending;      ///< fed, but not a whole record yet
    std::size_t m_taken{0};     ///< of m_pending
    std::uint64_t m_offset{0};  ///< in the stream, of the start of m_pending
    std::uint64_t m_records{0};
    std::string m_lastKey;
    std::optional<Meta> m_meta;
    Bytes m_configuration;
    StateHash m_hash;
    bool m_headerSeen{false};
    bool m_complete{false};
    std::optional<Error> m_failure;
};

}  // namespace quorate::kv
