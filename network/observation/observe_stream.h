// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "network/http/http_reply.h"
#include "network/observation/observe_backlog.h"
#include "network/observation/observe_frames.h"

namespace quorate::network {

/// One reader of a node's events: how far it is, and what it is sent.
///
/// It is written to only while its connection has room, and keeps nothing of its own that waits; so
/// the node never waits for it, and all that a slow one costs is what it misses.
class ObserveStream final : public HttpStreamListener {
public:
    enum class Form : std::uint8_t { Binary, Lines };

    ObserveStream(Form form, const ObserveBacklog& backlog,
                  std::function<void(ObserveStream&)> onGone)
        : m_form(form), m_backlog(backlog), m_onGone(std::move(onGone)) {}

    /// Begins the answer. False if the client is gone already.
    bool open(const HttpReply& reply, const ObserveHello& hello);
    [[nodiscard]] bool isOpen() const { return m_stream.isOpen(); }

    /// The next event it wants has this sequence.
    [[nodiscard]] std::uint64_t position() const noexcept { return m_position; }
    /// It wants events that are gone, and could be told so now.
    [[nodiscard]] bool hasFallenBehind() const {
        return m_position < m_backlog.first() && m_stream.isWritable();
    }
    /// It goes on with the node's state, which was recorded as this event.
    void skip(const ObserveMissed& missed);
    /// Sends what is new, as far as the reader takes it and not too much at a time; or a sign of
    /// life, where one is due at `nowNs` of a clock that never goes back.
    void send(std::uint64_t nowNs);
    /// Sends what can be sent still, and ends the answer.
    void end(const std::string& reason);

    void writable() override {}  // it is looked at often enough
    void gone() override { m_onGone(*this); }

private:
    template <class What>
    void write(const What& what);
    bool sendEvents();
    void appendEventsAt(const ObserveBacklog::Place& at, std::size_t end);

    const Form m_form;
    const ObserveBacklog& m_backlog;
    const std::function<void(ObserveStream&)> m_onGone;
    HttpStream m_stream;
    std::uint64_t m_position{0};
    std::uint64_t m_lastSentNs{0};
    std::string m_out;
};

}  // namespace quorate::network
