// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/result.h"

namespace quorate::observe {

/// The port through which a recording reaches its file: bytes that only grow at their end. What
/// they mean, and whether they are whole, is the business of RecordingFormat.
///
/// A file is appended to by one recording, on its executor; others may have it open to read, and
/// see at any time a beginning of what was appended. Errors: IoError. After a failed append the
/// end of the file may hold a part of what was to be appended.
class RecordingFile {
public:
    RecordingFile() = default;
    RecordingFile(const RecordingFile&) = delete;
    RecordingFile& operator=(const RecordingFile&) = delete;
    virtual ~RecordingFile() = default;

    [[nodiscard]] virtual Result<std::uint64_t> size() const = 0;
    virtual Result<void> append(std::string_view bytes) = 0;
    /// Exactly these bytes, in memory of their own or mapped; OutOfRange beyond the end.
    [[nodiscard]] virtual Result<Bytes> read(std::uint64_t offset, std::uint64_t length) const = 0;
    /// All that was appended is on stable storage.
    virtual Result<void> sync() = 0;
    /// Cuts off a torn end before anything is appended behind it.
    virtual Result<void> truncate(std::uint64_t size) = 0;
};

/// A file in memory: for tests, and for the Stage where nothing is to be kept.
class MemoryRecordingFile final : public RecordingFile {
public:
    MemoryRecordingFile() = default;
    explicit MemoryRecordingFile(std::string content) : m_content(std::move(content)) {}

    [[nodiscard]] Result<std::uint64_t> size() const override { return m_content.size(); }
    Result<void> append(std::string_view bytes) override {
        m_content.append(bytes);
        return {};
    }
    [[nodiscard]] Result<Bytes> read(std::uint64_t offset, std::uint64_t length) const override;
    Result<void> sync() override { return {}; }
    Result<void> truncate(std::uint64_t size) override;

    [[nodiscard]] const std::string& content() const noexcept { return m_content; }

private:
    std::string m_content;
};

}  // namespace quorate::observe
