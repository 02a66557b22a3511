// SPDX-License-Identifier: Apache-2.0
#include "gui/log_wall/log_row_header.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QStringList>

#include <algorithm>
#include <cmath>

#include "gui/model/entry_wording.h"
#include "gui/model/figures.h"
#include "gui/model/wording.h"
#include "gui/paint/short_text.h"

namespace quorate::gui {

namespace {

QString say(const char* text) {
    return QCoreApplication::translate("LogWall", text);
}

QString elided(const QFont& font, const QString& text, double room) {
    return shortTextWidth(font, text) <= room
               ? text
               : QFontMetricsF(font).elidedText(text, Qt::ElideRight, room);
}

}  // namespace

QString roleOrCondition(const observe::NodeState& node) {
    switch (node.condition) {
    case observe::NodeCondition::Down:
        return say(QT_TRANSLATE_NOOP("LogWall", "down"));
    case observe::NodeCondition::Failed:
        return say(QT_TRANSLATE_NOOP("LogWall", "failed"));
    case observe::NodeCondition::Paused:
        return say(QT_TRANSLATE_NOOP("LogWall", "paused"));
    case observe::NodeCondition::Unreachable:
        return say(QT_TRANSLATE_NOOP("LogWall", "unreachable"));
    case observe::NodeCondition::Unknown:
    case observe::NodeCondition::Up:
        break;
    }
    const auto& learners = node.configuration.learners;
    if (node.role == raft::Role::Follower &&
        std::find(learners.begin(), learners.end(), node.id) != learners.end()) {
        return say(QT_TRANSLATE_NOOP("LogWall", "learner"));
    }
    return wordFor(node.role);
}

QString replicationText(const observe::NodeState& node, const observe::NodeState* leader) {
    const observe::PeerProgress* progress =
        leader != nullptr ? leader->findProgress(node.id) : nullptr;
    if (progress == nullptr) {
        return say(QT_TRANSLATE_NOOP("LogWall", "last %1")).arg(indexText(node.log.last()));
    }
    if (leader->id == node.id) {
        return say(QT_TRANSLATE_NOOP("LogWall", "own match %1")).arg(indexText(progress->match));
    }
    return say(QT_TRANSLATE_NOOP("LogWall", "match %1  next %2"))
        .arg(indexText(progress->match), indexText(progress->next));
}

QString logRowText(const observe::NodeState& node, const observe::NodeState* leader,
                   const QString& between) {
    const QStringList parts{QCoreApplication::translate("LogWall", "%1, %2, term %3")
                                .arg(nameOf(node.id), roleOrCondition(node))
                                .arg(node.term.value()),
                            replicationText(node, leader),
                            QCoreApplication::translate("LogWall", "commit %1, applied %2, last %3")
                                .arg(indexText(node.log.committed), indexText(node.log.applied),
                                     indexText(node.log.last()))};
    return parts.join(between);
}

void paintLogRowHeader(QPainter& painter, const QRect& rect, const observe::NodeState& node,
                       const observe::NodeState* leader, const Theme& theme, const Type& type,
                       bool isSelected) {
    const double scale = type.scale();
    const auto scaled = [scale](double length) {
        return static_cast<int>(std::lround(length * scale));
    };
    painter.fillRect(rect, isSelected ? theme.selectedRow : theme.canvas);
    const bool isRunning = node.condition == observe::NodeCondition::Up ||
                           node.condition == observe::NodeCondition::Paused;
    const QRect bar(rect.left() + scaled(10), rect.top() + scaled(5), scaled(4),
                    rect.height() - scaled(10));
    painter.fillRect(bar, theme.cellOutline);
    painter.fillRect(bar.adjusted(1, 1, -1, -1),
                     isRunning ? theme.termFill(node.term) : theme.track);

    const bool hasTwoLines = rect.height() >= scaled(36);
    const QFont nameFont = type.font(13, QFont::DemiBold);
    const QFont roleFont = type.font(12);
    const QFont smallFont = type.font(11);
    const int left = bar.right() + scaled(8);
    const int right = rect.right() - scaled(4);
    const double middle = rect.top() + (hasTwoLines ? scaled(13) : rect.height() / 2.0);
    const double baseline = middle + QFontMetricsF(nameFont).capHeight() / 2;

    const QString name = nameOf(node.id);
    painter.setFont(nameFont);
    painter.setPen(theme.text);
    drawShortText(painter, QPointF(left, baseline), name);
    const double afterName = left + shortTextWidth(nameFont, name) + scaled(6);
    painter.setFont(roleFont);
    painter.setPen(isRunning ? theme.textSecondary : theme.text);
    drawShortText(painter, QPointF(afterName, baseline),
                  elided(roleFont, roleOrCondition(node), right - afterName));
    if (!hasTwoLines) {
        return;
    }
    const QFontMetricsF small(smallFont);
    painter.setFont(smallFont);
    painter.setPen(theme.textTertiary);
    QString replication = replicationText(node, leader);
    const observe::PeerProgress* progress =
        leader != nullptr && leader->id != node.id ? leader->findProgress(node.id) : nullptr;
    if (progress != nullptr && shortTextWidth(smallFont, replication) > right - left) {
        // Long numbers leave no room for words; the tooltip has them.
        replication =
            QStringLiteral("%1 → %2").arg(indexText(progress->match), indexText(progress->next));
    }
    drawShortText(painter, QPointF(left, rect.top() + scaled(28) + small.capHeight() / 2),
                  elided(smallFont, replication, right - left));
}

}  // namespace quorate::gui
