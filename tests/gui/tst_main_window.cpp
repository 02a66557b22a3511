// SPDX-License-Identifier: Apache-2.0
// The window as a person drives it, on a real session in a folder of its own.
#include <QAccessible>
#include <QAction>
#include <QDialog>
#include <QTest>

#include "gui/shell/announcer.h"
#include "tests/gui/window_fixture.h"

using namespace quorate;
using namespace quorate::gui;

class MainWindowTest : public QObject, protected tests::WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { close(); }

    void itOpensOnARunningClusterWithALeader();
    void theTimeIsScrubbedAndComesBackToLive();
    void everyDialogOpensAndCloses();
    void electionsAreAnnounced();
};

void MainWindowTest::itOpensOnARunningClusterWithALeader() {
    m_window->openLatest();
    QTRY_VERIFY_WITH_TIMEOUT(leader() != nullptr, kPatienceMs);
    QCOMPARE(frame()->state.nodeCount(), 3U);
    QVERIFY(m_window->windowTitle().contains(QStringLiteral("3 nodes")));
}

void MainWindowTest::theTimeIsScrubbedAndComesBackToLive() {
    m_window->openLatest();
    QTRY_VERIFY_WITH_TIMEOUT(leader() != nullptr, kPatienceMs);
    m_window->context().time.goTo(frame()->firstMoment);
    QTRY_VERIFY_WITH_TIMEOUT(!frame()->isLive, kPatienceMs);
    QVERIFY(leader() == nullptr);
    const std::uint64_t before = frame()->eventCount;
    QTest::keyClick(m_window.get(), Qt::Key_Period);
    QTRY_COMPARE_WITH_TIMEOUT(frame()->eventCount, before + 1, kPatienceMs);
    QTest::keyClick(m_window.get(), Qt::Key_Comma);
    QTRY_COMPARE_WITH_TIMEOUT(frame()->eventCount, before, kPatienceMs);
    QTest::keyClick(m_window.get(), Qt::Key_L);
    QTRY_VERIFY_WITH_TIMEOUT(frame()->isLive, kPatienceMs);
    QVERIFY(leader() != nullptr);
}

void MainWindowTest::everyDialogOpensAndCloses() {
    m_window->openLatest();
    for (const char* name : {"palette", "keys", "legend", "about", "newSession"}) {
        trigger(name);
        auto* dialog = m_window->findChild<QDialog*>();
        QVERIFY2(dialog != nullptr && dialog->isVisible(), name);
        QVERIFY(!dialog->grab().isNull());
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY2(m_window->findChild<QDialog*>() == nullptr, name);
    }
}

void MainWindowTest::electionsAreAnnounced() {
    auto* announcer = m_window->findChild<Announcer*>();
    const QAccessibleInterface* spoken = QAccessible::queryAccessibleInterface(announcer);
    QCOMPARE(spoken->role(), QAccessible::Notification);
    m_window->openLatest();
    QTRY_VERIFY_WITH_TIMEOUT(leader() != nullptr, kPatienceMs);
    const raft::NodeId first = leader()->id;
    const auto leads = [this] {
        return QStringLiteral("n%1 leads term %2")
            .arg(leader()->id.value())
            .arg(leader()->term.value());
    };
    QTRY_COMPARE_WITH_TIMEOUT(announcer->said(), leads(), kPatienceMs);
    QCOMPARE(spoken->text(QAccessible::Name), leads());
    SessionDesk& desk = m_window->context().desk;
    desk.run(SetSpeed{2});
    desk.run(ActOnNode{NodeAct::Kill, first});
    QTRY_VERIFY_WITH_TIMEOUT(leader() != nullptr && leader()->id != first, kPatienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(announcer->said(), leads(), kPatienceMs);
}

QTEST_MAIN(MainWindowTest)
#include "tst_main_window.moc"
