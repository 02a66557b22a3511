// SPDX-License-Identifier: Apache-2.0
#include "gui/storage/hex_fields.h"

#include <QCoreApplication>

#include <utility>

#include "storage/wal/record_codec.h"

namespace quorate::gui {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("HexFields", text);
}

using Parts = std::vector<std::pair<std::size_t, QString>>;

/// Of bodies whose fields have fixed places.
Parts partsOf(storage::WalRecordType kind) {
    using storage::WalRecordType;
    switch (kind) {
    case WalRecordType::Head:
        return {{8, tr("magic")},
                {4, tr("version")},
                {4, tr("checksum of the record before")},
                {24, tr("whose log: cluster, node, directory")},
                {8, tr("sequence of the segment")},
                {24, tr("term, vote, commit")},
                {16, tr("the log starts behind: term, index")},
                {16, tr("the last entry so far: term, index")},
                {8, tr("zero")}};
    case WalRecordType::Batch:
        return {{8, tr("magic")},
                {16, tr("where it begins: segment, offset")},
                {16, tr("durable before it: segment, offset")},
                {4, tr("bytes of the batch")},
                {4, tr("own check")}};
    case WalRecordType::Snapshot:
    case WalRecordType::Release:
        return {{8, tr("term")}, {8, tr("index")}};
    default:
        return {};
    }
}

}  // namespace

std::vector<HexField> hexFieldsOf(const storage::LogRecord& record) {
    const auto size = static_cast<std::size_t>(record.size);
    if (!record.kind || size < storage::kWalFrameSize) {
        return {};
    }
    std::vector<HexField> fields{{0, 4, tr("CRC32C")}, {4, 4, tr("length of the body")}};
    std::size_t at = storage::kWalFrameFront;
    const std::size_t end = size - 1;
    for (const auto& [length, name] : partsOf(*record.kind)) {
        if (at + length <= end) {
            fields.push_back({at, length, name});
            at += length;
        }
    }
    if (at < end) {
        fields.push_back({at, end - at, tr("body")});
    }
    fields.push_back({end, 1, tr("type")});
    return fields;
}

}  // namespace quorate::gui
