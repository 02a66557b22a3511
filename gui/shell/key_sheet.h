// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include "gui/shell/actions.h"

namespace quorate::gui {

/// "?": all keys on one sheet.
class KeySheet final : public QDialog {
    Q_OBJECT

public:
    KeySheet(const Actions& actions, QWidget* parent);
};

}  // namespace quorate::gui
