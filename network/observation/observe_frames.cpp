// SPDX-License-Identifier: Apache-2.0
#include "network/observation/observe_frames.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "engine/base/invariant.h"
#include "engine/base/little_endian.h"
#include "engine/observe/record.h"
#include "network/peer/checksum.h"

namespace quorate::network {

namespace {

using observe::Chunk;
using observe::kRecordSize;
using observe::Moment;
using observe::Record;

constexpr std::size_t kHelloSize = 72;
constexpr std::size_t kHeartbeatSize = 8;
constexpr std::size_t kMissedSize = 24;
constexpr std::size_t kEventsHeadSize = 16;
constexpr std::size_t kNodeSize = 8;
constexpr std::size_t kMaxNodes = 256;
constexpr std::size_t kMaxReason = 4096;
/// Of the head: what the checksum covers, too.
constexpr std::size_t kCheckedHead = 8;
/// Of a record.
constexpr std::size_t kOffsetAt = 28;

template <class Number>
void append(std::string& out, Number number) {
    char bytes[sizeof number];
    storeLittleEndian(bytes, number);
    out.append(bytes, sizeof bytes);
}

std::size_t beginFrame(std::string& out) {
    out.append(kObserveHeadSize, '\0');
    return out.size() - kObserveHeadSize;
}

void endFrame(std::string& out, std::size_t begin, ObserveFrameType type) {
    char* head = out.data() + begin;
    const std::string_view payload = std::string_view(out).substr(begin + kObserveHeadSize);
    storeLittleEndian(head, static_cast<std::uint32_t>(payload.size()));
    head[4] = static_cast<char>(type);
    storeLittleEndian(head + kCheckedHead, crc32c(payload, crc32c({head, kCheckedHead})));
}

/// Takes numbers off the front of a payload, whose size was checked.
class Numbers {
public:
    explicit Numbers(std::string_view bytes) : m_bytes(bytes) {}
    template <class Number>
    Number take() {
        const auto number = loadLittleEndian<Number>(m_bytes.data());
        m_bytes.remove_prefix(sizeof number);
        return number;
    }

private:
    std::string_view m_bytes;
};

/// Where the bodies of records from `place` on begin, among the blobs.
std::size_t bodiesBegin(const Chunk& chunk, std::size_t place) {
    return place < chunk.size() ? chunk.record(place).offset : chunk.parts().blobs.size();
}

}  // namespace

// --- writing

void appendFrame(const ObserveHello& hello, std::string& out) {
    const std::size_t begin = beginFrame(out);
    append(out, kObserveVersion);
    append(out, hello.source.value());
    append(out, std::uint16_t{0});
    append(out, hello.cluster);
    append(out, hello.node.value());
    append(out, hello.incarnation);
    append(out, hello.clockNs);
    append(out, hello.now.nanoseconds());
    append(out, hello.firstSequence);
    append(out, hello.nextSequence);
    append(out, std::uint64_t{0});
    endFrame(out, begin, ObserveFrameType::Hello);
}

void appendFrame(const ObserveHeartbeat& heartbeat, std::string& out) {
    const std::size_t begin = beginFrame(out);
    append(out, heartbeat.through.nanoseconds());
    endFrame(out, begin, ObserveFrameType::Heartbeat);
}

void appendFrame(const ObserveMissed& missed, std::string& out) {
    const std::size_t begin = beginFrame(out);
    append(out, missed.from);
    append(out, missed.next);
    append(out, std::uint64_t{missed.wasUnrecorded ? 1U : 0U});
    endFrame(out, begin, ObserveFrameType::Missed);
}

void appendFrame(const ObserveEnd& end, std::string& out) {
    const std::size_t begin = beginFrame(out);
    out += std::string_view(end.reason).substr(0, kMaxReason);
    endFrame(out, begin, ObserveFrameType::End);
}

Result<void> appendEvents(const Chunk& chunk, std::size_t begin, std::size_t end, Moment through,
                          std::string& out) {
    QUORATE_INVARIANT(begin < end && end <= chunk.size(), "there are no such events in the chunk");
    const Chunk::Parts& parts = chunk.parts();
    const std::size_t blobsBegin = bodiesBegin(chunk, begin);
    const std::string_view blobs =
        parts.blobs.substr(blobsBegin, bodiesBegin(chunk, end) - blobsBegin);
    const std::string_view records =
        parts.records.substr(begin * kRecordSize, (end - begin) * kRecordSize);
    const std::size_t size = kEventsHeadSize + parts.nodes.size() + records.size() + blobs.size();
    if (size > kMaxObservePayload) {
        return Error(ErrorCode::TooLarge, std::to_string(end - begin) + " events take " +
                                              std::to_string(size) + " bytes, more than a frame");
    }
    out.reserve(out.size() + kObserveHeadSize + size);
    const std::size_t frame = beginFrame(out);
    append(out, through.nanoseconds());
    append(out, static_cast<std::uint32_t>(parts.nodes.size() / kNodeSize));
    append(out, static_cast<std::uint32_t>(end - begin));
    out += parts.nodes;
    const std::size_t recordsBegin = out.size();
    out += records;
    if (blobsBegin > 0) {
        for (std::size_t at = recordsBegin; at < out.size(); at += kRecordSize) {
            char* offset = out.data() + at + kOffsetAt;
            storeLittleEndian(offset, static_cast<std::uint32_t>(
                                          loadLittleEndian<std::uint32_t>(offset) - blobsBegin));
        }
    }
    out += blobs;
    endFrame(out, frame, ObserveFrameType::Events);
    return {};
}

// --- reading

Error ObserveFrameReader::malformed(const std::string& what) const {
    return {ErrorCode::Malformed,
            "byte " + std::to_string(m_offset) + " of the observation: " + what};
}

Result<std::optional<ObserveFrame>> ObserveFrameReader::take(std::string_view& bytes) {
    if (m_failure) {
        return *m_failure;
    }
    const auto fail = [this](Error error) -> Error {
        m_failure = error;
        return error;
    };
    if (m_headSize < kObserveHeadSize) {
        const auto hasHead = takeHead(bytes);
        if (!hasHead) {
            return fail(hasHead.error());
        }
        if (!*hasHead) {
            return std::optional<ObserveFrame>();
        }
    }
    const std::size_t taken = std::min(bytes.size(), m_payloadSize - m_received);
    if (taken > 0) {
        std::memcpy(m_payload.get() + m_received, bytes.data(), taken);
    }
    m_received += taken;
    bytes.remove_prefix(taken);
    if (m_received < m_payloadSize) {
        return std::optional<ObserveFrame>();
    }
    auto frame = decode();
    if (!frame) {
        return fail(frame.error());
    }
    if (auto inOrder = checkOrder(*frame); !inOrder) {
        return fail(inOrder.error());
    }
    m_offset += kObserveHeadSize + m_payloadSize;
    m_headSize = 0;
    m_payload.reset();
    return std::optional<ObserveFrame>(std::move(*frame));
}

Result<bool> ObserveFrameReader::takeHead(std::string_view& bytes) {
    const std::size_t taken = std::min(bytes.size(), kObserveHeadSize - m_headSize);
    if (taken > 0) {
        std::memcpy(m_head + m_headSize, bytes.data(), taken);
    }
    m_headSize += taken;
    bytes.remove_prefix(taken);
    if (m_headSize < kObserveHeadSize) {
        return false;
    }
    m_payloadSize = loadLittleEndian<std::uint32_t>(m_head);
    const auto type = static_cast<unsigned char>(m_head[4]);
    if (type < static_cast<unsigned>(ObserveFrameType::Hello) ||
        type > static_cast<unsigned>(ObserveFrameType::End) || m_head[5] != 0 || m_head[6] != 0 ||
        m_head[7] != 0) {
        return malformed("this is not the head of a frame");
    }
    m_type = static_cast<ObserveFrameType>(type);
    if (m_payloadSize > kMaxObservePayload) {
        return malformed("a frame of " + std::to_string(m_payloadSize) + " bytes is too large");
    }
    if (!m_source && m_type != ObserveFrameType::Hello) {
        return malformed("the first frame is not a hello");
    }
    m_payload = std::shared_ptr<char[]>(new char[std::max<std::size_t>(m_payloadSize, 1)]);
    m_received = 0;
    return true;
}

Result<ObserveFrame> ObserveFrameReader::decode() const {
    const std::string_view payload(m_payload.get(), m_payloadSize);
    if (crc32c(payload, crc32c({m_head, kCheckedHead})) !=
        loadLittleEndian<std::uint32_t>(m_head + kCheckedHead)) {
        return malformed("the checksum of the frame is wrong");
    }
    const auto hasSize = [&payload](std::size_t size) { return payload.size() == size; };
    Numbers numbers(payload);
    switch (m_type) {
    case ObserveFrameType::Hello: {
        if (payload.size() < sizeof(std::uint32_t)) {
            break;
        }
        const auto version = numbers.take<std::uint32_t>();
        if (version != kObserveVersion) {
            return malformed("the node speaks version " + std::to_string(version) +
                             " of the observation, this reader version " +
                             std::to_string(kObserveVersion) + "; use programs of one version");
        }
        if (!hasSize(kHelloSize)) {
            break;
        }
        ObserveHello hello;
        hello.source = observe::SourceId(numbers.take<std::uint16_t>());
        static_cast<void>(numbers.take<std::uint16_t>());
        hello.cluster = numbers.take<std::uint64_t>();
        hello.node = raft::NodeId(numbers.take<std::uint64_t>());
        hello.incarnation = numbers.take<std::uint64_t>();
        hello.clockNs = numbers.take<std::uint64_t>();
        hello.now = Moment(numbers.take<std::uint64_t>());
        hello.firstSequence = numbers.take<std::uint64_t>();
        hello.nextSequence = numbers.take<std::uint64_t>();
        return ObserveFrame(hello);
    }
    case ObserveFrameType::Events:
        return decodeEvents(payload);
    case ObserveFrameType::Heartbeat:
        if (hasSize(kHeartbeatSize)) {
            return ObserveFrame(ObserveHeartbeat{Moment(numbers.take<std::uint64_t>())});
        }
        break;
    case ObserveFrameType::Missed:
        if (hasSize(kMissedSize)) {
            ObserveMissed missed;
            missed.from = numbers.take<std::uint64_t>();
            missed.next = numbers.take<std::uint64_t>();
            missed.wasUnrecorded = numbers.take<std::uint64_t>() != 0;
            return ObserveFrame(missed);
        }
        break;
    case ObserveFrameType::End:
        return ObserveFrame(ObserveEnd{std::string(payload.substr(0, kMaxReason))});
    }
    return malformed("a frame of type " + std::to_string(static_cast<unsigned>(m_type)) + " has " +
                     std::to_string(payload.size()) + " bytes, which cannot be");
}

Result<ObserveFrame> ObserveFrameReader::decodeEvents(std::string_view payload) const {
    if (payload.size() < kEventsHeadSize) {
        return malformed("a frame of events is too short for its head");
    }
    Numbers numbers(payload);
    const Moment through(numbers.take<std::uint64_t>());
    const std::size_t nodes = numbers.take<std::uint32_t>();
    const std::size_t records = numbers.take<std::uint32_t>();
    const std::string_view parts = payload.substr(kEventsHeadSize);
    if (records == 0 || nodes > kMaxNodes || records > parts.size() / kRecordSize ||
        nodes * kNodeSize + records * kRecordSize > parts.size()) {
        return malformed("a frame of " + std::to_string(payload.size()) + " bytes cannot have " +
                         std::to_string(records) + " events of " + std::to_string(nodes) +
                         " nodes");
    }
    observe::Published events;
    events.source = m_source.value_or(observe::SourceId());
    events.through = through;
    events.chunks.emplace_back(
        m_payload, Chunk::Parts{parts.substr(0, nodes * kNodeSize),
                                parts.substr(nodes * kNodeSize, records * kRecordSize),
                                parts.substr(nodes * kNodeSize + records * kRecordSize)});
    const Chunk& chunk = events.chunks.back();
    for (std::size_t place = 0; place < chunk.size(); ++place) {
        const Record record = chunk.record(place);
        if (auto node = chunk.node(record); !node) {
            return malformed(node.error().message);
        }
        if (auto body = chunk.body(record); !body) {
            return malformed(body.error().message);
        }
    }
    return ObserveFrame(std::move(events));
}

Result<void> ObserveFrameReader::checkOrder(const ObserveFrame& frame) {
    if (m_hasEnded) {
        return malformed("something follows the end");
    }
    if (const auto* hello = std::get_if<ObserveHello>(&frame)) {
        if (m_source) {
            return malformed("a second hello");
        }
        m_source = hello->source;
        m_nextSequence = hello->nextSequence;
    } else if (const auto* events = std::get_if<observe::Published>(&frame)) {
        return checkOrder(*events);
    } else if (const auto* heartbeat = std::get_if<ObserveHeartbeat>(&frame)) {
        m_through = std::max(m_through, heartbeat->through);
    } else if (const auto* missed = std::get_if<ObserveMissed>(&frame)) {
        if (missed->next < m_nextSequence || missed->next > observe::kMaxSequence) {
            return malformed("what was missed was there already");
        }
        m_nextSequence = missed->next;
    } else {
        m_hasEnded = true;
    }
    return {};
}

Result<void> ObserveFrameReader::checkOrder(const observe::Published& events) {
    const Chunk& chunk = events.chunks.front();
    Moment last = m_through;
    for (std::size_t place = 0; place < chunk.size(); ++place) {
        const Record record = chunk.record(place);
        if (record.id != observe::eventIdOf(*m_source, m_nextSequence)) {
            return malformed("event " + std::to_string(observe::sequenceOf(record.id)) +
                             " comes where " + std::to_string(m_nextSequence) + " was due");
        }
        if (record.moment < last) {
            return malformed("event " + std::to_string(m_nextSequence) +
                             " happens before what was told before");
        }
        last = record.moment;
        ++m_nextSequence;
    }
    if (last > events.through) {
        return malformed("events happen later than the frame that has them");
    }
    m_through = events.through;
    return {};
}

}  // namespace quorate::network
