// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/result.h"

/// The frames that peers exchange, byte for byte in FORMAT.md beside this file: a preface that says
/// what is spoken, then frames of a type, a length, checksums and a body.
namespace quorate::network {

/// What a frame's body is. The values are part of the format.
enum class FrameType : std::uint8_t {
    Hello = 1,          ///< who calls
    Welcome = 2,        ///< who answers
    Refusal = 3,        ///< why the connection ends
    Ping = 4,           ///< asks for a sign of life
    Pong = 5,           ///< and this is one
    Message = 6,        ///< a raft::Message
    SnapshotStart = 7,  ///< a snapshot follows
    SnapshotPiece,      ///< so many of its bytes
    SnapshotEnd,        ///< that was all; with the message that announces it
    SnapshotAbort,      ///< its sender gives up
    SnapshotTaken,      ///< its receiver has so many bytes
    SnapshotStored,     ///< its receiver has all of it, durably
    SnapshotRefused,    ///< its receiver gives up
    Standing,           ///< what its sender says of directories: PeerStanding
    LeaseQuestion,      ///< to the leader, about the time of a lease
    LeaseAnswer,        ///< and what it says
};

/// The version of all that is said on a connection.
inline constexpr std::uint8_t kProtocolVersion = 1;
/// The first bytes of either side: this, then the version.
inline constexpr std::string_view kMagic = "QUORATE";
inline constexpr std::size_t kPrefaceSize = 8;
inline constexpr std::size_t kFrameHeadSize = 12;
/// No frame's body is larger. A message of the smallest entries takes some fourteen times its
/// encoded size in memory, so this is far below what a message may be in theory.
inline constexpr std::size_t kMaxFrameBody = 8UL * 1024 * 1024;
/// Before the greetings are exchanged, nobody needs more.
inline constexpr std::size_t kMaxGreetingBody = 4096;

void appendPreface(std::string& out);

/// Leaves room for a frame's head. The body is appended after it; endFrame() gets what this
/// returns.
[[nodiscard]] std::size_t beginFrame(std::string& out);
/// Writes the head of the frame that was begun at `begin` and ends where `out` ends. TooLarge, and
/// the frame is taken back, where its body is.
Result<void> endFrame(std::string& out, std::size_t begin, FrameType type);

struct Frame {
    FrameType type{FrameType::Ping};
    /// Shares the buffer that was received into.
    Bytes body;
};

/// Takes what a connection brings, in any pieces, and finds the frames in it.
///
///     receive into room(n), say with commit() how much came, call next() until it has no more
///
/// Any bytes will do: Malformed says what is wrong and where in the stream. After an error nothing
/// more comes out. A frame that is announced is waited for with a buffer of its size, so a body is
/// copied at most as far as it came together with what precedes it.
class FrameReader {
public:
    /// Larger bodies are refused before memory is taken for them.
    void setMaxBody(std::size_t bytes) noexcept { m_maxBody = bytes; }

    /// Where to receive into: at least `wanted` bytes, or what the frame that has begun still
    /// lacks. Valid until the next call.
    [[nodiscard]] std::span<char> room(std::size_t wanted);
    void commit(std::size_t received) noexcept { m_end += received; }

    /// The next frame that is whole. The preface, which precedes the first one, is checked as soon
    /// as its bytes come.
    Result<std::optional<Frame>> next();

    /// Received, and part of no frame that was taken.
    [[nodiscard]] std::size_t heldBytes() const noexcept { return m_end - m_begin; }
    /// Bytes of the stream that have been taken.
    [[nodiscard]] std::uint64_t offset() const noexcept { return m_offset; }
    /// Whether what calls or answers is a Quorate peer, of whatever version.
    [[nodiscard]] bool isPeer() const noexcept { return m_isPeer; }

private:
    struct Head {
        std::size_t bodySize{0};
        FrameType type{FrameType::Ping};
        std::uint32_t checksum{0};
        /// Of the part of the head that the body's checksum continues.
        std::uint32_t before{0};
    };

    [[nodiscard]] std::string_view held() const noexcept {
        return {m_buffer.get() + m_begin, m_end - m_begin};
    }
    [[nodiscard]] Error malformed(const std::string& what) const;
    Result<bool> takePreface();
    Result<bool> takeHead();
    void drop(std::size_t bytes) noexcept;

    std::size_t m_maxBody{kMaxFrameBody};
    std::shared_ptr<char[]> m_buffer;
    std::size_t m_capacity{0};
    /// What was received and not taken yet: [m_begin, m_end). What lies before may be shared.
    std::size_t m_begin{0};
    std::size_t m_end{0};
    std::uint64_t m_offset{0};
    bool m_hasPreface{false};
    bool m_isPeer{false};
    std::optional<Head> m_head;
};

}  // namespace quorate::network
