// SPDX-License-Identifier: Apache-2.0
#include "network/client/watch_reader.h"

#include <QPointer>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace quorate::network {

namespace {

/// Of one line: a transaction of the largest request, in Base64, with what it replaced.
constexpr std::size_t kMostLineBytes = std::size_t{64} * 1024 * 1024;

}  // namespace

void WatchReader::open(const HttpCaller& server, const WatchQuestion& what,
                       const std::string& fields) {
    m_stream = server.stream(
        {"POST", "/v3/watch", watchBody(what), fields},
        [this](std::string_view piece) { take(piece); },
        [this](const QString& reason) { end(reason); });
}

void WatchReader::take(std::string_view piece) {
    const QPointer<WatchReader> self(this);
    while (!piece.empty()) {
        const std::size_t size = piece.find('\n');
        if (m_line.size() + std::min(size, piece.size()) > kMostLineBytes) {
            end(tr("the server sends a line that is too long"));
            return;
        }
        m_line += piece.substr(0, size);
        if (size == std::string_view::npos) {
            return;
        }
        piece.remove_prefix(size + 1);
        const std::string line = std::exchange(m_line, {});
        hand(line);
        if (self == nullptr || m_hasEnded) {
            return;
        }
    }
}

/// Whoever hears of it may destroy this.
void WatchReader::hand(std::string_view text) {
    const auto line = decodeWatchLine(m_document, text);
    if (!line) {
        end(QString::fromStdString(line.error().message));
        return;
    }
    const QPointer<WatchReader> self(this);
    if (line->isCanceled) {
        if (line->compacted > 0) {
            Q_EMIT compacted(line->compacted);
        }
        if (self != nullptr) {
            end(line->reason.empty() ? tr("the server ended the watch")
                                     : QString::fromStdString(line->reason));
        }
        return;
    }
    if (line->isCreated) {
        Q_EMIT begun(line->revision);
    }
    if (self != nullptr && !line->events.empty()) {
        Q_EMIT changed(line->events);
    }
}

void WatchReader::end(const QString& reason) {
    if (!m_hasEnded) {
        m_hasEnded = true;
        m_stream.reset();
        Q_EMIT ended(reason);
    }
}

}  // namespace quorate::network
