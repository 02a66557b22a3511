// SPDX-License-Identifier: Apache-2.0
// The window on nodes that somebody else launched: the dialog, the docks, the menus.
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDockWidget>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QTableWidget>
#include <QTcpServer>
#include <QTest>
#include <QToolButton>

#include <algorithm>

#include "gui/actions/selection_menu.h"
#include "gui/nodes/nodes_view.h"
#include "gui/shell/attach_dialog.h"
#include "network/client/node_client.h"
#include "tests/gui/remote_nodes.h"
#include "tests/gui/window_fixture.h"

using namespace quorate;
using namespace quorate::gui;
using quorate::tests::RemoteNodes;

class AttachWindowTest : public QObject, private tests::WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { close(); }
    void aBadAddressIsExplainedInTheDialog();
    void theTestSaysWhatAnswersAndCanBeStopped();
    void theDialogAttachesAndRemembers();
    void aNodeIsArmedInItsMenuAndMarked();
    void aNodeIsStoppedOnlyAfterAQuestion();
    void faultsOfOthersAreListedAndEndedWhereThatIsAllowed();
    void nodesThatAreNotReachedAreNoted();

private:
    /// A window on three nodes that allow faults, and that are seen.
    void attachTo(const RemoteNodes& nodes) {
        AttachDialog* dialog = openDialog();
        QVERIFY(dialog != nullptr);
        type(*dialog, nodes.address(1));
        click(*dialog, "attach");
        QTRY_COMPARE_WITH_TIMEOUT(upCount(), 3U, kPatienceMs);
    }
    void arm(std::uint64_t id) {
        m_window->context().desk.run(ArmFaults{raft::NodeId(id), true});
        const auto& armed = m_window->context().desk.session()->status().armed;
        QTRY_VERIFY_WITH_TIMEOUT(
            std::find(armed.begin(), armed.end(), raft::NodeId(id)) != armed.end(), kPatienceMs);
    }
    QAction* actionFor(QMenu& menu, std::uint64_t id, const char* name) {
        addActionsFor(raft::NodeId(id), menu, m_window->context());
        return menu.findChild<QAction*>(QLatin1String(name));
    }
    AttachDialog* openDialog() {
        trigger("attach");
        auto* dialog = m_window->findChild<AttachDialog*>();
        return dialog;
    }
    static void type(AttachDialog& dialog, const QString& text) {
        auto* edit = dialog.findChild<QComboBox*>(QStringLiteral("addresses"))->lineEdit();
        edit->selectAll();
        QTest::keyClicks(edit, text);
    }
    static void click(AttachDialog& dialog, const char* name) {
        QTest::mouseClick(dialog.findChild<QPushButton*>(QLatin1String(name)), Qt::LeftButton);
    }
    static QString answerIn(const AttachDialog& dialog, int row) {
        auto* table = dialog.findChild<QTableWidget*>(QStringLiteral("answers"));
        return table->rowCount() > row ? table->item(row, 4)->text() : QString();
    }
    void picture(QWidget& of, const char* name) {
        if (const QString to = qEnvironmentVariable("QUORATE_PICTURES"); !to.isEmpty()) {
            of.grab().save(to + QLatin1Char('/') + QLatin1String(name));
        }
    }
    [[nodiscard]] std::size_t upCount() const {
        std::size_t count = 0;
        for (std::size_t i = 0; frame() != nullptr && i < frame()->state.nodeCount(); ++i) {
            count += frame()->state.nodeAt(i).condition == observe::NodeCondition::Up ? 1U : 0U;
        }
        return count;
    }
};

void AttachWindowTest::aBadAddressIsExplainedInTheDialog() {
    AttachDialog* dialog = openDialog();
    QVERIFY(dialog != nullptr);
    type(*dialog, QStringLiteral("localhost"));
    click(*dialog, "attach");
    QVERIFY(dialog->isVisible());
    auto* problem = dialog->findChild<QLabel*>(QStringLiteral("problem"));
    QVERIFY(problem->isVisible());
    QVERIFY(problem->text().contains(QStringLiteral("write host:port")));
    QTest::keyClick(dialog, Qt::Key_Escape);
    QVERIFY(!dialog->isVisible());
    QVERIFY(m_window->store().list().empty());
}

void AttachWindowTest::theTestSaysWhatAnswersAndCanBeStopped() {
    RemoteNodes nodes(1);
    QVERIFY(nodes.startAll());
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    AttachDialog* dialog = openDialog();
    QVERIFY(dialog != nullptr);
    type(*dialog,
         QStringLiteral("%1, 127.0.0.1:%2").arg(nodes.address(1)).arg(silent.serverPort()));
    click(*dialog, "test");
    QTRY_VERIFY_WITH_TIMEOUT(answerIn(*dialog, 0).startsWith(QStringLiteral("✓ Quorate")),
                             kPatienceMs);
    auto* table = dialog->findChild<QTableWidget*>(QStringLiteral("answers"));
    QCOMPARE(table->item(0, 1)->text(), QStringLiteral("n1"));
    QCOMPARE(answerIn(*dialog, 1), QStringLiteral("…"));
    picture(*dialog, "attach-dialog.png");
    click(*dialog, "test");
    QCOMPARE(answerIn(*dialog, 1), QStringLiteral("not asked to the end"));
    // And once more, to its end.
    click(*dialog, "test");
    QTRY_VERIFY_WITH_TIMEOUT(
        answerIn(*dialog, 1) == QStringLiteral("✕ it takes connections, but does not answer"),
        kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(answerIn(*dialog, 0).startsWith(QStringLiteral("✓")), kPatienceMs);
}

void AttachWindowTest::theDialogAttachesAndRemembers() {
    RemoteNodes nodes(3);
    QVERIFY(nodes.startAll());
    AttachDialog* dialog = openDialog();
    QVERIFY(dialog != nullptr);
    type(*dialog, nodes.address(1));
    QTest::keyClick(dialog, Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(upCount(), 3U, kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(leader() != nullptr, kPatienceMs);
    const Session* session = m_window->context().desk.session();
    QCOMPARE(session->kind(), SessionKind::Attached);
    QVERIFY(!m_window->actions().find(QStringLiteral("stopNode"))->isEnabled());
    for (const Appearance appearance : {Appearance::Light, Appearance::Dark}) {
        m_window->context().theme.setAppearance(appearance);
        QTest::qWait(300);
        picture(*m_window,
                appearance == Appearance::Light ? "attached-light.png" : "attached-dark.png");
    }
    nodes.kill(2);
    QTRY_COMPARE_WITH_TIMEOUT(upCount(), 2U, kPatienceMs);
    m_window->findChild<QDockWidget*>(QStringLiteral("beliefs"))->raise();
    for (const Appearance appearance : {Appearance::Dark, Appearance::Light}) {
        m_window->context().theme.setAppearance(appearance);
        QTest::qWait(300);
        picture(*m_window,
                appearance == Appearance::Light ? "unreachable-light.png" : "unreachable-dark.png");
    }
    m_window->closeSession();
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->context().desk.isClosing(), kPatienceMs);
    dialog = openDialog();
    QVERIFY(dialog != nullptr);
    QCOMPARE(dialog->addresses(), nodes.address(1));
    QTest::keyClick(dialog, Qt::Key_Escape);
    // From the list it attaches again.
    QCOMPARE(m_window->store().list().size(), 1U);
    m_window->openLatest();
    QTRY_COMPARE_WITH_TIMEOUT(upCount(), 2U, kPatienceMs);
}

void AttachWindowTest::aNodeIsArmedInItsMenuAndMarked() {
    RemoteNodes nodes(3, "remote", true);
    QVERIFY(nodes.startAll());
    AttachDialog* dialog = openDialog();
    QVERIFY(dialog != nullptr);
    type(*dialog, nodes.address(1));
    click(*dialog, "attach");
    QTRY_COMPARE_WITH_TIMEOUT(upCount(), 3U, kPatienceMs);
    ViewContext& context = m_window->context();
    const auto actionFor = [&context](QMenu& menu, const char* name) {
        addActionsFor(raft::NodeId(1), menu, context);
        return menu.findChild<QAction*>(QLatin1String(name));
    };
    QMenu before;
    QVERIFY(!actionFor(before, "isolate")->isEnabled());
    auto* allow = before.findChild<QAction*>(QStringLiteral("allowFaults"));
    QVERIFY(allow != nullptr && allow->isCheckable() && !allow->isChecked());
    allow->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(context.desk.session()->status().armed.size(), 1U, kPatienceMs);
    QMenu after;
    QVERIFY(actionFor(after, "isolate")->isEnabled());
    QVERIFY(after.findChild<QAction*>(QStringLiteral("allowFaults"))->isChecked());
    QVERIFY(!after.findChild<QAction*>(QStringLiteral("kill"))->isEnabled());
    for (const char* name : {"kill", "holdMessage", "dropMessage"}) {
        const auto* action = m_window->findChild<QAction*>(QLatin1String(name));
        QVERIFY2(action != nullptr && !action->isEnabled(), name);
    }
    auto* view = m_window->findChild<NodesView*>();
    QTRY_VERIFY_WITH_TIMEOUT(view->table().rows().front().isArmed, kPatienceMs);
    QVERIFY(
        view->table().index(0, NodeTable::Name).data().toString().contains(QStringLiteral("⚡")));
    m_window->findChild<QDockWidget*>(QStringLiteral("nodes"))->raise();
    QTest::qWait(200);
    picture(*m_window, "armed.png");
    after.findChild<QAction*>(QStringLiteral("allowFaults"))->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(context.desk.session()->status().armed.empty(), kPatienceMs);
}

void AttachWindowTest::aNodeIsStoppedOnlyAfterAQuestion() {
    RemoteNodes nodes(3, "remote", true);
    QVERIFY(nodes.startAll());
    attachTo(nodes);
    arm(3);
    QMenu of2;
    const QAction* elsewhere = actionFor(of2, 2, "stop");
    QVERIFY(!elsewhere->isEnabled());
    QVERIFY(elsewhere->toolTip().contains(QStringLiteral("not allowed on n2")));
    QMenu of3;
    QAction* stop = actionFor(of3, 3, "stop");
    QVERIFY(stop->isEnabled());
    auto* pause = of3.findChild<QAction*>(QStringLiteral("pause"));
    QVERIFY(pause->isEnabled());
    QCOMPARE(pause->text(), QStringLiteral("Pause for 10 s"));
    QVERIFY(!of3.findChild<QAction*>(QStringLiteral("restart"))->isEnabled());
    const auto question = [] {
        for (QWidget* widget : QApplication::topLevelWidgets()) {
            if (widget->objectName() == QStringLiteral("confirmation") && widget->isVisible()) {
                return qobject_cast<QMessageBox*>(widget);
            }
        }
        return static_cast<QMessageBox*>(nullptr);
    };
    stop->trigger();
    QVERIFY(question() != nullptr);
    QVERIFY(question()->text().contains(QStringLiteral("n3")));
    picture(*question(), "stop-question.png");
    QTest::mouseClick(question()->button(QMessageBox::Cancel), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(question() == nullptr, kPatienceMs);
    QVERIFY(nodes.process(3).isRunning());
    stop->trigger();
    QTest::mouseClick(question()->findChild<QPushButton*>(QStringLiteral("confirm")),
                      Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!nodes.process(3).isRunning(), kPatienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(upCount(), 2U, kPatienceMs);
}

void AttachWindowTest::faultsOfOthersAreListedAndEndedWhereThatIsAllowed() {
    RemoteNodes nodes(3, "remote", true);
    QVERIFY(nodes.startAll());
    attachTo(nodes);
    network::NodeClient client("127.0.0.1", nodes.clientPort(2));
    client.setCut(raft::NodeId(3), network::LinkDirection::ToPeer, true,
                  [](const Result<void>&) {});
    QTRY_VERIFY_WITH_TIMEOUT(frame()->state.faults().size() == 1, kPatienceMs);
    const std::uint64_t number = frame()->state.faults().front().fault;
    auto* dock = m_window->findChild<QDockWidget*>(QStringLiteral("faults"));
    dock->show();
    dock->raise();
    auto* table = m_window->findChild<QTableWidget*>(QStringLiteral("activeFaults"));
    QVERIFY(table != nullptr);
    const auto undo = [&] {
        return table->findChild<QToolButton*>(QStringLiteral("undo%1").arg(number));
    };
    QTRY_VERIFY_WITH_TIMEOUT(undo() != nullptr, kPatienceMs);
    QVERIFY(table->item(0, 1)->text().contains(QStringLiteral("n2")));
    QVERIFY(table->item(0, 1)->text().contains(QStringLiteral("n3")));
    QVERIFY(!undo()->isEnabled());
    // Where nothing is allowed at all, and where it is elsewhere.
    arm(1);
    QTRY_VERIFY_WITH_TIMEOUT(undo()->toolTip().contains(QStringLiteral("set this at n2")),
                             kPatienceMs);
    QVERIFY(!undo()->isEnabled());
    QTest::qWait(200);
    picture(*m_window, "faults-of-others.png");
    arm(2);
    QTRY_VERIFY_WITH_TIMEOUT(undo()->isEnabled(), kPatienceMs);
    QTest::mouseClick(undo(), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(frame()->state.faults().empty(), kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(undo() == nullptr, kPatienceMs);
}

void AttachWindowTest::nodesThatAreNotReachedAreNoted() {
    const RemoteNodes nodes(1);
    AttachDialog* dialog = openDialog();
    QVERIFY(dialog != nullptr);
    type(*dialog, nodes.address(1));
    click(*dialog, "attach");
    auto* note = m_window->findChild<QLabel*>(QStringLiteral("sessionNote"));
    QVERIFY(note != nullptr);
    QTRY_VERIFY_WITH_TIMEOUT(note->isVisible() && note->text().contains(nodes.address(1)),
                             kPatienceMs);
    picture(*m_window, "waiting.png");
    m_window->closeSession();
    QTRY_VERIFY_WITH_TIMEOUT(!note->isVisible(), kPatienceMs);
}

QTEST_MAIN(AttachWindowTest)
#include "tst_attach_window.moc"
