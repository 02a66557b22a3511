// SPDX-License-Identifier: Apache-2.0
#include "network/api/fault_book.h"

#include <QPointer>

#include <algorithm>
#include <utility>

#include "engine/observe/fault_words.h"

namespace quorate::network {

namespace {

using Kind = ArmedFault::Kind;

/// So much longer an owner is waited for: what he said while the node stood still lies unread.
constexpr qint64 kGraceMs = 200;

bool isSame(const ArmedFault& one, const ArmedFault& other) {
    const auto sameRule = [](const observe::LinkRule& a, const observe::LinkRule& b) {
        return a.type == b.type && a.condition == b.condition;
    };
    return one.disk == other.disk && std::equal(one.rules.begin(), one.rules.end(),
                                                other.rules.begin(), other.rules.end(), sameRule);
}

}  // namespace

FaultBook::FaultBook(FaultPort& port, QObject* parent)
    : QObject(parent), m_port(port), m_timer(this) {
    m_clock.start();
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &FaultBook::endDue);
}

void FaultBook::cut(raft::NodeId peer, LinkDirection direction, const FaultTerms& terms) {
    m_port.setCut(peer, direction, true);
    ArmedFault fault;
    fault.kind = Kind::Cut;
    fault.peer = peer;
    fault.direction = direction;
    arm(std::move(fault), terms);
}

void FaultBook::heal(raft::NodeId peer, LinkDirection direction) {
    end({peer, Kind::Cut, direction, {}});
}

void FaultBook::setRules(raft::NodeId peer, std::vector<observe::LinkRule> rules,
                         const FaultTerms& terms) {
    if (rules.empty()) {
        end({peer, Kind::Rules, LinkDirection::ToPeer, {}});
        return;
    }
    m_port.setRules(peer, rules);
    ArmedFault fault;
    fault.kind = Kind::Rules;
    fault.peer = peer;
    fault.rules = std::move(rules);
    arm(std::move(fault), terms);
}

Result<void> FaultBook::setDiskFault(const stage::DiskFault& disk, const FaultTerms& terms) {
    if (auto set = m_port.setDiskFault(disk); !set) {
        return set;
    }
    ArmedFault fault;
    fault.kind = Kind::Disk;
    fault.disk = disk;
    arm(std::move(fault), terms);
    return {};
}

void FaultBook::endDiskFault(stage::DiskFault::Kind kind) {
    end({raft::kNoNode, Kind::Disk, LinkDirection::ToPeer, kind});
}

void FaultBook::pause(std::uint64_t ms, bool isQuiet) {
    const std::uint64_t number = isQuiet ? 0 : m_port.unusedFault();
    if (number != 0) {
        m_port.began(number, {{observe::FaultStarted{number,
                                                     observe::FaultKind::NodePaused,
                                                     {m_port.node()},
                                                     observe::textOfPause(ms)},
                               observe::NodePaused()},
                              {observe::FaultEnded{number}, observe::NodeResumed()}});
    }
    m_port.pause(ms, [book = QPointer<FaultBook>(this), number] {
        if (book && number != 0) {
            book->m_port.ended(number);
        }
    });
}

void FaultBook::healAll() {
    endAll([](const Entry&) { return true; });
}

void FaultBook::hold(const std::string& owner, std::uint64_t ms) {
    if (ms == 0) {
        m_owners.erase(owner);
        endAll([&owner](const Entry& entry) { return entry.fault.owner == owner; });
    } else {
        m_owners[owner] = {m_clock.elapsed() + static_cast<qint64>(ms), false};
    }
    schedule();
}

std::uint64_t FaultBook::leftUntil(qint64 ms) const {
    return static_cast<std::uint64_t>(std::max<qint64>(ms - m_clock.elapsed(), 0));
}

std::vector<FaultOwner> FaultBook::owners() const {
    std::vector<FaultOwner> all;
    for (const auto& [name, owner] : m_owners) {
        all.push_back({name, owner.isMissed ? 0 : leftUntil(owner.endMs)});
    }
    return all;
}

std::vector<ArmedFault> FaultBook::armed() const {
    std::vector<ArmedFault> all;
    for (const auto& [key, entry] : m_armed) {
        all.push_back(entry.fault);
        if (entry.endMs) {
            all.back().leftMs = leftUntil(*entry.endMs);
        }
    }
    return all;
}

void FaultBook::arm(ArmedFault fault, const FaultTerms& terms) {
    const Key key{fault.peer, fault.kind, fault.direction, fault.disk.kind};
    fault.owner = terms.owner;
    const auto before = m_armed.find(key);
    std::uint64_t told = 0;
    if (before != m_armed.end() && before->second.told != 0) {
        told = before->second.told;
        if (terms.isQuiet || !isSame(before->second.fault, fault)) {
            m_port.ended(std::exchange(told, 0));
        }
    }
    if (told == 0 && !terms.isQuiet && (told = m_port.unusedFault()) != 0) {
        m_port.began(told, storyOf(fault, told));
    }
    std::optional<qint64> endMs;
    if (terms.forMs) {
        endMs = m_clock.elapsed() + static_cast<qint64>(*terms.forMs);
    }
    m_armed.insert_or_assign(key, Entry{std::move(fault), endMs, told});
    schedule();
}

FaultStory FaultBook::storyOf(const ArmedFault& fault, std::uint64_t number) const {
    const raft::NodeId self = m_port.node();
    const observe::Link link = fault.kind == Kind::Cut && fault.direction == LinkDirection::FromPeer
                                   ? observe::Link{fault.peer, self}
                                   : observe::Link{self, fault.peer};
    observe::FaultStarted started;
    started.fault = number;
    started.nodes = {link.from, link.to};
    FaultStory story;
    switch (fault.kind) {
    case Kind::Cut:
        started.kind = observe::FaultKind::LinkCut;
        started.text = observe::textOfCut(link);
        story.begin.emplace_back(observe::LinkCut{link});
        story.end.emplace_back(observe::LinkHealed{link});
        break;
    case Kind::Rules: {
        const observe::LinkCondition general = observe::generalOf(fault.rules);
        const observe::LinkCondition& worst =
            general != observe::LinkCondition() ? general : fault.rules.front().condition;
        started.kind = observe::faultKindOf(worst);
        started.text = observe::textOf(worst);
        story.begin.emplace_back(observe::LinkChanged{link, general});
        story.end.emplace_back(observe::LinkChanged{link, {}});
        break;
    }
    case Kind::Disk:
        started.kind = stage::faultKindOf(fault.disk.kind);
        started.nodes = {self};
        started.text = stage::textOf(fault.disk);
        break;
    }
    story.begin.emplace_back(std::move(started));
    story.end.emplace_back(observe::FaultEnded{number});
    return story;
}

void FaultBook::end(const Key& key) {
    const auto ended = m_armed.extract(key);
    if (ended.empty()) {
        return;
    }
    const Entry& entry = ended.mapped();
    switch (entry.fault.kind) {
    case Kind::Cut:
        m_port.setCut(entry.fault.peer, entry.fault.direction, false);
        break;
    case Kind::Rules:
        m_port.setRules(entry.fault.peer, {});
        break;
    case Kind::Disk:
        m_port.endDiskFault(entry.fault.disk.kind);
        break;
    }
    if (entry.told != 0) {
        m_port.ended(entry.told);
    }
    schedule();
}

void FaultBook::endAll(const std::function<bool(const Entry&)>& isMeant) {
    std::vector<Key> meant;
    for (const auto& [key, entry] : m_armed) {
        if (isMeant(entry)) {
            meant.push_back(key);
        }
    }
    for (const Key& key : meant) {
        end(key);
    }
}

void FaultBook::schedule() {
    std::optional<qint64> first;
    const auto include = [&first](qint64 ms) { first = std::min(first.value_or(ms), ms); };
    for (const auto& [key, entry] : m_armed) {
        if (entry.endMs) {
            include(*entry.endMs);
        }
    }
    for (const auto& [name, owner] : m_owners) {
        include(owner.endMs);
    }
    if (first) {
        m_timer.start(static_cast<int>(leftUntil(*first)));
    } else {
        m_timer.stop();
    }
}

void FaultBook::endDue() {
    const qint64 now = m_clock.elapsed();
    std::vector<std::string> gone;
    for (auto& [name, owner] : m_owners) {
        if (owner.endMs > now) {
            continue;
        }
        if (owner.isMissed) {
            gone.push_back(name);
        } else {
            owner = {now + kGraceMs, true};
        }
    }
    for (const std::string& name : gone) {
        hold(name, 0);
    }
    endAll([now](const Entry& entry) { return entry.endMs && *entry.endMs <= now; });
    schedule();
}

}  // namespace quorate::network
