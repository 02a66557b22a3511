// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstdint>
#include <type_traits>

/// How values are taken apart: each type says once what its fields are and what they are called,
/// and whoever writes, reads or shows them goes through that.
namespace quorate::observe {

/// To be specialised for each struct, with
///
///     template <class Archive, class Value>
///     static void of(Archive& archive, Value& value);
///
/// which calls archive("name", value.field) for each field in the order of the format. `Value` is
/// const where the archive only looks. Events also have `kKind`, the number under which they are
/// stored, and `kName`.
template <class T>
struct Fields;

/// To be specialised as a Last for each enumeration that starts at 0 and has no gaps.
template <class Enum>
struct LastEnumerator;
template <auto Enumerator>
struct Last {
    static constexpr auto kValue = Enumerator;
};

/// Whether an enumeration has an enumerator with this number.
template <class Enum>
constexpr bool isEnumerator(std::uint64_t number) noexcept {
    return number <= static_cast<std::uint64_t>(LastEnumerator<Enum>::kValue);
}

/// Numbers with a meaning: Term, Index, NodeId, EventId, ...
template <class T>
concept StrongNumber = std::is_class_v<T> && requires(const T& value) {
    { value.value() } -> std::unsigned_integral;
} && std::constructible_from<T, decltype(std::declval<const T&>().value())>;

}  // namespace quorate::observe
