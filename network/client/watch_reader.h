// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QString>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/kv/key_value.h"
#include "network/api/json_document.h"
#include "network/client/body_stream.h"
#include "network/client/http_caller.h"
#include "network/client/watch_answers.h"

namespace quorate::network {

/// Hears of changes of keys from one server (`POST /v3/watch`), a Quorate node or an etcd: see
/// NodeClient::watch(). Belongs to the thread it is made in, which runs an event loop; it may be
/// destroyed in its signals. Whether and where to watch on after the end is for its owner.
class WatchReader final : public QObject {
    Q_OBJECT

public:
    explicit WatchReader(QObject* parent = nullptr) : QObject(parent) {}

    /// Once. `fields` are further lines of the header.
    void open(const HttpCaller& server, const WatchQuestion& what, const std::string& fields);
    /// It could not even be opened.
    void fail(const std::string& reason) { end(QString::fromStdString(reason)); }

Q_SIGNALS:
    /// First, and once: all that changes after this revision is told, and what was asked for of the
    /// time before.
    void begun(std::int64_t revision);
    /// In the order of revisions, with what was there before, where that is not compacted. A
    /// revision that changed many keys may come in several pieces.
    void changed(const std::vector<kv::Event>& events);
    /// It began before this revision, and what was before that is compacted. The end follows.
    void compacted(std::int64_t revision);
    /// The last one.
    void ended(const QString& reason);

private:
    void take(std::string_view piece);
    void hand(std::string_view line);
    void end(const QString& reason);

    std::unique_ptr<BodyStream> m_stream;
    JsonDocument m_document;
    std::string m_line;
    bool m_hasEnded{false};
};

}  // namespace quorate::network
