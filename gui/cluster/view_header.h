// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QToolButton>
#include <QWidget>

#include "gui/theme/theme_model.h"

namespace quorate::gui {

/// The bar on top of a view: its title, what it shows in a few words, and what can be switched.
class ViewHeader final : public QWidget {
    Q_OBJECT

public:
    ViewHeader(const QString& title, ThemeModel& theme, QWidget* parent);

    void setText(const QString& text);
    /// A switch at the right end; it is on.
    QToolButton* addSwitch(const QString& text, const QString& tooltip, const QString& objectName);

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    void fit();

    ThemeModel& m_theme;
    QString m_title;
    QString m_text;
    QWidget* m_room;
};

}  // namespace quorate::gui
