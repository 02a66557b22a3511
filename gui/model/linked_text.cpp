// SPDX-License-Identifier: Apache-2.0
#include "gui/model/linked_text.h"

#include <QRegularExpression>

#include <algorithm>
#include <optional>

namespace quorate::gui {

namespace {

bool hasEntry(const observe::NodeState* node, raft::EntryId entry) {
    return node != nullptr && node->log.term(entry.index) == entry.term;
}

std::optional<EntryOnNode> whereIs(raft::EntryId entry, const observe::ClusterState& state,
                                   raft::NodeId about) {
    if (entry.term == raft::Term(0) || entry.index == raft::Index(0)) {
        return std::nullopt;
    }
    if (hasEntry(state.findNode(about), entry)) {
        return EntryOnNode{about, entry.index};
    }
    for (std::size_t i = 0; i < state.nodeCount(); ++i) {
        const observe::NodeState& node = state.nodeAt(i);
        if (hasEntry(&node, entry)) {
            return EntryOnNode{node.id, entry.index};
        }
    }
    return std::nullopt;
}

}  // namespace

std::vector<TextLink> linksIn(const QString& text, const observe::ClusterState& state,
                              raft::NodeId about, const std::vector<TextLink>& more) {
    static const QRegularExpression names(
        QStringLiteral("(?<![\\w./])(?:n(\\d{1,4})|(\\d{1,18})/(\\d{1,18}))(?![\\w/…]|\\.\\d)"));
    std::vector<TextLink> links;
    auto matches = names.globalMatch(text);
    while (matches.hasNext()) {
        const QRegularExpressionMatch match = matches.next();
        Selected target;
        if (match.capturedLength(1) > 0) {
            const raft::NodeId node(match.capturedView(1).toULongLong());
            if (state.findNode(node) != nullptr) {
                target = node;
            }
        } else if (const auto entry = whereIs({raft::Term(match.capturedView(2).toULongLong()),
                                               raft::Index(match.capturedView(3).toULongLong())},
                                              state, about)) {
            target = *entry;
        }
        if (target != Selected()) {
            links.push_back({static_cast<int>(match.capturedStart()),
                             static_cast<int>(match.capturedLength()), target});
        }
    }
    for (TextLink link : more) {
        if (link.start < 0 || link.start + link.length > text.size()) {
            continue;  // cut off
        }
        for (const TextLink& other : links) {
            if (other.start < link.start + link.length && other.start + other.length > link.start) {
                link.length = other.start - link.start;
            }
        }
        while (link.length > 0 && text.at(link.start + link.length - 1).isSpace()) {
            --link.length;
        }
        const auto place = std::find_if(links.begin(), links.end(), [&link](const auto& other) {
            return other.start > link.start;
        });
        if (link.length > 0) {
            links.insert(place, link);
        }
    }
    return links;
}

}  // namespace quorate::gui
