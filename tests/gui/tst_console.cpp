// SPDX-License-Identifier: Apache-2.0
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTest>

#include <memory>
#include <variant>
#include <vector>

#include "gui/console/workload_dialog.h"
#include "tests/gui/console_screen.h"

using namespace quorate;
using namespace quorate::gui;
using quorate::tests::ConsoleScreen;
using quorate::tests::FakeSession;

/// The console as a person uses it: what is asked, and what is answered.
class ConsoleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhatToDoFirst();
    void putsByKeyboard();
    void showsWhatAGetFound();
    void swapsWhatIsAsExpected();
    void asksOneNodeAtALevel();
    void anyNodeIsAskedInTurn();
    void fieldsFollowTheOperation();
    void aRefusalIsShown();
    void anUnledClusterIsComplainedAbout();
    void nothingIsSentWithoutAKey();
    void nothingIsSentInThePast();
    void theWorkloadIsSwitchedAndEdited();
    void anotherSessionStartsAfresh();
};

void ConsoleTest::saysWhatToDoFirst() {
    SessionDesk desk;
    TimeModel time;
    FrameSource frames(desk, time);
    SelectionModel selection;
    ThemeModel theme;
    ViewContext context{frames, selection, time, theme, desk};
    KvConsole console(context);
    console.resize(520, 600);
    QVERIFY(!console.grab().isNull());
    auto* send = console.findChild<QPushButton*>(QStringLiteral("send"));
    QVERIFY(!send->isEnabled());
    QCOMPARE(send->toolTip(), QStringLiteral("No session is open."));
    QVERIFY(!console.findChild<SwitchButton*>(QStringLiteral("workload"))->isEnabled());
}

void ConsoleTest::putsByKeyboard() {
    ConsoleScreen screen;
    QVERIFY(screen.isReady);
    screen.console.setFocus();
    QTest::keyClicks(&screen.part<QLineEdit>("key"), QStringLiteral("cart/7f3a"));
    screen.type("value", QStringLiteral("3 items"));
    screen.enter("value");
    QCOMPARE(screen.world.session().asks.size(), std::size_t{1});
    QVERIFY(screen.world.update());
    QTRY_COMPARE(screen.rows().size(), std::size_t{1});
    QCOMPARE(screen.rows().front().what, QStringLiteral("cart/7f3a = 3 items"));
    QVERIFY(screen.rows().front().stages.end == OperationStages::End::Open);
    QVERIFY(screen.answer());
    QTRY_COMPARE(screen.now(), QStringLiteral("answered"));
    QVERIFY(screen.rows().front().stages.end == OperationStages::End::Done);
    // What was asked is selected, in all views.
    QVERIFY(std::get<observe::OperationId>(screen.world.selection.selected()) ==
            screen.rows().front().operation.id);
}

void ConsoleTest::showsWhatAGetFound() {
    ConsoleScreen screen;
    QVERIFY(screen.isReady);
    screen.put(QStringLiteral("a"), QStringLiteral("one"));
    QVERIFY(screen.answer());
    screen.choose("operation", QStringLiteral("get"));
    screen.enter("key");
    QVERIFY(screen.answer());
    QTRY_COMPARE(screen.now(), QStringLiteral("one"));
    screen.choose("operation", QStringLiteral("range"));
    screen.type("key", QStringLiteral("a"));
    screen.enter("key");
    QVERIFY(screen.answer());
    QTRY_COMPARE(screen.now(), QStringLiteral("1 key"));
    screen.choose("operation", QStringLiteral("delete"));
    screen.enter("key");
    QVERIFY(screen.answer());
    QTRY_COMPARE(screen.now(), QStringLiteral("deleted"));
}

void ConsoleTest::swapsWhatIsAsExpected() {
    ConsoleScreen screen;
    QVERIFY(screen.isReady);
    screen.choose("operation", QStringLiteral("cas"));
    screen.type("key", QStringLiteral("stock"));
    screen.type("value", QStringLiteral("17"));
    screen.enter("value");
    QVERIFY(screen.answer());
    QTRY_COMPARE(screen.now(), QStringLiteral("swapped"));
    screen.type("expected", QStringLiteral("19"));
    screen.type("value", QStringLiteral("18"));
    screen.enter("expected");
    QVERIFY(screen.answer());
    QTRY_COMPARE(screen.now(), QStringLiteral("no match: 17"));
    QCOMPARE(screen.rows().front().name, QStringLiteral("cas"));
    QCOMPARE(screen.rows().front().what, QStringLiteral("stock  19 → 18"));
}

void ConsoleTest::asksOneNodeAtALevel() {
    ConsoleScreen screen;
    QVERIFY(screen.isReady);
    screen.choose("operation", QStringLiteral("get"));
    screen.type("key", QStringLiteral("k"));
    screen.choose("target", QStringLiteral("n3"));
    screen.choose("level", QStringLiteral("local"));
    screen.choose("wait", QStringLiteral("wait 1"));
    QTest::mouseClick(&screen.part<QPushButton>("send"), Qt::LeftButton);
    const Ask& ask = screen.world.session().asks.back();
    QVERIFY(ask.target == raft::NodeId(3));
    QVERIFY(std::get<stage::ClientRead>(ask.what).level == node::ReadLevel::Local);
    QCOMPARE(ask.timeoutNs, std::uint64_t{1'000'000'000});
    QVERIFY(screen.answer());
    QTRY_COMPARE(screen.now(), QStringLiteral("no such key · local read"));
    QCOMPARE(screen.rows().front().what, QStringLiteral("k  from n3"));
}

void ConsoleTest::anyNodeIsAskedInTurn() {
    ConsoleScreen screen;
    QVERIFY(screen.isReady);
    QVERIFY(screen.world.session().stage().crash(raft::NodeId(2)).has_value());
    QVERIFY(screen.world.update());
    screen.choose("operation", QStringLiteral("get"));
    screen.choose("level", QStringLiteral("local"));
    screen.choose("target", QStringLiteral("any"));
    screen.type("key", QStringLiteral("k"));
    std::vector<std::uint64_t> asked;
    for (int i = 0; i < 4; ++i) {
        screen.enter("key");
        asked.push_back(screen.world.session().asks.back().target.value());
    }
    // Those that are down are left out.
    QCOMPARE(asked, (std::vector<std::uint64_t>{1, 3, 1, 3}));
}

void ConsoleTest::fieldsFollowTheOperation() {
    ConsoleScreen screen;
    QVERIFY(screen.isReady);
    const auto shown = [&screen](const char* name) {
        return screen.part<QWidget>(name).isVisible();
    };
    QVERIFY(shown("value") && !shown("expected") && !shown("level"));
    screen.choose("operation", QStringLiteral("get"));
    QVERIFY(!shown("value") && !shown("expected") && shown("level"));
    screen.choose("operation", QStringLiteral("cas"));
    QVERIFY(shown("value") && shown("expected") && !shown("level"));
    screen.choose("operation", QStringLiteral("range"));
    QCOMPARE(screen.part<QLineEdit>("key").placeholderText(), QStringLiteral("prefix"));
    screen.choose("operation", QStringLiteral("watch"));
    QVERIFY(shown("key") && shown("scope") && shown("from") && !shown("wait") && !shown("lease"));
    screen.choose("operation", QStringLiteral("grant lease"));
    QVERIFY(!shown("key") && shown("ttl") && !shown("scope"));
    screen.choose("operation", QStringLiteral("revoke"));
    QVERIFY(!shown("key") && shown("lease") && !shown("ttl"));
}

void ConsoleTest::aRefusalIsShown() {
    ConsoleScreen screen;
    QVERIFY(screen.isReady);
    // All others are gone: a read cannot be confirmed.
    for (std::uint64_t id = 1; id <= 3; ++id) {
        if (raft::NodeId(id) != screen.leader) {
            QVERIFY(screen.world.session().stage().crash(raft::NodeId(id)).has_value());
        }
    }
    screen.choose("operation", QStringLiteral("get"));
    screen.type("key", QStringLiteral("k"));
    screen.choose("wait", QStringLiteral("wait 1"));
    screen.enter("key");
    QVERIFY(screen.answer());
    QTRY_VERIFY2(screen.now().startsWith(QStringLiteral("refused · ")), qPrintable(screen.now()));
    QVERIFY(screen.rows().front().stages.end == OperationStages::End::Refused);
}

void ConsoleTest::anUnledClusterIsComplainedAbout() {
    ConsoleScreen screen;
    QVERIFY(screen.isReady);
    auto& complaint = screen.part<QLabel>("complaint");
    QVERIFY(complaint.isHidden());
    screen.world.session().refusal = Error(ErrorCode::Unavailable, "no node leads");
    screen.type("key", QStringLiteral("k"));
    screen.enter("key");
    QVERIFY(complaint.isVisible());
    QVERIFY(complaint.text().endsWith(QStringLiteral("no node leads")));
    QVERIFY(screen.rows().empty());
    screen.world.session().refusal.reset();
    screen.enter("key");
    QVERIFY(complaint.isHidden());
}

void ConsoleTest::nothingIsSentWithoutAKey() {
    ConsoleScreen screen;
    QVERIFY(screen.isReady);
    screen.type("value", QStringLiteral("v"));
    screen.enter("value");
    QVERIFY(screen.world.session().asks.empty());
    QCOMPARE(screen.part<QPushButton>("send").toolTip(), QStringLiteral("Type a key first."));
}

void ConsoleTest::nothingIsSentInThePast() {
    ConsoleScreen screen;
    QVERIFY(screen.isReady);
    screen.type("key", QStringLiteral("k"));
    QVERIFY(screen.part<QPushButton>("send").isEnabled());
    QVERIFY(screen.world.goTo(observe::Moment(1)));
    QVERIFY(!screen.part<QPushButton>("send").isEnabled());
    screen.enter("key");
    QVERIFY(screen.world.session().asks.empty());
    screen.world.time.goLive();
    QVERIFY(screen.part<QPushButton>("send").isEnabled());
}

void ConsoleTest::theWorkloadIsSwitchedAndEdited() {
    ConsoleScreen screen;
    QVERIFY(screen.isReady);
    FakeSession& session = screen.world.session();
    auto& toggle = screen.part<SwitchButton>("workload");
    QTest::mouseClick(&screen.part<QPushButton>("editWorkload"), Qt::LeftButton);
    auto* dialog = screen.console.findChild<WorkloadDialog*>();
    QVERIFY(dialog != nullptr && dialog->isVisible());
    dialog->findChild<QSpinBox*>(QStringLiteral("clients"))->setValue(16);
    dialog->findChild<QSpinBox*>(QStringLiteral("rate"))->setValue(800);
    dialog->findChild<QSpinBox*>(QStringLiteral("valueBytes"))->setValue(64);
    QTest::keyClick(dialog, Qt::Key_Return);
    QCOMPARE(screen.part<QLabel>("workloadSummary").text(),
             QStringLiteral("16 clients · 800 op/s · skew 0.9 · 64 B · 30 % reads"));
    QVERIFY(session.commands.empty());

    QTest::mouseClick(&toggle, Qt::LeftButton);
    const auto* on = std::get_if<SetWorkload>(&session.commands.back());
    QVERIFY(on != nullptr && on->workload && on->workload->clients == 16);
    SessionStatus status = session.status();
    status.workload = on->workload;
    session.setStatus(status);
    QVERIFY(toggle.isChecked());

    QTest::keyClick(&toggle, Qt::Key_Space);
    QVERIFY(!std::get<SetWorkload>(session.commands.back()).workload);
    // Refused: it shows what is true.
    session.setStatus(status);
    session.refusal = Error(ErrorCode::Unavailable, "not now");
    QTest::mouseClick(&toggle, Qt::LeftButton);
    QVERIFY(toggle.isChecked());
}

void ConsoleTest::anotherSessionStartsAfresh() {
    ConsoleScreen screen;
    QVERIFY(screen.isReady);
    screen.type("key", QStringLiteral("a"));
    screen.enter("key");
    QVERIFY(screen.answer());
    QTRY_COMPARE(screen.now(), QStringLiteral("answered"));
    screen.world.desk.open(std::make_unique<FakeSession>(std::size_t{1}));
    QTRY_VERIFY(screen.rows().empty());
    screen.world.desk.close();
    QVERIFY(!screen.part<QPushButton>("send").isEnabled());
}

QTEST_MAIN(ConsoleTest)
#include "tst_console.moc"
