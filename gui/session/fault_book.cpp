// SPDX-License-Identifier: Apache-2.0
#include "gui/session/fault_book.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "engine/observe/fault_words.h"
#include "gui/session/link_fault.h"

namespace quorate::gui {

namespace {

bool isAt(const std::vector<raft::NodeId>& nodes, raft::NodeId node) {
    return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
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
    fault.text = text;
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
    std::vector<observe::Link> links{what.link};
    if (what.bothWays) {
        links.push_back(back);
    }
    cut(links, observe::FaultKind::LinkCut, ends, textOf(what));
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
    cut(links, observe::FaultKind::Partition, nodes, textOf(what));
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

void FaultBook::add(observe::FaultKind kind, const std::vector<raft::NodeId>& nodes,
                    const std::string& text, Mend mend) {
    for (const raft::NodeId node : nodes) {
        forget(kind, node);
    }
    addBeside(kind, nodes, text, std::move(mend));
}

void FaultBook::add(observe::FaultKind kind, raft::NodeId node, const std::string& text,
                    std::function<Result<void>()> mend) {
    forget(kind, node);
    addBeside(kind, node, text, std::move(mend));
}

std::uint64_t FaultBook::addBeside(observe::FaultKind kind, const std::vector<raft::NodeId>& nodes,
                                   const std::string& text, Mend mend) {
    Fault fault;
    fault.kind = kind;
    fault.nodes = nodes;
    fault.mend = std::move(mend);
    return begin(std::move(fault), text);
}

std::uint64_t FaultBook::addBeside(observe::FaultKind kind, raft::NodeId node,
                                   const std::string& text, std::function<Result<void>()> mend) {
    return addBeside(kind, std::vector{node}, text,
                     [mend = std::move(mend)](raft::NodeId /*node*/) { return mend(); });
}

FaultBook::Faults::iterator FaultBook::leave(Faults::iterator fault, raft::NodeId node) {
    const std::uint64_t number = fault->first;
    std::vector<raft::NodeId>& nodes = fault->second.nodes;
    nodes.erase(std::remove(nodes.begin(), nodes.end(), node), nodes.end());
    m_target.tell(observe::FaultEnded{number});
    if (nodes.empty()) {
        return m_faults.erase(fault);
    }
    m_target.tell(observe::FaultStarted{number, fault->second.kind, nodes, fault->second.text});
    return std::next(fault);
}

void FaultBook::forget(std::uint64_t fault, raft::NodeId node) {
    if (const auto found = m_faults.find(fault);
        found != m_faults.end() && isAt(found->second.nodes, node)) {
        leave(found, node);
    }
}

void FaultBook::forget(std::uint64_t fault) {
    if (m_faults.erase(fault) > 0) {
        m_target.tell(observe::FaultEnded{fault});
    }
}

void FaultBook::forget(observe::FaultKind kind, raft::NodeId node) {
    for (auto fault = m_faults.begin(); fault != m_faults.end();) {
        fault = fault->second.kind == kind && isAt(fault->second.nodes, node) ? leave(fault, node)
                                                                              : std::next(fault);
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
    Result<void> first;
    for (const raft::NodeId node : fault.mend ? fault.nodes : std::vector<raft::NodeId>()) {
        if (auto mended = fault.mend(node); !mended && first) {
            first = mended;
        }
    }
    return first;
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
