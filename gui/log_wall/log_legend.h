// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFontMetricsF>
#include <QString>
#include <QWidget>

#include "gui/theme/theme_model.h"

namespace quorate::gui {

/// What the marks on the log wall mean, in a line.
class LogLegend final : public QWidget {
    Q_OBJECT

public:
    /// `theme` outlives it.
    explicit LogLegend(const ThemeModel& theme, QWidget* parent = nullptr);

    /// Whose view the marks are: "as the leader n2 knows them".
    void setSource(const QString& source);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {0, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    /// Without its source where that has no room.
    [[nodiscard]] QString matchText(const QFontMetricsF& metrics) const;

    const ThemeModel& m_theme;
    QString m_source;
};

}  // namespace quorate::gui
