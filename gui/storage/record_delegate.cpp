// SPDX-License-Identifier: Apache-2.0
#include "gui/storage/record_delegate.h"

#include <QApplication>
#include <QFontDatabase>
#include <QPainter>

#include "gui/paint/entry_chip.h"
#include "gui/paint/type.h"
#include "gui/storage/disk_wording.h"

namespace quorate::gui {

namespace {

constexpr int kInset = 6;
constexpr int kGap = 6;

bool isMonospace(int column) {
    return column == RecordTable::Offset || column == RecordTable::Checksum;
}

/// What has a chip: entries, and what covers some.
bool hasChip(const storage::LogRecord& record) {
    using storage::WalRecordType;
    return record.kind == WalRecordType::Entry ||
           ((record.kind == WalRecordType::Snapshot || record.kind == WalRecordType::Release) &&
            record.entry != raft::EntryId());
}

}  // namespace

RecordDelegate::RecordDelegate(const RecordTable& table, const ThemeModel& theme, QObject* parent)
    : QStyledItemDelegate(parent), m_table(table), m_theme(theme) {}

void RecordDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                           const QModelIndex& index) const {
    QStyleOptionViewItem empty = option;
    initStyleOption(&empty, index);
    const QString text = empty.text;
    empty.text.clear();
    const QWidget* widget = option.widget;
    widget->style()->drawControl(QStyle::CE_ItemViewItem, &empty, painter, widget);
    const storage::LogRecord* record = m_table.record(index.row());
    const Theme& theme = m_theme.theme();
    painter->save();
    QRectF room = QRectF(option.rect).adjusted(kInset, 0, -kInset, 0);
    painter->setFont(option.font);
    painter->setPen(theme.text);
    if (isMonospace(index.column())) {
        QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
        font.setPixelSize(Type(option.font).font(11).pixelSize());
        painter->setFont(font);
        painter->setPen(theme.textSecondary);
    } else if (index.column() == RecordTable::Kind) {
        painter->setPen(record != nullptr && !record->kind ? theme.danger : theme.text);
    } else if (record != nullptr && index.column() == RecordTable::State) {
        const Survival survival = survivalOf(*record, m_table.segment());
        painter->setPen(survival == Survival::Damaged    ? theme.danger
                        : survival == Survival::Unsynced ? theme.late
                                                         : theme.textSecondary);
    } else if (record != nullptr && index.column() == RecordTable::Content) {
        if (hasChip(*record)) {
            painter->setRenderHint(QPainter::Antialiasing);
            const QRectF chip = EntryChip::ofEntry(theme, record->entry).paint(*painter, room);
            painter->setFont(option.font);
            room.setLeft(chip.right() + kGap);
        }
        painter->setPen(record->kind ? theme.textSecondary : theme.danger);
    }
    const QFontMetricsF metrics(painter->font());
    painter->drawText(room, index.data(Qt::TextAlignmentRole).toInt() | Qt::TextSingleLine,
                      metrics.elidedText(text, Qt::ElideRight, room.width()));
    painter->restore();
}

}  // namespace quorate::gui
