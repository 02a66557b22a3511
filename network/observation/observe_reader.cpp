// SPDX-License-Identifier: Apache-2.0
#include "network/observation/observe_reader.h"

#include <QPointer>

#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace quorate::network {

namespace {

std::string requestFor(const QString& address, std::uint16_t port,
                       std::optional<std::uint64_t> from) {
    std::string request = "GET /observe";
    if (from) {
        request += "?from=" + std::to_string(*from);
    }
    const bool isIpv6 = address.contains(QLatin1Char(':'));
    const std::string host = address.toStdString();
    return request + " HTTP/1.1\r\nHost: " + (isIpv6 ? "[" + host + "]" : host) + ":" +
           std::to_string(port) + "\r\nAccept: application/octet-stream\r\n\r\n";
}

}  // namespace

ObserveReader::ObserveReader(QObject* parent) : QObject(parent) {}

ObserveReader::~ObserveReader() {
    close();
}

void ObserveReader::open(const QString& address, std::uint16_t port,
                         std::optional<std::uint64_t> from) {
    close();
    m_frames = ObserveFrameReader();
    m_stream = std::make_unique<BodyStream>(
        BodyStream::Place{address, port, nullptr}, requestFor(address, port, from),
        [this](std::string_view piece) { take(piece); },
        [this](const QString& reason) { end(reason); });
}

void ObserveReader::close() {
    ++m_call;
    m_stream.reset();
}

void ObserveReader::take(std::string_view piece) {
    // Whoever hears of a frame may close, open or delete this.
    const QPointer<ObserveReader> self(this);
    const std::uint64_t call = m_call;
    while (!piece.empty()) {
        const auto frame = m_frames.take(piece);
        if (!frame) {
            end(QString::fromStdString(frame.error().message));
            return;
        }
        if (*frame) {
            hand(**frame);
            if (self == nullptr || m_call != call) {
                return;
            }
        }
    }
}

void ObserveReader::end(const QString& reason) {
    close();
    Q_EMIT ended(reason);
}

/// Whoever hears of it may end or delete this reader, so nothing follows a signal.
void ObserveReader::hand(const ObserveFrame& frame) {
    if (const auto* greeting = std::get_if<ObserveHello>(&frame)) {
        m_nextSequence = greeting->nextSequence;
        Q_EMIT hello(*greeting);
    } else if (const auto* published = std::get_if<observe::Published>(&frame)) {
        m_nextSequence = *m_nextSequence + published->chunks.front().size();
        Q_EMIT events(*published);
    } else if (const auto* beat = std::get_if<ObserveHeartbeat>(&frame)) {
        Q_EMIT heartbeat(beat->through);
    } else if (const auto* gap = std::get_if<ObserveMissed>(&frame)) {
        m_nextSequence = gap->next;
        Q_EMIT missed(*gap);
    } else {
        end(QString::fromStdString(std::get<ObserveEnd>(frame).reason));
    }
}

}  // namespace quorate::network
