// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPainter>

#include "gui/cluster/scene.h"
#include "gui/paint/entry_cell.h"
#include "gui/paint/glyph_cache.h"
#include "gui/paint/type.h"
#include "gui/theme/theme.h"

/// Draws a scene, part by part: what stands still is painted once and kept as a picture.
namespace quorate::gui {

/// What all parts are painted with.
struct SceneBrush {
    const Theme& theme;
    const Type& type;
};

/// What a node stands on, but for the hatch.
QColor groundAt(const Scene& scene, raft::NodeId node, const Theme& theme);

// --- what stands still

/// The canvas, tinted where nothing can be committed.
void paintGround(QPainter& painter, const Scene& scene, const RingLayout& layout,
                 const SceneBrush& brush);
void paintLinks(QPainter& painter, const Scene& scene, bool showsLinks, const SceneBrush& brush);
void paintNodes(QPainter& painter, const Scene& scene, const SceneBrush& brush);
/// How many are on each side of a partition, and what they can do, in boxes on their side.
void paintSides(QPainter& painter, const Scene& scene, const RingLayout& layout,
                const SceneBrush& brush);
void paintLegend(QPainter& painter, const Scene& scene, const RingLayout& layout,
                 const SceneBrush& brush);

/// Two strokes and a gap, where a link is cut.
void paintCutMark(QPainter& painter, QPointF centre, double angle, const Theme& theme,
                  const QColor& ground);

// --- what moves

void paintTimers(QPainter& painter, const Scene& scene, const SceneBrush& brush);
void paintVotes(QPainter& painter, const Scene& scene, const SceneBrush& brush);
void paintStrips(QPainter& painter, const Scene& scene, const StripForm& form,
                 EntryCellPainter& cells, const SceneBrush& brush);
void paintChips(QPainter& painter, const Scene& scene, const SceneBrush& brush);
/// What messages are called.
void paintLabels(QPainter& painter, const Scene& scene, const SceneBrush& brush);
void paintMessages(QPainter& painter, const Scene& scene, GlyphCache& glyphs,
                   const SceneBrush& brush);

/// The same for two scenes whose still parts look alike.
QByteArray stillPartOf(const Scene& scene);

}  // namespace quorate::gui
