// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "engine/base/result.h"
#include "engine/observe/chunk.h"
#include "engine/observe/event_source.h"
#include "engine/observe/moment.h"
#include "engine/observe/recorder.h"
#include "engine/raft/types.h"

/// What a node's observers are sent, in its compact form: FORMAT.md beside this file has it byte
/// for byte. The events lie in a frame as in a chunk of a recording, so a reader hands them on
/// without decoding them.
namespace quorate::network {

inline constexpr std::uint32_t kObserveVersion = 1;
inline constexpr std::size_t kObserveHeadSize = 12;
/// No frame's payload is larger.
inline constexpr std::size_t kMaxObservePayload = std::size_t{16} << 20U;

/// The values are part of the format.
enum class ObserveFrameType : std::uint8_t {
    Hello = 1,
    Events = 2,
    Heartbeat = 3,
    Missed = 4,
    End = 5,
};

/// The first frame: who speaks, and of which clock its moments are.
struct ObserveHello {
    std::uint64_t cluster{0};
    raft::NodeId node;
    std::uint64_t incarnation{0};
    /// Who names the node's events.
    observe::SourceId source;
    /// CLOCK_MONOTONIC of the node's machine in nanoseconds when this was written, and which moment
    /// that is.
    std::uint64_t clockNs{0};
    observe::Moment now;
    /// The first event of this life of the node has this sequence.
    std::uint64_t firstSequence{0};
    /// That of the first event that follows, unless a Missed says otherwise.
    std::uint64_t nextSequence{0};
    friend bool operator==(const ObserveHello&, const ObserveHello&) = default;
};

/// Nothing has happened; all later events happen at this moment or later.
struct ObserveHeartbeat {
    observe::Moment through;
    friend bool operator==(const ObserveHeartbeat&, const ObserveHeartbeat&) = default;
};

/// Events that this reader does not get: it was too slow, or asked for what is gone. The next event
/// is a NodeFrame, the node as it is then.
struct ObserveMissed {
    /// The first one, and the one with which it goes on.
    std::uint64_t from{0};
    std::uint64_t next{0};
    /// There were times, too, when nobody recorded, so what happened then has no sequence.
    bool wasUnrecorded{false};
    friend bool operator==(const ObserveMissed&, const ObserveMissed&) = default;
};

/// The node says nothing more, for this reason.
struct ObserveEnd {
    std::string reason;
    friend bool operator==(const ObserveEnd&, const ObserveEnd&) = default;
};

/// Events come as one Published with one chunk, ready for Recording::append().
using ObserveFrame =
    std::variant<ObserveHello, observe::Published, ObserveHeartbeat, ObserveMissed, ObserveEnd>;

void appendFrame(const ObserveHello& hello, std::string& out);
void appendFrame(const ObserveHeartbeat& heartbeat, std::string& out);
void appendFrame(const ObserveMissed& missed, std::string& out);
/// A reason that is too long is cut off.
void appendFrame(const ObserveEnd& end, std::string& out);
/// The events at the places [begin, end) of a chunk of a Recorder, not empty. TooLarge beyond
/// kMaxObservePayload; `out` is unchanged then.
Result<void> appendEvents(const observe::Chunk& chunk, std::size_t begin, std::size_t end,
                          observe::Moment through, std::string& out);

/// Takes a stream in any pieces and finds its frames.
///
/// Takes any bytes: Malformed says what is wrong and where in the stream, and after it nothing more
/// comes out. What it hands out is sound: events have the source of the hello, sequences without a
/// gap but for a Missed, moments that never go back and are not later than `through`, nodes and
/// bodies that lie in their chunk. What is in a body was not looked at.
class ObserveFrameReader {
public:
    /// Takes from the front of `bytes` up to the end of a frame. Nothing: all was taken, and more
    /// is needed.
    Result<std::optional<ObserveFrame>> take(std::string_view& bytes);

    /// Nothing is left that was taken and not handed out.
    [[nodiscard]] bool isBetweenFrames() const noexcept { return m_headSize == 0; }

private:
    Result<bool> takeHead(std::string_view& bytes);
    Result<ObserveFrame> decode() const;
    Result<ObserveFrame> decodeEvents(std::string_view payload) const;
    Result<void> checkOrder(const ObserveFrame& frame);
    Result<void> checkOrder(const observe::Published& events);
    [[nodiscard]] Error malformed(const std::string& what) const;
    std::optional<Error> m_failure;

    char m_head[kObserveHeadSize]{};
    std::size_t m_headSize{0};
    ObserveFrameType m_type{ObserveFrameType::Hello};
    /// Of the frame that has begun; events go on to share it.
    std::shared_ptr<char[]> m_payload;
    std::size_t m_payloadSize{0};
    std::size_t m_received{0};
    /// Where in the stream the frame began.
    std::uint64_t m_offset{0};

    // What the stream has said so far.
    std::optional<observe::SourceId> m_source;
    std::uint64_t m_nextSequence{0};
    observe::Moment m_through;
    bool m_hasEnded{false};
};

}  // namespace quorate::network
