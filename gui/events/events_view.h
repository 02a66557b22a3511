// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QButtonGroup>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QStackedWidget>
#include <QTimer>
#include <QWidget>

#include <cstdint>
#include <optional>
#include <vector>

#include "gui/events/event_rows.h"
#include "gui/events/event_search.h"
#include "gui/events/event_texts.h"
#include "gui/model/view_context.h"
#include "gui/widgets/empty_note.h"
#include "gui/widgets/switch_button.h"

namespace quorate::gui {

/// All that happened, a sentence each, from the first event to the newest. Nothing of it is kept
/// here but what is on screen.
class EventsView final : public QWidget {
    Q_OBJECT

public:
    /// `context` outlives it.
    explicit EventsView(ViewContext& context, QWidget* parent = nullptr);

    /// For the key that filters.
    void focusFilter();

    [[nodiscard]] const EventSearch& search() const noexcept { return *m_search; }
    [[nodiscard]] EventRows& rows() const noexcept { return *m_rows; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QLayout* makeFilters();
    void adoptSession();
    void refresh();
    void showCounts();
    void showNodes(const Frame& frame);
    void applyFilter();
    void showMenu(const QPoint& place);
    /// From the selection, to the row.
    void adoptSelection();

    ViewContext& m_context;
    EventTexts* m_texts;
    EventSearch* m_search;
    QLineEdit* m_words;
    QComboBox* m_node;
    QButtonGroup* m_groups;
    EventRows* m_rows;
    EmptyNote* m_note;
    QStackedWidget* m_pages;
    QLabel* m_counts;
    SwitchButton* m_follow;
    QTimer m_typing;
    std::vector<raft::NodeId> m_nodes;
    bool m_isSelecting{false};
};

}  // namespace quorate::gui
