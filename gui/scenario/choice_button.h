// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractButton>

#include <cstdint>

#include "gui/theme/theme_model.h"

namespace quorate::gui {

/// One answer to a question, as many lines as it needs. What it turned out to be is told by a mark.
class ChoiceButton final : public QAbstractButton {
    Q_OBJECT

public:
    enum class Mark : std::uint8_t { None, Right, Wrong };

    /// `theme` outlives it.
    ChoiceButton(const ThemeModel& theme, const QString& text, QWidget* parent);

    [[nodiscard]] Mark mark() const noexcept { return m_mark; }
    void setMark(Mark mark);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] int markWidth() const;

    const ThemeModel& m_theme;
    Mark m_mark{Mark::None};
};

}  // namespace quorate::gui
