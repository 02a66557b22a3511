// SPDX-License-Identifier: Apache-2.0
#include "engine/observe/recording_file.h"

#include <algorithm>

namespace quorate::observe {

Result<Bytes> MemoryRecordingFile::read(std::uint64_t offset, std::uint64_t length) const {
    if (offset > m_content.size() || length > m_content.size() - offset) {
        return Error(ErrorCode::OutOfRange, "the recording ends at byte " +
                                                std::to_string(m_content.size()) +
                                                ", before byte " + std::to_string(offset) + " + " +
                                                std::to_string(length));
    }
    const std::string_view all = m_content;
    return Bytes::copyOf(
        all.substr(static_cast<std::size_t>(offset), static_cast<std::size_t>(length)));
}

Result<void> MemoryRecordingFile::truncate(std::uint64_t size) {
    m_content.resize(static_cast<std::size_t>(std::min<std::uint64_t>(size, m_content.size())));
    return {};
}

}  // namespace quorate::observe
