// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractButton>

#include "gui/theme/theme_model.h"

namespace quorate::gui {

/// LIVE: filled while the newest moment is shown, hollow with how far behind it is otherwise.
class LiveButton final : public QAbstractButton {
    Q_OBJECT

public:
    /// `theme` outlives it.
    explicit LiveButton(const ThemeModel& theme, QWidget* parent = nullptr);

    /// What stands below it: "following", "3.274 s behind".
    void show(bool isLive, const QString& text);
    [[nodiscard]] const QString& caption() const noexcept { return m_caption; }
    [[nodiscard]] bool isLive() const noexcept { return m_isLive; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const ThemeModel& m_theme;
    bool m_isLive{true};
    QString m_caption;
};

}  // namespace quorate::gui
