// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractButton>

#include "gui/theme/theme_model.h"

namespace quorate::gui {

/// A switch with its label behind it: for what goes on by itself while it is on.
class SwitchButton final : public QAbstractButton {
    Q_OBJECT

public:
    /// `theme` outlives it.
    SwitchButton(const ThemeModel& theme, const QString& text, QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] QSize trackSize() const;

    const ThemeModel& m_theme;
};

}  // namespace quorate::gui
