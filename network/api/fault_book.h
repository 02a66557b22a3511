// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "network/api/armed_fault.h"
#include "network/api/fault_port.h"

namespace quorate::network {

/// The faults that are armed at a node, each with the time when it ends by itself. Who arms one
/// again renews it. Those that belong to an owner end with him, too: when he lets go, or has not
/// said for a time that he is still there.
///
/// Invariant: what is armed at the port is what is written here.
class FaultBook final : public QObject {
public:
    /// The port outlives it.
    explicit FaultBook(FaultPort& port, QObject* parent = nullptr);

    // Terms name an owner only who holds.

    void cut(raft::NodeId peer, LinkDirection direction, const FaultTerms& terms);
    void heal(raft::NodeId peer, LinkDirection direction);
    /// No rules: a good link.
    void setRules(raft::NodeId peer, std::vector<observe::LinkRule> rules, const FaultTerms& terms);
    /// As FaultPort::setDiskFault().
    Result<void> setDiskFault(const stage::DiskFault& fault, const FaultTerms& terms);
    void endDiskFault(stage::DiskFault::Kind kind);
    /// Is told of, and not armed: it ends by itself in any case.
    void pause(std::uint64_t ms, bool isQuiet);
    void healAll();

    /// The owner is there for so long; 0: he is not any more.
    void hold(const std::string& owner, std::uint64_t ms);
    [[nodiscard]] bool isHeld(const std::string& owner) const { return m_owners.count(owner) != 0; }
    [[nodiscard]] std::vector<FaultOwner> owners() const;

    [[nodiscard]] std::vector<ArmedFault> armed() const;
    [[nodiscard]] std::size_t size() const noexcept { return m_armed.size(); }

private:
    /// Of what there is one at a time.
    using Key = std::tuple<raft::NodeId, ArmedFault::Kind, LinkDirection, stage::DiskFault::Kind>;
    struct Entry {
        ArmedFault fault;
        std::optional<qint64> endMs;  ///< by m_clock
        std::uint64_t told{0};        ///< observers know it by this number; 0: not at all
    };

    struct Owner {
        qint64 endMs{0};       ///< by m_clock
        bool isMissed{false};  ///< he is late
    };

    void arm(ArmedFault fault, const FaultTerms& terms);
    void end(const Key& key);
    void endAll(const std::function<bool(const Entry&)>& isMeant);
    [[nodiscard]] FaultStory storyOf(const ArmedFault& fault, std::uint64_t number) const;
    [[nodiscard]] std::uint64_t leftUntil(qint64 ms) const;
    void schedule();
    void endDue();

    FaultPort& m_port;
    QElapsedTimer m_clock;
    QTimer m_timer;
    std::map<Key, Entry> m_armed;
    std::map<std::string, Owner> m_owners;
};

}  // namespace quorate::network
