// SPDX-License-Identifier: Apache-2.0
// Links of a Live session that are bad on purpose: the transports of both ends know it.
#include <utility>

#include "gui/session/live/live_driver.h"

namespace quorate::gui {

namespace {

using network::LinkDirection;

}  // namespace

void LiveDriver::setCut(observe::Link link, bool isCut) {
    const auto tellEnd = [this, isCut](raft::NodeId end, raft::NodeId peer,
                                       LinkDirection direction) {
        if (HostThread* thread = find(end)) {
            thread->post([peer, direction, isCut](network::NodeHost* host) {
                if (host != nullptr) {
                    host->transport().setCut(peer, direction, isCut);
                }
            });
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
    observe::LinkCondition general;
    for (const observe::LinkRule& rule : rules) {
        general = rule.type ? general : rule.condition;
    }
    if (HostThread* thread = find(link.from)) {
        thread->post([to = link.to, rules](network::NodeHost* host) {
            if (host != nullptr) {
                host->transport().setRules(to, rules);
            }
        });
    }
    m_rules[link] = std::move(rules);
    record(observe::LinkChanged{link, general}, cause);
}

/// A node that starts finds its links as they are.
void LiveDriver::applyFaults(raft::NodeId node) {
    HostThread* thread = find(node);
    thread->post([node, cuts = m_cuts, rules = m_rules](network::NodeHost* host) {
        if (host == nullptr) {
            return;
        }
        for (const observe::Link& link : cuts) {
            if (link.from == node) {
                host->transport().setCut(link.to, LinkDirection::ToPeer, true);
            } else if (link.to == node) {
                host->transport().setCut(link.from, LinkDirection::FromPeer, true);
            }
        }
        for (const auto& [link, of] : rules) {
            if (link.from == node && !of.empty()) {
                host->transport().setRules(link.to, of);
            }
        }
    });
}

}  // namespace quorate::gui
