// SPDX-License-Identifier: Apache-2.0
#include "network/api/snapshot_stream.h"

#include <QByteArray>
#include <QByteArrayView>

#include <cstddef>
#include <utility>

#include "network/api/api_context.h"
#include "network/api/json_writer.h"

namespace quorate::network {

namespace {

constexpr std::size_t kChunkBytes = std::size_t{32} * 1024;

}  // namespace

SnapshotStream::SnapshotStream(std::shared_ptr<const kv::View> view)
    : m_view(std::move(view)), m_writer(*m_view), m_hash(QCryptographicHash::Sha256) {}

void SnapshotStream::start(const HttpReply& reply, std::shared_ptr<const kv::View> view) {
    auto* self = new SnapshotStream(std::move(view));
    self->m_stream = reply.stream(200, kJsonContent, self);
    if (self->m_stream.isOpen()) {
        self->writeMore();
    } else {
        delete self;
    }
}

void SnapshotStream::writeMore() {
    for (;;) {
        const Result<bool> more = m_writer.next(m_chunk, kChunkBytes);
        if (!more) {
            m_stream.abort();
            delete this;
            return;
        }
        if (!*more) {
            break;
        }
        m_hash.addData(QByteArrayView(m_chunk.data(), static_cast<qsizetype>(m_chunk.size())));
        if (!writeBlob(m_chunk)) {
            return;
        }
    }
    const QByteArray hash = m_hash.result();
    writeBlob({hash.constData(), static_cast<std::size_t>(hash.size())});
    m_stream.finish();
    delete this;
}

bool SnapshotStream::writeBlob(std::string_view bytes) {
    m_line.clear();
    JsonWriter json(m_line);
    json.beginObject();
    json.beginObject("result");
    json.bytes("blob", bytes);
    json.endObject();
    json.endObject();
    m_line += '\n';
    return m_stream.write(m_line);
}

}  // namespace quorate::network
