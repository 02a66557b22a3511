// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "engine/observe/event.h"
#include "engine/observe/observer.h"
#include "engine/raft/conf_state.h"
#include "engine/stage/checks/cluster_checks.h"

namespace quorate::test {

/// Tells a ClusterChecks what happens in a cluster, by way of invented events.
class ClusterStory final : public observe::Observer {
public:
    explicit ClusterStory(const stage::CheckLimits& limits = {}) : m_checks(limits) {}

    raft::EventId observe(const observe::Event& event) override;
    void tell(std::uint64_t node, observe::Body body, std::uint64_t term = 0);

    /// A log: the terms of its entries, from where it is compacted to.
    using Terms = std::vector<std::uint64_t>;
    struct Start {
        Terms log;
        raft::HardState state;
        raft::ConfState members;  ///< the voters 1, 2 and 3 where it is empty
        std::uint64_t applied{0};
        std::uint64_t stateHash{0};
        raft::EntryId before;
    };
    /// Starts a node in its next incarnation.
    void start(std::uint64_t node, const Start& with);
    void start(std::uint64_t node) { start(node, Start()); }
    void crash(std::uint64_t node) { tell(node, observe::NodeCrashed{}); }

    void synced(std::uint64_t node, raft::HardState state, raft::EntryId last);
    void left(raft::MessageType type, std::uint64_t from, std::uint64_t to, std::uint64_t term,
              raft::EntryId entry = {});
    /// Entries of a term, all of one kind; `flavour` tells apart contents.
    void append(std::uint64_t node, std::uint64_t first, std::uint64_t count, std::uint64_t term,
                observe::EntryKind kind = observe::EntryKind::Normal, std::uint64_t flavour = 0);
    void commit(std::uint64_t node, std::uint64_t to, std::uint64_t term);
    void apply(std::uint64_t node, std::uint64_t index, std::uint64_t stateHash = 0,
               std::uint64_t revision = 0);

    /// `node`, with a log up to `last`, is elected by itself and `voters`, with all that must be
    /// durable.
    void elect(std::uint64_t node, std::uint64_t term, std::initializer_list<std::uint64_t> voters,
               raft::EntryId last);
    /// Only the last step of it.
    void lead(std::uint64_t node, std::uint64_t term);
    void count(std::uint64_t node, std::uint64_t voter, std::uint64_t term);

    /// Three members: node 1 leads in term 2, all have its three entries on their disks, and all
    /// have applied them.
    void threeMembersAtWork();

    [[nodiscard]] const stage::Verdicts& verdicts() const { return m_checks.verdicts(); }
    [[nodiscard]] bool isClean() const { return verdicts().isClean(); }
    /// Null where this check saw nothing.
    [[nodiscard]] const stage::Violation* violationOf(std::string_view check) const;
    [[nodiscard]] const stage::CheckReport* reportOf(std::string_view check) const;
    /// The first violation, for messages.
    [[nodiscard]] const char* firstText() const;

private:
    stage::ClusterChecks m_checks;
    std::uint64_t m_events{0};
    std::vector<std::uint64_t> m_incarnations;
};

raft::EntryId entryId(std::uint64_t term, std::uint64_t index);
raft::HardState hardState(std::uint64_t term, std::uint64_t vote, std::uint64_t commit = 0);

}  // namespace quorate::test
