// SPDX-License-Identifier: Apache-2.0
#include "gui/storage/plain_table.h"

#include <QHeaderView>

#include <algorithm>

#include "gui/console/row_table.h"

namespace quorate::gui {

QTableView* makePlainTable(const QString& name, const QString& accessibleName, QWidget* parent) {
    auto* table = new RowTable(parent);
    table->setObjectName(name);
    table->setAccessibleName(accessibleName);
    table->setStyleSheet(
        QStringLiteral("QTableView#%1 { border-left: none; border-right: none; }").arg(name));
    return table;
}

void fitHeight(QTableView& table) {
    const int rows = table.model()->rowCount() * table.verticalHeader()->defaultSectionSize();
    const int whole = table.horizontalHeader()->sizeHint().height() + rows + 4;
    table.setMaximumHeight(std::max(whole, table.minimumHeight()));
}

}  // namespace quorate::gui
