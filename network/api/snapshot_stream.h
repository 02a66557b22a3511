// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QCryptographicHash>

#include <memory>
#include <string>

#include "engine/kv/snapshot_writer.h"
#include "engine/kv/view.h"
#include "network/http/http_reply.h"

namespace quorate::network {

/// Sends a key space to a client as etcd's Snapshot does: lines of {"result":{"blob":…}}, no faster
/// than the client takes them. Deletes itself when it is done or the client is gone.
class SnapshotStream final : public HttpStreamListener {
public:
    /// The view is held until the end.
    static void start(const HttpReply& reply, std::shared_ptr<const kv::View> view);

    void writable() override { writeMore(); }
    void gone() override { delete this; }

private:
    explicit SnapshotStream(std::shared_ptr<const kv::View> view);
    ~SnapshotStream() override = default;

    void writeMore();
    bool writeBlob(std::string_view bytes);

    std::shared_ptr<const kv::View> m_view;
    kv::SnapshotWriter m_writer;
    QCryptographicHash m_hash;
    HttpStream m_stream;
    std::string m_chunk;
    std::string m_line;
};

}  // namespace quorate::network
