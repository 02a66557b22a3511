// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTableView>

namespace quorate::gui {

/// A table whose rows are things: one is selected as a whole, none is edited, and all are as high
/// as a line of text. What its columns are wide is up to whoever has it.
class RowTable final : public QTableView {
    Q_OBJECT

public:
    explicit RowTable(QWidget* parent = nullptr);

protected:
    void changeEvent(QEvent* event) override;

private:
    void fitRows();
};

}  // namespace quorate::gui
