// SPDX-License-Identifier: Apache-2.0
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSpinBox>
#include <QTableView>
#include <QTest>
#include <QToolButton>

#include <string>
#include <variant>

#include "gui/console/kv_console.h"
#include "gui/console/operation_delegate.h"
#include "gui/console/stage_dots.h"
#include "gui/console/workload_dialog.h"
#include "tests/gui/view_world.h"

using namespace quorate;
using namespace quorate::gui;
using quorate::tests::FakeSession;
using quorate::tests::ViewWorld;

namespace {

/// A console on screen, over a cluster with a leader.
struct Screen {
    explicit Screen(std::size_t nodes = 3, QSize size = {520, 700})
        : world(nodes), console(world.context()) {
        leader = world.session().elect();
        console.resize(size);
        console.show();
        isReady = world.update() && QTest::qWaitForWindowExposed(&console);
    }
    template <class Widget>
    [[nodiscard]] Widget& part(const char* name) {
        auto* found = console.findChild<Widget*>(QLatin1String(name));
        if (found == nullptr) {
            qFatal("no %s", name);
        }
        return *found;
    }
    void choose(const char* box, const QString& text) {
        auto& combo = part<QComboBox>(box);
        combo.setFocus();
        QTest::keyClick(&combo, Qt::Key_Home);
        for (int i = 1; i < combo.count() && !combo.currentText().startsWith(text); ++i) {
            QTest::keyClick(&combo, Qt::Key_Down);
        }
        QVERIFY2(combo.currentText().startsWith(text), qPrintable(text));
    }
    void type(const char* edit, const QString& text) {
        auto& line = part<QLineEdit>(edit);
        line.setFocus();
        line.selectAll();
        QTest::keyClicks(&line, text);
    }
    void enter(const char* edit) { QTest::keyClick(&part<QLineEdit>(edit), Qt::Key_Return); }
    /// Runs until the newest operation of the table is answered.
    bool answer() {
        for (int i = 0; i < 100; ++i) {
            world.session().run(50 * stage::kMillisecond);
            if (!world.update()) {
                return false;
            }
            const FramePtr frame = world.frames.frame();
            const auto& operations = frame->state.operations();
            if (!operations.empty() && operations.back().outcome) {
                return true;
            }
        }
        return false;
    }
    [[nodiscard]] const std::vector<OperationRow>& rows() const {
        return console.operations().table().rows();
    }
    [[nodiscard]] QString now() const { return rows().empty() ? QString() : rows().front().now; }

    ViewWorld world;
    KvConsole console;
    raft::NodeId leader;
    bool isReady{false};
};

NodeKeys keysOf(std::uint64_t node, std::uint64_t applied, const std::string& value) {
    NodeKeys told;
    told.node = raft::NodeId(node);
    told.applied = raft::Index(applied);
    told.keyCount = 2;
    told.keys = {{"cart/7f3a", value, 1, 1}, {"stock/42", "18", 1, 1}};
    return told;
}

}  // namespace

/// The console as a person uses it.
class ConsoleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhatToDoFirst();
    void putsByKeyboard();
    void showsWhatAGetFound();
    void swapsWhatIsAsExpected();
    void asksOneNodeAtALevel();
    void fieldsFollowTheOperation();
    void aRefusalIsShown();
    void anUnledClusterIsComplainedAbout();
    void nothingIsSentWithoutAKey();
    void nothingIsSentInThePast();
    void theWorkloadIsSwitchedAndEdited();
    void aClickSelectsAndADoubleClickGoesThere();
    void aStageIsGoneTo();
    void theTableKeepsItsPlaceWhileRowsComeIn();
    void onlyMineHidesTheWorkload();
    void stateMachinesAreSideBySide();
    void keysAreFiltered();
    void stateMachinesAreNotAskedForInThePast();
    void anotherSessionStartsAfresh();
    void theFormFoldsWhereItIsNarrow();
    void paintsInBothThemesAndAllFontSizes();
    void drawsItsPictures();
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
    Screen screen;
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
    Screen screen;
    QVERIFY(screen.isReady);
    screen.type("key", QStringLiteral("a"));
    screen.type("value", QStringLiteral("one"));
    screen.enter("key");
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
    Screen screen;
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
    Screen screen;
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

void ConsoleTest::fieldsFollowTheOperation() {
    Screen screen;
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
}

void ConsoleTest::aRefusalIsShown() {
    Screen screen;
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
    Screen screen;
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
    Screen screen;
    QVERIFY(screen.isReady);
    screen.type("value", QStringLiteral("v"));
    screen.enter("value");
    QVERIFY(screen.world.session().asks.empty());
    QCOMPARE(screen.part<QPushButton>("send").toolTip(), QStringLiteral("Type a key first."));
}

void ConsoleTest::nothingIsSentInThePast() {
    Screen screen;
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
    Screen screen;
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

void ConsoleTest::aClickSelectsAndADoubleClickGoesThere() {
    Screen screen;
    QVERIFY(screen.isReady);
    for (const char* key : {"a", "b"}) {
        screen.type("key", QString::fromLatin1(key));
        screen.enter("key");
        QVERIFY(screen.answer());
    }
    QTRY_COMPARE(screen.rows().size(), std::size_t{2});
    auto& view = screen.part<QTableView>("operationTable");
    const QPoint second = view.visualRect(view.model()->index(1, OperationTable::What)).center();
    QTest::mouseClick(view.viewport(), Qt::LeftButton, Qt::NoModifier, second);
    const OperationRow& row = screen.rows()[1];
    QVERIFY(std::get<observe::OperationId>(screen.world.selection.selected()) == row.operation.id);
    const observe::Moment invoked = row.operation.invoked;
    QTest::mouseDClick(view.viewport(), Qt::LeftButton, Qt::NoModifier, second);
    QVERIFY(std::get<observe::Moment>(*screen.world.time.place()) == invoked);
    // What other views select is selected here.
    screen.world.time.goLive();
    screen.world.selection.clear();
    QVERIFY(!view.currentIndex().isValid());
}

void ConsoleTest::aStageIsGoneTo() {
    Screen screen;
    QVERIFY(screen.isReady);
    screen.type("key", QStringLiteral("a"));
    screen.enter("key");
    QVERIFY(screen.answer());
    QTRY_COMPARE(screen.now(), QStringLiteral("answered"));
    auto& view = screen.part<QTableView>("operationTable");
    const QRect cell = view.visualRect(view.model()->index(0, OperationTable::Stages));
    const QRectF dots = OperationDelegate::dotsIn(cell, view.fontMetrics());
    const observe::Moment answered = screen.rows().front().operation.answered;
    QTest::mouseDClick(view.viewport(), Qt::LeftButton, Qt::NoModifier,
                       stageDotAt(dots, 5, 6).toPoint());
    QVERIFY(std::get<observe::Moment>(*screen.world.time.place()) == answered);
}

void ConsoleTest::theTableKeepsItsPlaceWhileRowsComeIn() {
    Screen screen;
    QVERIFY(screen.isReady);
    const auto put = [&screen](int count) {
        for (int i = 0; i < count; ++i) {
            stage::ClientRequest request;
            request.target = screen.leader;
            kv::PutRequest what;
            what.key = Bytes::copyOf("k");
            request.what = kv::Command(what);
            screen.world.session().stage().ask(request);
        }
    };
    put(40);
    QVERIFY(screen.answer());
    QTRY_COMPARE(screen.rows().size(), std::size_t{40});
    auto& view = screen.part<QTableView>("operationTable");
    view.verticalScrollBar()->setValue(10);
    const auto top = screen.rows()[10].operation.id;
    put(5);
    QVERIFY(screen.answer());
    QTRY_COMPARE(screen.rows().size(), std::size_t{45});
    QCOMPARE(view.rowAt(1), 15);
    QVERIFY(screen.rows()[15].operation.id == top);
}

void ConsoleTest::onlyMineHidesTheWorkload() {
    Screen screen;
    QVERIFY(screen.isReady);
    stage::ClientRequest request;
    request.client = 7;
    request.target = screen.leader;
    kv::PutRequest what;
    what.key = Bytes::copyOf("k");
    request.what = kv::Command(what);
    screen.world.session().stage().ask(request);
    QVERIFY(screen.world.update());
    QTRY_COMPARE(screen.rows().size(), std::size_t{1});
    QTest::mouseClick(&screen.part<QToolButton>("onlyMine"), Qt::LeftButton);
    QVERIFY(screen.rows().empty());
}

void ConsoleTest::stateMachinesAreSideBySide() {
    Screen screen;
    QVERIFY(screen.isReady);
    screen.world.session().keys = {keysOf(1, 4110, "1 item"), keysOf(2, 4117, "2 items")};
    screen.world.session().run(stage::kSecond);
    QVERIFY(screen.world.update());
    const KeyTable& table = screen.console.stateMachines().table();
    QTRY_COMPARE(table.rowCount(), 2);
    QCOMPARE(table.columnCount(), 4);
    QVERIFY(table.cellAt(table.index(0, 1))->differs);
    QVERIFY(!table.cellAt(table.index(0, 2))->differs);
    QCOMPARE(screen.part<SectionBar>("stateMachinesBar").notes().front(),
             QStringLiteral("2 keys, 1 differ"));
    QCOMPARE(screen.world.session().inspectedLimit, StateMachinesView::kLimit);
    // Nothing is asked for while nobody sees it.
    screen.console.hide();
    const auto asked = screen.world.session().inspectedPrefixes.size();
    screen.world.session().run(stage::kSecond);
    QVERIFY(screen.world.update());
    QTest::qWait(2 * StateMachinesView::kIntervalMs);
    QCOMPARE(screen.world.session().inspectedPrefixes.size(), asked);
}

void ConsoleTest::keysAreFiltered() {
    Screen screen;
    QVERIFY(screen.isReady);
    screen.type("prefix", QStringLiteral("cart/"));
    QTRY_COMPARE(screen.world.session().inspectedPrefixes.back(), std::string("cart/"));
    // Five letters are less than five questions.
    QVERIFY(screen.world.session().inspectedPrefixes.size() <= 3);
}

void ConsoleTest::stateMachinesAreNotAskedForInThePast() {
    Screen screen;
    QVERIFY(screen.isReady);
    screen.world.session().keys = {keysOf(1, 1, "x")};
    QTRY_VERIFY(!screen.world.session().inspectedPrefixes.empty());
    auto& table = screen.part<QTableView>("keyTable");
    QTRY_VERIFY(screen.console.stateMachines().table().rowCount() > 0 || table.isHidden());
    QVERIFY(screen.world.goTo(observe::Moment(1)));
    const auto asked = screen.world.session().inspectedPrefixes.size();
    QVERIFY(!table.isVisible());
    QTest::qWait(2 * StateMachinesView::kIntervalMs);
    QCOMPARE(screen.world.session().inspectedPrefixes.size(), asked);
    screen.world.time.goLive();
    QTRY_VERIFY(screen.world.session().inspectedPrefixes.size() > asked);
    QTRY_VERIFY(table.isVisible());
}

void ConsoleTest::anotherSessionStartsAfresh() {
    Screen screen;
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

void ConsoleTest::theFormFoldsWhereItIsNarrow() {
    Screen screen(3, {700, 700});
    QVERIFY(screen.isReady);
    const auto isFolded = [&screen] {
        return screen.part<QPushButton>("send").geometry().top() >
               screen.part<QLineEdit>("key").geometry().bottom();
    };
    QVERIFY(!isFolded());
    screen.console.resize(360, 700);
    QTRY_VERIFY(isFolded());
    QVERIFY(screen.console.minimumSizeHint().width() <= 360);
    screen.console.resize(700, 700);
    QTRY_VERIFY(!isFolded());
}

void ConsoleTest::paintsInBothThemesAndAllFontSizes() {
    Screen screen;
    QVERIFY(screen.isReady);
    const QFont before = QApplication::font();
    for (const Appearance appearance : {Appearance::Dark, Appearance::Light}) {
        screen.world.theme.setAppearance(appearance);
        for (const int percent : {80, 200}) {
            QFont font = before;
            font.setPointSizeF(before.pointSizeF() * percent / 100);
            QApplication::setFont(font);
            QVERIFY(!screen.console.grab().isNull());
        }
    }
    QApplication::setFont(before);
}

/// Pictures for the eye, into the folder that QUORATE_PICTURES names.
void ConsoleTest::drawsItsPictures() {
    const QString folder = qEnvironmentVariable("QUORATE_PICTURES");
    if (folder.isEmpty()) {
        QSKIP("QUORATE_PICTURES names no folder");
    }
    QVERIFY(QDir().mkpath(folder));
    Screen screen(5, {528, 720});
    QVERIFY(screen.isReady);
    FakeSession& session = screen.world.session();
    const auto save = [&](const char* name) {
        QTest::qWait(300);
        QVERIFY(screen.console.grab().save(QDir(folder).filePath(QLatin1String(name))));
    };
    save("console-empty.png");
    const auto put = [&](const QString& key, const QString& value) {
        screen.type("key", key);
        screen.type("value", value);
        screen.enter("value");
    };
    const auto other = [&](std::uint64_t client, const char* key) {
        stage::ClientRequest request;
        request.client = client;
        request.target = screen.leader;
        kv::PutRequest what;
        what.key = Bytes::copyOf(key);
        request.what = kv::Command(what);
        session.stage().ask(request);
    };
    put(QStringLiteral("stock/42"), QStringLiteral("18"));
    QVERIFY(screen.answer());
    screen.choose("operation", QStringLiteral("cas"));
    screen.type("expected", QStringLiteral("19"));
    put(QStringLiteral("stock/42"), QStringLiteral("17"));
    QVERIFY(screen.answer());
    screen.type("expected", QStringLiteral("18"));
    put(QStringLiteral("stock/42"), QStringLiteral("17"));
    QVERIFY(screen.answer());
    screen.choose("operation", QStringLiteral("get"));
    screen.choose("target", QStringLiteral("n4"));
    screen.choose("level", QStringLiteral("local"));
    screen.enter("key");
    QVERIFY(screen.answer());
    screen.choose("target", QStringLiteral("leader"));
    screen.choose("level", QStringLiteral("linear"));
    screen.enter("key");
    QVERIFY(screen.answer());
    other(3, "user/117");
    session.run(25 * stage::kMillisecond);
    screen.choose("operation", QStringLiteral("range"));
    screen.type("key", QStringLiteral("st"));
    screen.enter("key");
    QVERIFY(screen.answer());
    // One that the others never hear of.
    std::vector<raft::NodeId> others;
    for (std::uint64_t id = 1; id <= 5; ++id) {
        if (raft::NodeId(id) != screen.leader) {
            others.emplace_back(id);
        }
    }
    for (std::size_t i = 0; i < 3; ++i) {
        QVERIFY(session.stage().pause(others[i]).has_value());
    }
    screen.choose("operation", QStringLiteral("put"));
    screen.choose("wait", QStringLiteral("wait 1"));
    put(QStringLiteral("cart/02bb"), QStringLiteral("1 item"));
    QVERIFY(screen.answer());
    screen.choose("operation", QStringLiteral("get"));
    screen.type("key", QStringLiteral("cart/02bb"));
    screen.enter("key");
    QVERIFY(screen.answer());
    for (std::size_t i = 0; i < 3; ++i) {
        QVERIFY(session.stage().resume(others[i]).has_value());
    }
    session.elect();
    session.run(4 * stage::kSecond);
    screen.choose("operation", QStringLiteral("put"));
    put(QStringLiteral("user/118"), QStringLiteral("Ada"));
    session.run(15 * stage::kMillisecond);
    put(QStringLiteral("cart/7f3a"), QStringLiteral("3 items"));
    session.run(12 * stage::kMillisecond);
    screen.choose("operation", QStringLiteral("delete"));
    screen.type("key", QStringLiteral("sess/a41e"));
    screen.enter("key");
    session.run(3 * stage::kMillisecond);
    screen.choose("operation", QStringLiteral("put"));
    screen.type("key", QStringLiteral("cart/7f3a"));
    session.keys = {keysOf(1, 4117, "2 items"), keysOf(2, 4117, "2 items"),
                    keysOf(3, 4116, "2 items"), keysOf(4, 4110, "1 item"),
                    keysOf(5, 4116, "2 items")};
    session.keys[3].keys.pop_back();
    session.keys[3].keyCount = 1;
    SessionStatus status = session.status();
    status.workload = Workload{16, 800, 16, 0.9, 64, 30};
    session.setStatus(status);
    QVERIFY(screen.world.update());
    for (const auto& [appearance, theme] :
         {std::pair(Appearance::Light, "light"), std::pair(Appearance::Dark, "dark")}) {
        screen.world.theme.setAppearance(appearance);
        for (const int width : {360, 528, 700}) {
            screen.console.resize(width, 720);
            save(qPrintable(
                QStringLiteral("console-%1-%2.png").arg(QLatin1String(theme)).arg(width)));
        }
    }
    screen.world.theme.setAppearance(Appearance::Light);
    const QFont before = QApplication::font();
    QFont large = before;
    large.setPointSizeF(before.pointSizeF() * 2);
    screen.console.setFont(large);
    screen.console.resize(700, 900);
    save("console-200.png");
    screen.console.setFont(before);
    screen.console.resize(528, 720);
    session.refusal = Error(ErrorCode::Unavailable,
                            "no node leads: wait for an election, or ask one node by name");
    screen.enter("key");
    QVERIFY(screen.world.goTo(screen.world.frame().moment));
    save("console-past.png");
    WorkloadDialog dialog(*status.workload);
    dialog.show();
    QVERIFY(dialog.grab().save(QDir(folder).filePath(QStringLiteral("console-workload.png"))));
}

QTEST_MAIN(ConsoleTest)
#include "tst_console.moc"
