// SPDX-License-Identifier: Apache-2.0
#include "engine/observe/field_reader.h"

#include "engine/raft/types.h"

namespace quorate::observe {

std::uint64_t FieldReader::longVarint() {
    constexpr unsigned kLastShift = 63;
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift <= kLastShift && m_offset < m_input.size(); shift += 7) {
        const auto digit = static_cast<std::uint8_t>(m_input[m_offset++]);
        if (shift == kLastShift && digit > 1) {
            break;
        }
        value |= std::uint64_t{digit & 0x7FU} << shift;
        if (digit < 0x80) {
            return value;
        }
    }
    check(false);
    return 0;
}

std::string_view FieldReader::bytes() {
    const std::uint64_t length = varint();
    check(length <= m_input.size() - m_offset);
    if (hasFailed()) {
        return {};
    }
    const std::string_view part = m_input.substr(m_offset, static_cast<std::size_t>(length));
    m_offset += part.size();
    return part;
}

void FieldReader::read(EntryRuns& value) {
    value = EntryRuns(raft::Index(varint()));
    check(value.first() <= raft::kMaxIndex);
    const std::uint64_t count = varint();
    for (std::uint64_t i = 0; i < count && !hasFailed(); ++i) {
        EntryRun run;
        run.count = varint();
        read(run.term);
        read(run.kind);
        check(run.count > 0 && run.count <= raft::kMaxIndex - value.first() - value.entryCount());
        if (!hasFailed()) {
            value.append(run);
        }
    }
}

Result<void> FieldReader::finish() const {
    if (m_hasFailed) {
        return Error(ErrorCode::Malformed, std::string("the field \"") + m_name +
                                               "\" cannot be read, at byte " +
                                               std::to_string(m_failedAt));
    }
    if (m_offset != m_input.size()) {
        return Error(ErrorCode::Malformed, "there is more than the fields, from byte " +
                                               std::to_string(m_offset) + " on");
    }
    return {};
}

}  // namespace quorate::observe
