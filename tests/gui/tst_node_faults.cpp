// SPDX-License-Identifier: Apache-2.0
// Disks and clocks of a real Stage are broken, mended and broken again in the dock, by mouse and by
// keyboard.
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QTableWidget>
#include <QTest>
#include <QToolButton>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>

#include "gui/faults/fault_text.h"
#include "gui/faults/faults_view.h"
#include "tests/gui/look.h"
#include "tests/gui/session_talk.h"
#include "tests/gui/stage_theatre.h"

using namespace quorate;
using namespace quorate::gui;
using observe::ActiveFault;
using observe::FaultKind;
using quorate::tests::kPatienceMs;
using quorate::tests::putOf;
using quorate::tests::run;
using raft::NodeId;
using Kind = DiskFault::Kind;

namespace {

/// A real Stage, and the dock over it.
class Theatre : public tests::StageTheatre<FaultsView> {
public:
    Theatre() : StageTheatre(SessionFile(), {528, 1000}) {
        if (!hasLeader()) {
            qFatal("nobody leads");
        }
        until([this] { return view->findChild<QToolButton*>("faultAt3") != nullptr; });
    }

    template <class Widget>
    Widget* find(const QString& name) const {
        auto* found = view->findChild<Widget*>(name);
        if (found == nullptr) {
            qFatal("there is no %s", qPrintable(name));
        }
        return found;
    }
    [[nodiscard]] const std::vector<ActiveFault>& faults() const {
        return session->recording().latest()->state.faults();
    }
    [[nodiscard]] const ActiveFault* active(FaultKind kind, NodeId node) const {
        for (const ActiveFault& fault : faults()) {
            if (fault.kind == kind && fault.nodes == std::vector{node}) {
                return &fault;
            }
        }
        return nullptr;
    }
    [[nodiscard]] observe::NodeCondition conditionOf(NodeId node) const {
        return session->recording().latest()->state.findNode(node)->condition;
    }
    void click(const QString& name) const {
        auto* button = find<QToolButton>(name);
        QVERIFY2(button->isEnabled(), qPrintable(name + u' ' + button->toolTip()));
        QTest::mouseClick(button, Qt::LeftButton);
    }
    /// Chooses what is to be wrong, and of which nodes.
    void choose(NodeFault fault, const std::vector<NodeId>& nodes) const {
        find<QComboBox>(QStringLiteral("nodeFault"))->setCurrentIndex(static_cast<int>(fault));
        for (std::uint64_t id = 1; id <= 3; ++id) {
            auto* button = find<QToolButton>(QStringLiteral("faultAt%1").arg(id));
            const bool isWanted = std::find(nodes.begin(), nodes.end(), NodeId(id)) != nodes.end();
            if (button->isChecked() != isWanted) {
                QTest::mouseClick(button, Qt::LeftButton);
            }
        }
    }
    void breakIt(NodeFault fault, const std::vector<NodeId>& nodes) const {
        choose(fault, nodes);
        click(QStringLiteral("applyNodeFault"));
    }
    /// Keeps asking until that is so.
    bool askUntil(const std::function<bool()>& isSo) const {
        for (int i = 0; i < 200 && !isSo(); ++i) {
            session->ask(putOf("key", std::to_string(i)), [](const auto&) {});
            QTest::qWait(50);
        }
        return isSo();
    }
};

}  // namespace

class TestNodeFaults : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anIllDiskIsRecordedListedUndoneAndRepeated();
    void severalNodesAndAFreeAmountByKeyboard();
    void oneUndoEndsAFaultOfSeveralNodes();
    void aFaultIsSwitchedOffAndOnAgain();
    void clocksDriftUntilTheyAreSetRight();
    void aDiskThatFailsEndsItsNode();
    void aCrashForgetsWhatWasNotSynced();
    void aCrashWithATornTailComesWithTheNextWrite();
    void theNextCrashIsAsItWasSet();
    void aLyingSyncIsOutsideOfTheModel();
    void aWipedDiskIsOutsideOfTheModel();
    void theButtonsOfThePaletteLeadToTheForm();
    void theSelectedNodeIsMeantUntilAnotherOneIsChosen();
    void textsFitAtAllSizes();
};

void TestNodeFaults::anIllDiskIsRecordedListedUndoneAndRepeated() {
    Theatre theatre;
    const struct {
        NodeFault fault;
        FaultKind kind;
        DiskFault expected;
    } cases[] = {{NodeFault::SlowDisk, FaultKind::DiskSlow, {Kind::Slow, 5'000'000}},
                 {NodeFault::ReadErrors, FaultKind::DiskErrors, {Kind::ReadsFail, 100'000}},
                 {NodeFault::FullDisk, FaultKind::DiskFull, {Kind::Full, 65'536}},
                 {NodeFault::LyingSync, FaultKind::LyingSync, {Kind::SyncsLie, 100'000}},
                 {NodeFault::NextCrashForgets, FaultKind::DiskErrors, {Kind::LosesUnsynced, 0}},
                 {NodeFault::NextCrashTears, FaultKind::DiskErrors, {Kind::TearsTail, 0}}};
    const NodeId node = theatre.follower();
    auto* table = theatre.find<QTableWidget>(QStringLiteral("activeFaults"));
    auto* ended = theatre.find<QTableWidget>(QStringLiteral("endedFaults"));
    for (const auto& each : cases) {
        theatre.choose(each.fault, {node});
        if (amountOf(each.fault).isAsked()) {
            theatre.click(QStringLiteral("preset1"));
        }
        theatre.click(QStringLiteral("applyNodeFault"));
        QTRY_VERIFY_WITH_TIMEOUT(theatre.active(each.kind, node) != nullptr, kPatienceMs);
        const ActiveFault fault = *theatre.active(each.kind, node);
        QVERIFY2(parseDiskFault(fault.text) == each.expected, fault.text.c_str());
        const QString title =
            faultName(fault.kind, fault.text) + u' ' + faultDetail(fault.kind, fault.text);
        QTRY_VERIFY_WITH_TIMEOUT(
            table->rowCount() == 1 && table->item(0, 0)->text() == title.trimmed(), kPatienceMs);
        QVERIFY(table->item(0, 1)->text().endsWith(QStringLiteral("n%1").arg(node.value())));
        theatre.click(QStringLiteral("undo%1").arg(fault.fault));
        QTRY_VERIFY_WITH_TIMEOUT(theatre.faults().empty(), kPatienceMs);
        const QString repeat = QStringLiteral("repeat%1").arg(fault.fault);
        QTRY_VERIFY_WITH_TIMEOUT(theatre.view->findChild<QToolButton*>(repeat) != nullptr,
                                 kPatienceMs);
        QVERIFY(ended->isVisible());
        theatre.click(repeat);
        QTRY_VERIFY_WITH_TIMEOUT(theatre.active(each.kind, node) != nullptr, kPatienceMs);
        QCOMPARE(theatre.active(each.kind, node)->text, fault.text);
        QVERIFY(theatre.active(each.kind, node)->fault != fault.fault);
        QTRY_VERIFY_WITH_TIMEOUT(theatre.find<QToolButton>(QStringLiteral("healAll"))->isEnabled(),
                                 kPatienceMs);
        theatre.click(QStringLiteral("healAll"));
        QTRY_VERIFY_WITH_TIMEOUT(theatre.faults().empty(), kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(theatre.conditionOf(node) == observe::NodeCondition::Up,
                                 kPatienceMs);
    }
}

void TestNodeFaults::severalNodesAndAFreeAmountByKeyboard() {
    Theatre theatre;
    auto* box = theatre.find<QComboBox>(QStringLiteral("nodeFault"));
    box->setFocus();
    QTest::keyClick(box, Qt::Key_Home);
    QTest::keyClick(box, Qt::Key_Tab);
    auto* amount = theatre.find<QDoubleSpinBox>(QStringLiteral("faultAmount"));
    QTRY_VERIFY(amount->hasFocus());
    amount->selectAll();
    QTest::keyClicks(amount, QStringLiteral("7.5"));
    for (const char* name : {"faultAt1", "faultAt2", "faultAt3"}) {
        auto* button = theatre.find<QToolButton>(QString::fromLatin1(name));
        if (!button->isChecked()) {
            button->setFocus();
            QTest::keyClick(button, Qt::Key_Space);
        }
        QVERIFY(button->isChecked());
    }
    auto* apply = theatre.find<QToolButton>(QStringLiteral("applyNodeFault"));
    apply->setFocus();
    QTest::keyClick(apply, Qt::Key_Space);
    // One fault of them all.
    const std::vector<NodeId> all{NodeId(1), NodeId(2), NodeId(3)};
    QTRY_COMPARE_WITH_TIMEOUT(theatre.faults().size(), std::size_t{1}, kPatienceMs);
    const ActiveFault slow = theatre.faults().front();
    QCOMPARE(slow.nodes, all);
    QVERIFY(parseDiskFault(slow.text) == (DiskFault{Kind::Slow, 7'500'000}));
    // A second illness beside it; a second one of the same kind instead of it, where that is.
    theatre.breakIt(NodeFault::FullDisk, {NodeId(1)});
    QTRY_COMPARE_WITH_TIMEOUT(theatre.faults().size(), std::size_t{2}, kPatienceMs);
    theatre.breakIt(NodeFault::SlowDisk, {NodeId(1)});
    QTRY_VERIFY_WITH_TIMEOUT(
        theatre.faults().size() == 3 &&
            parseDiskFault(theatre.faults().back().text) == (DiskFault{Kind::Slow, 20'000'000}),
        kPatienceMs);
    QVERIFY(theatre.active(FaultKind::DiskSlow, NodeId(1)) != nullptr);
    const auto others =
        std::find_if(theatre.faults().begin(), theatre.faults().end(),
                     [&slow](const ActiveFault& fault) { return fault.fault == slow.fault; });
    QVERIFY(others != theatre.faults().end());
    QCOMPARE(others->nodes, (std::vector{NodeId(2), NodeId(3)}));
    theatre.choose(NodeFault::SlowDisk, {});
    QVERIFY(!apply->isEnabled());
    QVERIFY(apply->toolTip().contains(QStringLiteral("at least one node")));
    theatre.click(QStringLiteral("allNodes"));
    QVERIFY(apply->isEnabled());
}

void TestNodeFaults::oneUndoEndsAFaultOfSeveralNodes() {
    Theatre theatre;
    const std::vector<NodeId> all{NodeId(1), NodeId(2), NodeId(3)};
    for (const auto& [fault, kind] : {std::pair(NodeFault::SlowClock, FaultKind::ClockDrift),
                                      std::pair(NodeFault::LyingSync, FaultKind::LyingSync),
                                      std::pair(NodeFault::CrashForgetting, FaultKind::NodeDown)}) {
        theatre.breakIt(fault, all);
        QTRY_COMPARE_WITH_TIMEOUT(theatre.faults().size(), std::size_t{1}, kPatienceMs);
        const ActiveFault broken = theatre.faults().front();
        QVERIFY(broken.kind == kind);
        QCOMPARE(broken.nodes, all);
        const QString undo = QStringLiteral("undo%1").arg(broken.fault);
        QTRY_VERIFY_WITH_TIMEOUT(theatre.view->findChild<QToolButton*>(undo) != nullptr,
                                 kPatienceMs);
        auto* table = theatre.find<QTableWidget>(QStringLiteral("activeFaults"));
        QVERIFY(table->item(0, 1)->text().endsWith(QStringLiteral("n1, n2 and n3")));
        theatre.click(undo);
        QTRY_VERIFY_WITH_TIMEOUT(theatre.faults().empty(), kPatienceMs);
        for (const NodeId node : all) {
            QTRY_VERIFY_WITH_TIMEOUT(theatre.conditionOf(node) == observe::NodeCondition::Up,
                                     kPatienceMs);
        }
    }
    // Where one of them starts by itself, the others are still down, and Undo ends that.
    theatre.breakIt(NodeFault::CrashForgetting, all);
    QTRY_COMPARE_WITH_TIMEOUT(theatre.faults().size(), std::size_t{1}, kPatienceMs);
    const std::uint64_t number = theatre.faults().front().fault;
    QVERIFY(run(*theatre.session, ActOnNode{NodeAct::Start, NodeId(2)}).value());
    QTRY_VERIFY_WITH_TIMEOUT(
        theatre.faults().size() == 1 &&
            theatre.faults().front().nodes == (std::vector{NodeId(1), NodeId(3)}),
        kPatienceMs);
    QVERIFY(run(*theatre.session, EndFault{number}).value());
    QTRY_VERIFY_WITH_TIMEOUT(theatre.faults().empty(), kPatienceMs);
    for (const NodeId node : all) {
        QTRY_VERIFY_WITH_TIMEOUT(theatre.conditionOf(node) == observe::NodeCondition::Up,
                                 kPatienceMs);
    }
}

void TestNodeFaults::aFaultIsSwitchedOffAndOnAgain() {
    Theatre theatre;
    const std::vector<NodeId> two{NodeId(1), NodeId(2)};
    auto* table = theatre.find<QTableWidget>(QStringLiteral("activeFaults"));
    const auto press = [&theatre](const QString& name) {
        auto* button = theatre.view->findChild<QAbstractButton*>(name);
        QVERIFY(button != nullptr && button->isEnabled());
        QTest::mouseClick(button, Qt::LeftButton);
    };
    theatre.breakIt(NodeFault::SlowDisk, two);
    QVERIFY(run(*theatre.session, Partition{{{NodeId(1)}, {NodeId(2), NodeId(3)}}}).value());
    QVERIFY(run(*theatre.session, CutLink{{NodeId(2), NodeId(3)}, true}).value());
    QVERIFY(run(*theatre.session, ActOnNode{NodeAct::Pause, NodeId(3)}).value());
    SetLinkCondition loss;
    loss.links = {{NodeId(1), NodeId(2)}, {NodeId(2), NodeId(1)}};
    loss.condition.lossMillionths = 500'000;
    QVERIFY(run(*theatre.session, loss).value());
    const int count = 5;
    QTRY_COMPARE_WITH_TIMEOUT(table->rowCount(), count, kPatienceMs);
    for (int i = 0; i < count; ++i) {
        // The first one; what begins anew is the last one then.
        const ActiveFault fault = theatre.faults().front();
        const QString title = table->item(0, 0)->text() + table->item(0, 1)->text();
        const QString name = QStringLiteral("switch%1").arg(fault.fault);
        press(name);
        QTRY_COMPARE_WITH_TIMEOUT(table->item(0, 2)->text(), QStringLiteral("off"), kPatienceMs);
        QCOMPARE(theatre.faults().size(), std::size_t{count - 1});
        // In its place, with all that it was, and not among those that were undone.
        QCOMPARE(table->rowCount(), count);
        QCOMPARE(table->item(0, 0)->text() + table->item(0, 1)->text(), title);
        QVERIFY(!theatre.find<QAbstractButton>(name)->isChecked());
        QTest::qWait(50);
        QVERIFY(theatre.view->findChild<QWidget*>(QStringLiteral("repeat%1").arg(fault.fault)) ==
                nullptr);
        press(name);
        QTRY_COMPARE_WITH_TIMEOUT(theatre.faults().size(), std::size_t{count}, kPatienceMs);
        const ActiveFault again = theatre.faults().back();
        QVERIFY(again.fault > fault.fault);
        QCOMPARE(again.text, fault.text);
        QCOMPARE(again.nodes, fault.nodes);
        QVERIFY(again.kind == fault.kind);
        QTRY_VERIFY_WITH_TIMEOUT(theatre.view->findChild<QWidget*>(name) == nullptr, kPatienceMs);
        QCOMPARE(table->rowCount(), count);
        QCOMPARE(table->item(count - 1, 0)->text() + table->item(count - 1, 1)->text(), title);
    }
    // What is forgotten while it is off is among those that were undone.
    const std::uint64_t last = theatre.faults().front().fault;
    press(QStringLiteral("switch%1").arg(last));
    QTRY_COMPARE_WITH_TIMEOUT(table->item(0, 2)->text(), QStringLiteral("off"), kPatienceMs);
    press(QStringLiteral("undo%1").arg(last));
    QCOMPARE(table->rowCount(), count - 1);
    QTRY_VERIFY_WITH_TIMEOUT(
        theatre.view->findChild<QWidget*>(QStringLiteral("repeat%1").arg(last)) != nullptr,
        kPatienceMs);
}

void TestNodeFaults::clocksDriftUntilTheyAreSetRight() {
    Theatre theatre;
    theatre.breakIt(NodeFault::SlowClock, {NodeId(1)});
    QTRY_VERIFY_WITH_TIMEOUT(theatre.active(FaultKind::ClockDrift, NodeId(1)) != nullptr,
                             kPatienceMs);
    QCOMPARE(theatre.active(FaultKind::ClockDrift, NodeId(1))->text, std::string("10 % slow"));
    auto* model = theatre.find<QLabel>(QStringLiteral("modelLine"));
    QTRY_VERIFY_WITH_TIMEOUT(model->text().contains(QStringLiteral("Inside Raft's model: ")),
                             kPatienceMs);
    theatre.breakIt(NodeFault::FastClock, {NodeId(2)});
    QTRY_VERIFY_WITH_TIMEOUT(model->text().contains(QStringLiteral("but for leases")), kPatienceMs);
    const std::uint64_t first = theatre.active(FaultKind::ClockDrift, NodeId(1))->fault;
    theatre.click(QStringLiteral("undo%1").arg(first));
    QTRY_VERIFY_WITH_TIMEOUT(!model->text().contains(QStringLiteral("leases")), kPatienceMs);
    QCOMPARE(theatre.faults().size(), std::size_t{1});
    const QString repeat = QStringLiteral("repeat%1").arg(first);
    QTRY_VERIFY_WITH_TIMEOUT(theatre.view->findChild<QToolButton*>(repeat) != nullptr, kPatienceMs);
    theatre.click(repeat);
    QTRY_VERIFY_WITH_TIMEOUT(model->text().contains(QStringLiteral("but for leases")), kPatienceMs);
}

void TestNodeFaults::aDiskThatFailsEndsItsNode() {
    Theatre theatre;
    const NodeId node = theatre.follower();
    theatre.breakIt(NodeFault::WriteErrors, {node});
    QTRY_VERIFY_WITH_TIMEOUT(theatre.active(FaultKind::DiskErrors, node) != nullptr, kPatienceMs);
    QVERIFY(theatre.askUntil([&] { return theatre.active(FaultKind::NodeDown, node) != nullptr; }));
    QVERIFY(theatre.conditionOf(node) == observe::NodeCondition::Failed);
    QCOMPARE(theatre.active(FaultKind::NodeDown, node)->text, std::string(kIllText));
    // It does not start while its disk fails, and is still a fault then.
    const std::uint64_t down = theatre.active(FaultKind::NodeDown, node)->fault;
    QTRY_VERIFY_WITH_TIMEOUT(
        theatre.view->findChild<QToolButton*>(QStringLiteral("undo%1").arg(down)) != nullptr,
        kPatienceMs);
    theatre.click(QStringLiteral("undo%1").arg(down));
    QTRY_VERIFY_WITH_TIMEOUT(theatre.active(FaultKind::NodeDown, node) != nullptr &&
                                 theatre.active(FaultKind::NodeDown, node)->fault != down,
                             kPatienceMs);
    // All at once: the disk first.
    theatre.click(QStringLiteral("healAll"));
    QTRY_VERIFY_WITH_TIMEOUT(theatre.faults().empty(), kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(theatre.conditionOf(node) == observe::NodeCondition::Up, kPatienceMs);
}

void TestNodeFaults::aCrashForgetsWhatWasNotSynced() {
    Theatre theatre;
    const NodeId node = theatre.follower();
    theatre.breakIt(NodeFault::CrashForgetting, {node});
    QTRY_VERIFY_WITH_TIMEOUT(theatre.active(FaultKind::NodeDown, node) != nullptr, kPatienceMs);
    QVERIFY(theatre.conditionOf(node) == observe::NodeCondition::Down);
    QCOMPARE(theatre.active(FaultKind::NodeDown, node)->text, std::string(kForgotText));
    const std::uint64_t number = theatre.active(FaultKind::NodeDown, node)->fault;
    QTRY_VERIFY_WITH_TIMEOUT(
        theatre.view->findChild<QToolButton*>(QStringLiteral("undo%1").arg(number)) != nullptr,
        kPatienceMs);
    theatre.click(QStringLiteral("undo%1").arg(number));
    QTRY_VERIFY_WITH_TIMEOUT(theatre.conditionOf(node) == observe::NodeCondition::Up, kPatienceMs);
    QCOMPARE(theatre.session->recording().latest()->state.violationCount(), 0U);
}

void TestNodeFaults::aCrashWithATornTailComesWithTheNextWrite() {
    Theatre theatre;
    const NodeId node = theatre.follower();
    theatre.breakIt(NodeFault::CrashTearing, {node});
    QTRY_VERIFY_WITH_TIMEOUT(theatre.active(FaultKind::DiskErrors, node) != nullptr ||
                                 theatre.active(FaultKind::NodeDown, node) != nullptr,
                             kPatienceMs);
    QVERIFY(theatre.askUntil([&] { return theatre.active(FaultKind::NodeDown, node) != nullptr; }));
    QCOMPARE(theatre.active(FaultKind::NodeDown, node)->text, std::string(kTornText));
    QTRY_VERIFY_WITH_TIMEOUT(theatre.active(FaultKind::DiskErrors, node) == nullptr, kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(theatre.find<QToolButton>(QStringLiteral("healAll"))->isEnabled(),
                             kPatienceMs);
    theatre.click(QStringLiteral("healAll"));
    QTRY_VERIFY_WITH_TIMEOUT(theatre.conditionOf(node) == observe::NodeCondition::Up, kPatienceMs);
    QCOMPARE(theatre.session->recording().latest()->state.violationCount(), 0U);
}

void TestNodeFaults::theNextCrashIsAsItWasSet() {
    Theatre theatre;
    const NodeId node = theatre.follower();
    for (const NodeFault fault : {NodeFault::NextCrashForgets, NodeFault::NextCrashTears}) {
        theatre.breakIt(fault, {node});
        QTRY_VERIFY_WITH_TIMEOUT(theatre.active(FaultKind::DiskErrors, node) != nullptr,
                                 kPatienceMs);
        QVERIFY(run(*theatre.session, ActOnNode{NodeAct::Kill, node}).value());
        // The crash that it was about has come.
        QTRY_VERIFY_WITH_TIMEOUT(theatre.active(FaultKind::NodeDown, node) != nullptr, kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(theatre.active(FaultKind::DiskErrors, node) == nullptr,
                                 kPatienceMs);
        QVERIFY(run(*theatre.session, ActOnNode{NodeAct::Start, node}).value());
        QTRY_VERIFY_WITH_TIMEOUT(theatre.faults().empty(), kPatienceMs);
    }
    QCOMPARE(theatre.session->recording().latest()->state.violationCount(), 0U);
}

void TestNodeFaults::aLyingSyncIsOutsideOfTheModel() {
    Theatre theatre;
    auto* model = theatre.find<QLabel>(QStringLiteral("modelLine"));
    QVERIFY(!model->isVisible());
    theatre.breakIt(NodeFault::LyingSync, {NodeId(2)});
    QTRY_VERIFY_WITH_TIMEOUT(
        model->isVisible() && model->text().contains(QStringLiteral("Outside Raft's model")),
        kPatienceMs);
    QVERIFY(model->text().contains(QStringLiteral("n2: fsync lies")));
    theatre.click(QStringLiteral("healAll"));
    QTRY_VERIFY_WITH_TIMEOUT(!model->isVisible(), kPatienceMs);
}

void TestNodeFaults::aWipedDiskIsOutsideOfTheModel() {
    Theatre theatre;
    const NodeId node = theatre.follower();
    QVERIFY(run(*theatre.session, ActOnNode{NodeAct::Kill, node}).value());
    QVERIFY(run(*theatre.session, ActOnNode{NodeAct::Wipe, node}).value());
    auto* model = theatre.find<QLabel>(QStringLiteral("modelLine"));
    QTRY_VERIFY_WITH_TIMEOUT(model->text().contains(QStringLiteral("its disk was wiped")),
                             kPatienceMs);
    // It is no less wiped when it is up again.
    static_cast<void>(run(*theatre.session, ActOnNode{NodeAct::Start, node}));
    QTRY_VERIFY_WITH_TIMEOUT(theatre.active(FaultKind::DiskErrors, node) != nullptr, kPatienceMs);
    QVERIFY(model->text().contains(QStringLiteral("its disk was wiped")));
}

void TestNodeFaults::theButtonsOfThePaletteLeadToTheForm() {
    Theatre theatre;
    theatre.view->resize(528, 420);
    auto* box = theatre.find<QComboBox>(QStringLiteral("nodeFault"));
    for (const auto& [button, fault] :
         {std::pair("clock", NodeFault::FastClock), std::pair("disk", NodeFault::SlowDisk)}) {
        theatre.click(QString::fromLatin1(button));
        QTRY_VERIFY(box->hasFocus());
        QCOMPARE(box->currentIndex(), static_cast<int>(fault));
        QVERIFY(!box->visibleRegion().isEmpty());
    }
}

void TestNodeFaults::theSelectedNodeIsMeantUntilAnotherOneIsChosen() {
    Theatre theatre;
    auto* third = theatre.find<QToolButton>(QStringLiteral("faultAt3"));
    theatre.selection.select(NodeId(3));
    QVERIFY(third->isChecked());
    QVERIFY(!theatre.find<QToolButton>(QStringLiteral("faultAt1"))->isChecked());
    theatre.choose(NodeFault::SlowDisk, {NodeId(1)});
    theatre.selection.select(NodeId(2));
    QVERIFY(theatre.find<QToolButton>(QStringLiteral("faultAt1"))->isChecked());
    QVERIFY(!theatre.find<QToolButton>(QStringLiteral("faultAt2"))->isChecked());
}

void TestNodeFaults::textsFitAtAllSizes() {
    Theatre theatre;
    theatre.breakIt(NodeFault::LyingSync, {NodeId(2)});
    theatre.breakIt(NodeFault::SlowClock, {NodeId(1)});
    theatre.breakIt(NodeFault::FastClock, {NodeId(3)});
    theatre.breakIt(NodeFault::SlowDisk, {NodeId(1)});
    QTRY_COMPARE_WITH_TIMEOUT(
        theatre.find<QTableWidget>(QStringLiteral("activeFaults"))->rowCount(), 4, kPatienceMs);
    for (const int percent : {80, 100, 200}) {
        const tests::TextSize size(percent);
        QTest::qWait(50);
        const QStringList cut = tests::cutOffIn(*theatre.view);
        QVERIFY2(cut.isEmpty(),
                 qPrintable(QStringLiteral("%1 %: %2").arg(percent).arg(cut.join(u';'))));
    }
    const QString folder = tests::picturesFolder();
    if (!folder.isEmpty()) {
        for (const Appearance choice : {Appearance::Light, Appearance::Dark}) {
            theatre.theme.setAppearance(choice);
            QTest::qWait(150);
            theatre.view->grab().save(
                folder + QStringLiteral("/faults-%1.png")
                             .arg(QLatin1String(choice == Appearance::Dark ? "dark" : "light")));
        }
    }
}

QTEST_MAIN(TestNodeFaults)
#include "tst_node_faults.moc"
