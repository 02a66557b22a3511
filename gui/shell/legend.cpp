// SPDX-License-Identifier: Apache-2.0
#include "gui/shell/legend.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QScrollArea>
#include <QVBoxLayout>

#include <cmath>
#include <functional>
#include <utility>
#include <vector>

#include "gui/paint/entry_cell.h"
#include "gui/paint/entry_marks.h"
#include "gui/paint/message_glyph.h"
#include "gui/paint/node_glyph.h"
#include "gui/paint/type.h"

namespace quorate::gui {

namespace {

using Draw = std::function<void(QPainter&, const QRectF&)>;

constexpr double kNodeRadius = 15;
const raft::Term kTerm(4);

/// One sign, drawn in the middle.
class Sign final : public QWidget {
public:
    Sign(const ThemeModel& theme, const QSize& size, Draw draw, QWidget* parent)
        : QWidget(parent), m_theme(theme), m_draw(std::move(draw)) {
        setFixedSize(size);
    }

protected:
    void paintEvent(QPaintEvent* /*event*/) override {
        QPainter painter(this);
        painter.fillRect(rect(), m_theme.theme().canvas);
        painter.setRenderHint(QPainter::Antialiasing);
        m_draw(painter, rect());
    }

private:
    const ThemeModel& m_theme;
    Draw m_draw;
};

struct Row {
    Draw draw;
    QString text;
};

Draw node(const ThemeModel& theme, const QFont& font, NodeShape shape, bool isPaused = false) {
    return [&theme, font, shape, isPaused](QPainter& painter, const QRectF& box) {
        NodeGlyph glyph;
        glyph.shape = shape;
        glyph.isPaused = isPaused;
        glyph.term = kTerm;
        glyph.radius = kNodeRadius;
        painter.translate(box.center());
        QFont small = font;
        small.setPointSizeF(font.pointSizeF() * 0.6);
        paintNode(painter, {0, 0}, glyph, theme.theme(), Type(small));
        if (shape == NodeShape::Leader) {
            paintCrown(painter, {0, 0}, kNodeRadius, theme.theme());
        }
    };
}

Draw message(const ThemeModel& theme, GlyphShape shape, bool isResponse = false,
             bool isRejection = false, bool isLost = false) {
    return [=, &theme](QPainter& painter, const QRectF& box) {
        MessageGlyph glyph;
        glyph.shape = shape;
        glyph.term = kTerm;
        glyph.isResponse = isResponse;
        glyph.isRejection = isRejection;
        glyph.isLost = isLost;
        paintMessage(painter, box.center(), glyph, 1.0, theme.theme(), theme.theme().canvas);
    };
}

Draw cell(const ThemeModel& theme, const QFont& font, Durability durability,
          observe::EntryKind kind = observe::EntryKind::Normal) {
    return [&theme, font, durability, kind](QPainter& painter, const QRectF& box) {
        EntryCellPainter cells;
        cells.setUp(theme.theme(), font, painter.device()->devicePixelRatioF());
        const QSize slot = cells.slot(CellSize::Full);
        const QPointF at(std::floor(box.center().x() - slot.width() / 2.0),
                         std::floor(box.center().y() - slot.height() / 2.0));
        cells.draw(painter, at, {kTerm, kind, durability}, CellSize::Full);
    };
}

Draw mark(const ThemeModel& theme,
          std::function<void(QPainter&, const QRectF&, const Theme&)> draw) {
    return [&theme, draw = std::move(draw)](QPainter& painter, const QRectF& box) {
        draw(painter, box, theme.theme());
    };
}

}  // namespace

Legend::Legend(const ThemeModel& theme, QWidget* parent) : QDialog(parent) {
    setObjectName(QStringLiteral("legend"));
    setWindowTitle(tr("Legend"));
    setAttribute(Qt::WA_DeleteOnClose);
    const QFont text = font();
    using observe::EntryKind;
    const std::vector<std::pair<QString, std::vector<Row>>> groups{
        {tr("Nodes"),
         {{node(theme, text, NodeShape::Leader), tr("leader: double ring, crown")},
          {node(theme, text, NodeShape::Follower), tr("follower: thin ring")},
          {node(theme, text, NodeShape::Candidate), tr("candidate: dashed")},
          {node(theme, text, NodeShape::PreCandidate), tr("pre-candidate: dotted")},
          {node(theme, text, NodeShape::Learner), tr("learner: squarish")},
          {node(theme, text, NodeShape::Follower, true), tr("paused: two bars")},
          {node(theme, text, NodeShape::Down), tr("down")},
          {node(theme, text, NodeShape::Removed), tr("removed, or not yet a member")}}},
        {tr("Messages"),
         {{message(theme, GlyphShape::Diamond), tr("vote, pre-vote")},
          {message(theme, GlyphShape::Disc), tr("append")},
          {message(theme, GlyphShape::SmallDisc), tr("heartbeat")},
          {message(theme, GlyphShape::Square), tr("snapshot")},
          {message(theme, GlyphShape::Triangle), tr("read index")},
          {message(theme, GlyphShape::Bolt), tr("timeout now: a transfer of leadership")},
          {message(theme, GlyphShape::Pill), tr("proposal on its way to the leader")},
          {message(theme, GlyphShape::Disc, true), tr("hollow: a response")},
          {message(theme, GlyphShape::Disc, true, true), tr("a rejection")},
          {message(theme, GlyphShape::Disc, false, false, true), tr("lost")}}},
        {tr("Log entries"),
         {{cell(theme, text, Durability::Unstable), tr("unstable: handed to nobody yet")},
          {cell(theme, text, Durability::InProgress), tr("being written")},
          {cell(theme, text, Durability::Stable), tr("stable: on the disk")},
          {cell(theme, text, Durability::Committed), tr("committed: thick border")},
          {cell(theme, text, Durability::Applied), tr("applied: bar at the foot")},
          {cell(theme, text, Durability::Stable, EntryKind::Empty),
           tr("empty entry of a new leader")},
          {cell(theme, text, Durability::Stable, EntryKind::ConfChange),
           tr("configuration change")},
          {mark(theme,
                [](QPainter& painter, const QRectF& box, const Theme& colours) {
                    drawConflictEdge(painter, {box.left() + 6, box.center().y()}, box.width() - 12,
                                     colours, 1);
                }),
           tr("conflicts with the leader's log")},
          {mark(theme,
                [](QPainter& painter, const QRectF& box, const Theme& colours) {
                    drawMatchDot(painter, box.center() - QPointF(8, 0), colours, 1);
                    drawNextTriangle(painter, box.center() + QPointF(8, 0), colours, 1);
                }),
           tr("match and next, as the leader knows them")}}},
    };
    auto* sheet = new QWidget;
    auto* columns = new QHBoxLayout(sheet);
    columns->setSpacing(24);
    const int line = fontMetrics().height();
    const QSize signSize(line * 3, static_cast<int>(2 * (kNodeRadius + 9)));
    for (const auto& [title, rows] : groups) {
        auto* column = new QVBoxLayout;
        auto* head = new QLabel(title, sheet);
        QFont bold = head->font();
        bold.setWeight(QFont::DemiBold);
        head->setFont(bold);
        column->addWidget(head);
        auto* grid = new QGridLayout;
        grid->setHorizontalSpacing(12);
        grid->setVerticalSpacing(2);
        for (const Row& row : rows) {
            const int place = grid->rowCount();
            grid->addWidget(new Sign(theme, signSize, row.draw, sheet), place, 0);
            grid->addWidget(new QLabel(row.text, sheet), place, 1);
        }
        grid->setColumnStretch(1, 1);
        column->addLayout(grid);
        column->addStretch(1);
        columns->addLayout(column);
    }
    auto* note = new QLabel(
        tr("Colour means the term and nothing else: six of them, in turn. Role is the shape of the "
           "ring, "
           "durability is texture and border, trouble is red and has a shape of its own."),
        this);
    note->setWordWrap(true);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(sheet);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(scroll);
    layout->addWidget(note);
    layout->addWidget(buttons);
    resize(sheet->sizeHint() + QSize(40, 120));
}

}  // namespace quorate::gui
