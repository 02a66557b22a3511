// SPDX-License-Identifier: Apache-2.0
// Keys, actions and the command palette of the window.
#include <QApplication>
#include <QDockWidget>
#include <QLineEdit>
#include <QListWidget>
#include <QTest>

#include "gui/shell/command_palette.h"
#include "tests/gui/window_fixture.h"

using namespace quorate;
using namespace quorate::gui;

class WindowKeysTest : public QObject, protected tests::WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { close(); }

    void everyActionHasANameAndNoTwoShareAShortcut();
    void keysReachTheClusterAfterAClickAnywhere();
    void keysBelongToWhoIsTypedInto();
    void thePaletteFindsWhatIsMeant();
    void docksAndSessionsAreInThePalette();
};

void WindowKeysTest::everyActionHasANameAndNoTwoShareAShortcut() {
    QMap<QString, QString> keys;
    for (const Actions::Entry& entry : m_window->actions().all()) {
        QVERIFY(!entry.action->objectName().isEmpty());
        QVERIFY(!entry.action->text().isEmpty());
        for (const QKeySequence& shortcut : entry.action->shortcuts()) {
            const QString text = shortcut.toString();
            QVERIFY2(!keys.contains(text),
                     qPrintable(text + QStringLiteral(": ") + keys[text] + QStringLiteral(", ") +
                                entry.action->objectName()));
            keys[text] = entry.action->objectName();
        }
    }
    QVERIFY(keys.contains(QStringLiteral("K")));
}

void WindowKeysTest::keysReachTheClusterAfterAClickAnywhere() {
    m_window->openLatest();
    QTRY_VERIFY_WITH_TIMEOUT(leader() != nullptr, kPatienceMs);
    // In a table, whose own use of letters is a search.
    m_window->usePerspective(QStringLiteral("operate"));
    for (QWidget* widget : m_window->findChildren<QAbstractScrollArea*>()) {
        if (widget->isVisible() && widget->focusPolicy() != Qt::NoFocus) {
            widget->setFocus();
        }
    }
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_2);
    QCOMPARE(m_window->context().selection.node().value(), 2U);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_K);
    const auto condition = [this] { return frame()->state.findNode(raft::NodeId(2))->condition; };
    QTRY_COMPARE_WITH_TIMEOUT(condition(), observe::NodeCondition::Down, kPatienceMs);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_K);
    QTRY_COMPARE_WITH_TIMEOUT(condition(), observe::NodeCondition::Up, kPatienceMs);
}

void WindowKeysTest::keysBelongToWhoIsTypedInto() {
    m_window->openLatest();
    QTRY_VERIFY_WITH_TIMEOUT(leader() != nullptr, kPatienceMs);
    m_window->context().selection.select(raft::NodeId(2));
    m_window->usePerspective(QStringLiteral("operate"));
    QLineEdit* edit = nullptr;
    for (auto* each : m_window->findChildren<QLineEdit*>()) {
        if (each->isVisible() && each->isEnabled()) {
            edit = each;
            break;
        }
    }
    QVERIFY(edit != nullptr);
    edit->setFocus();
    edit->clear();
    QTest::keyClicks(edit, QStringLiteral("kpx 1"));
    QCOMPARE(edit->text(), QStringLiteral("kpx 1"));
    QTest::qWait(50);
    QCOMPARE(frame()->state.findNode(raft::NodeId(2))->condition, observe::NodeCondition::Up);
    QVERIFY(!m_window->actions().find(QStringLiteral("partition"))->isChecked());
}

void WindowKeysTest::thePaletteFindsWhatIsMeant() {
    QVERIFY(
        CommandPalette::score(QStringLiteral("kill"), QStringLiteral("Cluster: Kill or start")) >
        CommandPalette::score(QStringLiteral("kill"), QStringLiteral("View: Colours light fill")));
    QVERIFY(CommandPalette::score(QStringLiteral("zz"), QStringLiteral("Kill")) < 0);
    m_window->openLatest();
    QTRY_VERIFY_WITH_TIMEOUT(leader() != nullptr, kPatienceMs);
    trigger("palette");
    auto* palette = m_window->findChild<CommandPalette*>();
    QVERIFY(palette != nullptr);
    QTest::keyClicks(palette->findChild<QLineEdit*>(), QStringLiteral("select node n3"));
    QTest::keyClick(palette->findChild<QLineEdit*>(), Qt::Key_Return);
    QCOMPARE(m_window->context().selection.node().value(), 3U);
}

void WindowKeysTest::docksAndSessionsAreInThePalette() {
    m_window->openLatest();
    QTRY_VERIFY_WITH_TIMEOUT(leader() != nullptr, kPatienceMs);
    trigger("operate");
    auto* nodes = m_window->findChild<QDockWidget*>(QStringLiteral("nodes"));
    const bool wasHidden = nodes->isHidden();
    trigger("palette");
    auto* palette = m_window->findChild<CommandPalette*>();
    auto* list = palette->findChild<QListWidget*>();
    auto* typed = palette->findChild<QLineEdit*>();
    QTest::keyClicks(typed, QStringLiteral("view: nodes"));
    QCOMPARE(list->currentItem()->text(), QStringLiteral("View: Nodes"));
    QTest::keyClick(typed, Qt::Key_Return);
    QCOMPARE(nodes->isHidden(), !wasHidden);
    QTRY_VERIFY(m_window->findChild<CommandPalette*>() == nullptr);
    trigger("palette");
    palette = m_window->findChild<CommandPalette*>();
    QTest::keyClicks(palette->findChild<QLineEdit*>(), QStringLiteral("open the session"));
    QVERIFY(palette->findChild<QListWidget*>()->currentItem()->text().startsWith(
        QStringLiteral("File: Open the session 3 nodes")));
    palette->close();
    QTRY_VERIFY(m_window->findChild<CommandPalette*>() == nullptr);
    trigger("palette");
    palette = m_window->findChild<CommandPalette*>();
    QTest::keyClicks(palette->findChild<QLineEdit*>(), QStringLiteral("export metrics"));
    QCOMPARE(palette->findChild<QListWidget*>()->currentItem()->text(),
             QStringLiteral("File, Export: Metrics over time…"));
    palette->close();
}

QTEST_MAIN(WindowKeysTest)
#include "tst_window_keys.moc"
