// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <utility>

namespace quorate::observe {

/// A value that copies share until one of them is written to.
///
/// Once shared, a value is frozen for ever, even if only one copy is left: that needs no look at a
/// reference count that others may be changing. So copies may be read, copied and dropped on any
/// thread; the one that is written to, and is copied from, belongs to one.
template <class T>
class CopyOnWrite {
public:
    CopyOnWrite() : m_value(std::make_shared<T>()) {}
    explicit CopyOnWrite(T value) : m_value(std::make_shared<T>(std::move(value))) {}
    CopyOnWrite(const CopyOnWrite& other) : m_value(other.m_value), m_isFrozen(true) {
        other.freeze();
    }
    CopyOnWrite(CopyOnWrite&& other) noexcept = default;
    CopyOnWrite& operator=(const CopyOnWrite& other) {
        if (this != &other) {
            other.freeze();
            m_value = other.m_value;
            m_isFrozen = true;
        }
        return *this;
    }
    /// What was moved from may only be assigned to or destroyed.
    CopyOnWrite& operator=(CopyOnWrite&& other) noexcept = default;
    ~CopyOnWrite() = default;

    [[nodiscard]] const T& operator*() const noexcept { return *m_value; }
    [[nodiscard]] const T* operator->() const noexcept { return m_value.get(); }
    [[nodiscard]] std::shared_ptr<const T> share() const {
        freeze();
        return m_value;
    }

    /// Its own from here on; valid until the next copy is made.
    [[nodiscard]] T& write() {
        if (m_isFrozen) {
            m_value = std::make_shared<T>(*m_value);
            m_isFrozen = false;
        }
        return *m_value;
    }

    friend bool operator==(const CopyOnWrite& a, const CopyOnWrite& b) {
        return a.m_value == b.m_value || *a.m_value == *b.m_value;
    }

private:
    /// Does not touch what is frozen already, since others may be reading it.
    void freeze() const noexcept {
        if (!m_isFrozen) {
            m_isFrozen = true;
        }
    }

    std::shared_ptr<T> m_value;
    mutable bool m_isFrozen{false};
};

}  // namespace quorate::observe
