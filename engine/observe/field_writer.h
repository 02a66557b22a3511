// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/observe/copy_on_write.h"
#include "engine/observe/entry_runs.h"
#include "engine/observe/fields.h"
#include "engine/observe/moment.h"

namespace quorate::observe {

/// Writes values as FORMAT.md has it, into memory of its own that it keeps. Cannot fail.
class FieldWriter {
public:
    static constexpr bool kReads = false;

    FieldWriter() : m_buffer(kInitialCapacity) {}

    void clear() noexcept { m_size = 0; }
    /// What was written since clear(); valid until the next call.
    [[nodiscard]] std::string_view written() const noexcept { return {m_buffer.data(), m_size}; }

    template <class T>
    void operator()(const char* /*name*/, const T& value) {
        write(value);
    }

    /// Which of up to 63 optional fields follow, as bits from the lowest on.
    std::uint64_t presence(std::initializer_list<bool> present) {
        std::uint64_t mask = 0;
        unsigned bit = 0;
        for (const bool is : present) {
            mask |= std::uint64_t{is ? 1U : 0U} << bit++;
        }
        varint(mask);
        return mask;
    }

    void varint(std::uint64_t value) {
        reserve(kMaxVarint);
        char* at = m_buffer.data() + m_size;
        while (value >= 0x80) {
            *at++ = static_cast<char>(static_cast<std::uint8_t>(value | 0x80U));
            value >>= 7U;
        }
        *at++ = static_cast<char>(static_cast<std::uint8_t>(value));
        m_size = static_cast<std::size_t>(at - m_buffer.data());
    }

private:
    static constexpr std::size_t kInitialCapacity = 512;
    static constexpr std::size_t kMaxVarint = 10;

    void reserve(std::size_t more) {
        if (m_buffer.size() - m_size < more) [[unlikely]] {
            m_buffer.resize(2 * m_buffer.size() + more);
        }
    }
    void bytes(std::string_view value) {
        varint(value.size());
        reserve(value.size());
        if (!value.empty()) {
            std::memcpy(m_buffer.data() + m_size, value.data(), value.size());
        }
        m_size += value.size();
    }

    template <class T>
    void write(const T& value) {
        if constexpr (StrongNumber<T>) {
            varint(value.value());
        } else if constexpr (std::is_enum_v<T> || std::is_unsigned_v<T>) {
            varint(static_cast<std::uint64_t>(value));
        } else if constexpr (std::is_signed_v<T>) {
            // The sign goes to the lowest bit, so that small numbers stay short.
            const auto bits = static_cast<std::uint64_t>(value);
            varint((bits << 1U) ^ (value < 0 ? ~std::uint64_t{0} : 0));
        } else {
            Fields<T>::of(*this, value);
        }
    }
    void write(Moment value) { varint(value.nanoseconds()); }
    void write(const std::string& value) { bytes(value); }
    void write(const Bytes& value) { bytes(value.view()); }
    void write(const EntryRuns& value) {
        varint(value.first().value());
        varint(value.runs().size());
        for (const EntryRun& run : value.runs()) {
            write(run);
        }
    }
    void write(const EntryRun& run) {
        varint(run.count);
        varint(run.term.value());
        varint(static_cast<std::uint64_t>(run.kind));
    }
    template <class T>
    void write(const std::vector<T>& values) {
        varint(values.size());
        for (const T& value : values) {
            write(value);
        }
    }
    template <class T>
    void write(const CopyOnWrite<T>& value) {
        write(*value);
    }
    template <class T>
    void write(const std::optional<T>& value) {
        varint(value.has_value() ? 1 : 0);
        if (value) {
            write(*value);
        }
    }

    std::vector<char> m_buffer;
    std::size_t m_size{0};
};

}  // namespace quorate::observe
