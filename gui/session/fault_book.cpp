// SPDX-License-Identifier: Apache-2.0
#include "gui/session/fault_book.h"

#include <algorithm>
#include <utility>

#include "engine/observe/fault_words.h"

namespace quorate::gui {

namespace {

std::string nameOf(raft::NodeId node) {
    return "n" + toString(node);
}

std::string textOf(const std::vector<std::vector<raft::NodeId>>& groups) {
    std::string text;
    for (const auto& group : groups) {
        text += text.empty() ? "{" : " | {";
        for (std::size_t i = 0; i < group.size(); ++i) {
            text += (i == 0 ? "" : " ") + nameOf(group[i]);
        }
        text += "}";
    }
    return text;
}

std::vector<raft::NodeId> endsOf(const std::vector<observe::Link>& links) {
    std::set<raft::NodeId> ends;
    for (const observe::Link& link : links) {
        ends.insert(link.from);
        ends.insert(link.to);
    }
    return {ends.begin(), ends.end()};
}

}  // namespace

std::uint64_t FaultBook::begin(Fault fault, const std::string& text) {
    const std::uint64_t number = m_next++;
    m_target.tell(observe::FaultStarted{number, fault.kind, fault.nodes, text});
    m_faults.emplace(number, std::move(fault));
    return number;
}

void FaultBook::cut(const std::vector<observe::Link>& links, observe::FaultKind kind,
                    const std::vector<raft::NodeId>& nodes, const std::string& text) {
    Fault fault;
    fault.kind = kind;
    fault.nodes = nodes;
    for (const observe::Link& link : links) {
        if (!isCut(link)) {
            m_target.cut(link);
        }
        fault.cuts.insert(link);
    }
    begin(std::move(fault), text);
}

void FaultBook::cut(const CutLink& what) {
    const observe::Link back{what.link.to, what.link.from};
    const std::vector<raft::NodeId> ends{what.link.from, what.link.to};
    if (what.bothWays) {
        cut({what.link, back}, observe::FaultKind::LinkCut, ends,
            nameOf(what.link.from) + " ⫽ " + nameOf(what.link.to));
    } else {
        cut({what.link}, observe::FaultKind::LinkCut, ends, observe::textOfCut(what.link));
    }
}

Result<void> FaultBook::cut(const Partition& what) {
    std::vector<observe::Link> links;
    std::vector<raft::NodeId> nodes;
    for (const auto& group : what.groups) {
        nodes.insert(nodes.end(), group.begin(), group.end());
        for (const auto& other : what.groups) {
            if (&group == &other) {
                continue;
            }
            for (const raft::NodeId from : group) {
                for (const raft::NodeId to : other) {
                    links.push_back({from, to});
                }
            }
        }
    }
    if (links.empty()) {
        return Error(ErrorCode::InvalidArgument,
                     "a partition needs nodes on both sides: draw the line between them");
    }
    cut(links, observe::FaultKind::Partition, nodes, textOf(what.groups));
    return {};
}

void FaultBook::heal(const HealLink& what) {
    heal(what.link);
    if (what.bothWays) {
        heal(observe::Link{what.link.to, what.link.from});
    }
}

bool FaultBook::isCut(observe::Link link) const {
    return std::any_of(m_faults.begin(), m_faults.end(),
                       [link](const auto& fault) { return fault.second.cuts.count(link) > 0; });
}

void FaultBook::heal(observe::Link link) {
    std::vector<std::uint64_t> over;
    for (auto& [number, fault] : m_faults) {
        if (fault.cuts.erase(link) > 0 && fault.cuts.empty()) {
            over.push_back(number);
        }
    }
    m_target.heal(link);
    for (const std::uint64_t number : over) {
        static_cast<void>(end(number));
    }
}

void FaultBook::setCondition(const std::vector<observe::Link>& links,
                             std::optional<raft::MessageType> type,
                             const observe::LinkCondition& condition) {
    std::vector<std::uint64_t> over;
    for (auto& [number, fault] : m_faults) {
        for (const observe::Link& link : links) {
            const auto rule = fault.rules.find(link);
            if (rule != fault.rules.end() && rule->second.type == type) {
                fault.rules.erase(rule);
                if (fault.rules.empty()) {
                    over.push_back(number);
                }
            }
        }
    }
    if (condition != observe::LinkCondition() && condition != m_target.usualCondition()) {
        Fault fault;
        fault.kind = faultKindOf(condition);
        fault.nodes = endsOf(links);
        for (const observe::Link& link : links) {
            fault.rules[link] = {type, condition};
        }
        begin(std::move(fault), textOf(condition));
    }
    for (const observe::Link& link : links) {
        applyRules(link);
    }
    for (const std::uint64_t number : over) {
        static_cast<void>(end(number));
    }
}

void FaultBook::applyRules(observe::Link link) {
    std::vector<observe::LinkRule> rules;
    for (auto fault = m_faults.rbegin(); fault != m_faults.rend(); ++fault) {
        const auto found = fault->second.rules.find(link);
        if (found == fault->second.rules.end()) {
            continue;
        }
        const auto sameType = [&found](const observe::LinkRule& rule) {
            return rule.type == found->second.type;
        };
        if (std::none_of(rules.begin(), rules.end(), sameType)) {
            rules.push_back(found->second);
        }
    }
    m_target.setRules(link, std::move(rules));
}

void FaultBook::add(observe::FaultKind kind, raft::NodeId node, const std::string& text,
                    std::function<Result<void>()> mend) {
    forget(kind, node);
    addBeside(kind, node, text, std::move(mend));
}

std::uint64_t FaultBook::addBeside(observe::FaultKind kind, raft::NodeId node,
                                   const std::string& text, std::function<Result<void>()> mend) {
    Fault fault;
    fault.kind = kind;
    fault.nodes = {node};
    fault.mend = std::move(mend);
    return begin(std::move(fault), text);
}

void FaultBook::forget(std::uint64_t fault) {
    if (m_faults.erase(fault) > 0) {
        m_target.tell(observe::FaultEnded{fault});
    }
}

void FaultBook::forget(observe::FaultKind kind, raft::NodeId node) {
    for (auto fault = m_faults.begin(); fault != m_faults.end();) {
        if (fault->second.kind == kind && fault->second.nodes == std::vector{node}) {
            m_target.tell(observe::FaultEnded{fault->first});
            fault = m_faults.erase(fault);
        } else {
            ++fault;
        }
    }
}

Result<void> FaultBook::end(std::uint64_t number) {
    auto found = m_faults.extract(number);
    if (found.empty()) {
        return Error(ErrorCode::NotFound, "this fault is over already");
    }
    const Fault& fault = found.mapped();
    m_target.tell(observe::FaultEnded{number});
    for (const observe::Link& link : fault.cuts) {
        if (!isCut(link)) {
            m_target.heal(link);
        }
    }
    for (const auto& rule : fault.rules) {
        applyRules(rule.first);
    }
    return fault.mend ? fault.mend() : Result<void>();
}

Result<void> FaultBook::endAll() {
    Result<void> first;
    while (!m_faults.empty()) {
        if (auto ended = end(m_faults.rbegin()->first); !ended && first) {
            first = ended;
        }
    }
    return first;
}

}  // namespace quorate::gui
