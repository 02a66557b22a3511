// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include "gui/shell/actions.h"

namespace quorate::gui {

/// "?": all keys on one sheet.
class KeysDialog final : public QDialog {
    Q_OBJECT

public:
    KeysDialog(const Actions& actions, QWidget* parent);
};

}  // namespace quorate::gui
