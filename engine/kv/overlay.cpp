// SPDX-License-Identifier: Apache-2.0
#include "engine/kv/overlay.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

#include "engine/kv/layered_iterator.h"

namespace quorate::kv {

namespace {

void addTo(WriteBatch& batch, std::string key, std::optional<std::string> value) {
    if (value) {
        batch.put(std::move(key), std::move(*value));
    } else {
        batch.erase(std::move(key));
    }
}

}  // namespace

/// The changes of an overlay, of which there may be more at every step.
class Overlay::Layer {
public:
    using Position = Writes::const_iterator;
    static constexpr bool kMayGrow = true;

    explicit Layer(const Overlay& overlay) : m_overlay(&overlay) {}

    [[nodiscard]] Position lowerBound(std::string_view key) const {
        return m_overlay->settled().lower_bound(key);
    }
    [[nodiscard]] Position upperBound(std::string_view key) const {
        return m_overlay->settled().upper_bound(key);
    }
    [[nodiscard]] Position end() const { return m_overlay->settled().end(); }
    [[nodiscard]] bool isFirst(Position position) const {
        return position == m_overlay->m_writes.begin();
    }
    [[nodiscard]] bool isEnd(Position position) const {
        return position == m_overlay->m_writes.end();
    }
    [[nodiscard]] static Position next(Position position) { return std::next(position); }
    [[nodiscard]] static Position prev(Position position) { return std::prev(position); }
    [[nodiscard]] static std::string_view key(Position position) { return position->first; }
    [[nodiscard]] static std::optional<std::string_view> value(Position position) {
        return position->second;
    }

private:
    const Overlay* m_overlay;
};

void Overlay::put(std::string key, std::string value) {
    m_latest.push_back({std::move(key), std::move(value)});
}

void Overlay::erase(std::string key) {
    m_latest.push_back({std::move(key), std::nullopt});
}

const Overlay::Writes& Overlay::settled() const {
    for (Change& change : m_latest) {
        m_writes.insert_or_assign(std::move(change.key), std::move(change.value));
    }
    m_latest.clear();
    return m_writes;
}

Result<bool> Overlay::get(std::string_view key, std::string& value) const {
    const Writes& writes = settled();
    const auto found = writes.find(key);
    if (found == writes.end()) {
        return m_base.get(key, value);
    }
    if (!found->second) {
        return false;
    }
    value = *found->second;
    return true;
}

std::unique_ptr<StoreIterator> Overlay::iterate() const {
    return std::make_unique<LayeredIterator<Layer>>(m_base.iterate(), Layer(*this));
}

WriteBatch Overlay::takeBatch() {
    if (m_writes.empty()) {
        return takeLatest();
    }
    settled();
    WriteBatch batch;
    batch.reserve(m_writes.size());
    while (!m_writes.empty()) {
        auto node = m_writes.extract(m_writes.begin());
        addTo(batch, std::move(node.key()), std::move(node.mapped()));
    }
    return batch;
}

WriteBatch Overlay::takeLatest() {
    const auto comesFirst = [this](std::size_t a, std::size_t b) {
        const int compared = m_latest[a].key.compare(m_latest[b].key);
        return compared != 0 ? compared < 0 : a < b;
    };
    // Half of them are in order already: the log of changes, behind all other keys.
    std::vector<std::size_t> ascending;
    std::vector<std::size_t> others;
    ascending.reserve(m_latest.size());
    others.reserve(m_latest.size());
    for (std::size_t i = 0; i < m_latest.size(); ++i) {
        const bool isNext = ascending.empty() || comesFirst(ascending.back(), i);
        (isNext ? ascending : others).push_back(i);
    }
    std::sort(others.begin(), others.end(), comesFirst);
    std::vector<std::size_t> order(m_latest.size());
    std::merge(ascending.begin(), ascending.end(), others.begin(), others.end(), order.begin(),
               comesFirst);
    WriteBatch batch;
    batch.reserve(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        Change& change = m_latest[order[i]];
        if (i + 1 == order.size() || m_latest[order[i + 1]].key != change.key) {
            addTo(batch, std::move(change.key), std::move(change.value));
        }
    }
    m_latest.clear();
    return batch;
}

}  // namespace quorate::kv
