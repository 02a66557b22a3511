// SPDX-License-Identifier: Apache-2.0
// The disks of nodes on real time: looked into, and made ill.
#include <QTest>

#include <algorithm>
#include <optional>
#include <string>

#include "gui/faults/fault_choices.h"
#include "storage/node_directory_layout.h"
#include "storage/posix_file_system.h"
#include "tests/gui/live_talk.h"

using namespace quorate;
using namespace quorate::gui;
using quorate::tests::answerTo;
using quorate::tests::conditionOf;
using quorate::tests::get;
using quorate::tests::kPatienceMs;
using quorate::tests::leaderOf;
using quorate::tests::newSession;
using quorate::tests::openWithLeader;
using quorate::tests::put;
using quorate::tests::putOf;
using quorate::tests::run;
using quorate::tests::stateOf;

namespace {

/// As the session answers; nothing, and why in the log, where it does not.
template <class Answer, class Question>
std::optional<Answer> lookAt(LiveSession& session, raft::NodeId node, const Question& question) {
    std::optional<Answer> result;
    bool isDone = false;
    session.inspectDisk(node, question, [&](const Result<storage::DiskAnswer>& answer) {
        isDone = true;
        if (!answer) {
            qWarning("%s", answer.error().message.c_str());
        } else if (const auto* told = std::get_if<Answer>(&*answer)) {
            result = *told;
        }
    });
    static_cast<void>(QTest::qWaitFor([&isDone] { return isDone; }, kPatienceMs));
    return result;
}

using Kind = gui::DiskFault::Kind;

}  // namespace

class LiveDisksTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aDiskIsLookedIntoWhileItsNodeWorks();
    void aDiskOfANodeThatIsDownSaysWhatItComesBackWith();
    void aSlowDiskIsAFaultUntilItIsUndone();
    void aDiskThatFailsTakesItsNodeDownUntilItIsMended_data();
    void aDiskThatFailsTakesItsNodeDownUntilItIsMended();
    void anIllDiskIsIllInTheNextLifeToo();
    void whatRealDisksCannotDoIsRefused();
};

void LiveDisksTest::aDiskIsLookedIntoWhileItsNodeWorks() {
    const QTemporaryDir directory;
    const QString folder = newSession(directory);
    const auto session = openWithLeader(folder);
    QVERIFY(session);
    for (int i = 0; i < 5; ++i) {
        QVERIFY(put(*session, "key" + std::to_string(i), "value"));
    }
    Workload workload;
    workload.clients = 4;
    workload.operationsPerSecond = 400;
    QVERIFY(run(*session, SetWorkload{workload}).value());
    const raft::NodeId leader = leaderOf(*session)->id;
    const auto lock = gui::nodesPathOf(folder).toStdString() + "/" + toString(leader);
    std::uint64_t written = 0;
    for (int round = 0; round < 5; ++round) {
        const auto log = lookAt<storage::LogAnswer>(*session, leader, storage::LogQuestion());
        QVERIFY(log);
        QVERIFY(log->isOpen);
        const storage::LogSegment& last = log->segments.back();
        QVERIFY(last.durableSize && *last.durableSize > 0);
        QVERIFY(last.writtenSize >= written);
        written = last.writtenSize;
        storage::RecordsQuestion question;
        question.segment = last.name.sequence;
        question.from = storage::RecordsQuestion::From::Offset;
        question.at = *last.durableSize;
        question.limit = 20;
        const auto records = lookAt<storage::RecordsAnswer>(*session, leader, question);
        QVERIFY(records && !records->records.empty() && !records->map.empty());
        QVERIFY(std::all_of(records->records.begin(), records->records.end(),
                            [](const storage::LogRecord& record) { return record.kind; }));
        const auto keys =
            lookAt<storage::KeysAnswer>(*session, leader, storage::KeysQuestion{"key", "", 3});
        QVERIFY(keys);
        QCOMPARE(keys->keys.size(), 3U);
        QVERIFY(keys->hasMore);
        QCOMPARE(keys->keys.front().key, std::string("key0"));
        const auto state = lookAt<storage::StateAnswer>(*session, leader, storage::StateQuestion());
        QVERIFY(state && state->meta.keys >= 5 && !state->stores.empty());
        const auto changes =
            lookAt<storage::ChangesAnswer>(*session, leader, storage::ChangesQuestion{{2, 0}, 4});
        QVERIFY(changes && changes->changes.size() == 4);
        const auto crash = lookAt<storage::CrashAnswer>(*session, leader, storage::CrashQuestion());
        QVERIFY(crash && !crash->refusal);
        QVERIFY(crash->last.index <= crash->writtenLast.index);
        QVERIFY(!crash->applied);
        QVERIFY(lookAt<storage::SnapshotsAnswer>(*session, leader, storage::SnapshotsQuestion()));
        // Nobody took it from the node, and nobody else gets it.
        storage::PosixFileSystem files;
        const auto taken = storage::lockNodeDirectory(files, lock);
        QVERIFY(!taken && taken.error().code == ErrorCode::Busy);
    }
    QVERIFY(!lookAt<storage::LogAnswer>(*session, raft::NodeId(9), storage::LogQuestion()));
    QCOMPARE(stateOf(*session).violationCount(), 0U);
    QVERIFY(put(*session, "key", "after"));
}

void LiveDisksTest::aDiskOfANodeThatIsDownSaysWhatItComesBackWith() {
    const QTemporaryDir directory;
    const auto session = openWithLeader(newSession(directory));
    QVERIFY(session);
    QVERIFY(put(*session, "key", "value"));
    const raft::NodeId leader = leaderOf(*session)->id;
    const raft::NodeId victim = leader == raft::NodeId(1) ? raft::NodeId(2) : raft::NodeId(1);
    const auto before = lookAt<storage::CrashAnswer>(*session, victim, storage::CrashQuestion());
    QVERIFY(before && !before->refusal);
    QVERIFY(run(*session, ActOnNode{NodeAct::Kill, victim}).value());
    const auto log = lookAt<storage::LogAnswer>(*session, victim, storage::LogQuestion());
    QVERIFY(log && !log->isOpen && !log->segments.back().durableSize);
    const auto keys =
        lookAt<storage::KeysAnswer>(*session, victim, storage::KeysQuestion{"key", "", 3});
    QVERIFY(keys);
    const auto foretold = lookAt<storage::CrashAnswer>(*session, victim, storage::CrashQuestion());
    QVERIFY(foretold && !foretold->refusal && foretold->applied);
    QVERIFY(foretold->last.index >= before->last.index);
    QVERIFY(foretold->hardState.term >= before->hardState.term);
    // It can be looked into, and starts all the same.
    QVERIFY(run(*session, ActOnNode{NodeAct::Start, victim}).value());
    QTRY_VERIFY_WITH_TIMEOUT(
        stateOf(*session).findNode(victim)->condition == observe::NodeCondition::Up, kPatienceMs);
    const auto after = lookAt<storage::LogAnswer>(*session, victim, storage::LogQuestion());
    QVERIFY(after && after->isOpen);
    QVERIFY(stateOf(*session).findNode(victim)->log.last() >= foretold->last.index);
}

void LiveDisksTest::aSlowDiskIsAFaultUntilItIsUndone() {
    const QTemporaryDir directory;
    const auto session = openWithLeader(newSession(directory, 1));
    QVERIFY(session);
    QVERIFY(put(*session, "key", "before"));
    const raft::NodeId node(1);
    constexpr std::uint64_t kMinuteNs = 60'000'000'000;
    const auto set = run(*session, SetDiskFault{{node}, {Kind::Slow, kMinuteNs}});
    QVERIFY(set && *set);
    QTRY_COMPARE_WITH_TIMEOUT(stateOf(*session).faults().size(), 1U, kPatienceMs);
    const observe::ActiveFault fault = stateOf(*session).faults().front();
    QCOMPARE(fault.kind, observe::FaultKind::DiskSlow);
    QVERIFY(parseDiskFault(fault.text) == (gui::DiskFault{Kind::Slow, kMinuteNs}));
    // It is given up at last: many election timeouts, in which calls of half a minute are not done.
    const auto during = answerTo(*session, putOf("key", "during"));
    QVERIFY(during && during->answer.outcome != observe::Outcome::Done);
    QVERIFY(leaderOf(*session) != nullptr);
    const auto ended = run(*session, EndFault{fault.fault});
    QVERIFY(ended && *ended);
    QTRY_VERIFY_WITH_TIMEOUT(stateOf(*session).faults().empty(), kPatienceMs);
    QVERIFY(put(*session, "key", "after"));
    QCOMPARE(get(*session, "key").value_or(""), std::string("after"));
}

void LiveDisksTest::aDiskThatFailsTakesItsNodeDownUntilItIsMended_data() {
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("reason");
    QTest::newRow("syncs") << static_cast<int>(Kind::SyncsFail) << QByteArray("EIO");
    QTest::newRow("writes") << static_cast<int>(Kind::WritesFail) << QByteArray("EIO");
    QTest::newRow("full") << static_cast<int>(Kind::Full) << QByteArray("ENOSPC");
}

void LiveDisksTest::aDiskThatFailsTakesItsNodeDownUntilItIsMended() {
    QFETCH(const int, kind);
    QFETCH(const QByteArray, reason);
    const QTemporaryDir directory;
    const auto session = openWithLeader(newSession(directory));
    QVERIFY(session);
    QVERIFY(put(*session, "key", "before"));
    const raft::NodeId victim = leaderOf(*session)->id;
    const auto fault = static_cast<Kind>(kind);
    const auto set =
        run(*session, SetDiskFault{{victim}, {fault, fault == Kind::Full ? 0U : 1'000'000U}});
    QVERIFY(set && *set);
    const std::string large(400'000, 'v');
    QTRY_VERIFY_WITH_TIMEOUT((put(*session, "large", large),
                              conditionOf(*session, victim) == observe::NodeCondition::Failed),
                             2 * kPatienceMs);
    const std::string why = stateOf(*session).findNode(victim)->failure;
    QVERIFY2(why.find(reason.toStdString()) != std::string::npos, why.c_str());
    // What is wrong with it, and that it is down.
    QTRY_COMPARE_WITH_TIMEOUT(stateOf(*session).faults().size(), 2U, kPatienceMs);
    QCOMPARE(stateOf(*session).faults().back().text, std::string(kIllText));
    QTRY_VERIFY_WITH_TIMEOUT(leaderOf(*session) != nullptr && leaderOf(*session)->id != victim,
                             kPatienceMs);
    QVERIFY(put(*session, "key", "after"));
    const auto healed = run(*session, EndAllFaults{});
    QVERIFY(healed && *healed);
    QTRY_COMPARE_WITH_TIMEOUT(conditionOf(*session, victim), observe::NodeCondition::Up,
                              kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(stateOf(*session).faults().empty(), kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(
        leaderOf(*session) != nullptr &&
            stateOf(*session).findNode(victim)->log.committed >= leaderOf(*session)->log.committed,
        kPatienceMs);
    QCOMPARE(get(*session, "key").value_or(""), std::string("after"));
    QCOMPARE(stateOf(*session).violationCount(), 0U);
}

void LiveDisksTest::anIllDiskIsIllInTheNextLifeToo() {
    const QTemporaryDir directory;
    const auto session = openWithLeader(newSession(directory));
    QVERIFY(session);
    const raft::NodeId victim =
        leaderOf(*session)->id == raft::NodeId(1) ? raft::NodeId(2) : raft::NodeId(1);
    QVERIFY(run(*session, ActOnNode{NodeAct::Stop, victim}).value());
    const auto set = run(*session, SetDiskFault{{victim}, {Kind::WritesFail, 1'000'000}});
    QVERIFY(set && *set);
    QVERIFY(run(*session, ActOnNode{NodeAct::Start, victim}).value());
    QTRY_VERIFY_WITH_TIMEOUT((put(*session, "key", "value"),
                              conditionOf(*session, victim) == observe::NodeCondition::Failed),
                             kPatienceMs);
    QVERIFY(run(*session, EndAllFaults{}).value());
    QTRY_COMPARE_WITH_TIMEOUT(conditionOf(*session, victim), observe::NodeCondition::Up,
                              kPatienceMs);
}

void LiveDisksTest::whatRealDisksCannotDoIsRefused() {
    const QTemporaryDir directory;
    const auto session = openWithLeader(newSession(directory, 1));
    QVERIFY(session);
    for (int i = 0; i < kNodeFaultCount; ++i) {
        const auto fault = static_cast<NodeFault>(i);
        const bool can = session->can(abilityFor(fault));
        QCOMPARE(can, fault == NodeFault::SlowDisk || fault == NodeFault::ReadErrors ||
                          fault == NodeFault::WriteErrors || fault == NodeFault::SyncErrors ||
                          fault == NodeFault::FullDisk);
        if (!can) {
            const auto refused = run(*session, *commandFor(fault, 1, {raft::NodeId(1)}));
            QVERIFY(refused && !*refused);
            QCOMPARE(refused->error().code, ErrorCode::FailedPrecondition);
        }
    }
    const auto nobody = run(*session, SetDiskFault{{raft::NodeId(5)}, {Kind::Full, 0}});
    QVERIFY(nobody && !*nobody);
    QCOMPARE(nobody->error().code, ErrorCode::NotFound);
    QVERIFY(stateOf(*session).faults().empty());
}

QTEST_MAIN(LiveDisksTest)
#include "tst_live_disks.moc"
