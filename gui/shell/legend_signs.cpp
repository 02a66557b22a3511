// SPDX-License-Identifier: Apache-2.0
#include "gui/shell/legend_signs.h"

#include <QCoreApplication>

#include <cmath>
#include <utility>

#include "gui/cluster/lane_geometry.h"
#include "gui/cluster/scene_painter.h"
#include "gui/paint/chip.h"
#include "gui/paint/entry_cell.h"
#include "gui/paint/entry_marks.h"
#include "gui/paint/message_glyph.h"
#include "gui/paint/node_glyph.h"
#include "gui/paint/time_mark.h"

namespace quorate::gui {

namespace {

struct Legend {
    Q_DECLARE_TR_FUNCTIONS(Legend)
};

constexpr double kNodeRadius = 21;
constexpr double kNodeBox = 2 * (kNodeRadius + kNodeReach + 1);
const raft::Term kTerm(2);

using Draw = std::function<void(const LegendBrush&, const QRectF&)>;

// --- nodes and votes

LegendItem node(const QString& text, NodeShape shape, double timer = 0, bool isPaused = false) {
    return {
        text,
        {kNodeBox, kNodeBox},
        false,
        [shape, timer, isPaused](const LegendBrush& brush, const QRectF& box) {
            NodeGlyph glyph;
            glyph.shape = shape;
            glyph.isPaused = isPaused;
            glyph.hasPetals = shape == NodeShape::Candidate;
            glyph.term = kTerm;
            glyph.radius = kNodeRadius;
            const QPointF centre = box.center();
            QFont small = brush.type.font(12);
            small.setPixelSize(8);
            paintNode(brush.painter, centre, glyph, brush.theme, Type(small));
            if (timer > 0) {
                paintTimerTrack(brush.painter, centre, kNodeRadius, brush.theme);
                paintTimerArc(brush.painter, centre, kNodeRadius, timer, brush.theme);
            }
            if (shape == NodeShape::Leader) {
                constexpr std::uint32_t kTicks = 10;
                paintHeartbeatTicks(brush.painter, centre, kNodeRadius, kTicks, timer, brush.theme);
                paintCrown(brush.painter, centre, kNodeRadius, brush.theme);
            }
            if (glyph.hasPetals) {
                const Petal petals[] = {Petal::Have, Petal::OnItsWay, Petal::NotHeard,
                                        Petal::Rejected};
                double angle = M_PI * 0.25;
                for (const Petal petal : petals) {
                    const QPointF away(std::cos(angle), std::sin(angle));
                    paintPetal(brush.painter, centre + away * (kNodeRadius * 0.74), angle, petal,
                               {8, 6}, brush.theme.termLabel(kTerm), brush.theme.termFill(kTerm));
                    angle += M_PI * 0.5;
                }
            }
        }};
}

LegendItem vote(const QString& text, Petal petal) {
    return {text, {26, 26}, false, [petal](const LegendBrush& brush, const QRectF& box) {
                brush.painter.setPen(QPen(brush.theme.outline, 1.4));
                brush.painter.setBrush(brush.theme.termFill(kTerm));
                brush.painter.drawEllipse(box.center(), 11.5, 11.5);
                paintPetal(brush.painter, box.center(), 0, petal, {14, 11},
                           brush.theme.termLabel(kTerm), brush.theme.termFill(kTerm));
            }};
}

// --- messages and links

MessageGlyph glyph(GlyphShape shape) {
    MessageGlyph drawn;
    drawn.shape = shape;
    drawn.term = raft::Term(4);
    return drawn;
}

void paint(const LegendBrush& brush, QPointF centre, const MessageGlyph& drawn) {
    paintMessage(brush.painter, centre, drawn, 0.5, brush.theme, brush.theme.canvas);
}

/// A request, and beside it its response.
LegendItem message(const QString& text, GlyphShape shape, bool hasResponse = true) {
    return {
        text, {48, 26}, false, [shape, hasResponse](const LegendBrush& brush, const QRectF& box) {
            MessageGlyph drawn = glyph(shape);
            const QPointF aside(hasResponse ? 12 : 0, 0);
            paint(brush, box.center() - aside, drawn);
            if (hasResponse) {
                drawn.isResponse = true;
                paint(brush, box.center() + aside, drawn);
            }
        }};
}

LegendItem special(const QString& text, std::function<void(MessageGlyph&)> change) {
    return {text,
            {40, 26},
            false,
            [change = std::move(change)](const LegendBrush& brush, const QRectF& box) {
                MessageGlyph drawn = glyph(GlyphShape::Disc);
                change(drawn);
                paint(brush, box.center(), drawn);
                if (drawn.isHeld) {
                    paintHeldMark(brush.painter, box.center(), brush.theme, brush.theme.canvas);
                }
            }};
}

LegendItem link(const QString& text, std::function<void(ScenePair&)> change) {
    return {text,
            {104, 26},
            true,
            [change = std::move(change)](const LegendBrush& brush, const QRectF& box) {
                ScenePair pair;
                pair.axis =
                    QLineF(box.left() + 2, box.center().y(), box.right() - 2, box.center().y());
                pair.lanes[0].line = laneBeside(pair.axis);
                pair.lanes[1].line = laneBeside(QLineF(pair.axis.p2(), pair.axis.p1()));
                pair.isInUse = true;
                change(pair);
                Scene scene;
                scene.pairs.push_back(pair);
                paintLinks(brush.painter, scene, true, {brush.theme, brush.type});
            }};
}

LegendItem chip(const QString& words, const QString& text, double width) {
    return {text, {width, 20}, true, [words](const LegendBrush& brush, const QRectF& box) {
                const QSizeF size = chipSize(words, brush.type);
                const QPointF half(size.width() / 2, size.height() / 2);
                paintChip(brush.painter, QRectF(box.center() - half, size), words, brush.theme,
                          brush.type);
            }};
}

// --- entries

void paintCell(const LegendBrush& brush, QPointF centre, raft::Term term, Durability durability,
               observe::EntryKind kind) {
    EntryCellPainter cells;
    cells.setUp(brush.theme, brush.type.font(12), brush.painter.device()->devicePixelRatioF());
    const QSize slot = cells.slot(CellSize::Full);
    cells.draw(
        brush.painter,
        {std::floor(centre.x() - slot.width() / 2.0), std::floor(centre.y() - slot.height() / 2.0)},
        {term, kind, durability}, CellSize::Full);
}

/// The same in three colours.
LegendItem cells(const QString& text, Durability durability) {
    return {text, {62, 34}, true, [durability](const LegendBrush& brush, const QRectF& box) {
                const double step = 19 * brush.type.scale();
                for (const int i : {-1, 0, 1}) {
                    paintCell(brush, box.center() + QPointF(i * step, 0),
                              raft::Term(static_cast<std::uint64_t>(7 + i)), durability,
                              observe::EntryKind::Normal);
                }
            }};
}

LegendItem entry(const QString& text, observe::EntryKind kind) {
    return {text, {24, 34}, true, [kind](const LegendBrush& brush, const QRectF& box) {
                paintCell(brush, box.center(), kTerm, Durability::Stable, kind);
            }};
}

LegendItem mark(const QString& text, QSizeF size, Draw draw) {
    return {text, size, true, std::move(draw)};
}

LegendItem timeMark(const QString& text, MarkKind kind) {
    return {text, {16, 18}, true, [kind](const LegendBrush& brush, const QRectF& box) {
                drawTimeMark(brush.painter, box.center(), kind, brush.theme, brush.type.scale());
            }};
}

LegendItem shade(const QString& text, QColor Theme::*colour) {
    return {text, {16, 16}, true, [colour](const LegendBrush& brush, const QRectF& box) {
                brush.painter.setPen(QPen(brush.theme.cellOutline, 1));
                brush.painter.setBrush(brush.theme.*colour);
                brush.painter.drawRect(box.adjusted(1.5, 4.5, -1.5, -4.5));
            }};
}

// --- sections

LegendSection linkSection() {
    return {Legend::tr("Link"),
            Legend::tr("two lanes, one a direction"),
            true,
            {link(Legend::tr("quiet"), [](ScenePair& pair) { pair.isInUse = false; }),
             link(Legend::tr("in use"), [](ScenePair&) {}),
             link(Legend::tr("cut"),
                  [](ScenePair& pair) { pair.lanes[0].isCut = pair.lanes[1].isCut = true; }),
             link(Legend::tr("cut one way"), [](ScenePair& pair) { pair.lanes[0].isCut = true; }),
             link(Legend::tr("slow"),
                  [](ScenePair& pair) { pair.lanes[0].isSlow = pair.lanes[1].isSlow = true; }),
             link(Legend::tr("lossy"),
                  [](ScenePair& pair) { pair.lanes[0].lossMillionths = 200'000; })}};
}

LegendSection entrySection() {
    LegendSection section{Legend::tr("Durability of an entry"),
                          Legend::tr("texture and border; the number and the fill are its term"),
                          true,
                          {cells(Legend::tr("unstable"), Durability::Unstable),
                           cells(Legend::tr("being written"), Durability::InProgress),
                           cells(Legend::tr("stable"), Durability::Stable),
                           cells(Legend::tr("committed"), Durability::Committed),
                           cells(Legend::tr("applied"), Durability::Applied)}};
    section.items.push_back(
        mark(Legend::tr("conflicts"), {40, 34}, [](const LegendBrush& brush, const QRectF& box) {
            const double scale = brush.type.scale();
            const double step = 9.5 * scale;
            for (const int i : {-1, 1}) {
                paintCell(brush, box.center() + QPointF(i * step, 2), raft::Term(7),
                          Durability::Stable, observe::EntryKind::Normal);
            }
            drawConflictEdge(brush.painter,
                             {box.center().x() - 2 * step, box.center().y() - 11 * scale}, 4 * step,
                             brush.theme, scale);
        }));
    section.items.push_back(
        mark(Legend::tr("truncated"), {40, 34}, [](const LegendBrush& brush, const QRectF& box) {
            const double scale = brush.type.scale();
            for (const double x : {-18.0, 1.0}) {
                drawGhost(brush.painter,
                          QRectF(box.center() + QPointF(x, -13) * scale, QSizeF(16, 26) * scale),
                          brush.theme);
            }
        }));
    section.items.push_back(entry(Legend::tr("conf"), observe::EntryKind::ConfChange));
    section.items.push_back(entry(Legend::tr("empty"), observe::EntryKind::Empty));
    section.items.push_back(
        mark(Legend::tr("snapshot"), {82, 34}, [](const LegendBrush& brush, const QRectF& box) {
            const double scale = brush.type.scale();
            drawCompactedSlab(
                brush.painter,
                QRectF(box.left() + 2, box.center().y() - 13 * scale, box.width() - 4, 26 * scale),
                {QStringLiteral("≤ 3900")}, brush.type.font(11), brush.theme, scale);
        }));
    return section;
}

LegendSection markerSection() {
    return {
        Legend::tr("Markers"),
        Legend::tr("as the leader knows them, and how far each node itself is"),
        false,
        {mark(Legend::tr("next"), {14, 24},
              [](const LegendBrush& brush, const QRectF& box) {
                  drawNextTriangle(brush.painter, box.center(), brush.theme, brush.type.scale());
              }),
         mark(Legend::tr("match"), {14, 24},
              [](const LegendBrush& brush, const QRectF& box) {
                  drawMatchDot(brush.painter, box.center(), brush.theme, brush.type.scale());
              }),
         mark(Legend::tr("own commit"), {14, 24},
              [](const LegendBrush& brush, const QRectF& box) {
                  const double height = 18 * brush.type.scale();
                  drawCommitTick(brush.painter, {box.center().x(), box.center().y() - height / 2},
                                 height, brush.theme, brush.type.scale());
              }),
         shade(Legend::tr("applied"), &Theme::applied),
         shade(Legend::tr("committed"), &Theme::committed),
         shade(Legend::tr("stable"), &Theme::stable), shade(Legend::tr("last"), &Theme::last)}};
}

LegendSection termSection() {
    LegendSection section{
        Legend::tr("Term"), Legend::tr("six hues, in turn; the number is always there"), false, {}};
    constexpr std::uint64_t kShown = 12;
    for (std::uint64_t term = 1; term <= kShown; ++term) {
        section.items.push_back(
            mark({}, {46, 24}, [term](const LegendBrush& brush, const QRectF& box) {
                paintTermChip(brush.painter, box.adjusted(0, 2, 0, -2), QString::number(term),
                              raft::Term(term), brush.theme, brush.type);
            }));
    }
    return section;
}

}  // namespace

std::vector<LegendSection> legendSections() {
    std::vector<LegendSection> sections;
    sections.push_back({Legend::tr("Role"),
                        Legend::tr("the shape of the ring; the arc outside is time left on the "
                                   "timer"),
                        true,
                        {node(Legend::tr("leader"), NodeShape::Leader, 0.62),
                         node(Legend::tr("candidate"), NodeShape::Candidate, 0.7),
                         node(Legend::tr("pre-candidate"), NodeShape::PreCandidate, 0.85),
                         node(Legend::tr("follower"), NodeShape::Follower, 0.45),
                         node(Legend::tr("learner"), NodeShape::Learner),
                         node(Legend::tr("paused"), NodeShape::Follower, 0, true),
                         node(Legend::tr("down"), NodeShape::Down),
                         node(Legend::tr("unreachable"), NodeShape::Unreachable),
                         node(Legend::tr("removed"), NodeShape::Removed)}});
    sections.push_back({Legend::tr("Vote of a peer"),
                        Legend::tr("a petal at the angle of that peer"),
                        false,
                        {vote(Legend::tr("have"), Petal::Have),
                         vote(Legend::tr("granted, in flight"), Petal::OnItsWay),
                         vote(Legend::tr("not heard"), Petal::NotHeard),
                         vote(Legend::tr("rejected"), Petal::Rejected)}});
    sections.push_back(
        {Legend::tr("Message"),
         Legend::tr("the shape is the kind; filled is a request, hollow a response; the fill is "
                    "its term"),
         true,
         {message(Legend::tr("vote"), GlyphShape::Diamond),
          message(Legend::tr("append"), GlyphShape::Disc),
          message(Legend::tr("heartbeat"), GlyphShape::SmallDisc),
          message(Legend::tr("snapshot"), GlyphShape::Square, false),
          message(Legend::tr("read index"), GlyphShape::Triangle),
          message(Legend::tr("timeout now"), GlyphShape::Bolt, false),
          message(Legend::tr("proposal"), GlyphShape::Pill, false),
          special(Legend::tr("rejected"),
                  [](MessageGlyph& drawn) { drawn.isResponse = drawn.isRejection = true; }),
          special(Legend::tr("lost"), [](MessageGlyph& drawn) { drawn.isLost = true; }),
          special(Legend::tr("held"), [](MessageGlyph& drawn) { drawn.isHeld = true; }),
          mark(Legend::tr("when paused"), {40, 26},
               [](const LegendBrush& brush, const QRectF& box) {
                   paint(brush, box.center(), glyph(GlyphShape::Disc));
                   paintArrowhead(brush.painter, box.center(), 0, brush.theme);
               }),
          mark(Legend::tr("merged"), {48, 26}, [](const LegendBrush& brush, const QRectF& box) {
              constexpr std::size_t kCount = 24;
              paintCrowd(brush.painter, box.center(), glyph(GlyphShape::Disc), kCount, brush.theme,
                         brush.type);
          })}});
    sections.push_back(linkSection());
    sections.push_back({Legend::tr("Replication"),
                        Legend::tr("what a leader does for a follower, beside their lane"),
                        false,
                        {chip(QStringLiteral("PROBE"), Legend::tr("one append at a time"), 58),
                         chip(QStringLiteral("REPL 3/256"), Legend::tr("3 of 256 in flight"), 84),
                         chip(QStringLiteral("SNAP 41 %"), Legend::tr("a snapshot on its way"), 80),
                         chip(QStringLiteral("PAUSED"), Legend::tr("the window is full"), 64)}});
    sections.push_back(entrySection());
    sections.push_back(markerSection());
    sections.push_back(termSection());
    sections.push_back(
        {Legend::tr("Time bar"),
         QString(),
         false,
         {timeMark(Legend::tr("election"), MarkKind::LeaderElected),
          timeMark(Legend::tr("campaign"), MarkKind::Campaign),
          timeMark(Legend::tr("crash"), MarkKind::NodeDown),
          timeMark(Legend::tr("restart"), MarkKind::NodeUp),
          timeMark(Legend::tr("fault"), MarkKind::FaultStarted),
          timeMark(Legend::tr("fault mended"), MarkKind::FaultEnded),
          timeMark(Legend::tr("snapshot"), MarkKind::SnapshotSaved),
          timeMark(Legend::tr("configuration"), MarkKind::ConfigurationChanged),
          timeMark(Legend::tr("violation"), MarkKind::Violation),
          timeMark(Legend::tr("not seen"), MarkKind::Unseen),
          mark(Legend::tr("bookmark"), {16, 18}, [](const LegendBrush& brush, const QRectF& box) {
              drawBookmark(brush.painter, box.center(), brush.theme, brush.type.scale());
          })}});
    return sections;
}

}  // namespace quorate::gui
