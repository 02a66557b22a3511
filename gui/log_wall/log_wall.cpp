// SPDX-License-Identifier: Apache-2.0
#include "gui/log_wall/log_wall.h"

#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include "gui/log_wall/log_canvas.h"
#include "gui/log_wall/log_legend.h"
#include "gui/log_wall/log_minimap.h"
#include "gui/model/vocabulary.h"
#include "gui/model/wording.h"

namespace quorate::gui {

LogWall::LogWall(ViewContext& context, QWidget* parent)
    : QWidget(parent), m_context(context), m_canvas(new LogCanvas(context, this)) {
    setObjectName(QStringLiteral("logWall"));
    setAccessibleName(tr("Log wall"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeHeader());
    layout->addWidget(m_canvas, 1);
    layout->addWidget(new LogMinimap(context, *m_canvas, this));
    setFocusProxy(m_canvas);
    connect(m_canvas, &LogCanvas::viewChanged, this, &LogWall::followView);
    followView();
}

QWidget* LogWall::makeHeader() {
    auto* header = new QWidget(this);
    header->setObjectName(QStringLiteral("logWallHeader"));
    header->setAutoFillBackground(true);
    const auto colour = [this, header] {
        QPalette palette = header->palette();
        palette.setColor(QPalette::Window, m_context.theme.theme().header);
        header->setPalette(palette);
    };
    connect(&m_context.theme, &ThemeModel::changed, header, colour);
    colour();
    auto* layout = new QHBoxLayout(header);
    layout->setContentsMargins(10, 3, 8, 3);
    layout->setSpacing(10);
    auto* title = new QLabel(tr("Log wall"), header);
    QFont bold = title->font();
    bold.setWeight(QFont::DemiBold);
    title->setFont(bold);
    layout->addWidget(title);
    m_legend = new LogLegend(m_context.theme, header);
    layout->addWidget(m_legend, 1);
    m_merged = new QLabel(header);
    m_merged->setObjectName(QStringLiteral("logMerged"));
    m_merged->setForegroundRole(QPalette::PlaceholderText);
    layout->addWidget(m_merged);
    auto* label = new QLabel(tr("zoom"), header);
    label->setForegroundRole(QPalette::PlaceholderText);
    layout->addWidget(label);

    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(0);
    m_zooms = new QButtonGroup(this);
    const struct {
        LogZoom zoom;
        QString text;
        QString tip;
    } zooms[] = {{LogZoom::L0, tr("L0"), tr("Cells with the number of the term")},
                 {LogZoom::L1, tr("L1"), tr("Small cells")},
                 {LogZoom::L2, tr("L2"), tr("Runs of a term, two pixels an entry")},
                 {LogZoom::L3, tr("L3"), tr("The whole log")}};
    for (const auto& zoom : zooms) {
        auto* button = new QToolButton(header);
        button->setText(zoom.text);
        button->setToolTip(tr("%1 (Ctrl+wheel, + and −)").arg(zoom.tip));
        button->setAccessibleName(tr("Zoom %1").arg(zoom.text));
        button->setObjectName(QStringLiteral("logZoom") + zoom.text);
        button->setCheckable(true);
        button->setMinimumWidth(button->fontMetrics().horizontalAdvance(zoom.text) * 2 + 8);
        m_zooms->addButton(button, static_cast<int>(zoom.zoom));
        buttons->addWidget(button);
    }
    connect(m_zooms, &QButtonGroup::idClicked, m_canvas,
            [this](int id) { m_canvas->setZoom(static_cast<LogZoom>(id)); });
    layout->addLayout(buttons);
    return header;
}

void LogWall::followView() {
    const LogWallGeometry& geometry = m_canvas->geometry();
    if (QAbstractButton* button = m_zooms->button(static_cast<int>(geometry.zoom()))) {
        button->setChecked(true);
    }
    const std::uint64_t merged = geometry.entriesPerColumn();
    m_merged->setVisible(merged > 1);
    m_merged->setText(tr("%1 entries a column").arg(countText(merged)));

    const FramePtr& frame = m_context.frames.frame();
    const observe::NodeState* leader = frame != nullptr ? leaderOf(frame->state) : nullptr;
    m_legend->setSource(leader != nullptr
                            ? tr("as the leader %1 knows them").arg(nameOf(leader->id))
                            : tr("nobody leads"));
}

}  // namespace quorate::gui
