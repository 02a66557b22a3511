// SPDX-License-Identifier: Apache-2.0
// The window as a person drives it, on a real session in a folder of its own.
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QApplication>
#include <QDir>
#include <QDockWidget>
#include <QLineEdit>
#include <QListWidget>
#include <QMenuBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QToolButton>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <vector>

#include "gui/shell/command_palette.h"
#include "gui/shell/dock_buttons.h"
#include "gui/shell/main_window.h"
#include "gui/shell/new_session_dialog.h"
#include "gui/shell/session_menu.h"
#include "gui/shell/start_page.h"
#include "tests/gui/on_screen.h"

using namespace quorate;
using namespace quorate::gui;

namespace {

constexpr int kPatienceMs = 20'000;

}  // namespace

class MainWindowTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void itOpensOnARunningClusterWithALeader();
    void aSessionIsThereAgainWithItsData();
    void everyActionHasANameAndNoTwoShareAShortcut();
    void keysReachTheClusterAfterAClickAnywhere();
    void keysBelongToWhoIsTypedInto();
    void thePaletteFindsWhatIsMeant();
    void theTimeIsScrubbedAndComesBackToLive();
    void everyPerspectiveShowsItsDocks();
    void everyDialogOpensAndCloses();
    void sessionsAreListedRenamedAndDeleted();
    void aRecordingIsSavedAndOpened();
    void aSavedRecordingReplacesTheOneBeforeOnlyWhenItIsWhole();
    void sessionsAreOpenedAndDeletedFromTheFileMenu();
    void bookmarksAreThereAgain();
    void docksHaveOneTitleEach();
    void docksAndSessionsAreInThePalette();
    void whatTheKeyboardReachesHasAName();
    void whatCannotBeOpenedIsExplained();
    void largerTextReachesEveryWidget();
    void textsFitAtEverySizeOfFontAndInASmallWindow();

private:
    [[nodiscard]] const observe::NodeState* leader() const;
    [[nodiscard]] FramePtr frame() const { return m_window->context().frames.frame(); }
    void trigger(const char* action) {
        QAction* found = m_window->actions().find(QLatin1String(action));
        QVERIFY2(found != nullptr, action);
        found->trigger();
    }

    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<MainWindow> m_window;
};

void MainWindowTest::init() {
    m_directory = std::make_unique<QTemporaryDir>();
    m_window = std::make_unique<MainWindow>(m_directory->filePath(QStringLiteral("sessions")),
                                            m_directory->filePath(QStringLiteral("settings.ini")));
    QVERIFY(tests::bringUp(*m_window));
}

void MainWindowTest::cleanup() {
    m_window.reset();
    m_directory.reset();
}

const observe::NodeState* MainWindowTest::leader() const {
    if (frame() == nullptr) {
        return nullptr;
    }
    for (std::size_t i = 0; i < frame()->state.nodeCount(); ++i) {
        const observe::NodeState& node = frame()->state.nodeAt(i);
        if (node.role == raft::Role::Leader && node.condition == observe::NodeCondition::Up) {
            return &node;
        }
    }
    return nullptr;
}

void MainWindowTest::itOpensOnARunningClusterWithALeader() {
    m_window->openLatest();
    QTRY_VERIFY_WITH_TIMEOUT(leader() != nullptr, kPatienceMs);
    QCOMPARE(frame()->state.nodeCount(), 3U);
    QVERIFY(m_window->windowTitle().contains(QStringLiteral("3 nodes")));
}

void MainWindowTest::aSessionIsThereAgainWithItsData() {
    m_window->openLatest();
    QTRY_VERIFY_WITH_TIMEOUT(leader() != nullptr, kPatienceMs);
    SessionDesk& desk = m_window->context().desk;
    desk.run(SetSpeed{10});
    kv::PutRequest put;
    put.key = Bytes::copyOf("key");
    put.value = Bytes::copyOf("value");
    Ask ask;
    ask.what = kv::Command(put);
    QSignalSpy answers(desk.session(), &Session::answered);
    desk.run(ask);
    QTRY_VERIFY_WITH_TIMEOUT(!answers.isEmpty(), kPatienceMs);
    m_window->closeSession();
    QVERIFY(m_window->findChild<StartPage*>()->isVisible());
    auto* table = m_window->findChild<QTableWidget*>(QStringLiteral("sessionTable"));
    QCOMPARE(table->rowCount(), 1);
    QTest::mouseClick(m_window->findChild<QPushButton*>(QStringLiteral("openSession")),
                      Qt::LeftButton);
    QVERIFY(desk.session() != nullptr);
    QTRY_VERIFY_WITH_TIMEOUT(leader() != nullptr, kPatienceMs);
    // It is in the log at once, and in the state when the new leader has committed.
    std::vector<NodeKeys> keys;
    const auto isThere = [&] {
        desk.session()->inspectKeys("", 10, [&keys](std::vector<NodeKeys> found) { keys = found; });
        return std::any_of(keys.begin(), keys.end(), [](const NodeKeys& node) {
            return node.keys.size() == 1 && node.keys.front().value == "value";
        });
    };
    QTRY_VERIFY_WITH_TIMEOUT(isThere(), kPatienceMs);
    // Nothing that was asked is still on its way to `keys`.
    m_window->closeSession();
}

void MainWindowTest::everyActionHasANameAndNoTwoShareAShortcut() {
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

void MainWindowTest::keysReachTheClusterAfterAClickAnywhere() {
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

void MainWindowTest::keysBelongToWhoIsTypedInto() {
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

void MainWindowTest::thePaletteFindsWhatIsMeant() {
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

void MainWindowTest::everyPerspectiveShowsItsDocks() {
    m_window->openLatest();
    for (const char* name : {"learn", "operate", "debug", "forensics"}) {
        trigger(name);
        int shown = 0;
        for (const auto* dock : m_window->findChildren<QDockWidget*>()) {
            shown += dock->isVisible() ? 1 : 0;
        }
        QVERIFY2(shown > 0, name);
        QVERIFY(m_window->actions().find(QLatin1String(name))->isChecked());
    }
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

void MainWindowTest::sessionsAreListedRenamedAndDeleted() {
    const SessionStore& store = m_window->store();
    QVERIFY(store.list().empty());
    trigger("newSession");
    auto* dialog = m_window->findChild<NewSessionDialog*>();
    dialog->findChild<QLineEdit*>(QStringLiteral("name"))->setText(QStringLiteral("five"));
    dialog->findChild<QSpinBox*>(QStringLiteral("nodes"))->setValue(5);
    QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("create")), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(frame() != nullptr && frame()->state.nodeCount() == 5, kPatienceMs);
    QCOMPARE(store.list().size(), 1U);
    const QString folder = store.list().front().folder;
    const auto early = SessionStore::remove(folder);
    QVERIFY(!early && early.error().code == ErrorCode::Busy);
    m_window->closeSession();
    QVERIFY(SessionStore::rename(folder, QStringLiteral("six")));
    QCOMPARE(store.list().front().file->name, QStringLiteral("six"));
    QVERIFY(SessionStore::remove(folder));
    QVERIFY(store.list().empty() && !QDir(folder).exists());
}

void MainWindowTest::aRecordingIsSavedAndOpened() {
    m_window->openLatest();
    QTRY_VERIFY_WITH_TIMEOUT(leader() != nullptr, kPatienceMs);
    const QString path = m_directory->filePath(QStringLiteral("saved.quorate"));
    bool isSaved = false;
    m_window->context().desk.session()->recording().saveTo(
        path.toStdString(), std::make_shared<Progress>(), this,
        [&isSaved](const Result<void>& saved) { isSaved = bool(saved); });
    QTRY_VERIFY_WITH_TIMEOUT(isSaved, kPatienceMs);
    QVERIFY(m_window->openRecording(path));
    QTRY_VERIFY_WITH_TIMEOUT(frame() != nullptr && leader() != nullptr, kPatienceMs);
    QVERIFY(!m_window->actions().find(QStringLiteral("addNode"))->isEnabled());
    m_window->context().time.goTo(EventPlace{1});
    QTRY_COMPARE_WITH_TIMEOUT(frame()->eventCount, 1U, kPatienceMs);
}

void MainWindowTest::aSavedRecordingReplacesTheOneBeforeOnlyWhenItIsWhole() {
    m_window->openLatest();
    QTRY_VERIFY_WITH_TIMEOUT(leader() != nullptr, kPatienceMs);
    const QString path = m_directory->filePath(QStringLiteral("saved.quorate"));
    QFile before(path);
    QVERIFY(before.open(QIODevice::WriteOnly));
    before.write("something else");
    before.close();
    m_window->saveRecordingTo(path);
    QVERIFY(QFile(path).size() < 20);
    QTRY_VERIFY_WITH_TIMEOUT(QFile(path).size() > 20, kPatienceMs);
    QVERIFY(!QFile::exists(path + QStringLiteral(".part")));
    QVERIFY(m_window->openRecording(path));
}

void MainWindowTest::sessionsAreOpenedAndDeletedFromTheFileMenu() {
    m_window->openLatest();
    QTRY_VERIFY_WITH_TIMEOUT(leader() != nullptr, kPatienceMs);
    const QString folder = m_window->context().desk.session()->folder();
    m_window->closeSession();
    const auto menus = m_window->findChildren<SessionMenu*>();
    QCOMPARE(menus.size(), 2);
    for (SessionMenu* menu : menus) {
        menu->fill();
        QCOMPARE(menu->actions().size(), 1);
    }
    menus[0]->actions().front()->trigger();
    QVERIFY(m_window->context().desk.session() != nullptr);
    QCOMPARE(m_window->context().desk.session()->folder(), folder);
    // It is asked first, and a session that is open is closed.
    const auto answer = [this](const char* button) {
        QTimer::singleShot(0, m_window.get(), [this, button] {
            auto* question = m_window->findChild<QDialog*>(QStringLiteral("confirmRemoval"));
            QVERIFY(question != nullptr);
            if (button == nullptr) {
                question->reject();
            } else {
                QTest::mouseClick(question->findChild<QPushButton*>(QLatin1String(button)),
                                  Qt::LeftButton);
            }
        });
    };
    menus[1]->fill();
    answer(nullptr);
    menus[1]->actions().front()->trigger();
    QVERIFY(QDir(folder).exists() && m_window->context().desk.session() != nullptr);
    answer("confirm");
    menus[1]->actions().front()->trigger();
    QVERIFY(m_window->context().desk.session() == nullptr);
    QTRY_VERIFY_WITH_TIMEOUT(!QDir(folder).exists(), kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->store().list().empty(), kPatienceMs);
}

void MainWindowTest::bookmarksAreThereAgain() {
    m_window->openLatest();
    QTRY_VERIFY_WITH_TIMEOUT(leader() != nullptr, kPatienceMs);
    const QString folder = m_window->context().desk.session()->folder();
    m_window->context().time.goTo(observe::Moment(500'000'000));
    QTRY_VERIFY_WITH_TIMEOUT(!frame()->isLive, kPatienceMs);
    QTest::keyClick(m_window.get(), Qt::Key_B);
    m_window->context().time.goLive();
    QTRY_VERIFY_WITH_TIMEOUT(frame()->isLive, kPatienceMs);
    m_window->closeSession();
    QVERIFY(m_window->openSession(folder));
    QTRY_VERIFY_WITH_TIMEOUT(leader() != nullptr, kPatienceMs);
    QTest::keyClick(m_window.get(), Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY_WITH_TIMEOUT(!frame()->isLive, kPatienceMs);
    QCOMPARE(frame()->moment, observe::Moment(500'000'000));
}

void MainWindowTest::docksHaveOneTitleEach() {
    m_window->openLatest();
    trigger("operate");
    const auto title = [this](const char* dock) {
        auto* found = m_window->findChild<QDockWidget*>(QLatin1String(dock));
        return qobject_cast<DockTitle*>(found->titleBarWidget());
    };
    QTRY_VERIFY(title("console")->isTabbed());
    QTRY_COMPARE(title("console")->height(), 0);
    // The button at the end of the tabs closes the one in front.
    auto* console = m_window->findChild<QDockWidget*>(QStringLiteral("console"));
    console->raise();
    QTabBar* tabs = nullptr;
    for (auto* each : m_window->findChildren<QTabBar*>(Qt::FindDirectChildrenOnly)) {
        if (each->isVisible() && each->tabText(each->currentIndex()) == console->windowTitle()) {
            tabs = each;
        }
    }
    QVERIFY(tabs != nullptr);
    auto* close = tabs->findChild<QAbstractButton*>(QStringLiteral("closeDock"));
    QVERIFY(close != nullptr && close->isVisible());
    QTRY_COMPARE(close->accessibleName(), QStringLiteral("Close KV console"));
    QTest::mouseClick(close, Qt::LeftButton);
    QTRY_VERIFY(!console->isVisible());
    // One that is alone has a bar with its name.
    trigger("forensics");
    QTRY_VERIFY(!title("nodes")->isTabbed());
    QTRY_VERIFY(title("nodes")->height() >= 20);
    auto* lift = title("nodes")->findChild<QAbstractButton*>(QStringLiteral("floatDock"));
    QTest::mouseClick(lift, Qt::LeftButton);
    QVERIFY(m_window->findChild<QDockWidget*>(QStringLiteral("nodes"))->isFloating());
    QTest::mouseClick(lift, Qt::LeftButton);
    QVERIFY(!m_window->findChild<QDockWidget*>(QStringLiteral("nodes"))->isFloating());
}

void MainWindowTest::docksAndSessionsAreInThePalette() {
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
}

void MainWindowTest::whatTheKeyboardReachesHasAName() {
    const auto check = [](const QWidget& top) {
        for (QWidget* widget : top.findChildren<QWidget*>()) {
            if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus ||
                widget->focusProxy() != nullptr ||
                qobject_cast<QAbstractSpinBox*>(widget->parentWidget()) != nullptr ||
                qobject_cast<QTabBar*>(widget) != nullptr ||
                widget->objectName().startsWith(QStringLiteral("qt_"))) {
                continue;
            }
            const QAccessibleInterface* spoken = QAccessible::queryAccessibleInterface(widget);
            QVERIFY2(
                spoken != nullptr && !spoken->text(QAccessible::Name).isEmpty(),
                qPrintable(QStringLiteral("%1 \"%2\" in %3")
                               .arg(QLatin1String(widget->metaObject()->className()),
                                    widget->objectName(), widget->parentWidget()->objectName())));
        }
    };
    check(*m_window);
    m_window->openLatest();
    QTRY_VERIFY_WITH_TIMEOUT(leader() != nullptr, kPatienceMs);
    for (const char* name : {"learn", "operate", "debug", "forensics"}) {
        trigger(name);
        check(*m_window);
    }
    for (auto* dock : m_window->findChildren<QDockWidget*>()) {
        dock->show();
        dock->raise();
        check(*dock);
    }
    for (const char* name : {"palette", "keys", "legend", "about"}) {
        trigger(name);
        auto* dialog = m_window->findChild<QDialog*>();
        QVERIFY(dialog != nullptr);
        check(*dialog);
        dialog->reject();
        QTRY_VERIFY2(m_window->findChild<QDialog*>() == nullptr, name);
    }
}

void MainWindowTest::whatCannotBeOpenedIsExplained() {
    QVERIFY(!m_window->openSession(m_directory->filePath(QStringLiteral("nowhere"))));
    auto* box = m_window->findChild<QDialog*>(QStringLiteral("explanation"));
    QVERIFY(box != nullptr);
    QTest::keyClick(box, Qt::Key_Escape);
    QVERIFY(m_window->findChild<StartPage*>()->isVisible());
}

void MainWindowTest::largerTextReachesEveryWidget() {
    m_window->openLatest();
    QTRY_VERIFY_WITH_TIMEOUT(leader() != nullptr, kPatienceMs);
    const auto sizes = [this] {
        std::vector<double> found;
        for (const auto* button : m_window->findChildren<QToolButton*>()) {
            found.push_back(button->font().pointSizeF());
        }
        return found;
    };
    const QFont before = QApplication::font();
    const std::vector<double> usual = sizes();
    trigger("largerText");
    const std::vector<double> larger = sizes();
    QCOMPARE(larger.size(), usual.size());
    for (std::size_t i = 0; i < usual.size(); ++i) {
        QVERIFY(larger[i] > usual[i]);
    }
    trigger("smallerText");
    QCOMPARE(sizes(), usual);
    QApplication::setFont(before);
}

void MainWindowTest::textsFitAtEverySizeOfFontAndInASmallWindow() {
    m_window->openLatest();
    QTRY_VERIFY_WITH_TIMEOUT(leader() != nullptr, kPatienceMs);
    m_window->resize(1280, 800);
    const QFont before = QApplication::font();
    for (const double percent : {0.8, 1.0, 2.0}) {
        QFont font = before;
        font.setPointSizeF(before.pointSizeF() * percent);
        QApplication::setFont(font);
        QTest::qWait(20);
        for (const auto* button : m_window->findChildren<QPushButton*>()) {
            if (button->isVisible()) {
                QVERIFY2(button->height() >= button->fontMetrics().height(),
                         qPrintable(button->objectName()));
            }
        }
        QVERIFY(m_window->minimumSizeHint().height() <= 800 || percent > 1.5);
    }
    QApplication::setFont(before);
}

QTEST_MAIN(MainWindowTest)
#include "tst_main_window.moc"
