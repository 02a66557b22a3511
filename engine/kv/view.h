// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "engine/kv/meta.h"
#include "engine/kv/ordered_store.h"

namespace quorate::kv {

/// The key space as it was at one moment: what the reading functions of this folder read from.
///
/// A view over a store itself (KeySpace::now) is good until the next write. A pinned one
/// (KeySpace::pin) holds a view of the store and stays good while writes go on; it must not outlive
/// the store.
class View {
public:
    View(const StoreReader& reader, const Meta& meta) : m_reader(&reader), m_meta(meta) {}
    View(std::shared_ptr<const StoreReader> reader, const Meta& meta)
        : m_pin(std::move(reader)), m_reader(m_pin.get()), m_meta(meta) {}

    [[nodiscard]] const StoreReader& reader() const noexcept { return *m_reader; }
    [[nodiscard]] const Meta& meta() const noexcept { return m_meta; }
    [[nodiscard]] std::int64_t revision() const noexcept { return m_meta.revision; }
    [[nodiscard]] std::int64_t compacted() const noexcept { return m_meta.compacted; }

private:
    std::shared_ptr<const StoreReader> m_pin;
    const StoreReader* m_reader;
    Meta m_meta;
};

}  // namespace quorate::kv
