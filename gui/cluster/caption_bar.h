// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "gui/cluster/caption.h"
#include "gui/theme/theme_model.h"

namespace quorate::gui {

/// The caption at the foot of the cluster view, always in the same place.
class CaptionBar final : public QWidget {
    Q_OBJECT

public:
    CaptionBar(ThemeModel& theme, QWidget* parent);

    [[nodiscard]] const Caption& caption() const noexcept { return m_caption; }
    /// `moment`: when this is so, in words.
    void show(const Caption& caption, const QString& moment);

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    void fit();

    ThemeModel& m_theme;
    Caption m_caption;
    QString m_moment;
};

}  // namespace quorate::gui
