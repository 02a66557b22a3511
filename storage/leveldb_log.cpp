// SPDX-License-Identifier: Apache-2.0
#include "storage/leveldb_log.h"

#include <isa-l/crc.h>
#include <optional>
#include <string>
#include <vector>

namespace quorate::storage {

namespace {

constexpr std::size_t kBlockSize = 32768;
constexpr std::size_t kHeaderSize = 7;

enum class Type : std::uint8_t { Full = 1, First = 2, Middle = 3, Last = 4 };

struct Fragment {
    Type type{};
    std::size_t size{0};  ///< with its header
};

std::uint32_t byteAt(std::string_view bytes, std::size_t position) {
    return static_cast<unsigned char>(bytes[position]);
}

std::uint32_t maskedCrc(std::string_view bytes) {
    // ISA-L only reads, though it does not say so.
    auto* data = const_cast<unsigned char*>(reinterpret_cast<const unsigned char*>(bytes.data()));
    const std::uint32_t crc = ~crc32_iscsi(data, static_cast<int>(bytes.size()), ~0U);
    return ((crc >> 15U) | (crc << 17U)) + 0xa282ead8U;
}

/// The fragment that `bytes`, the rest of a block, begin with; nothing if it is broken.
std::optional<Fragment> fragmentAt(std::string_view bytes) {
    if (bytes.size() < kHeaderSize) {
        return std::nullopt;
    }
    const std::size_t length = byteAt(bytes, 4) | byteAt(bytes, 5) << 8U;
    const std::uint32_t type = byteAt(bytes, 6);
    if (type < 1 || type > 4 || length > bytes.size() - kHeaderSize) {
        return std::nullopt;
    }
    const std::uint32_t crc = byteAt(bytes, 0) | byteAt(bytes, 1) << 8U | byteAt(bytes, 2) << 16U |
                              byteAt(bytes, 3) << 24U;
    if (crc != maskedCrc(bytes.substr(6, 1 + length))) {
        return std::nullopt;
    }
    return Fragment{static_cast<Type>(type), kHeaderSize + length};
}

/// Follows the records through the blocks of one file.
class Walk {
public:
    explicit Walk(const std::function<void(std::string_view)>& take) : m_take(take) {}

    void takeBlock(std::string_view block) {
        std::size_t position = 0;
        while (!m_broken && block.size() - position >= kHeaderSize) {
            const auto fragment = fragmentAt(block.substr(position));
            if (!fragment || !fits(fragment->type)) {
                m_broken = true;
                ++position;
                break;
            }
            if (m_take) {
                m_record += block.substr(position + kHeaderSize, fragment->size - kHeaderSize);
            }
            position += fragment->size;
            m_withinRecord = fragment->type == Type::First || fragment->type == Type::Middle;
            if (!m_withinRecord) {
                m_log.length = m_blockStart + position;
                if (m_take) {
                    m_take(m_record);
                    m_record.clear();
                }
            }
        }
        // Any place may be the start of a fragment, once the way to it is lost.
        for (; m_broken && !m_log.wholeBehind && position < block.size(); ++position) {
            const auto fragment = fragmentAt(block.substr(position));
            m_log.wholeBehind = fragment && fragment->size > kHeaderSize;
        }
        m_blockStart += block.size();
    }

    [[nodiscard]] const IntactLog& log() const noexcept { return m_log; }

private:
    [[nodiscard]] bool fits(Type type) const noexcept {
        return m_withinRecord == (type == Type::Middle || type == Type::Last);
    }

    const std::function<void(std::string_view)>& m_take;
    std::string m_record;
    IntactLog m_log;
    std::uint64_t m_blockStart{0};
    bool m_withinRecord{false};
    bool m_broken{false};
};

}  // namespace

Result<IntactLog> findIntactLog(const File& file,
                                const std::function<void(std::string_view)>& take) {
    Walk walk(take);
    std::vector<char> block(kBlockSize);
    for (std::uint64_t offset = 0;; offset += kBlockSize) {
        const Result<std::size_t> count = file.read(offset, block);
        if (!count) {
            return count.error();
        }
        walk.takeBlock({block.data(), *count});
        if (*count < kBlockSize) {
            return walk.log();
        }
    }
}

}  // namespace quorate::storage
