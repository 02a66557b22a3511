// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "gui/console/row_table.h"
#include "gui/console/section_bar.h"
#include "gui/console/watch_table.h"
#include "gui/model/view_context.h"
#include "gui/widgets/flow_layout.h"
#include "gui/widgets/frame_pace.h"

namespace quorate::gui {

/// The watches of the console: a button for each, and what they heard up to the moment that is
/// shown. Hidden while there is none.
class WatchesView final : public QWidget {
    Q_OBJECT

public:
    explicit WatchesView(ViewContext& context, QWidget* parent = nullptr);
    ~WatchesView() override;

    /// A new watch of the session that is open.
    void begin(const WatchAsk& ask);

    [[nodiscard]] const WatchBook& book() const noexcept { return m_book; }
    [[nodiscard]] const WatchTable& table() const noexcept { return *m_table; }

Q_SIGNALS:
    /// It is to be asked about.
    void keyChosen(const QString& key);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void adoptSession();
    void hear(const WatchNews& news);
    void showWatches();
    void showChanges();
    void end(WatchId id);
    void arrange();
    void showMenu(const QPoint& place);
    void choose(const QModelIndex& index);

    ViewContext& m_context;
    WatchBook m_book;
    std::uint64_t m_last{0};  ///< of all sessions
    WatchTable* m_table;
    RowTable* m_view;
    SectionBar* m_bar;
    QWidget* m_buttons;
    FramePace* m_pace;
};

}  // namespace quorate::gui
