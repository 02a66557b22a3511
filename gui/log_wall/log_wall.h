// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QButtonGroup>
#include <QLabel>
#include <QWidget>

#include "gui/model/view_context.h"

namespace quorate::gui {

class LogCanvas;
class LogLegend;

/// The logs of all nodes beside each other, on one axis of indexes: what is in them, how durable it
/// is, where they differ, and how far the leader believes each to be.
class LogWall final : public QWidget {
    Q_OBJECT

public:
    /// `context` outlives it.
    explicit LogWall(ViewContext& context, QWidget* parent = nullptr);

    [[nodiscard]] LogCanvas& canvas() noexcept { return *m_canvas; }

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    [[nodiscard]] bool isWide() const;
    QWidget* makeHeader();
    void fit();
    void followView();

    ViewContext& m_context;
    LogCanvas* m_canvas;
    QLabel* m_title{nullptr};
    LogLegend* m_legend{nullptr};
    QLabel* m_merged{nullptr};
    QLabel* m_zoomLabel{nullptr};
    QButtonGroup* m_zooms{nullptr};
};

}  // namespace quorate::gui
