// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QListWidget>
#include <QStackedWidget>
#include <QWidget>

#include "gui/model/view_context.h"
#include "gui/scenario/scenario_page.h"

namespace quorate::gui {

/// The lessons: a list with what each teaches, or the one that is played. Enter or a double click
/// plays one.
class ScenarioView final : public QWidget {
    Q_OBJECT

public:
    explicit ScenarioView(ViewContext& context, QWidget* parent = nullptr);

    [[nodiscard]] ScenarioPage& page() noexcept { return *m_page; }
    [[nodiscard]] QSize sizeHint() const override;
    void showList();

Q_SIGNALS:
    /// The scenario at this path is to be played.
    void playRequested(const QString& path);
    /// The one that is open, from its beginning.
    void againRequested();

private:
    void adoptSession();

    ViewContext& m_context;
    QStackedWidget* m_pages;
    QWidget* m_shelf;
    QListWidget* m_list;
    ScenarioPage* m_page;
};

}  // namespace quorate::gui
