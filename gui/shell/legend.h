// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include "gui/theme/theme_model.h"

namespace quorate::gui {

/// F1: what the shapes, colours and textures mean, drawn by the same code as the views.
class Legend final : public QDialog {
    Q_OBJECT

public:
    /// `theme` outlives it.
    Legend(const ThemeModel& theme, QWidget* parent);
};

}  // namespace quorate::gui
