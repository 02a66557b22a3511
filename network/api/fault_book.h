// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "network/api/armed_fault.h"
#include "network/api/fault_port.h"

namespace quorate::network {

/// The faults that are armed at a node, each with the time when it ends by itself. Who arms one
/// again renews it.
///
/// Invariant: what is armed at the port is what is written here.
class FaultBook final : public QObject {
public:
    /// The port outlives it.
    explicit FaultBook(FaultPort& port, QObject* parent = nullptr);

    // `forMs`: nothing is without end.

    void cut(raft::NodeId peer, LinkDirection direction, std::optional<std::uint64_t> forMs);
    void heal(raft::NodeId peer, LinkDirection direction);
    /// No rules: a good link.
    void setRules(raft::NodeId peer, std::vector<observe::LinkRule> rules,
                  std::optional<std::uint64_t> forMs);
    void healAll();

    [[nodiscard]] std::vector<ArmedFault> armed() const;
    [[nodiscard]] std::size_t size() const noexcept { return m_armed.size(); }

private:
    using Key = std::tuple<raft::NodeId, ArmedFault::Kind, LinkDirection>;
    struct Entry {
        std::vector<observe::LinkRule> rules;
        std::optional<qint64> endMs;  ///< by m_clock
    };

    void arm(const Key& key, Entry entry);
    void end(const Key& key);
    [[nodiscard]] std::optional<qint64> endOf(std::optional<std::uint64_t> forMs) const;
    void schedule();
    void endDue();

    FaultPort& m_port;
    QElapsedTimer m_clock;
    QTimer m_timer;
    std::map<Key, Entry> m_armed;
};

}  // namespace quorate::network
