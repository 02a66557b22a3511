// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTableWidget>
#include <QToolButton>

#include "gui/model/view_context.h"

namespace quorate::gui {

/// A table of faults, as high as its rows, which are as high as their text: the dock scrolls, not
/// its tables. What the first two columns name are links.
class FaultTable : public QTableWidget {
    Q_OBJECT

public:
    /// `context` outlives it.
    FaultTable(ViewContext& context, const QStringList& titles, const QString& name,
               QWidget* parent = nullptr);

    /// The text is its own tooltip.
    QTableWidgetItem* setText(int row, int column, const QString& text);
    /// Takes what was there before, and whoever listened to it listens no longer: a new one costs
    /// more than all the rest of a row.
    QToolButton* addButton(int row, int column, const QString& text, const QString& name);
    /// In the middle of the cell; belongs to the table from now on.
    void place(QWidget* widget, int row, int column);
    /// After rows came or went.
    void fitHeight();

protected:
    void changeEvent(QEvent* event) override;
};

}  // namespace quorate::gui
