// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "engine/raft/types.h"
#include "gui/theme/theme_model.h"

namespace quorate::gui {

/// A term in its colour, beside a title.
class TermBadge final : public QWidget {
    Q_OBJECT

public:
    /// `theme` outlives it.
    explicit TermBadge(const ThemeModel& theme, QWidget* parent = nullptr);

    void setTerm(raft::Term term);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const ThemeModel& m_theme;
    raft::Term m_term;
};

}  // namespace quorate::gui
