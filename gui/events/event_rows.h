// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QScrollBar>
#include <QTableView>
#include <QWidget>

#include <cstdint>
#include <optional>
#include <vector>

#include "gui/events/event_delegate.h"
#include "gui/events/event_search.h"
#include "gui/events/event_table.h"
#include "gui/theme/theme_model.h"
#include "gui/widgets/linked_cells.h"

namespace quorate::gui {

/// A table of however many events with a scroll bar of its own: the table itself holds only the
/// rows that fit. A row that is current stays so while it is out of sight.
class EventRows final : public QWidget {
    Q_OBJECT

public:
    /// All outlive it.
    EventRows(const EventSearch& search, EventTexts& texts, const ThemeModel& theme,
              QWidget* parent = nullptr);

    /// Shows what the list has now. `present`: events by the moment that is shown.
    void refresh(std::uint64_t present, bool isLive);
    /// Goes along with the moment that is shown.
    void setFollowing(bool isFollowing);
    [[nodiscard]] bool isFollowing() const noexcept { return m_isFollowing; }
    /// The event that is current; nothing for none. It need not be in the list.
    void setCurrent(std::optional<std::uint64_t> number);
    [[nodiscard]] std::optional<std::uint64_t> current() const noexcept { return m_current; }
    /// Scrolls to it, if the list has it.
    void reveal(std::uint64_t number);
    /// Another list.
    void forgetPlace();

    [[nodiscard]] QTableView& table() const noexcept { return *m_view; }
    [[nodiscard]] const EventTable& model() const noexcept { return *m_table; }
    /// A text that can name something, as it is painted; none of other cells.
    [[nodiscard]] std::vector<LinkedCell> linkedCells(const QModelIndex& index) const;
    [[nodiscard]] QScrollBar& bar() const noexcept { return *m_bar; }
    /// Rows have two lines, since beside the columns there is no room for sentences.
    [[nodiscard]] bool isFolded() const noexcept { return m_delegate->isFolded(); }

Q_SIGNALS:
    /// By a person.
    void chosen(std::uint64_t number);
    void activated(std::uint64_t number);
    void followingChanged(bool isFollowing);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    [[nodiscard]] std::uint64_t page() const;
    [[nodiscard]] std::uint64_t highestTop() const;
    [[nodiscard]] std::vector<std::uint64_t> numbersFrom(std::uint64_t top,
                                                         std::uint64_t count) const;
    void setUpView();
    void fitColumns();
    void arrange();
    void follow();
    void show(std::uint64_t top);
    void showCurrent();
    void scrolled(int value);
    void choose(std::uint64_t row);
    bool pressKey(int key);

    const EventSearch& m_search;
    EventTexts& m_texts;
    EventTable* m_table;
    QTableView* m_view;
    EventDelegate* m_delegate;
    QScrollBar* m_bar;
    /// The event in the first row; nothing before any was shown.
    std::optional<std::uint64_t> m_top;
    std::optional<std::uint64_t> m_current;
    std::uint64_t m_present{0};
    bool m_isLive{true};
    bool m_isFollowing{true};
    bool m_isShowing{false};
};

}  // namespace quorate::gui
