// SPDX-License-Identifier: Apache-2.0
#include "gui/log_wall/log_wall.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include "gui/log_wall/log_canvas.h"
#include "gui/log_wall/log_legend.h"
#include "gui/log_wall/log_minimap.h"
#include "gui/model/figures.h"
#include "gui/model/wording.h"
#include "gui/paint/type.h"
#include "gui/widgets/no_log_note.h"

namespace quorate::gui {

namespace {

/// In letters; with less room, the bar on top has fewer words.
constexpr int kWide = 90;

/// The ground of the bar on top.
class Header final : public QWidget {
public:
    Header(const ThemeModel& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
        connect(&theme, &ThemeModel::changed, this, qOverload<>(&QWidget::update));
    }

protected:
    void paintEvent(QPaintEvent* /*event*/) override {
        QPainter painter(this);
        painter.fillRect(rect(), m_theme.theme().header);
        painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.theme().border);
    }

private:
    const ThemeModel& m_theme;
};

}  // namespace

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
    new NoLogNote(context.frames, tr("etcd does not expose its log"), this);
    fit();
    followView();
}

void LogWall::fit() {
    m_zoomLabel->setVisible(isWide());
    const Type type(font());
    m_title->setFont(type.font(13, QFont::DemiBold));
    for (QAbstractButton* button : m_zooms->buttons()) {
        const int text = button->fontMetrics().horizontalAdvance(button->text());
        button->setMinimumWidth(isWide() ? text * 2 + 8 : text + 8);
    }
}

bool LogWall::isWide() const {
    return width() >= kWide * fontMetrics().averageCharWidth();
}

void LogWall::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fit();
    followView();
}

void LogWall::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        fit();
    }
}

QWidget* LogWall::makeHeader() {
    auto* header = new Header(m_context.theme, this);
    header->setObjectName(QStringLiteral("logWallHeader"));
    auto* layout = new QHBoxLayout(header);
    layout->setContentsMargins(12, 3, 8, 3);
    layout->setSpacing(10);
    m_title = new QLabel(tr("Log wall"), header);
    layout->addWidget(m_title);
    m_legend = new LogLegend(m_context.theme, header);
    layout->addWidget(m_legend, 1);
    m_merged = new QLabel(header);
    m_merged->setObjectName(QStringLiteral("logMerged"));
    m_merged->setForegroundRole(QPalette::PlaceholderText);
    layout->addWidget(m_merged);
    m_zoomLabel = new QLabel(tr("zoom"), header);
    m_zoomLabel->setForegroundRole(QPalette::PlaceholderText);
    layout->addWidget(m_zoomLabel);

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
    const QString all = tr("%1 entries a column").arg(countText(merged));
    m_merged->setVisible(merged > 1);
    m_merged->setToolTip(all);
    m_merged->setText(isWide() ? all : tr("%1 a column").arg(countText(merged)));

    const FramePtr& frame = m_context.frames.frame();
    const observe::NodeState* leader = frame != nullptr ? leaderOf(frame->state) : nullptr;
    m_legend->setSource(leader != nullptr
                            ? tr("as the leader %1 knows them").arg(nameOf(leader->id))
                            : tr("nobody leads"));
}

}  // namespace quorate::gui
