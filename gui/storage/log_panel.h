// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QComboBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QTableView>
#include <QToolButton>

#include <cstdint>
#include <optional>
#include <vector>

#include "gui/model/view_context.h"
#include "gui/storage/crash_place.h"
#include "gui/storage/disk_page.h"
#include "gui/storage/hex_view.h"
#include "gui/storage/record_table.h"
#include "gui/storage/segment_map.h"

namespace quorate::gui {

/// The log of a node: a segment as a strip, its records, the bytes of one of them, and what a
/// restart would read after a crash.
class LogPanel final : public DiskPage {
    Q_OBJECT

public:
    /// All outlive it.
    LogPanel(ViewContext& context, DiskTalk& talk, CrashPlace& crash, QWidget* parent = nullptr);

    bool refresh() override;
    void clear() override;
    /// Goes to the record of this entry, in whatever segment it is.
    void showEntry(raft::Index index);

    [[nodiscard]] const RecordTable& table() const noexcept { return *m_table; }
    [[nodiscard]] const SegmentMap& map() const noexcept { return *m_map; }
    [[nodiscard]] const std::vector<storage::LogSegment>& segments() const noexcept {
        return m_segments;
    }
    /// Of the row that is selected; null without one.
    [[nodiscard]] const storage::LogRecord* current() const;

Q_SIGNALS:
    void detailsWanted();

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QLayout* makeTop();
    QWidget* makeFoot();
    void fitColumns();
    void chooseSegment(int place);
    void takeSegments(const storage::LogAnswer& answer);
    void askRecords(const storage::RecordsQuestion& question);
    void askPage(std::uint64_t first);
    void takeRecords(const storage::RecordsAnswer& answer);
    void seekOn();
    void selectRow(int row);
    void showCurrent();
    void showCrash();
    void fail(const Error& error);
    [[nodiscard]] bool isAtEnd() const;

    ViewContext& m_context;
    DiskTalk& m_talk;
    CrashPlace& m_crash;
    QComboBox* m_segmentBox;
    QLabel* m_written;
    SegmentMap* m_map;
    RecordTable* m_table;
    QTableView* m_view;
    HexView* m_hex;
    QLabel* m_headline{nullptr};
    QLabel* m_lost{nullptr};
    QToolButton* m_cutHere{nullptr};

    std::vector<storage::LogSegment> m_segments;
    std::uint64_t m_segment{0};
    /// The newest segment is shown, whichever that is.
    bool m_isNewest{true};
    bool m_isAsking{false};
    bool m_isShowing{false};
    /// An entry that is looked for, and in which segments still.
    std::optional<raft::Index> m_sought;
    std::vector<std::uint64_t> m_soughtIn;
    QElapsedTimer m_since;
    qint64 m_tookMs{0};
};

}  // namespace quorate::gui
