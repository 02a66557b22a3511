// SPDX-License-Identifier: Apache-2.0
// What faults are called, read and judged, without widgets.
#include <QtTest/QtTest>

#include <string>
#include <utility>
#include <vector>

#include "gui/faults/fault_choices.h"
#include "gui/faults/fault_history.h"
#include "gui/faults/fault_text.h"
#include "gui/faults/raft_model.h"
#include "gui/session/disk_fault.h"

using namespace quorate;
using namespace quorate::gui;
using observe::ActiveFault;
using observe::FaultKind;
using raft::NodeId;
using Kind = DiskFault::Kind;
using Standing = ModelNote::Standing;

namespace {

ActiveFault faultOf(std::uint64_t number, FaultKind kind, std::vector<NodeId> nodes,
                    std::string text) {
    ActiveFault fault;
    fault.fault = number;
    fault.kind = kind;
    fault.nodes = std::move(nodes);
    fault.text = std::move(text);
    return fault;
}

ActiveFault drift(std::uint64_t number, std::uint64_t node, std::int64_t ppm) {
    return faultOf(number, FaultKind::ClockDrift, {NodeId(node)}, driftText(ppm));
}

raft::ConfState threeVoters() {
    raft::ConfState configuration;
    configuration.voters = {NodeId(1), NodeId(2), NodeId(3)};
    configuration.learners = {NodeId(4)};
    return configuration;
}

std::vector<ModelNote> notesOn(const std::vector<ActiveFault>& faults) {
    const raft::ConfState configuration = threeVoters();
    return outsideOfModel(faults, &configuration, observe::ClusterState());
}

}  // namespace

class TestRaftModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatARecordingSaysOfADiskIsReadAgain() {
        for (const Kind kind : kDiskFaultKinds) {
            for (const std::uint64_t amount : {0UL, 1UL, 12'345UL, 500'000UL, 1'000'000UL}) {
                const bool hasAmount = kind < Kind::LosesUnsynced;
                const DiskFault fault{kind, hasAmount ? amount : 0};
                const auto read = parseDiskFault(textOf(fault));
                QVERIFY2(read && *read == fault, textOf(fault).c_str());
            }
        }
        QCOMPARE(textOf(DiskFault{Kind::Slow, 20'000'000}),
                 std::string("calls take up to 20 ms longer"));
        QCOMPARE(textOf(DiskFault{Kind::WritesFail, 125'000}),
                 std::string("EIO on 12.5 % of writes"));
        for (const char* text : {"", "slow-disk", "EIO on x % of reads", "EIO on 101 % of reads",
                                 "EIO on 1.23456 % of reads", "ENOSPC after -1 B more",
                                 "calls take up to 99999999999999999999 ms longer"}) {
            QVERIFY2(!parseDiskFault(text), text);
        }
    }

    void whatARecordingSaysOfAClockIsReadAgain() {
        for (const std::int64_t ppm : {100'000L, -500'000L, 1L, -900'000L}) {
            QVERIFY(parseDrift(driftText(ppm)) == ppm);
        }
        QCOMPARE(driftText(-125'000), std::string("12.5 % slow"));
        QVERIFY(!parseDrift("clock-drift"));
        QVERIFY(!parseDrift("10 % faster"));
    }

    void severalIllnessesOfADiskAddUp() {
        stage::DiskIllness illness;
        addTo(illness, {Kind::Slow, 5});
        addTo(illness, {Kind::WritesFail, 10});
        addTo(illness, {Kind::Full, 4096});
        addTo(illness, {Kind::SyncsLie, 1'000'000});
        addTo(illness, {Kind::LosesUnsynced, 0});
        QCOMPARE(illness.delay, stage::Nanoseconds{5});
        QCOMPARE(illness.writesFail, 10U);
        QCOMPARE(illness.syncsLie, 1'000'000U);
        QVERIFY(illness.freeBytes == std::uint64_t{4096});
        QCOMPARE(illness.readsFail, 0U);
    }

    void choicesBecomeCommandsInTheUnitsOfTheEngine() {
        const std::vector<NodeId> nodes{NodeId(1), NodeId(3)};
        const auto slow = commandFor(NodeFault::SlowDisk, 2.5, nodes);
        QCOMPARE(std::get<SetDiskFault>(*slow).nodes, nodes);
        QVERIFY(std::get<SetDiskFault>(*slow).fault == (DiskFault{Kind::Slow, 2'500'000}));
        const auto full = commandFor(NodeFault::FullDisk, 64, {NodeId(2)});
        QVERIFY(std::get<SetDiskFault>(*full).fault == (DiskFault{Kind::Full, 65'536}));
        const auto lies = commandFor(NodeFault::LyingSync, 1000, {NodeId(2)});
        QVERIFY(std::get<SetDiskFault>(*lies).fault == (DiskFault{Kind::SyncsLie, 1'000'000}));
        const auto clock = commandFor(NodeFault::SlowClock, 12.5, nodes);
        QCOMPARE(std::get<SetClockDrift>(*clock).partsPerMillion, std::int64_t{-125'000});
        QCOMPARE(std::get<SetClockDrift>(*clock).nodes, nodes);
        QCOMPARE(std::get<CrashForgetting>(*commandFor(NodeFault::CrashForgetting, 0, nodes)).nodes,
                 nodes);
        QVERIFY(!commandFor(NodeFault::SlowDisk, 5, {}));
        for (int i = 0; i < kNodeFaultCount; ++i) {
            const auto fault = static_cast<NodeFault>(i);
            const AmountChoice choice = amountOf(fault);
            QVERIFY(!nameOf(fault).isEmpty() && !explain(fault).isEmpty());
            for (const double preset : choice.presets) {
                QVERIFY(preset >= choice.least && preset <= choice.most);
            }
        }
    }

    void faultsAreCalledByWhatTheyDo() {
        const std::vector<NodeId> nodes{NodeId(2)};
        QCOMPARE(
            faultTitle(FaultKind::DiskErrors, nodes, textOf(DiskFault{Kind::SyncsFail, 10'000})),
            QStringLiteral("EIO on 1 % of fsyncs, n2"));
        QCOMPARE(faultTitle(FaultKind::ClockDrift, nodes, driftText(-100'000)),
                 QStringLiteral("Clock drift 10 % slow, n2"));
        QCOMPARE(faultName(FaultKind::DiskErrors, kWipedText), QStringLiteral("Wiped disk"));
        QCOMPARE(faultName(FaultKind::DiskErrors, "disk-errors"), QStringLiteral("Disk errors"));
        QCOMPARE(faultDetail(FaultKind::NodeDown, kForgotText), QString::fromLatin1(kForgotText));
    }

    void whatEndedIsRepeatedFromItsText() {
        const observe::Recording recording;
        EndedFault ended;
        ended.nodes = {NodeId(2), NodeId(3)};
        ended.kind = FaultKind::DiskFull;
        ended.text = textOf(DiskFault{Kind::Full, 4096});
        auto again = repeatOf(recording, ended);
        QVERIFY(std::get<SetDiskFault>(again.at(0)).fault == (DiskFault{Kind::Full, 4096}));
        QCOMPARE(std::get<SetDiskFault>(again.at(0)).nodes, ended.nodes);
        ended.kind = FaultKind::ClockDrift;
        ended.text = driftText(50'000);
        again = repeatOf(recording, ended);
        QCOMPARE(std::get<SetClockDrift>(again.at(0)).partsPerMillion, std::int64_t{50'000});
        ended.kind = FaultKind::NodeDown;
        ended.text = kForgotText;
        QVERIFY(std::holds_alternative<CrashForgetting>(repeatOf(recording, ended).at(0)));
        ended.text = "stopped";
        QCOMPARE(std::get<ActOnNode>(repeatOf(recording, ended).at(1)).act, NodeAct::Stop);
        QVERIFY(std::get<ActOnNode>(repeatOf(recording, ended).at(1)).node == NodeId(3));
        ended.nodes = {NodeId(2)};
        ended.kind = FaultKind::AtPoint;
        ended.text = "150 ms later before-send";
        again = repeatOf(recording, ended);
        QCOMPARE(std::get<ActAtPoint>(again.at(0)).delayNs, std::uint64_t{150'000'000});
        ended.kind = FaultKind::Sabotage;
        ended.text = std::string(toString(stage::SabotagedRule::ForgetVotes));
        again = repeatOf(recording, ended);
        QVERIFY(std::get<SetSabotage>(again.at(0)).isOn);
    }

    // --- the model

    void crashesABadNetworkAndDisksThatFailAreInside() {
        const std::vector<ActiveFault> faults{
            faultOf(1, FaultKind::NodeDown, {NodeId(1)}, "killed"),
            faultOf(2, FaultKind::Partition, {NodeId(1), NodeId(2)}, "{n1} | {n2}"),
            faultOf(3, FaultKind::Loss, {NodeId(1), NodeId(2)}, "100 % lost"),
            faultOf(4, FaultKind::DiskErrors, {NodeId(1)}, textOf(DiskFault{Kind::WritesFail, 5})),
            faultOf(5, FaultKind::DiskErrors, {NodeId(1)}, textOf(DiskFault{Kind::TearsTail, 0})),
            faultOf(6, FaultKind::DiskErrors, {NodeId(1)},
                    textOf(DiskFault{Kind::LosesUnsynced, 0})),
            faultOf(7, FaultKind::DiskFull, {NodeId(1)}, textOf(DiskFault{Kind::Full, 0})),
            faultOf(8, FaultKind::DiskSlow, {NodeId(1)}, textOf(DiskFault{Kind::Slow, 5}))};
        QVERIFY(notesOn(faults).empty());
        QVERIFY(modelSentence({}, true).startsWith(QStringLiteral("Inside Raft's model")));
        QVERIFY(modelSentence({}, false).isEmpty());
    }

    void whoLiesIsOutside() {
        const auto notes = notesOn(
            {faultOf(1, FaultKind::NodeDown, {NodeId(1)}, "killed"),
             faultOf(2, FaultKind::LyingSync, {NodeId(2)}, textOf(DiskFault{Kind::SyncsLie, 5}))});
        QCOMPARE(notes.size(), std::size_t{1});
        QVERIFY(notes[0].standing == Standing::Outside);
        QCOMPARE(notes[0].fault, std::uint64_t{2});
        QCOMPARE(notes[0].nodes, std::vector{NodeId(2)});
        QVERIFY(notes[0].text.contains(QStringLiteral("n2")));
        QVERIFY(notes[0].text.contains(QStringLiteral("stable storage")));
        QVERIFY(modelSentence(notes, true).startsWith(QStringLiteral("Outside Raft's model")));
    }

    void aWipedDiskUnderAnOldNameIsOutside() {
        const auto notes = notesOn({faultOf(4, FaultKind::DiskErrors, {NodeId(3)}, kWipedText)});
        QCOMPARE(notes.size(), std::size_t{1});
        QVERIFY(notes[0].text.contains(QStringLiteral("whom it voted for")));
    }

    void everySabotageIsOutsideAndSaysWhy() {
        QSet<QString> reasons;
        for (const stage::SabotagedRule rule : stage::kSabotagedRules) {
            const auto notes =
                notesOn({faultOf(9, FaultKind::Sabotage, {}, std::string(toString(rule)))});
            QCOMPARE(notes.size(), std::size_t{1});
            reasons.insert(notes[0].text);
        }
        QCOMPARE(reasons.size(), static_cast<qsizetype>(std::size(stage::kSabotagedRules)));
    }

    void clocksThatDriftFarEndangerLeasesOnly() {
        // Ten ticks: a lease of seven, promised for eight.
        QVERIFY(qAbs(leaseTolerance(10) - 1.0 / 7) < 1e-9);
        QVERIFY(notesOn({drift(1, 2, 100'000)}).empty());
        auto notes = notesOn({drift(1, 2, 100'000), drift(2, 1, -100'000)});
        QCOMPARE(notes.size(), std::size_t{1});
        QVERIFY(notes[0].standing == Standing::LeasesOnly);
        QCOMPARE(notes[0].nodes, (std::vector{NodeId(1), NodeId(2)}));
        QVERIFY2(notes[0].text.contains(QStringLiteral("n2 runs 22 % faster than that of n1")),
                 qPrintable(notes[0].text));
        QVERIFY(modelSentence(notes, true).contains(QStringLiteral("but for leases")));
        notes = notesOn({drift(3, 1, -500'000)});
        QCOMPARE(notes.size(), std::size_t{1});
        QCOMPARE(notes[0].fault, std::uint64_t{3});
        // All by the same: nobody is faster than anybody.
        QVERIFY(
            notesOn({drift(1, 1, 500'000), drift(2, 2, 500'000), drift(3, 3, 500'000)}).empty());
        // Learners vote for nobody, and lead never.
        QVERIFY(notesOn({drift(1, 4, 900'000)}).empty());
        QVERIFY(outsideOfModel({drift(1, 2, 900'000)}, nullptr, observe::ClusterState()).empty());
    }
};

QTEST_APPLESS_MAIN(TestRaftModel)
#include "tst_raft_model.moc"
