// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <utility>
#include <variant>

#include "engine/base/error.h"
#include "engine/base/invariant.h"
#include "engine/base/result.h"

namespace quorate::kv {

/// Why the key space refused a request. A refusal is an answer: every replica gives the same one,
/// nothing was changed, and the node goes on. (A store that fails is an Error instead, and ends the
/// node.) The texts are etcd's wherever it has one.
enum class KvError : std::uint8_t {
    EmptyKey = 1,
    KeyNotFound,
    ValueProvided,
    LeaseProvided,
    TooManyOperations,
    DuplicateKey,
    Compacted,
    FutureRevision,
    LeaseNotFound,
    LeaseExists,
    LeaseTtlTooLarge,
    RequestTooLarge,
    NestedTooDeep,
    MalformedCommand,
};

/// The sentence that clients see: "etcdserver: key is not provided".
const char* text(KvError error) noexcept;

/// The code and the text as an Error, for callers that do not tell refusals from failures.
Error toError(KvError error);

/// What a request was answered with: a value, or a refusal.
template <class T>
class [[nodiscard]] Answer {
public:
    // NOLINTNEXTLINE(google-explicit-constructor): `return value;` is the point of the type.
    Answer(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
    // NOLINTNEXTLINE(google-explicit-constructor): `return KvError::...;` likewise.
    Answer(KvError refusal) : m_state(std::in_place_index<1>, refusal) {}

    [[nodiscard]] bool has_value() const noexcept { return m_state.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }

    [[nodiscard]] const T& value() const& {
        QUORATE_INVARIANT(has_value(), "value() asked of a refusal");
        return *std::get_if<0>(&m_state);
    }
    [[nodiscard]] T&& value() && {
        QUORATE_INVARIANT(has_value(), "value() asked of a refusal");
        return std::move(*std::get_if<0>(&m_state));
    }
    const T* operator->() const { return &value(); }

    [[nodiscard]] KvError refusal() const {
        QUORATE_INVARIANT(!has_value(), "refusal() asked of an answer that holds a value");
        return *std::get_if<1>(&m_state);
    }

private:
    std::variant<T, KvError> m_state;
};

/// An answer, or the failure of the store below (which the node does not survive).
template <class T>
using KvResult = Result<Answer<T>>;

}  // namespace quorate::kv
