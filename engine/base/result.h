// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "engine/base/error.h"
#include "engine/base/invariant.h"

namespace quorate {

/// Either a value or an Error. The member names are those of std::expected, which C++20 lacks.
///
/// A refused call leaves its object unchanged. Asking for the value of an error (or the other way
/// round) is a bug of the caller and breaks an invariant.
template <class T>
class [[nodiscard]] Result {
public:
    using value_type = T;

    // NOLINTNEXTLINE(google-explicit-constructor): `return value;` is the point of the type.
    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
    // NOLINTNEXTLINE(google-explicit-constructor): `return Error(...);` likewise.
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {}

    [[nodiscard]] bool has_value() const noexcept { return m_state.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }

    [[nodiscard]] const T& value() const& { return checkedValue(m_state); }
    [[nodiscard]] T& value() & { return checkedValue(m_state); }
    [[nodiscard]] T&& value() && { return std::move(checkedValue(m_state)); }
    [[nodiscard]] T value_or(T fallback) const& { return has_value() ? value() : fallback; }

    const T& operator*() const& { return value(); }
    T& operator*() & { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    const T* operator->() const { return &value(); }
    T* operator->() { return &value(); }

    [[nodiscard]] const Error& error() const {
        QUORATE_INVARIANT(!has_value(), "error() asked of a Result that holds a value");
        return *std::get_if<1>(&m_state);
    }

private:
    template <class State>
    static auto& checkedValue(State& state) {
        auto* value = std::get_if<0>(&state);
        QUORATE_INVARIANT(value != nullptr,
                          "value() asked of an error: " + std::get_if<1>(&state)->message);
        return *value;
    }

    std::variant<T, Error> m_state;
};

/// Success, or an Error.
template <>
class [[nodiscard]] Result<void> {
public:
    using value_type = void;

    Result() = default;
    // NOLINTNEXTLINE(google-explicit-constructor): `return Error(...);` is the point of the type.
    Result(Error error) : m_error(std::move(error)) {}

    [[nodiscard]] bool has_value() const noexcept { return !m_error.has_value(); }
    explicit operator bool() const noexcept { return has_value(); }

    [[nodiscard]] const Error& error() const {
        QUORATE_INVARIANT(m_error.has_value(), "error() asked of a Result that succeeded");
        return *m_error;
    }

private:
    std::optional<Error> m_error;
};

}  // namespace quorate
