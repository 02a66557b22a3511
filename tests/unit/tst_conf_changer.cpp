// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/random.h"
#include "engine/raft/conf_changer.h"
#include "tests/unit/raft_values.h"

using namespace quorate::raft;
using quorate::ErrorCode;
using quorate::Random;
using quorate::Result;
using quorate::tests::idsOf;

namespace {

constexpr InflightLimits kLimits{10, kNoLimit};
constexpr std::uint64_t kMembers = 6;

std::vector<ConfChangeSingle> changesOf(const std::string& text) {
    auto changes = parseConfChanges(text);
    return changes ? *changes : std::vector<ConfChangeSingle>();
}

/// The active members, changed step by step.
class Cluster {
public:
    Result<void> simple(const std::string& changes, std::uint64_t lastIndex = 0) {
        return adopt(changer(lastIndex).simple(changesOf(changes)));
    }
    Result<void> enterJoint(const std::string& changes, bool autoLeave = false) {
        return adopt(changer(0).enterJoint(autoLeave, changesOf(changes)));
    }
    Result<void> leaveJoint() { return adopt(changer(0).leaveJoint()); }
    Result<void> apply(const ConfChangeV2& change) { return adopt(changer(0).apply(change)); }

    [[nodiscard]] std::string config() const { return toString(tracker.config); }
    [[nodiscard]] std::string progressOf(std::uint64_t id) const {
        const Progress* member = tracker.progress.find(NodeId(id));
        return member != nullptr ? toString(*member) : "not tracked";
    }
    /// Everything that a change could change.
    [[nodiscard]] std::string all() const {
        std::string text = config();
        for (const auto& [id, member] : tracker.progress) {
            text += "\n" + std::to_string(id.value()) + ": " + toString(member);
        }
        return text;
    }

    ProgressTracker tracker{kLimits};

private:
    [[nodiscard]] ConfChanger changer(std::uint64_t lastIndex) const {
        return {tracker, Index(lastIndex)};
    }
    Result<void> adopt(Result<ConfiguredMembers> members) {
        if (!members) {
            return members.error();
        }
        tracker.config = std::move(members->config);
        tracker.progress = std::move(members->progress);
        return {};
    }
};

Cluster clusterOf(std::initializer_list<const char*> changes) {
    Cluster cluster;
    for (const char* change : changes) {
        static_cast<void>(cluster.simple(change));
    }
    return cluster;
}

/// The members 1 to kMembers whose bits are set all say yes, and nobody else does.
bool isQuorum(const JointConfig& voters, unsigned set) {
    return voters.voteResult([set](NodeId id) {
        return std::optional<bool>((set >> (id.value() - 1) & 1U) != 0);
    }) == VoteResult::Won;
}

/// No two groups without a common member can decide, one in `before` and the other in `after`. It
/// is enough to try each group against all the others together.
bool alwaysOverlap(const JointConfig& before, const JointConfig& after) {
    constexpr unsigned kAll = (1U << kMembers) - 1;
    for (unsigned set = 0; set <= kAll; ++set) {
        if (isQuorum(before, set) && isQuorum(after, kAll & ~set)) {
            return false;
        }
    }
    return true;
}

std::string randomChanges(Random& random) {
    std::string text;
    const std::uint64_t count = random.between(1, 4);
    for (std::uint64_t i = 0; i < count; ++i) {
        text += "vlru"[random.below(4)];
        text += std::to_string(random.between(1, kMembers)) + " ";
    }
    return text;
}

}  // namespace

class ConfChangerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aNewMemberIsProbedAtTheEndOfTheLog();
    void aSimpleChangeAddsOrRemovesOneVoter();
    void aSimpleChangeMayChangeManyLearners();
    void aSimpleChangeOfTwoVotersIsRefused();
    void changesOfNobodyAndUpdatesChangeNothing();
    void storageThreadsCannotBeMembers();
    void theLastVoterStays();
    void anOutgoingVoterIsDemotedWhenTheJointConfigurationIsLeft();
    void aDemotionCanBeTakenBackInTheSameStep();
    void progressIsKeptThroughADemotion();
    void anOutgoingVoterIsTrackedUntilTheJointConfigurationIsLeft();
    void onlyLeavingIsAllowedInAJointConfiguration();
    void aJointConfigurationNeedsVotersBeforeIt();
    void leavingNeedsAJointConfiguration();
    void aChangeChoosesItsOwnWay_data();
    void aChangeChoosesItsOwnWay();

    void quorumsBeforeAndAfterEveryStepOverlap();
    void everyConfigurationIsRestoredFromItsState();
    void aRestoredStateMayNameMembersTwiceAndInAnyOrder();
    void aStateThatContradictsItselfIsRefused_data();
    void aStateThatContradictsItselfIsRefused();
    void theEmptyStateIsNobody();
};

void ConfChangerTest::aNewMemberIsProbedAtTheEndOfTheLog() {
    Cluster cluster;
    QVERIFY(cluster.simple("v1", 0).has_value());
    QVERIFY(cluster.simple("l2", 20).has_value());
    QCOMPARE(cluster.all(), std::string("voters=(1) learners=(2)\n"
                                        "1: StateProbe match=0 next=1\n"
                                        "2: StateProbe match=0 next=20 learner"));
}

void ConfChangerTest::aSimpleChangeAddsOrRemovesOneVoter() {
    Cluster cluster = clusterOf({"v1", "v2", "v3"});
    QCOMPARE(cluster.config(), std::string("voters=(1 2 3)"));
    QVERIFY(cluster.simple("r2").has_value());
    QCOMPARE(cluster.config(), std::string("voters=(1 3)"));
    QCOMPARE(cluster.progressOf(2), std::string("not tracked"));
    QVERIFY(cluster.simple("r2").has_value());  // who is no member can be removed again
    QVERIFY(cluster.simple("v4 r4 v5 r1 v1").has_value());
    QCOMPARE(cluster.config(), std::string("voters=(1 3 5)"));
}

void ConfChangerTest::aSimpleChangeMayChangeManyLearners() {
    Cluster cluster = clusterOf({"v1", "l2 l3 l4"});
    QCOMPARE(cluster.config(), std::string("voters=(1) learners=(2 3 4)"));
    QVERIFY(cluster.simple("v2 r3 r4 l5").has_value());
    QCOMPARE(cluster.config(), std::string("voters=(1 2) learners=(5)"));
    QVERIFY(cluster.simple("l2").has_value());
    QCOMPARE(cluster.config(), std::string("voters=(1) learners=(2 5)"));
}

void ConfChangerTest::aSimpleChangeOfTwoVotersIsRefused() {
    Cluster cluster = clusterOf({"v1", "v2", "l3"});
    const std::string before = cluster.all();
    for (const char* changes : {"v4 v5", "r1 v4", "l1 v3", "v3 v4 r2"}) {
        const auto refused = cluster.simple(changes);
        QVERIFY(!refused.has_value());
        QCOMPARE(refused.error().code, ErrorCode::InvalidConfChange);
        QCOMPARE(refused.error().message,
                 std::string("more than one voter changed without entering joint config"));
        QCOMPARE(cluster.all(), before);
    }
}

void ConfChangerTest::changesOfNobodyAndUpdatesChangeNothing() {
    Cluster cluster = clusterOf({"v1", "l2"});
    const std::string before = cluster.all();
    QVERIFY(cluster.simple("v0 r0 l0 u0 u1 u2 u3").has_value());
    QCOMPARE(cluster.all(), before);
}

void ConfChangerTest::storageThreadsCannotBeMembers() {
    Cluster cluster = clusterOf({"v1"});
    const std::string before = cluster.all();
    for (const NodeId id : {kAppendThread, kApplyThread}) {
        const std::vector<ConfChangeSingle> changes{{ConfChangeType::AddLearnerNode, id}};
        const ConfChanger changer(cluster.tracker, Index(0));
        QVERIFY(!changer.simple(changes).has_value());
        QVERIFY(!changer.enterJoint(false, changes).has_value());
    }
    QCOMPARE(cluster.all(), before);
}

void ConfChangerTest::theLastVoterStays() {
    Cluster cluster = clusterOf({"v1", "l2"});
    for (const char* changes : {"r1", "l1", "r1 l2"}) {
        QCOMPARE(cluster.simple(changes).error().message, std::string("removed all voters"));
        QCOMPARE(cluster.enterJoint(changes).error().message, std::string("removed all voters"));
    }
    QCOMPARE(Cluster().simple("l1").error().message, std::string("removed all voters"));
    QCOMPARE(cluster.config(), std::string("voters=(1) learners=(2)"));
}

void ConfChangerTest::anOutgoingVoterIsDemotedWhenTheJointConfigurationIsLeft() {
    Cluster cluster = clusterOf({"v1", "v2"});
    QVERIFY(cluster.enterJoint("l2 v3", true).has_value());
    QCOMPARE(cluster.config(), std::string("voters=(1 3)&&(1 2) learners_next=(2) autoleave"));
    QCOMPARE(cluster.progressOf(2), std::string("StateProbe match=0 next=1"));
    QVERIFY(cluster.leaveJoint().has_value());
    QCOMPARE(cluster.config(), std::string("voters=(1 3) learners=(2)"));
    QCOMPARE(cluster.progressOf(2), std::string("StateProbe match=0 next=1 learner"));
}

void ConfChangerTest::aDemotionCanBeTakenBackInTheSameStep() {
    Cluster cluster = clusterOf({"v1", "v2"});
    QVERIFY(cluster.enterJoint("l2 v2").has_value());
    QCOMPARE(cluster.config(), std::string("voters=(1 2)&&(1 2)"));
    QVERIFY(cluster.leaveJoint().has_value());
    QVERIFY(cluster.enterJoint("l2 r2").has_value());
    QCOMPARE(cluster.config(), std::string("voters=(1)&&(1 2)"));
    QVERIFY(cluster.leaveJoint().has_value());
    QCOMPARE(cluster.config(), std::string("voters=(1)"));
    QCOMPARE(cluster.progressOf(2), std::string("not tracked"));
}

void ConfChangerTest::progressIsKeptThroughADemotion() {
    Cluster cluster = clusterOf({"v1", "v2"});
    cluster.tracker.progress.find(NodeId(2))->maybeUpdate(Index(7));
    cluster.tracker.progress.find(NodeId(2))->becomeReplicate();
    QVERIFY(cluster.simple("l2").has_value());
    QCOMPARE(cluster.progressOf(2), std::string("StateReplicate match=7 next=8 learner"));
    QVERIFY(cluster.simple("v2").has_value());
    QVERIFY(cluster.enterJoint("l2").has_value());
    QCOMPARE(cluster.progressOf(2), std::string("StateReplicate match=7 next=8"));
    QVERIFY(cluster.leaveJoint().has_value());
    QCOMPARE(cluster.progressOf(2), std::string("StateReplicate match=7 next=8 learner"));
}

void ConfChangerTest::anOutgoingVoterIsTrackedUntilTheJointConfigurationIsLeft() {
    Cluster cluster = clusterOf({"v1", "v2", "v3"});
    QVERIFY(cluster.enterJoint("r2 r3 v4").has_value());
    QCOMPARE(cluster.config(), std::string("voters=(1 4)&&(1 2 3)"));
    QCOMPARE(cluster.tracker.progress.size(), std::size_t{4});
    QVERIFY(cluster.leaveJoint().has_value());
    QCOMPARE(cluster.tracker.progress.size(), std::size_t{2});
}

void ConfChangerTest::onlyLeavingIsAllowedInAJointConfiguration() {
    Cluster cluster = clusterOf({"v1", "v2"});
    QVERIFY(cluster.enterJoint("r2").has_value());
    const std::string before = cluster.all();
    QCOMPARE(cluster.simple("v3").error().message,
             std::string("can't apply simple config change in joint config"));
    QCOMPARE(cluster.enterJoint("v3").error().message, std::string("config is already joint"));
    QCOMPARE(cluster.enterJoint("").error().message, std::string("config is already joint"));
    QCOMPARE(cluster.all(), before);
}

void ConfChangerTest::aJointConfigurationNeedsVotersBeforeIt() {
    Cluster cluster;
    QCOMPARE(cluster.enterJoint("v1").error().message,
             std::string("can't make a zero-voter config joint"));
    QCOMPARE(cluster.config(), std::string("voters=()"));
}

void ConfChangerTest::leavingNeedsAJointConfiguration() {
    Cluster cluster = clusterOf({"v1"});
    QCOMPARE(cluster.leaveJoint().error().message, std::string("can't leave a non-joint config"));
    QCOMPARE(cluster.leaveJoint().error().code, ErrorCode::InvalidConfChange);
}

void ConfChangerTest::aChangeChoosesItsOwnWay_data() {
    QTest::addColumn<int>("transition");
    QTest::addColumn<QString>("changes");
    QTest::addColumn<QString>("config");
    const auto row = [](const char* name, ConfChangeTransition transition, const char* changes,
                        const char* config) {
        QTest::newRow(name) << static_cast<int>(transition) << changes << config;
    };
    row("one", ConfChangeTransition::Auto, "v3", "voters=(1 2 3)");
    row("two", ConfChangeTransition::Auto, "v3 l4", "voters=(1 2 3)&&(1 2) learners=(4) autoleave");
    row("one, implicit", ConfChangeTransition::JointImplicit, "v3",
        "voters=(1 2 3)&&(1 2) autoleave");
    row("one, explicit", ConfChangeTransition::JointExplicit, "v3", "voters=(1 2 3)&&(1 2)");
    row("none, explicit", ConfChangeTransition::JointExplicit, "", "voters=(1 2)&&(1 2)");
    row("none", ConfChangeTransition::Auto, "", "can't leave a non-joint config");
}

void ConfChangerTest::aChangeChoosesItsOwnWay() {
    QFETCH(int, transition);
    QFETCH(QString, changes);
    QFETCH(QString, config);
    Cluster cluster = clusterOf({"v1", "v2"});
    ConfChangeV2 change;
    change.transition = static_cast<ConfChangeTransition>(transition);
    change.changes = changesOf(changes.toStdString());
    const auto applied = cluster.apply(change);
    QCOMPARE(applied ? cluster.config() : applied.error().message, config.toStdString());
    if (cluster.tracker.config.voters.isJoint()) {
        QVERIFY(cluster.apply(ConfChangeV2()).has_value());
        QVERIFY(!cluster.tracker.config.voters.isJoint());
        QVERIFY(!cluster.tracker.config.autoLeave);
    }
}

void ConfChangerTest::quorumsBeforeAndAfterEveryStepOverlap() {
    Random random(1);
    int accepted = 0;
    int joint = 0;
    for (int run = 0; run < 200; ++run) {
        Cluster cluster = clusterOf({"v1"});
        for (int step = 0; step < 40; ++step) {
            const TrackedConfig before = cluster.tracker.config;
            const std::string allBefore = cluster.all();
            const std::string changes = randomChanges(random);
            Result<void> done;
            switch (random.below(3)) {
            case 0:
                done = cluster.simple(changes);
                break;
            case 1:
                done = cluster.enterJoint(changes, random.chance(1, 2));
                break;
            default:
                done = cluster.leaveJoint();
                break;
            }
            const TrackedConfig& after = cluster.tracker.config;
            if (!done) {
                QCOMPARE(done.error().code, ErrorCode::InvalidConfChange);
                QCOMPARE(cluster.all(), allBefore);
                continue;
            }
            ++accepted;
            joint += after.voters.isJoint() ? 1 : 0;
            QVERIFY2(alwaysOverlap(before.voters, after.voters),
                     (toString(before) + " -> " + toString(after)).c_str());
            // Between two different sets of voters that a simple change cannot connect there is
            // always a joint configuration, whose halves are the two.
            if (before.voters.isJoint()) {
                QVERIFY(!after.voters.isJoint());
                QVERIFY(after.voters.incoming == before.voters.incoming);
            } else if (after.voters.isJoint()) {
                QVERIFY(after.voters.outgoing == before.voters.incoming);
            }
        }
    }
    QVERIFY(accepted > 1000);
    QVERIFY(joint > 300);
}

void ConfChangerTest::everyConfigurationIsRestoredFromItsState() {
    Random random(2);
    int joint = 0;
    for (int run = 0; run < 200; ++run) {
        Cluster cluster = clusterOf({"v1"});
        for (int step = 0; step < 20; ++step) {
            if (random.chance(1, 3)) {
                static_cast<void>(cluster.leaveJoint());
            } else if (random.chance(1, 2)) {
                static_cast<void>(cluster.enterJoint(randomChanges(random), random.chance(1, 2)));
            } else {
                static_cast<void>(cluster.simple(randomChanges(random)));
            }
            const ConfState state = cluster.tracker.confState();
            joint += state.isJoint() ? 1 : 0;
            const auto restored = restoreConfiguration(state, kLimits, Index(9));
            QVERIFY2(restored.has_value(), restored ? "" : restored.error().message.c_str());
            QCOMPARE(toString(restored->config), cluster.config());
            QVERIFY(restored->config == cluster.tracker.config);
            QCOMPARE(restored->progress.size(), cluster.tracker.progress.size());
            for (const auto& [id, member] : restored->progress) {
                const Progress* original = cluster.tracker.progress.find(id);
                QVERIFY(original != nullptr);
                QCOMPARE(member.isLearner(), original->isLearner());
                QVERIFY(member.next() == Index(9));
            }
        }
    }
    QVERIFY(joint > 300);
}

void ConfChangerTest::aRestoredStateMayNameMembersTwiceAndInAnyOrder() {
    ConfState state;
    state.voters = idsOf({3, 1, 3});
    state.learners = idsOf({5, 4});
    const auto restored = restoreConfiguration(state, kLimits, Index(1));
    QVERIFY(restored.has_value());
    QCOMPARE(toString(restored->config), std::string("voters=(1 3) learners=(4 5)"));
}

void ConfChangerTest::aStateThatContradictsItselfIsRefused_data() {
    QTest::addColumn<int>("which");
    QTest::newRow("a voter that is a learner") << 0;
    QTest::newRow("an outgoing voter that is a learner") << 1;
    QTest::newRow("a learner to be that is no outgoing voter") << 2;
    QTest::newRow("a learner to be without a joint configuration") << 3;
    QTest::newRow("left automatically without a joint configuration") << 4;
    QTest::newRow("learners without voters") << 5;
    QTest::newRow("outgoing voters alone") << 6;
    QTest::newRow("a member without an id") << 7;
    QTest::newRow("a storage thread") << 8;
    QTest::newRow("an incoming voter that is a learner to be") << 9;
}

void ConfChangerTest::aStateThatContradictsItselfIsRefused() {
    QFETCH(int, which);
    const std::vector<ConfState> states{
        {idsOf({1, 2}), {}, idsOf({2}), {}, false},
        {idsOf({1}), idsOf({1, 2}), idsOf({2}), {}, false},
        {idsOf({1}), idsOf({1, 2}), {}, idsOf({3}), false},
        {idsOf({1}), {}, {}, idsOf({2}), false},
        {idsOf({1}), {}, {}, {}, true},
        {{}, {}, idsOf({1}), {}, false},
        {{}, idsOf({1}), {}, {}, false},
        {idsOf({0, 1}), {}, {}, {}, false},
        {{NodeId(1), kAppendThread}, {}, {}, {}, false},
        {idsOf({1, 2}), idsOf({1, 2}), {}, idsOf({2}), false},
    };
    const auto restored =
        restoreConfiguration(states[static_cast<std::size_t>(which)], kLimits, Index(1));
    QVERIFY(!restored.has_value());
    QCOMPARE(restored.error().code, ErrorCode::InvalidConfChange);
}

void ConfChangerTest::theEmptyStateIsNobody() {
    const auto restored = restoreConfiguration({}, kLimits, Index(0));
    QVERIFY(restored.has_value());
    QCOMPARE(toString(restored->config), std::string("voters=()"));
    QCOMPARE(restored->progress.size(), std::size_t{0});
}

QTEST_APPLESS_MAIN(ConfChangerTest)
#include "tst_conf_changer.moc"
