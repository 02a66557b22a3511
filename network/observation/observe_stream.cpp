// SPDX-License-Identifier: Apache-2.0
#include "network/observation/observe_stream.h"

#include <algorithm>

#include "engine/observe/event_source.h"
#include "network/observation/observe_json.h"

namespace quorate::network {

namespace {

/// At a time, so that the node has its turn.
constexpr std::size_t kMaxBinaryBytes = std::size_t{512} * 1024;
constexpr std::size_t kMaxLineBytes = std::size_t{256} * 1024;
/// Into one piece of the answer.
constexpr std::size_t kBinaryEvents = 4096;
constexpr std::size_t kLineEvents = 256;

constexpr std::uint64_t kBinaryHeartbeatNs = 100'000'000;
constexpr std::uint64_t kLineHeartbeatNs = 1'000'000'000;

}  // namespace

template <class What>
void ObserveStream::write(const What& what) {
    m_out.clear();
    m_form == Form::Binary ? appendFrame(what, m_out) : appendLine(what, m_out);
    m_stream.write(m_out);
}

bool ObserveStream::open(const HttpReply& reply, const ObserveHello& hello) {
    m_stream = reply.stream(
        200, m_form == Form::Binary ? "application/octet-stream" : "application/x-ndjson", this);
    m_position = hello.nextSequence;
    m_lastSentNs = hello.clockNs;
    if (m_stream.isOpen()) {
        write(hello);
    }
    return m_stream.isOpen();
}

void ObserveStream::skip(const ObserveMissed& missed) {
    write(missed);
    m_position = missed.next;
}

void ObserveStream::send(std::uint64_t nowNs) {
    if (!m_stream.isWritable()) {
        return;
    }
    const bool isCurrent = m_position >= m_backlog.next();
    const std::uint64_t interval = m_form == Form::Binary ? kBinaryHeartbeatNs : kLineHeartbeatNs;
    if (sendEvents()) {
        m_lastSentNs = nowNs;
    } else if (isCurrent && nowNs - m_lastSentNs >= interval) {
        write(ObserveHeartbeat{m_backlog.through()});
        m_lastSentNs = nowNs;
    }
}

bool ObserveStream::sendEvents() {
    const std::size_t most = m_form == Form::Binary ? kMaxBinaryBytes : kMaxLineBytes;
    const std::size_t events = m_form == Form::Binary ? kBinaryEvents : kLineEvents;
    std::size_t sent = 0;
    while (sent < most && m_stream.isWritable()) {
        const auto at = m_backlog.find(m_position);
        if (!at) {
            break;
        }
        const std::size_t end = std::min(at->chunk.size(), at->place + events);
        m_out.clear();
        appendEventsAt(*at, end);
        m_position += end - at->place;
        m_stream.write(m_out);
        sent += m_out.size();
    }
    return sent > 0;
}

void ObserveStream::appendEventsAt(const ObserveBacklog::Place& at, std::size_t end) {
    if (m_form == Form::Binary) {
        const std::uint64_t next = m_position + (end - at.place);
        const observe::Moment through =
            next == m_backlog.next() ? m_backlog.through() : at.chunk.record(end - 1).moment;
        if (!appendEvents(at.chunk, at.place, end, through, m_out)) {
            // A single event of such a size, or several that are large together: not for a stream.
            appendFrame(ObserveMissed{m_position, next, false}, m_out);
        }
        return;
    }
    for (std::size_t place = at.place; place < end; ++place) {
        // What a recorder has encoded can be decoded.
        if (const auto recorded = at.chunk.event(place)) {
            appendLine(*recorded, m_out);
        }
    }
}

void ObserveStream::end(const std::string& reason) {
    while (sendEvents()) {
    }
    if (m_position < m_backlog.next()) {
        skip(ObserveMissed{m_position, m_backlog.next(), false});
    }
    write(ObserveEnd{reason});
    m_stream.finish();
}

}  // namespace quorate::network
