// SPDX-License-Identifier: Apache-2.0
// Complete nodes, to which everything happens that Raft must stand, pass all checks.
#include <QTest>

#include <map>
#include <string>
#include <vector>

#include "engine/base/random.h"
#include "engine/stage/checks/cluster_checks.h"
#include "engine/stage/memory_disks.h"
#include "engine/stage/stage.h"
#include "network/loopback_wire.h"

using quorate::Bytes;
using quorate::Random;
using quorate::raft::ConfChangeType;
using quorate::raft::NodeId;
using quorate::stage::CheckReport;
using quorate::stage::ClusterChecks;
using quorate::stage::kMillisecond;
using quorate::stage::kSecond;
using quorate::stage::Link;
using quorate::stage::NodeLife;
using quorate::stage::Stage;
namespace stage = quorate::stage;

namespace {

/// Has the checks look at a Stage.
class Watched final : private stage::EventListener {
public:
    Watched(std::uint64_t seed, std::uint64_t nodes)
        : m_random(seed), m_disks(seed), m_stage(options(seed), m_disks, m_wire) {
        m_stage.add(static_cast<stage::EventListener&>(*this));
        quorate::node::Membership members;
        for (std::uint64_t id = 1; id <= nodes; ++id) {
            members.confState.voters.emplace_back(id);
        }
        m_failure = m_stage.begin(members) ? "" : "the Stage does not begin";
        stage::LinkCondition links;
        links.lossMillionths = 20'000;
        links.duplicateMillionths = 20'000;
        links.reorderMillionths = 100'000;
        links.minDelayNs = kMillisecond;
        links.maxDelayNs = 20 * kMillisecond;
        m_stage.setDefaultLink(links);
    }

    void run(int turns) {
        for (int turn = 0; turn < turns && checks.verdicts().isClean(); ++turn) {
            m_stage.runFor(m_random.below(400) * kMillisecond);
            act();
        }
    }

    ClusterChecks checks{limits()};
    std::map<std::string, std::uint64_t> exercised;
    std::uint64_t events{0};
    [[nodiscard]] const std::string& failure() const { return m_failure; }

private:
    static stage::CheckLimits limits() {
        stage::CheckLimits limits;
        limits.inflightMessages = 8;
        limits.pendingProposals = 1000;
        limits.pendingReads = 1000;
        return limits;
    }
    static stage::StageOptions options(std::uint64_t seed) {
        stage::StageOptions options;
        options.seed = seed;
        options.node.raft.checkQuorum = true;
        options.node.raft.preVote = seed % 2 == 0;
        options.node.raft.maxInflightMessages = 8;
        options.node.snapshotEntries = 20;
        options.node.catchUpEntries = 5;
        return options;
    }

    void heard(quorate::raft::EventId id, const quorate::observe::Event& event) override {
        checks.observe(id, event);
        ++events;
    }

    NodeId anyNode() { return m_stage.nodes()[m_random.below(m_stage.nodes().size())]->id(); }

    /// Refusals are part of the game.
    void act() {
        const NodeId node = anyNode();
        switch (m_random.below(16)) {
        case 0:
            static_cast<void>(m_stage.crash(node));
            break;
        case 1: {
            const auto point = m_random.below(stage::kDiskPointCount);
            static_cast<void>(m_stage.crashAt(node, static_cast<stage::CrashPoint>(point)));
            break;
        }
        case 2:
        case 3:
        case 4:
            static_cast<void>(m_stage.start(node));
            break;
        case 5:
            m_stage.cut({node, anyNode()});
            break;
        case 6:
        case 7:
            m_stage.healAll();
            break;
        case 8:
            static_cast<void>(m_stage.transferLeader(node));
            break;
        case 9:
            static_cast<void>(m_stage.fireElectionTimer(node));
            break;
        case 10:
            changeMembers(node);
            break;
        case 11:
            static_cast<void>(m_random.chance(1, 2) ? m_stage.pause(node) : m_stage.resume(node));
            break;
        case 12:
            read(node);
            break;
        default:
            put(node);
            break;
        }
    }
    void changeMembers(NodeId target) {
        stage::MembershipChange change;
        const auto type = m_random.chance(1, 2)   ? ConfChangeType::AddNode
                          : m_random.chance(1, 2) ? ConfChangeType::AddLearnerNode
                                                  : ConfChangeType::RemoveNode;
        change.change.changes.push_back({type, anyNode()});
        m_stage.ask({0, target, change, kSecond});
    }
    void read(NodeId target) {
        for (std::uint64_t i = m_random.below(4); i > 0; --i) {
            stage::ClientRead read;
            read.range.key = Bytes::copyOf("k" + std::to_string(m_random.below(5)));
            m_stage.ask({1, target, read, kSecond});
        }
    }
    void put(NodeId target) {
        for (std::uint64_t i = m_random.below(6); i > 0; --i) {
            quorate::kv::PutRequest put;
            put.key = Bytes::copyOf("k" + std::to_string(m_random.below(5)));
            put.value = Bytes::copyOf(std::string(m_random.below(100), 'v'));
            m_stage.ask({1, target, quorate::kv::Command(put), kSecond});
        }
    }

    Random m_random;
    stage::MemoryDisks m_disks;
    quorate::network::LoopbackWire m_wire{1};
    Stage m_stage;
    std::string m_failure;
};

}  // namespace

class StageChecksTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nodesInTroublePassAllChecks_data();
    void nodesInTroublePassAllChecks();
};

void StageChecksTest::nodesInTroublePassAllChecks_data() {
    QTest::addColumn<quint64>("nodes");
    QTest::newRow("one node") << quint64{1};
    QTest::newRow("three nodes") << quint64{3};
    QTest::newRow("five nodes") << quint64{5};
}

void StageChecksTest::nodesInTroublePassAllChecks() {
    QFETCH(const quint64, nodes);
    std::map<std::string, std::uint64_t> exercised;
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        Watched watched(seed, nodes);
        QVERIFY2(watched.failure().empty(), watched.failure().c_str());
        watched.run(150);
        if (const auto* violation = watched.checks.verdicts().first()) {
            QFAIL(("seed " + std::to_string(seed) + ": " + violation->check + " at event " +
                   std::to_string(violation->event.value()) + ": " + violation->text)
                      .c_str());
        }
        for (const CheckReport& report : watched.checks.verdicts().checks()) {
            exercised[std::string(report.name)] += report.exercised;
        }
        exercised["events"] += watched.events;
    }
    for (const auto& [name, count] : exercised) {
        QVERIFY2(count > 0, name.c_str());
    }
}

QTEST_APPLESS_MAIN(StageChecksTest)
#include "tst_stage_checks.moc"
