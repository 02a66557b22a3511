// SPDX-License-Identifier: Apache-2.0
#include "engine/kv/overlay.h"

#include <iterator>
#include <utility>

namespace quorate::kv {

/// Steps through the base and the changes side by side; the changes win where both have a key.
/// After each step only the key is relied on: the changes may have grown in the meantime.
class Overlay::Iterator final : public StoreIterator {
public:
    Iterator(std::unique_ptr<StoreIterator> base, const Writes& writes)
        : m_base(std::move(base)), m_writes(writes) {}

    void seek(std::string_view key) override {
        m_base->seek(key);
        m_write = m_writes.lower_bound(key);
        settleForward();
    }

    void seekToLast() override {
        m_base->seekToLast();
        settleBackward(m_writes.end());
    }

    void next() override {
        const std::string from(m_key);
        if (m_backward) {
            m_base->seek(from);
        }
        if (m_base->valid() && m_base->key() == from) {
            m_base->next();
        }
        m_write = m_writes.upper_bound(from);
        settleForward();
    }

    void prev() override {
        const std::string from(m_key);
        m_base->seek(from);
        if (m_base->valid()) {
            m_base->prev();
        } else {
            m_base->seekToLast();
        }
        settleBackward(m_writes.lower_bound(from));
    }

    [[nodiscard]] bool valid() const override { return m_source != Source::None; }
    [[nodiscard]] std::string_view key() const override { return m_key; }
    [[nodiscard]] std::string_view value() const override {
        return m_source == Source::Base ? m_base->value() : std::string_view(*m_write->second);
    }
    [[nodiscard]] Result<void> status() const override { return m_base->status(); }

private:
    enum class Source { None, Base, Writes };

    void stand(Source source) {
        m_source = source;
        if (source == Source::Base) {
            m_key.assign(m_base->key());
        } else if (source == Source::Writes) {
            m_key = m_write->first;
        }
    }

    /// To the lower of the two, past what was removed.
    void settleForward() {
        m_backward = false;
        for (;;) {
            const bool write = m_write != m_writes.end();
            if (!m_base->valid() && !(write && m_base->status())) {
                stand(Source::None);
                return;
            }
            if (!write || (m_base->valid() && m_base->key() < m_write->first)) {
                stand(Source::Base);
                return;
            }
            if (m_base->valid() && m_base->key() == m_write->first) {
                m_base->next();
            }
            if (m_write->second) {
                stand(Source::Writes);
                return;
            }
            ++m_write;
        }
    }

    /// To the higher of the base's key and the change before `after`, past what was removed.
    void settleBackward(Writes::const_iterator after) {
        m_backward = true;
        for (;;) {
            const bool write = after != m_writes.begin();
            if (!m_base->valid() && !(write && m_base->status())) {
                stand(Source::None);
                return;
            }
            if (!write || (m_base->valid() && std::prev(after)->first < m_base->key())) {
                stand(Source::Base);
                return;
            }
            m_write = --after;
            if (m_base->valid() && m_base->key() == m_write->first) {
                m_base->prev();
            }
            if (m_write->second) {
                stand(Source::Writes);
                return;
            }
        }
    }

    std::unique_ptr<StoreIterator> m_base;
    const Writes& m_writes;
    Writes::const_iterator m_write;
    std::string m_key;
    Source m_source{Source::None};
    bool m_backward{false};
};

void Overlay::put(std::string key, std::string value) {
    m_writes.insert_or_assign(std::move(key), std::move(value));
}

void Overlay::erase(std::string key) {
    m_writes.insert_or_assign(std::move(key), std::nullopt);
}

Result<bool> Overlay::get(std::string_view key, std::string& value) const {
    const auto found = m_writes.find(key);
    if (found == m_writes.end()) {
        return m_base.get(key, value);
    }
    if (!found->second) {
        return false;
    }
    value = *found->second;
    return true;
}

std::unique_ptr<StoreIterator> Overlay::iterate() const {
    return std::make_unique<Iterator>(m_base.iterate(), m_writes);
}

WriteBatch Overlay::takeBatch() {
    WriteBatch batch;
    batch.reserve(m_writes.size());
    while (!m_writes.empty()) {
        auto node = m_writes.extract(m_writes.begin());
        if (node.mapped()) {
            batch.put(std::move(node.key()), std::move(*node.mapped()));
        } else {
            batch.erase(std::move(node.key()));
        }
    }
    return batch;
}

}  // namespace quorate::kv
