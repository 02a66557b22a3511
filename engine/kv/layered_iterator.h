// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "engine/kv/ordered_store.h"

namespace quorate::kv {

/// Steps through a base and the changes above it side by side; the changes win where both have a
/// key.
///
/// `Layer` is what has the changes, in the order of their keys. It has a type `Position` for where
/// one stands in it, `lowerBound(key)`, `upperBound(key)`, `isFirst(position)`, `isEnd(position)`,
/// `next(position)`, `prev(position)`, `key(position)`, and `value(position)` with nothing for a
/// removal. Where it says kMayGrow, changes may come while it is walked: after each step only the
/// key is relied on.
template <class Layer>
class LayeredIterator final : public StoreIterator {
public:
    LayeredIterator(std::unique_ptr<StoreIterator> base, Layer layer)
        : m_base(std::move(base)), m_layer(std::move(layer)) {}

    void seek(std::string_view key) override {
        m_base->seek(key);
        m_position = m_layer.lowerBound(key);
        settleForward();
    }

    void seekToLast() override {
        m_base->seekToLast();
        settleBackward(m_layer.end());
    }

    void next() override {
        if (!Layer::kMayGrow && !m_isBackward) {
            if (m_source == Source::Change) {
                m_position = m_layer.next(m_position);
            } else {
                m_base->next();
            }
            settleForward();
            return;
        }
        const std::string from(m_key);
        if (m_isBackward) {
            m_base->seek(from);
        }
        if (m_base->valid() && m_base->key() == from) {
            m_base->next();
        }
        m_position = m_layer.upperBound(from);
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
        settleBackward(m_layer.lowerBound(from));
    }

    [[nodiscard]] bool valid() const override { return m_source != Source::None; }
    [[nodiscard]] std::string_view key() const override { return m_key; }
    [[nodiscard]] std::string_view value() const override {
        return m_source == Source::Base ? m_base->value() : *m_layer.value(m_position);
    }
    [[nodiscard]] Result<void> status() const override { return m_base->status(); }

private:
    enum class Source { None, Base, Change };

    void stand(Source source) {
        m_source = source;
        if (source == Source::Base) {
            m_key.assign(m_base->key());
        } else if (source == Source::Change) {
            m_key.assign(m_layer.key(m_position));
        }
    }

    /// To the lower of the two, past what was removed.
    void settleForward() {
        m_isBackward = false;
        for (;;) {
            const bool isChange = !m_layer.isEnd(m_position);
            if (!m_base->valid() && !(isChange && m_base->status())) {
                stand(Source::None);
                return;
            }
            if (!isChange || (m_base->valid() && m_base->key() < m_layer.key(m_position))) {
                stand(Source::Base);
                return;
            }
            if (m_base->valid() && m_base->key() == m_layer.key(m_position)) {
                m_base->next();
            }
            if (m_layer.value(m_position)) {
                stand(Source::Change);
                return;
            }
            m_position = m_layer.next(m_position);
        }
    }

    /// To the higher of the base's key and the change before `after`, past what was removed.
    void settleBackward(typename Layer::Position after) {
        m_isBackward = true;
        for (;;) {
            const bool isChange = !m_layer.isFirst(after);
            if (!m_base->valid() && !(isChange && m_base->status())) {
                stand(Source::None);
                return;
            }
            if (!isChange ||
                (m_base->valid() && m_layer.key(m_layer.prev(after)) < m_base->key())) {
                stand(Source::Base);
                return;
            }
            after = m_layer.prev(after);
            m_position = after;
            if (m_base->valid() && m_base->key() == m_layer.key(m_position)) {
                m_base->prev();
            }
            if (m_layer.value(m_position)) {
                stand(Source::Change);
                return;
            }
        }
    }

    std::unique_ptr<StoreIterator> m_base;
    Layer m_layer;
    typename Layer::Position m_position{};
    std::string m_key;
    Source m_source{Source::None};
    bool m_isBackward{false};
};

}  // namespace quorate::kv
