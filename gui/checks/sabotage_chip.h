// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractButton>

#include "gui/model/view_context.h"

namespace quorate::gui {

/// Says loudly that a rule of Raft is switched off, and which, as long as one is at the moment that
/// is shown; takes no room otherwise. A click leads to the switches.
class SabotageChip final : public QAbstractButton {
    Q_OBJECT

public:
    explicit SabotageChip(ViewContext& context, QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    /// A rule is switched off, or all hold again.
    void neededChanged(bool isNeeded);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void read();

    ViewContext& m_context;
    bool m_isNeeded{false};
};

}  // namespace quorate::gui
