// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QTableView>

namespace quorate::gui {

/// A table that fills the width of the dock, which is its frame.
QTableView* makePlainTable(const QString& name, const QString& accessibleName, QWidget* parent);

/// As high as its rows, as far as there is room for them.
void fitHeight(QTableView& table);

}  // namespace quorate::gui
