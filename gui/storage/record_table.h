// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>

#include <cstdint>
#include <map>
#include <vector>

#include "storage/inspection/disk_question.h"

namespace quorate::gui {

/// The records of one segment, however many there are: those that are looked at are asked for by
/// the page, and only the last few pages are kept.
class RecordTable final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Offset, Kind, Content, Bytes, Checksum, State, Columns_ };
    static constexpr std::size_t kPage = 200;
    static constexpr std::size_t kMostPages = 12;

    using QAbstractTableModel::QAbstractTableModel;

    /// What a question of such a page was answered with; another segment replaces all.
    void take(const storage::RecordsAnswer& answer);
    void clear();
    /// What was asked for did not come.
    void wantAgain();

    [[nodiscard]] const storage::LogSegment& segment() const noexcept { return m_segment; }
    /// Null where it is not there, or not known yet.
    [[nodiscard]] const storage::LogRecord* record(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

Q_SIGNALS:
    /// A row of it is looked at, and it is not known. Once for each, until it is taken or all is
    /// cleared.
    void pageWanted(std::uint64_t first) const;

private:
    [[nodiscard]] QString text(const storage::LogRecord& record, int column) const;
    void keep(std::uint64_t page, std::vector<storage::LogRecord> records);

    storage::LogSegment m_segment;
    std::uint64_t m_count{0};
    std::map<std::uint64_t, std::vector<storage::LogRecord>> m_pages;
    /// Pages in the order in which they were taken, the oldest first.
    std::vector<std::uint64_t> m_order;
    mutable std::map<std::uint64_t, bool> m_wanted;
};

}  // namespace quorate::gui
