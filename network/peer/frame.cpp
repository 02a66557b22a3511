// SPDX-License-Identifier: Apache-2.0
#include "network/peer/frame.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "network/peer/checksum.h"

namespace quorate::network {

namespace {

// Where the fields of a head lie.
constexpr std::size_t kTypeAt = 4;
constexpr std::size_t kHeadCheckAt = 5;
constexpr std::size_t kChecksumAt = 8;
constexpr std::uint32_t kHeadCheckMask = 0xffffff;

void storeNumber(char* to, std::uint32_t value, std::size_t bytes) {
    for (std::size_t i = 0; i < bytes; ++i) {
        to[i] = static_cast<char>(static_cast<unsigned char>(value >> (8 * i)));
    }
}

std::uint32_t loadNumber(const char* from, std::size_t bytes) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i) {
        value |= static_cast<std::uint32_t>(static_cast<unsigned char>(from[i])) << (8 * i);
    }
    return value;
}

bool isKnown(std::uint8_t type) {
    return type >= static_cast<std::uint8_t>(FrameType::Hello) &&
           type <= static_cast<std::uint8_t>(FrameType::LeaseAnswer);
}

}  // namespace

void appendPreface(std::string& out) {
    out.append(kMagic);
    out.push_back(static_cast<char>(kProtocolVersion));
}

std::size_t beginFrame(std::string& out) {
    const std::size_t begin = out.size();
    out.append(kFrameHeadSize, '\0');
    return begin;
}

Result<void> endFrame(std::string& out, std::size_t begin, FrameType type) {
    const std::size_t size = out.size() - begin - kFrameHeadSize;
    if (size > kMaxFrameBody) {
        out.resize(begin);
        return Error(ErrorCode::TooLarge, "a frame of " + std::to_string(size) +
                                              " bytes is more than the limit of " +
                                              std::to_string(kMaxFrameBody));
    }
    char* head = out.data() + begin;
    storeNumber(head, static_cast<std::uint32_t>(size), 4);
    head[kTypeAt] = static_cast<char>(type);
    storeNumber(head + kHeadCheckAt, crc32c({head, kHeadCheckAt}) & kHeadCheckMask, 3);
    const std::uint32_t before = crc32c({head, kChecksumAt});
    storeNumber(head + kChecksumAt, crc32c({head + kFrameHeadSize, size}, before), 4);
    return {};
}

std::span<char> FrameReader::room(std::size_t wanted) {
    const std::size_t heldSize = m_end - m_begin;
    if (m_head && m_head->bodySize > heldSize) {
        wanted = std::max(wanted, m_head->bodySize - heldSize);
    }
    if (m_capacity - m_end < wanted) {
        // Never written again, since payloads of what was taken may share it: a new one.
        auto buffer = std::make_shared_for_overwrite<char[]>(heldSize + wanted);
        if (heldSize > 0) {
            std::memcpy(buffer.get(), m_buffer.get() + m_begin, heldSize);
        }
        m_buffer = std::move(buffer);
        m_capacity = heldSize + wanted;
        m_begin = 0;
        m_end = heldSize;
    }
    return {m_buffer.get() + m_end, m_capacity - m_end};
}

Error FrameReader::malformed(const std::string& what) const {
    return {ErrorCode::Malformed, what + " (at byte " + std::to_string(m_offset) + ")"};
}

void FrameReader::drop(std::size_t bytes) noexcept {
    m_begin += bytes;
    m_offset += bytes;
}

Result<bool> FrameReader::takePreface() {
    const std::string_view bytes = held();
    const std::size_t compared = std::min(bytes.size(), kMagic.size());
    if (bytes.substr(0, compared) != kMagic.substr(0, compared)) {
        return malformed("the first bytes are not those of a Quorate peer");
    }
    if (bytes.size() < kPrefaceSize) {
        return false;
    }
    m_isPeer = true;
    const auto version = static_cast<unsigned char>(bytes[kMagic.size()]);
    if (version != kProtocolVersion) {
        return malformed("the peer speaks version " + std::to_string(version) +
                         " of the protocol, this node version " + std::to_string(kProtocolVersion) +
                         ": run the same release of Quorate on both");
    }
    drop(kPrefaceSize);
    m_hasPreface = true;
    return true;
}

Result<bool> FrameReader::takeHead() {
    const std::string_view bytes = held();
    if (bytes.size() < kFrameHeadSize) {
        return false;
    }
    const std::uint32_t check = crc32c(bytes.substr(0, kHeadCheckAt)) & kHeadCheckMask;
    if (loadNumber(bytes.data() + kHeadCheckAt, 3) != check) {
        return malformed("the head of a frame does not match its checksum");
    }
    Head head;
    head.bodySize = loadNumber(bytes.data(), 4);
    const auto type = static_cast<std::uint8_t>(bytes[kTypeAt]);
    if (!isKnown(type)) {
        return malformed("a frame's type " + std::to_string(type) + " is not known");
    }
    head.type = static_cast<FrameType>(type);
    if (head.bodySize > m_maxBody) {
        return Error(ErrorCode::TooLarge,
                     malformed("a frame of " + std::to_string(head.bodySize) +
                               " bytes is more than the limit of " + std::to_string(m_maxBody))
                         .message);
    }
    head.checksum = loadNumber(bytes.data() + kChecksumAt, 4);
    head.before = crc32c(bytes.substr(0, kChecksumAt));
    drop(kFrameHeadSize);
    m_head = head;
    return true;
}

Result<std::optional<Frame>> FrameReader::next() {
    if (!m_hasPreface) {
        const auto taken = takePreface();
        if (!taken) {
            return taken.error();
        }
        if (!*taken) {
            return std::optional<Frame>();
        }
    }
    if (!m_head) {
        const auto taken = takeHead();
        if (!taken) {
            return taken.error();
        }
        if (!*taken) {
            return std::optional<Frame>();
        }
    }
    const std::string_view bytes = held();
    if (bytes.size() < m_head->bodySize) {
        return std::optional<Frame>();
    }
    const std::string_view body = bytes.substr(0, m_head->bodySize);
    if (crc32c(body, m_head->before) != m_head->checksum) {
        return malformed("the body of a frame does not match its checksum");
    }
    Frame frame{m_head->type, Bytes::within(m_buffer, body)};
    drop(body.size());
    m_head.reset();
    return std::optional<Frame>(std::move(frame));
}

}  // namespace quorate::network
