// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHBoxLayout>
#include <QLabel>
#include <QString>
#include <QStringList>
#include <QWidget>

#include "gui/theme/theme_model.h"

namespace quorate::gui {

/// The heading of a part of a dock: a title, what it is in small, and at its right what belongs to
/// it. What has no room is left away.
class SectionBar final : public QWidget {
    Q_OBJECT

public:
    /// `theme` outlives it.
    SectionBar(const ThemeModel& theme, const QString& title, QWidget* parent = nullptr);

    /// Behind the title, as far as there is room: the one that comes first goes last.
    void setNotes(const QStringList& notes);
    [[nodiscard]] const QStringList& notes() const noexcept { return m_notes; }

    /// At the right end, after what was added before.
    void add(QWidget* widget);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const ThemeModel& m_theme;
    QHBoxLayout* m_layout;
    QLabel* m_title;
    QStringList m_notes;
};

}  // namespace quorate::gui
