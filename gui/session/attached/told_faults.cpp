// SPDX-License-Identifier: Apache-2.0
#include "gui/session/attached/told_faults.h"

#include <algorithm>
#include <variant>

namespace quorate::gui {

namespace {

using Kind = FaultAtNode::Kind;

FaultAtNode cutAt(raft::NodeId node, observe::Link link) {
    return {node, Kind::Cut, link, {}};
}

FaultAtNode rulesAt(raft::NodeId node, observe::Link link) {
    return {node, Kind::Rules, link, {}};
}

}  // namespace

std::optional<FaultAtNode> faultAtNode(raft::NodeId node, const observe::FaultStarted& told) {
    switch (told.kind) {
    case observe::FaultKind::LinkCut:
        return told.nodes.size() == 2
                   ? std::optional(cutAt(node, {told.nodes.front(), told.nodes.back()}))
                   : std::nullopt;
    case observe::FaultKind::Loss:
    case observe::FaultKind::Delay:
    case observe::FaultKind::Duplicate:
    case observe::FaultKind::Reorder:
        return told.nodes.size() == 2
                   ? std::optional(rulesAt(node, {told.nodes.front(), told.nodes.back()}))
                   : std::nullopt;
    case observe::FaultKind::DiskSlow:
    case observe::FaultKind::DiskErrors:
    case observe::FaultKind::DiskFull:
        if (const auto disk = parseDiskFault(told.text)) {
            return FaultAtNode{node, Kind::Disk, {}, disk->kind};
        }
        return std::nullopt;
    case observe::FaultKind::NodePaused:
        return FaultAtNode{node, Kind::Pause, {}, {}};
    default:
        return std::nullopt;
    }
}

bool ToldFaults::isOwn(const FaultAtNode& fault) const {
    return m_asked.count(fault) > 0 || m_late.count(fault) > 0;
}

bool ToldFaults::isToldAsOwn(const FaultAtNode& fault) const {
    return std::any_of(m_told.begin(), m_told.end(), [&fault](const auto& told) {
        return told.second.isOwn && told.second.fault == fault;
    });
}

void ToldFaults::mended(const FaultAtNode& fault) {
    if (m_asked.erase(fault) > 0 && !isToldAsOwn(fault)) {
        m_late.insert(fault);
    }
}

void ToldFaults::refused(const FaultAtNode& fault) {
    m_asked.erase(fault);
    m_late.erase(fault);
}

bool ToldFaults::hear(raft::NodeId node, const observe::Body& body) {
    if (const auto* started = std::get_if<observe::FaultStarted>(&body)) {
        return began(node, *started);
    }
    if (const auto* over = std::get_if<observe::FaultEnded>(&body)) {
        return ended(over->fault);
    }
    if (const auto* cut = std::get_if<observe::LinkCut>(&body)) {
        return isCutNews(node, cut->link);
    }
    if (const auto* healed = std::get_if<observe::LinkHealed>(&body)) {
        return isHealNews(node, healed->link);
    }
    if (const auto* changed = std::get_if<observe::LinkChanged>(&body)) {
        const FaultAtNode rules = rulesAt(node, changed->link);
        return !isOwn(rules) && !isToldAsOwn(rules);
    }
    return true;
}

bool ToldFaults::began(raft::NodeId node, const observe::FaultStarted& started) {
    if (const auto known = m_told.find(started.fault); known != m_told.end()) {
        return !known->second.isOwn;
    }
    const auto fault = faultAtNode(node, started);
    if (!fault) {
        return true;
    }
    const bool isOurs = isOwn(*fault);
    m_late.erase(*fault);
    m_told[started.fault] = {*fault, isOurs};
    return !isOurs;
}

bool ToldFaults::ended(std::uint64_t number) {
    const auto over = m_told.extract(number);
    if (over.empty()) {
        return true;
    }
    const Told& told = over.mapped();
    if (const auto wanted = m_asked.find(told.fault); wanted != m_asked.end()) {
        if (wanted->second > 0) {
            --wanted->second;
        } else {
            m_asked.erase(wanted);
            m_ended(told.fault);
        }
    }
    return !told.isOwn;
}

bool ToldFaults::isCutNews(raft::NodeId node, observe::Link link) const {
    const FaultAtNode cut = cutAt(node, link);
    return !isOwn(cut) && !isToldAsOwn(cut);
}

/// A link that is still cut at its other end is not well.
bool ToldFaults::isHealNews(raft::NodeId node, observe::Link link) const {
    const FaultAtNode cut = cutAt(node, link);
    return !isToldAsOwn(cut) && !isOwn(cutAt(link.from, link)) && !isOwn(cutAt(link.to, link));
}

ToldFaults::Others ToldFaults::forget(raft::NodeId node) {
    Others over;
    for (auto told = m_told.begin(); told != m_told.end();) {
        if (told->second.fault.node != node) {
            ++told;
            continue;
        }
        if (!told->second.isOwn) {
            over.emplace_back(told->first, told->second.fault);
        }
        told = m_told.erase(told);
    }
    std::vector<FaultAtNode> own;
    for (const auto& [fault, ends] : m_asked) {
        if (fault.node == node) {
            own.push_back(fault);
        }
    }
    for (const FaultAtNode& fault : own) {
        m_asked.erase(fault);
        m_ended(fault);
    }
    std::erase_if(m_late, [node](const FaultAtNode& fault) { return fault.node == node; });
    return over;
}

const FaultAtNode* ToldFaults::find(std::uint64_t number) const {
    const auto found = m_told.find(number);
    return found == m_told.end() || found->second.isOwn ? nullptr : &found->second.fault;
}

ToldFaults::Others ToldFaults::others() const {
    Others all;
    for (const auto& [number, told] : m_told) {
        if (!told.isOwn) {
            all.emplace_back(number, told.fault);
        }
    }
    return all;
}

bool ToldFaults::isCutByOthers(observe::Link link) const {
    return std::any_of(m_told.begin(), m_told.end(), [link](const auto& told) {
        return !told.second.isOwn && told.second.fault.kind == Kind::Cut &&
               told.second.fault.link == link;
    });
}

}  // namespace quorate::gui
