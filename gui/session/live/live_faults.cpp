// SPDX-License-Identifier: Apache-2.0
// What is bad on purpose in a Live session: links, which the transports of both ends know, and
// disks.
#include <utility>

#include "engine/observe/fault_words.h"
#include "gui/session/live/live_driver.h"

namespace quorate::gui {

namespace {

using network::LinkDirection;

}  // namespace

void LiveDriver::setCut(observe::Link link, bool isCut) {
    const auto tellEnd = [this, isCut](raft::NodeId end, raft::NodeId peer,
                                       LinkDirection direction) {
        if (LiveNode* node = find(end)) {
            node->setCut(peer, direction, isCut);
        }
    };
    tellEnd(link.from, link.to, LinkDirection::ToPeer);
    tellEnd(link.to, link.from, LinkDirection::FromPeer);
}

void LiveDriver::cut(observe::Link link) {
    const raft::EventId cause = command(observe::Command::CutLink, link.from, link.to);
    if (m_cuts.insert(link).second) {
        setCut(link, true);
        record(observe::LinkCut{link}, cause);
    }
}

void LiveDriver::heal(observe::Link link) {
    const raft::EventId cause = command(observe::Command::HealLink, link.from, link.to);
    if (m_cuts.erase(link) > 0) {
        setCut(link, false);
        record(observe::LinkHealed{link}, cause);
    }
}

void LiveDriver::setRules(observe::Link link, std::vector<observe::LinkRule> rules) {
    const raft::EventId cause = command(observe::Command::ChangeLink, link.from, link.to);
    const observe::LinkCondition general = observe::generalOf(rules);
    if (LiveNode* node = find(link.from)) {
        node->setRules(link.to, rules);
    }
    m_rules[link] = std::move(rules);
    record(observe::LinkChanged{link, general}, cause);
}

/// Through its disk, if that is ill: then it is down until that is mended, or it is started.
void LiveDriver::nodeFailed(raft::NodeId node) {
    const auto startAgain = [this, node] {
        return start(node, command(observe::Command::Start, node));
    };
    const bool isCured = m_disks.takeCuredLate(node);
    m_faults.forget(observe::FaultKind::NodePaused, node);
    if (m_disks.isErring(node)) {
        m_faults.add(observe::FaultKind::NodeDown, node, kIllText, startAgain);
    } else if (isCured) {
        // Where that does not work, it stays as everybody sees it: failed.
        static_cast<void>(startAgain());
    }
    tellStatus();
}

/// A node that starts finds its links and its disk as they are.
void LiveDriver::applyFaults(raft::NodeId node) {
    LiveNode* started = find(node);
    for (const observe::Link& link : m_cuts) {
        if (link.from == node) {
            started->setCut(link.to, LinkDirection::ToPeer, true);
        } else if (link.to == node) {
            started->setCut(link.from, LinkDirection::FromPeer, true);
        }
    }
    for (const auto& [link, rules] : m_rules) {
        if (link.from == node && !rules.empty()) {
            started->setRules(link.to, rules);
        }
    }
    m_disks.started(node);
}

}  // namespace quorate::gui
