// SPDX-License-Identifier: Apache-2.0
#include "gui/storage/disk_wording.h"

#include <QCoreApplication>

#include "gui/model/figures.h"
#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

constexpr int kOffsetDigits = 6;

QString tr(const char* text) {
    return QCoreApplication::translate("DiskWording", text);
}

QString entryContent(const storage::LogRecord& record) {
    if (record.entryType && *record.entryType != raft::EntryType::Normal) {
        return tr("configuration change");
    }
    if (record.verb.empty()) {
        return record.size < 64 ? tr("empty") : QString();
    }
    const QString verb = QString::fromStdString(record.verb);
    return record.key.empty() ? verb : verb + u' ' + printable(record.key);
}

}  // namespace

QString wordFor(std::optional<storage::WalRecordType> kind) {
    using storage::WalRecordType;
    if (!kind) {
        return tr("Damage");
    }
    switch (*kind) {
    case WalRecordType::Head:
        return tr("Head");
    case WalRecordType::Batch:
        return tr("Batch");
    case WalRecordType::Entry:
        return tr("Entry");
    case WalRecordType::HardState:
        return tr("HardState");
    case WalRecordType::Snapshot:
        return tr("Snapshot");
    case WalRecordType::Release:
        return tr("Release");
    case WalRecordType::End:
        return tr("End");
    }
    return {};
}

QString contentOf(const storage::LogRecord& record) {
    using storage::WalRecordType;
    if (!record.kind) {
        return QString::fromStdString(record.text);
    }
    switch (*record.kind) {
    case WalRecordType::Entry:
        return entryContent(record);
    case WalRecordType::Head:
    case WalRecordType::HardState:
        return textOf(record.hardState);
    case WalRecordType::Snapshot:
        return tr("the log starts anew behind it");
    case WalRecordType::Release:
        return tr("not needed up to here");
    case WalRecordType::Batch:
        return tr("one write");
    case WalRecordType::End:
        return tr("the next segment goes on");
    }
    return {};
}

Survival survivalOf(const storage::LogRecord& record, const storage::LogSegment& segment) {
    if (!record.kind) {
        return Survival::Damaged;
    }
    if (!segment.durableSize) {
        return Survival::OnDisk;
    }
    return record.offset + record.size <= *segment.durableSize ? Survival::Durable
                                                               : Survival::Unsynced;
}

QString wordFor(Survival survival) {
    switch (survival) {
    case Survival::Durable:
        return tr("durable");
    case Survival::Unsynced:
        return tr("not fsync'd");
    case Survival::OnDisk:
        return tr("on disk");
    case Survival::Damaged:
        return tr("✕ damaged");
    }
    return {};
}

QString offsetText(std::uint64_t offset) {
    return QStringLiteral("%1").arg(offset, kOffsetDigits, 16, QLatin1Char('0'));
}

QString textOf(const raft::HardState& state) {
    return tr("term %1 · %2 · c %3")
        .arg(QString::number(state.term.value()),
             state.vote == raft::kNoNode ? QStringLiteral("–") : nameOf(state.vote),
             indexText(state.commit));
}

QString textOf(const storage::SegmentName& name) {
    return tr("segment %1, from %2").arg(name.sequence).arg(indexText(name.first));
}

QString wordFor(storage::SnapshotSummary::Kind kind) {
    using Kind = storage::SnapshotSummary::Kind;
    switch (kind) {
    case Kind::Whole:
        return tr("whole");
    case Kind::Broken:
        return tr("✕ broken");
    case Kind::SetAside:
        return tr("set aside");
    case Kind::Unfinished:
        return tr("unfinished");
    case Kind::Other:
        return tr("not ours");
    }
    return {};
}

}  // namespace quorate::gui
