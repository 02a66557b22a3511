// SPDX-License-Identifier: Apache-2.0
// A cluster at work passes all checks, and a violation says where it was seen.
#include <QTest>

#include <set>
#include <string_view>

#include "engine/base/invariant.h"
#include "tests/stage/cluster_story.h"
#include "tests/unit/observed_group.h"

using namespace quorate::observe;  // NOLINT(google-build-using-namespace)
using quorate::raft::Index;
using quorate::raft::MessageType;
using quorate::raft::NodeId;
using quorate::stage::CheckLimits;
using quorate::stage::CheckReport;
using quorate::stage::Violation;
using quorate::test::ClusterStory;
using quorate::test::entryId;
using quorate::test::hardState;
using quorate::test::ObservedGroup;

class ClusterChecksTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aClusterAtWorkPassesAllChecks();
    void coresAtRandomPassAllChecks_data();
    void coresAtRandomPassAllChecks();
    void aViolationSaysWhereItWasSeen();
    void aCheckThatIsSwitchedOffSaysSo();
    void aLongRunIsForgottenAndNotHeldAgainstAnybody();
    void aRecordingThatBeginsInTheMidstIsNotHeldAgainstAnybody();

private:
    static void sees(const ClusterStory& story, const char* check) {
        const Violation* violation = story.violationOf(check);
        QVERIFY2(violation != nullptr, story.firstText());
        QVERIFY(!violation->text.empty());
    }
};

void ClusterChecksTest::aClusterAtWorkPassesAllChecks() {
    CheckLimits limits;
    limits.pendingProposals = 1;
    limits.pendingReads = 1;
    limits.inflightMessages = 1;
    ClusterStory story(limits);
    story.threeMembersAtWork();
    story.append(1, 4, 1, 2, EntryKind::ConfChange);
    story.tell(1, ProposalQueued{{}, {}, 10});
    story.tell(1, ReadQueued{5, {}, ReadConsistency::Linearizable});
    story.tell(1, ReadConfirmed{5, {}, Index(3)});
    story.tell(1, ReadAnswered{5, {}, Outcome::Done, {}, 10});
    // A follower comes back, and another one takes over.
    story.crash(3);
    story.start(3, {{2, 2, 2}, hardState(2, 1, 3), {}, 3, 333, {}});
    story.crash(1);
    story.elect(2, 3, {3}, entryId(2, 3));
    story.append(2, 4, 1, 3, EntryKind::Empty);
    story.synced(2, hardState(3, 2, 3), entryId(3, 4));
    story.append(3, 4, 1, 3, EntryKind::Empty);
    story.synced(3, hardState(3, 2, 3), entryId(3, 4));
    story.commit(2, 4, 3);
    // The old leader must give up its last entry.
    story.start(1, {{2, 2, 2}, hardState(2, 1, 3), {}, 0, 0, {}});
    story.append(1, 4, 1, 3, EntryKind::Empty);
    story.commit(1, 4, 3);
    QVERIFY2(story.isClean(), story.firstText());
    for (const CheckReport& report : story.verdicts().checks()) {
        QVERIFY2(report.exercised > 0, std::string(report.name).c_str());
        QCOMPARE(report.violated, std::uint64_t{0});
        QVERIFY(report.isEnabled);
    }
}

void ClusterChecksTest::coresAtRandomPassAllChecks_data() {
    QTest::addColumn<bool>("isAsync");
    QTest::newRow("writes one after the other") << false;
    QTest::newRow("writes beside the core") << true;
}

void ClusterChecksTest::coresAtRandomPassAllChecks() {
    QFETCH(const bool, isAsync);
    CheckLimits limits;
    limits.inflightMessages = 3;
    std::set<std::string_view> exercised;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        ClusterStory story(limits);
        ObservedGroup group(seed, isAsync, story);
        for (int i = 0; i < 10'000 && story.isClean(); ++i) {
            group.step();
        }
        QVERIFY2(story.isClean(), story.firstText());
        QVERIFY2(group.failure().empty(), group.failure().c_str());
        QVERIFY(group.counts().restarts > 0);
        for (const CheckReport& report : story.verdicts().checks()) {
            if (report.exercised > 0) {
                exercised.insert(report.name);
            }
        }
    }
    // These cores have no state machine, and their runtime tells nothing of reads.
    for (const char* name : {"ElectionSafety", "ElectionQuorum", "LeaderAppendOnly", "LogMatching",
                             "LeaderCompleteness", "StateMachineSafety", "VoteOnce", "TermMonotony",
                             "CommitMonotony", "Durability", "DurablePromise", "CurrentTermCommit",
                             "QuorumCommit", "ConfChangeInFlight", "QueueBounds"}) {
        QVERIFY2(exercised.contains(name), name);
    }
}

void ClusterChecksTest::aViolationSaysWhereItWasSeen() {
    ClusterStory story;
    story.start(1);
    story.synced(1, hardState(4, 0), {});
    story.synced(1, hardState(3, 0), {});
    const Violation* violation = story.violationOf("TermMonotony");
    QVERIFY(violation != nullptr);
    QVERIFY(violation->node == NodeId(1));
    QCOMPARE(violation->event.value(), std::uint64_t{4});
    QCOMPARE(violation->moment.nanoseconds(), std::uint64_t{4000});
    QCOMPARE(story.reportOf("TermMonotony")->violated, std::uint64_t{1});
}

void ClusterChecksTest::aCheckThatIsSwitchedOffSaysSo() {
    CheckLimits limits;
    limits.switchedOff = {"TermMonotony"};
    ClusterStory story(limits);
    story.start(1);
    story.synced(1, hardState(4, 0), {});
    story.synced(1, hardState(3, 0), {});
    QVERIFY2(story.isClean(), story.firstText());
    QVERIFY(!story.reportOf("TermMonotony")->isEnabled);
    QCOMPARE(story.reportOf("TermMonotony")->exercised, std::uint64_t{0});
    QVERIFY(story.reportOf("VoteOnce")->isEnabled);
    limits.switchedOff = {"NoSuchCheck"};
    QVERIFY_EXCEPTION_THROWN(ClusterStory{limits}, quorate::InvariantViolation);
}

void ClusterChecksTest::aLongRunIsForgottenAndNotHeldAgainstAnybody() {
    ClusterStory story;
    story.threeMembersAtWork();
    constexpr std::uint64_t kLast = 300'000;
    constexpr std::uint64_t kStep = 10;
    for (std::uint64_t first = 4; first < kLast; first += kStep) {
        story.append(1, first, kStep, 2);
        story.append(2, first, kStep, 2);
        const auto last = entryId(2, first + kStep - 1);
        story.synced(1, hardState(2, 1), last);
        story.synced(2, hardState(2, 1), last);
        story.commit(1, last.index.value(), 2);
        story.apply(1, last.index.value(), first);
    }
    // Node 3 comes late, to other states, but nobody remembers the old ones.
    std::uint64_t last = 0;
    for (std::uint64_t first = 4; first < kLast; first += kStep) {
        last = first + kStep - 1;
        story.append(3, first, kStep, 2);
        story.commit(3, last, 2);
        if (first < kLast - 100'000) {
            story.apply(3, last, first + 1);
        }
    }
    QVERIFY2(story.isClean(), story.firstText());
    story.apply(3, last, 1);
    sees(story, "StateAgreement");
}

void ClusterChecksTest::aRecordingThatBeginsInTheMidstIsNotHeldAgainstAnybody() {
    ClusterStory story;
    // The first one lags behind the others.
    const ClusterStory::Terms full = {1, 1, 3, 3, 3};
    story.start(1, {{1, 1}, hardState(3, 0, 1), {}, 1, 0, {}});
    story.start(2, {full, hardState(3, 2, 4), {}, 4, 0, {}});
    story.start(3, {full, hardState(3, 2, 5), {}, 5, 0, {}});
    story.append(1, 3, 3, 3);
    story.commit(1, 5, 3);
    story.append(2, 6, 1, 3);
    story.append(3, 6, 1, 3);
    story.left(MessageType::AppResp, 3, 2, 3, entryId(0, 6));
    // The others do not know any more what the first one knows.
    ClusterStory later;
    later.start(1, {{1, 1}, hardState(3, 0, 1), {}, 1, 0, {}});
    later.start(2, {{3, 3}, hardState(3, 2, 101), {}, 101, 0, entryId(3, 100)});
    later.start(3, {{3, 3}, hardState(3, 2, 102), {}, 102, 0, entryId(3, 100)});
    later.append(2, 103, 1, 3);
    later.append(3, 103, 1, 3);
    later.commit(3, 103, 3);
    QVERIFY2(later.isClean(), later.firstText());
}

QTEST_APPLESS_MAIN(ClusterChecksTest)
#include "tst_cluster_checks.moc"
