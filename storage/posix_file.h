// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "storage/file_system.h"

namespace quorate::storage {

/// Owns a descriptor of the system.
class Descriptor {
public:
    explicit Descriptor(int number) noexcept : m_number(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    Descriptor(Descriptor&& other) noexcept : m_number(other.m_number) { other.m_number = -1; }
    Descriptor& operator=(Descriptor&&) = delete;
    ~Descriptor();

    [[nodiscard]] int number() const noexcept { return m_number; }
    [[nodiscard]] bool isOpen() const noexcept { return m_number >= 0; }

private:
    int m_number;
};

/// A file of PosixFileSystem. May be used by several threads at once, as far as they do not write
/// the same bytes.
class PosixFile final : public File {
public:
    PosixFile(std::string path, Descriptor descriptor, bool writable)
        : m_path(std::move(path)), m_descriptor(std::move(descriptor)), m_writable(writable) {}

    [[nodiscard]] Result<std::uint64_t> size() const override;
    [[nodiscard]] Result<std::size_t> read(std::uint64_t offset,
                                           std::span<char> into) const override;
    Result<void> write(std::uint64_t offset, std::string_view bytes) override;
    Result<void> sync() override;
    Result<void> truncate(std::uint64_t size) override;
    /// What is written there finds zeros already written, a piece of them ahead of it: then a sync
    /// need not change what the file system knows of the file, which would cost as much as the
    /// sync.
    Result<void> preallocate(std::uint64_t used, std::uint64_t size) override;
    Result<void> clear(std::uint64_t size) override;
    /// Reads what is short, maps what is long.
    [[nodiscard]] Result<Bytes> map(std::uint64_t offset, std::uint64_t length) const override;

private:
    [[nodiscard]] Error failed(std::string_view call) const;
    [[nodiscard]] Result<void> mayWrite() const;
    Result<void> fillAhead(std::uint64_t end);

    std::string m_path;
    Descriptor m_descriptor;
    bool m_writable;
    /// From the first on, up to the second, there are only zeros that were not written yet.
    std::uint64_t m_untouched{0};
    std::uint64_t m_reserved{0};
};

}  // namespace quorate::storage
