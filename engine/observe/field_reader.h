// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/observe/copy_on_write.h"
#include "engine/observe/entry_runs.h"
#include "engine/observe/fields.h"
#include "engine/observe/moment.h"

namespace quorate::observe {

template <>
struct LastEnumerator<EntryKind> : Last<EntryKind::Empty> {};

/// Reads what a FieldWriter wrote, from bytes of anybody's making.
///
/// The first thing that does not fit makes it failed; from then on it yields zeros, and the caller
/// asks at the end. Unlike WireReader it works on plain memory and copies what it keeps: a replay
/// reads millions of small records. What it allocates is bounded by what it was given to read.
class FieldReader {
public:
    static constexpr bool kReads = true;

    /// `input` must outlive the reader.
    explicit FieldReader(std::string_view input) : m_input(input) {}

    template <class T>
    void operator()(const char* name, T& value) {
        m_name = hasFailed() ? m_name : name;
        read(value);
    }

    std::uint64_t presence(std::initializer_list<bool> /*present*/) { return varint(); }

    std::uint64_t varint() {
        if (m_offset < m_input.size()) [[likely]] {
            const auto first = static_cast<std::uint8_t>(m_input[m_offset]);
            if (first < 0x80) {
                ++m_offset;
                return first;
            }
        }
        return longVarint();
    }

    void fail() noexcept {
        m_hasFailed = true;
        m_failedAt = m_offset;
        m_offset = m_input.size();
    }
    [[nodiscard]] bool hasFailed() const noexcept { return m_hasFailed; }
    /// Nothing is left, or something failed.
    [[nodiscard]] bool isAtEnd() const noexcept { return m_offset == m_input.size(); }
    /// Malformed, with the field, if anything failed or is left.
    [[nodiscard]] Result<void> finish() const;

private:
    std::uint64_t longVarint();
    std::string_view bytes();

    template <class T>
    void read(T& value) {
        if constexpr (StrongNumber<T>) {
            value = T(narrow<decltype(value.value())>());
        } else if constexpr (std::is_same_v<T, bool>) {
            const std::uint64_t number = varint();
            check(number <= 1);
            value = number == 1;
        } else if constexpr (std::is_enum_v<T>) {
            const std::uint64_t number = varint();
            const bool isKnown = isEnumerator<T>(number);
            check(isKnown);
            value = isKnown ? static_cast<T>(number) : T{};
        } else if constexpr (std::is_unsigned_v<T>) {
            value = narrow<T>();
        } else if constexpr (std::is_signed_v<T>) {
            const std::uint64_t bits = varint();
            value = static_cast<T>((bits >> 1U) ^ ((bits & 1U) != 0 ? ~std::uint64_t{0} : 0));
        } else {
            Fields<T>::of(*this, value);
        }
    }
    void read(Moment& value) { value = Moment(varint()); }
    void read(std::string& value) { value = bytes(); }
    void read(Bytes& value) { value = Bytes::copyOf(bytes()); }
    void read(EntryRuns& value);
    template <class T>
    void read(std::vector<T>& values) {
        const std::uint64_t count = varint();
        // Each takes a byte at least. They are added one by one, so that no announcement allocates.
        check(count <= m_input.size() - m_offset);
        values.clear();
        for (std::uint64_t i = 0; i < count && !hasFailed(); ++i) {
            read(values.emplace_back());
        }
    }
    template <class T>
    void read(CopyOnWrite<T>& value) {
        read(value.write());
    }
    template <class T>
    void read(std::optional<T>& value) {
        bool has = false;
        read(has);
        value.reset();
        if (has) {
            read(value.emplace());
        }
    }

    template <class Number>
    Number narrow() {
        const std::uint64_t number = varint();
        check(number <= Number(~Number{0}));
        return static_cast<Number>(number);
    }
    void check(bool holds) noexcept {
        if (!holds && !m_hasFailed) {
            fail();
        }
    }

    std::string_view m_input;
    std::size_t m_offset{0};
    const char* m_name{""};
    bool m_hasFailed{false};
    std::size_t m_failedAt{0};
};

}  // namespace quorate::observe
