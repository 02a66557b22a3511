// SPDX-License-Identifier: Apache-2.0
#include "network/http/http_reply.h"

#include "network/http/http_connection.h"

namespace quorate::network {

bool HttpStream::write(std::string_view piece) {
    return m_connection && m_connection->writeStream(m_sequence, piece);
}

void HttpStream::finish() {
    if (m_connection) {
        m_connection->endStream(m_sequence);
    }
}

void HttpStream::abort() {
    if (m_connection) {
        m_connection->abortStream(m_sequence);
    }
}

bool HttpStream::isOpen() const {
    return m_connection && m_connection->isWaiting(m_sequence);
}

bool HttpStream::isWritable() const {
    return isOpen() && m_connection->hasRoom(m_sequence);
}

void HttpReply::send(int status, std::string_view contentType, std::string_view body,
                     std::string_view fields) const {
    if (m_connection) {
        m_connection->answer(m_sequence, {status, contentType, body, fields});
    }
}

HttpStream HttpReply::stream(int status, std::string_view contentType,
                             HttpStreamListener* listener) const {
    if (!m_connection || !m_connection->beginStream(m_sequence, status, contentType, listener)) {
        return {};
    }
    return {m_connection, m_sequence};
}

bool HttpReply::isOpen() const {
    return m_connection && m_connection->isWaiting(m_sequence);
}

}  // namespace quorate::network
