// SPDX-License-Identifier: Apache-2.0
#include "gui/pipeline/pipeline_links.h"

#include <QFontMetricsF>

#include <algorithm>

#include "gui/model/entry_wording.h"
#include "gui/model/linked_text.h"
#include "gui/model/wording.h"
#include "gui/pipeline/pipeline_source.h"

namespace quorate::gui {

namespace {

using raft::Index;

/// Nothing where this node has no such entry.
Selected entryOf(const PipelineContent& content, Index index, const observe::ClusterState& state) {
    const observe::NodeState* node = state.findNode(content.node);
    const bool isThere = index != Index(0) && node != nullptr && node->log.term(index).has_value();
    return isThere ? Selected(EntryOnNode{content.node, index}) : Selected();
}

Selected targetOf(const PipelineToken& token, const PipelineContent& content,
                  const observe::ClusterState& state) {
    return token.key ? Selected(*token.key) : entryOf(content, token.last, state);
}

QString nameOfEntry(Index index, const PipelineContent& content,
                    const observe::ClusterState& state) {
    const observe::NodeState* node = state.findNode(content.node);
    return textOf(raft::EntryId{node->log.term(index).value_or(raft::Term()), index});
}

/// Of one text of a line; `right` where it stands at the right of its room.
Selected linkIn(const QString& text, const QRectF& room, const QFont& font, bool right, double x,
                const PipelineContent& content, const observe::ClusterState& state) {
    const QFontMetricsF metrics(font);
    const double width = metrics.horizontalAdvance(text);
    // One that is cut off has its links in the menu only.
    if (width > room.width() + 1) {
        return {};
    }
    const double left = right ? room.right() - width : room.left();
    for (const TextLink& link : linksIn(text, state, content.node)) {
        const double begin = left + metrics.horizontalAdvance(text.left(link.start));
        const double end = left + metrics.horizontalAdvance(text.left(link.start + link.length));
        if (x >= begin && x < end) {
            return link.target;
        }
    }
    return {};
}

Selected linkInLine(QPointF place, const QRectF& row, const PipelineLine& line,
                    const PipelineContent& content, const PipelinePainter& painter,
                    const observe::ClusterState& state) {
    const PipelinePainter::Rooms rooms = painter.roomsOf(row, line);
    for (const bool isValue : {false, true}) {
        const Selected found =
            linkIn(isValue ? line.value : line.label, isValue ? rooms.value : rooms.label,
                   isValue ? rooms.valueFont : rooms.labelFont, isValue, place.x(), content, state);
        if (found != Selected()) {
            return found;
        }
    }
    // The line as a whole is about this one.
    return entryOf(content, line.entry, state);
}

void add(std::vector<Named>& all, const QString& name, const Selected& target) {
    const bool isNew = std::none_of(
        all.begin(), all.end(), [&target](const Named& named) { return named.target == target; });
    if (target != Selected() && isNew) {
        all.push_back({name, target});
    }
}

void addToken(std::vector<Named>& all, const PipelineToken& token, const PipelineContent& content,
              const observe::ClusterState& state) {
    if (token.key) {
        add(all,
            token.text.isEmpty() ? PipelineSource::tr("a message")
                                 : PipelineSource::tr("the message %1").arg(token.text),
            *token.key);
    }
    if (const Selected entry = entryOf(content, token.last, state); entry != Selected()) {
        add(all, nameOfEntry(token.last, content, state), entry);
    }
}

}  // namespace

Selected pipelineLinkAt(QPointF place, const PipelineContent& content, const PipelineLayout& layout,
                        const PipelinePainter& painter, const observe::ClusterState& state) {
    if (content.node == raft::kNoNode) {
        return {};
    }
    // What was painted last lies on top.
    for (std::size_t i = content.tokens.size(); i > 0; --i) {
        const PipelineToken& token = content.tokens[i - 1];
        if (painter.rectOf(token, i - 1, content).contains(place)) {
            return targetOf(token, content, state);
        }
    }
    const std::vector<QRectF> unstable = painter.unstableRects(content);
    for (std::size_t i = 0; i < unstable.size(); ++i) {
        if (unstable[i].contains(place)) {
            return targetOf(content.unstable[i], content, state);
        }
    }
    for (std::size_t i = 0; i < kPipelineBoxes; ++i) {
        const auto box = static_cast<PipelineBox>(i);
        if (!layout.box(box).contains(place)) {
            continue;
        }
        for (const PipelinePainter::Row& row : painter.rowsOf(content, box)) {
            if (row.room.contains(place)) {
                return linkInLine(place, row.room, content.box(box).lines[row.line], content,
                                  painter, state);
            }
        }
    }
    return {};
}

std::vector<Named> namedBy(const PipelineItem& item, const PipelineContent& content,
                           const observe::ClusterState& state) {
    std::vector<Named> all;
    if (const auto* edge = std::get_if<PipelineEdge>(&item)) {
        for (const PipelineToken& token : content.tokens) {
            if (token.edge == *edge) {
                addToken(all, token, content, state);
            }
        }
    }
    if (const auto* box = std::get_if<PipelineBox>(&item)) {
        for (const PipelineLine& line : content.box(*box).lines) {
            for (const Named& named :
                 namedIn(line.label + u' ' + line.value, state, content.node)) {
                add(all, named.name, named.target);
            }
            if (const Selected entry = entryOf(content, line.entry, state); entry != Selected()) {
                add(all, nameOfEntry(line.entry, content, state), entry);
            }
        }
        if (*box == PipelineBox::Unstable) {
            for (const PipelineToken& token : content.unstable) {
                addToken(all, token, content, state);
            }
        }
    }
    return all;
}

}  // namespace quorate::gui
