// SPDX-License-Identifier: Apache-2.0
#include <QtTest/QtTest>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/observe/cluster_state.h"
#include "gui/faults/fault_text.h"
#include "gui/model/quorum_reach.h"

using namespace quorate;
using namespace quorate::gui;
using raft::NodeId;

namespace {

std::vector<NodeId> ids(std::initializer_list<std::uint64_t> numbers) {
    std::vector<NodeId> nodes;
    for (const std::uint64_t number : numbers) {
        nodes.emplace_back(number);
    }
    return nodes;
}

/// A cluster that is told event by event.
class Cluster {
public:
    explicit Cluster(const raft::ConfState& configuration, std::uint64_t nodes) {
        for (std::uint64_t id = 1; id <= nodes; ++id) {
            auto node = std::make_shared<observe::NodeState>();
            node->id = NodeId(id);
            node->condition = observe::NodeCondition::Up;
            node->configuration = configuration;
            tell(id, observe::NodeFrame{node});
        }
    }
    void tell(std::uint64_t node, observe::Body body) {
        ++m_count;
        m_state.apply(raft::EventId(m_count), {observe::Moment(m_count), NodeId(node),
                                               raft::Term(0), raft::kNoEvent, std::move(body)});
    }
    void cut(std::uint64_t a, std::uint64_t b) {
        tell(0, observe::LinkCut{{NodeId(a), NodeId(b)}});
    }
    [[nodiscard]] QuorumReach reach() const { return quorumReach(m_state); }

private:
    observe::ClusterState m_state;
    std::uint64_t m_count{0};
};

raft::ConfState voters(std::vector<NodeId> nodes) {
    raft::ConfState state;
    state.voters = std::move(nodes);
    return state;
}

}  // namespace

class TestQuorumReach : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aWholeClusterHasAQuorumAndSomeToSpare() {
        const QuorumReach reach = Cluster(voters(ids({1, 2, 3, 4, 5})), 5).reach();
        QVERIFY(reach.hasQuorum());
        QCOMPARE(reach.needed, std::size_t{3});
        QCOMPARE(reach.spare(), std::size_t{2});
        QCOMPARE(quorumSentence(reach),
                 QStringLiteral("Quorum 3 of 5 is reachable; 2 more nodes may fail."));
    }

    void ofTwoSidesTheLargerOneCounts() {
        Cluster cluster(voters(ids({1, 2, 3, 4, 5})), 5);
        for (const std::uint64_t a : {1U, 2U}) {
            for (const std::uint64_t b : {3U, 4U, 5U}) {
                cluster.cut(a, b);
                cluster.cut(b, a);
            }
        }
        QCOMPARE(cluster.reach().side, ids({3, 4, 5}));
        QCOMPARE(quorumSentence(cluster.reach()),
                 QStringLiteral("n3, n4 and n5 can still form a quorum (3 of 5)."));
    }

    void oneDirectionThatIsCutSeversTwoNodes() {
        Cluster cluster(voters(ids({1, 2, 3})), 3);
        cluster.cut(1, 2);
        // n3 hears both, and both hear it.
        QCOMPARE(cluster.reach().side, ids({1, 2, 3}));
        cluster.cut(3, 1);
        QCOMPARE(cluster.reach().side, ids({2, 3}));
        QVERIFY(cluster.reach().hasQuorum());
        cluster.cut(2, 3);
        QVERIFY(!cluster.reach().hasQuorum());
    }

    void aLinkThatLosesEverythingIsAsGoodAsCut() {
        Cluster cluster(voters(ids({1, 2})), 2);
        observe::LinkCondition condition;
        condition.lossMillionths = 999'999;
        cluster.tell(0, observe::LinkChanged{{NodeId(1), NodeId(2)}, condition});
        QVERIFY(cluster.reach().hasQuorum());
        condition.lossMillionths = 1'000'000;
        cluster.tell(0, observe::LinkChanged{{NodeId(1), NodeId(2)}, condition});
        QVERIFY(!cluster.reach().hasQuorum());
    }

    void nodesThatAreDownOrPausedDoNotCount() {
        Cluster cluster(voters(ids({1, 2, 3})), 3);
        cluster.tell(1, observe::NodeCrashed{});
        QVERIFY(cluster.reach().hasQuorum());
        QCOMPARE(cluster.reach().spare(), std::size_t{0});
        cluster.tell(2, observe::NodePaused{});
        QVERIFY(!cluster.reach().hasQuorum());
        cluster.tell(3, observe::NodeCrashed{});
        QCOMPARE(quorumSentence(cluster.reach()),
                 QStringLiteral("No voter runs: nothing can be committed."));
    }

    void learnersDoNotCount() {
        raft::ConfState configuration = voters(ids({1, 2, 3}));
        configuration.learners = ids({4, 5});
        Cluster cluster(configuration, 5);
        cluster.tell(2, observe::NodeCrashed{});
        cluster.tell(3, observe::NodeCrashed{});
        QVERIFY(!cluster.reach().hasQuorum());
        QCOMPARE(cluster.reach().side, ids({1}));
    }

    void aJointConfigurationNeedsBothHalves() {
        raft::ConfState configuration = voters(ids({3, 4, 5}));
        configuration.votersOutgoing = ids({1, 2, 3});
        Cluster cluster(configuration, 5);
        QVERIFY(cluster.reach().hasQuorum());
        QVERIFY(cluster.reach().isJoint);
        cluster.tell(1, observe::NodeCrashed{});
        QVERIFY(cluster.reach().hasQuorum());
        QCOMPARE(cluster.reach().spare(), std::size_t{0});
        cluster.tell(2, observe::NodeCrashed{});
        // The new half is whole; the old one has a single node left.
        QVERIFY(!cluster.reach().hasQuorum());
        QCOMPARE(cluster.reach().reached, std::size_t{1});
    }

    void withoutAConfigurationNothingIsClaimed() {
        const QuorumReach reach = quorumReach(observe::ClusterState());
        QVERIFY(!reach.hasQuorum());
        QCOMPARE(quorumSentence(reach), QStringLiteral("No configuration is known yet."));
    }
};

QTEST_APPLESS_MAIN(TestQuorumReach)
#include "tst_quorum_reach.moc"
