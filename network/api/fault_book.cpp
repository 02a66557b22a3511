// SPDX-License-Identifier: Apache-2.0
#include "network/api/fault_book.h"

#include <algorithm>
#include <utility>

namespace quorate::network {

FaultBook::FaultBook(FaultPort& port, QObject* parent)
    : QObject(parent), m_port(port), m_timer(this) {
    m_clock.start();
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &FaultBook::endDue);
}

void FaultBook::cut(raft::NodeId peer, LinkDirection direction,
                    std::optional<std::uint64_t> forMs) {
    m_port.setCut(peer, direction, true);
    arm({peer, ArmedFault::Kind::Cut, direction}, {{}, endOf(forMs)});
}

void FaultBook::heal(raft::NodeId peer, LinkDirection direction) {
    end({peer, ArmedFault::Kind::Cut, direction});
}

void FaultBook::setRules(raft::NodeId peer, std::vector<observe::LinkRule> rules,
                         std::optional<std::uint64_t> forMs) {
    const Key key{peer, ArmedFault::Kind::Rules, LinkDirection::ToPeer};
    if (rules.empty()) {
        end(key);
        return;
    }
    m_port.setRules(peer, rules);
    arm(key, {std::move(rules), endOf(forMs)});
}

void FaultBook::healAll() {
    while (!m_armed.empty()) {
        end(m_armed.begin()->first);
    }
}

std::vector<ArmedFault> FaultBook::armed() const {
    std::vector<ArmedFault> all;
    for (const auto& [key, entry] : m_armed) {
        ArmedFault fault;
        std::tie(fault.peer, fault.kind, fault.direction) = key;
        fault.rules = entry.rules;
        if (entry.endMs) {
            fault.leftMs =
                static_cast<std::uint64_t>(std::max<qint64>(*entry.endMs - m_clock.elapsed(), 0));
        }
        all.push_back(std::move(fault));
    }
    return all;
}

void FaultBook::arm(const Key& key, Entry entry) {
    m_armed.insert_or_assign(key, std::move(entry));
    schedule();
}

void FaultBook::end(const Key& key) {
    const auto ended = m_armed.extract(key);
    if (ended.empty()) {
        return;
    }
    const auto [peer, kind, direction] = ended.key();
    if (kind == ArmedFault::Kind::Cut) {
        m_port.setCut(peer, direction, false);
    } else {
        m_port.setRules(peer, {});
    }
    schedule();
}

std::optional<qint64> FaultBook::endOf(std::optional<std::uint64_t> forMs) const {
    return forMs ? std::optional(m_clock.elapsed() + static_cast<qint64>(*forMs)) : std::nullopt;
}

void FaultBook::schedule() {
    std::optional<qint64> first;
    for (const auto& [key, entry] : m_armed) {
        if (entry.endMs && (!first || *entry.endMs < *first)) {
            first = entry.endMs;
        }
    }
    if (first) {
        m_timer.start(static_cast<int>(std::max<qint64>(*first - m_clock.elapsed(), 0)));
    } else {
        m_timer.stop();
    }
}

void FaultBook::endDue() {
    const qint64 now = m_clock.elapsed();
    std::vector<Key> due;
    for (const auto& [key, entry] : m_armed) {
        if (entry.endMs && *entry.endMs <= now) {
            due.push_back(key);
        }
    }
    for (const Key& key : due) {
        end(key);
    }
    schedule();
}

}  // namespace quorate::network
