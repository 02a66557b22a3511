// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHBoxLayout>
#include <QLabel>
#include <QString>
#include <QWidget>

#include "gui/theme/theme_model.h"

namespace quorate::gui {

/// The heading of a part of a dock: a title, what it is in small, and at its right what belongs to
/// it.
class SectionBar final : public QWidget {
    Q_OBJECT

public:
    /// `theme` outlives it.
    SectionBar(const ThemeModel& theme, const QString& title, const QString& subtitle,
               QWidget* parent = nullptr);

    /// At the right end, after what was added before.
    void add(QWidget* widget);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const ThemeModel& m_theme;
    QHBoxLayout* m_layout;
    QLabel* m_title;
    QString m_subtitle;
};

}  // namespace quorate::gui
