// SPDX-License-Identifier: Apache-2.0
// The window as a person drives it, on a real session in a folder of its own.
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QDockWidget>
#include <QHeaderView>
#include <QLineEdit>
#include <QListWidget>
#include <QMenuBar>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTabBar>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QToolButton>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "gui/shell/announcer.h"
#include "gui/shell/command_palette.h"
#include "gui/shell/dock_buttons.h"
#include "gui/shell/main_window.h"
#include "gui/shell/new_session_dialog.h"
#include "gui/shell/session_menu.h"
#include "gui/shell/start_page.h"
#include "gui/shell/work_bar.h"
#include "tests/gui/fake_session.h"
#include "tests/gui/on_screen.h"

using namespace quorate;
using namespace quorate::gui;

namespace {

constexpr int kPatienceMs = 20'000;

/// Takes as long to end as a test likes.
class SlowlyEnding final : public tests::FakeSession {
public:
    SlowlyEnding() : FakeSession(3) {}
    void end(std::function<void()> ended) override { m_ended = std::move(ended); }
    void endNow() {
        // This is deleted by it.
        const auto ended = std::exchange(m_ended, nullptr);
        ended();
    }

private:
    std::function<void()> m_ended;
};

/// What a person can act on or reads something from, but for parts of such.
bool isToHaveAName(const QWidget& widget) {
    const auto* label = qobject_cast<const QLabel*>(&widget);
    if (widget.focusProxy() != nullptr || widget.window()->windowType() == Qt::Popup ||
        (label != nullptr && label->text().isEmpty()) || widget.inherits("QTableCornerButton") ||
        qobject_cast<const QLineEdit*>(widget.parentWidget()) != nullptr ||
        qobject_cast<const QAbstractSpinBox*>(widget.parentWidget()) != nullptr ||
        qobject_cast<const QComboBox*>(widget.parentWidget()) != nullptr ||
        qobject_cast<const QTabBar*>(&widget) != nullptr ||
        qobject_cast<const QHeaderView*>(&widget) != nullptr ||
        qobject_cast<const QScrollBar*>(&widget) != nullptr ||
        widget.objectName().startsWith(QStringLiteral("qt_"))) {
        return false;
    }
    return widget.focusPolicy() != Qt::NoFocus ||
           qobject_cast<const QAbstractButton*>(&widget) != nullptr ||
           qobject_cast<const QComboBox*>(&widget) != nullptr ||
           qobject_cast<const QLineEdit*>(&widget) != nullptr ||
           qobject_cast<const QAbstractSpinBox*>(&widget) != nullptr ||
           qobject_cast<const QAbstractSlider*>(&widget) != nullptr ||
           qobject_cast<const QAbstractItemView*>(&widget) != nullptr ||
           qobject_cast<const QProgressBar*>(&widget) != nullptr;
}

/// Those without a name, hidden ones too.
QStringList namelessIn(const QWidget& top) {
    QStringList found;
    for (QWidget* widget : top.findChildren<QWidget*>()) {
        const QAccessibleInterface* spoken =
            isToHaveAName(*widget) ? QAccessible::queryAccessibleInterface(widget) : nullptr;
        if (spoken != nullptr && spoken->text(QAccessible::Name).isEmpty()) {
            found << QStringLiteral("%1 \"%2\" in \"%3\"")
                         .arg(QLatin1String(widget->metaObject()->className()),
                              widget->objectName(), widget->parentWidget()->objectName());
        }
    }
    return found;
}

}  // namespace

class MainWindowTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void itOpensOnARunningClusterWithALeader();
    void aSessionIsThereAgainWithItsData();
    void whatOpensAndStartsCanBeGivenUp();
    void whatClosesIsShownAndTheWindowGoesWithIt();
    void everyActionHasANameAndNoTwoShareAShortcut();
    void keysReachTheClusterAfterAClickAnywhere();
    void keysBelongToWhoIsTypedInto();
    void thePaletteFindsWhatIsMeant();
    void theTimeIsScrubbedAndComesBackToLive();
    void everyPerspectiveShowsItsDocks();
    void aPerspectiveIsThereAgainAsItWas();
    void everyDialogOpensAndCloses();
    void sessionsAreListedRenamedAndDeleted();
    void aRecordingIsSavedAndOpened();
    void aSavedRecordingReplacesTheOneBeforeOnlyWhenItIsWhole();
    void sessionsAreOpenedAndDeletedFromTheFileMenu();
    void bookmarksAreThereAgain();
    void docksHaveOneTitleEach();
    void docksAndSessionsAreInThePalette();
    void everyWidgetHasAName();
    void electionsAreAnnounced();
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

void MainWindowTest::whatOpensAndStartsCanBeGivenUp() {
    auto* works = m_window->findChild<WorkBar*>();
    auto* cancel = works->findChild<QToolButton*>(QStringLiteral("cancelWork"));
    SessionDesk& desk = m_window->context().desk;
    m_window->openLatest();
    QVERIFY(works->isBusy() && desk.session() == nullptr);
    cancel->click();
    QVERIFY(!works->isBusy());
    // Whatever was opened by then is not open any more.
    const QString folder = m_window->store().list().front().folder;
    m_window->openSession(folder);
    QTRY_VERIFY_WITH_TIMEOUT(desk.session() != nullptr, kPatienceMs);
    QVERIFY(desk.session()->status().isStarting && works->isBusy());
    cancel->click();
    QVERIFY(desk.session() == nullptr);
    QVERIFY(desk.isClosing(folder));
    // It is opened again when it is closed.
    m_window->openSession(folder);
    QTRY_VERIFY_WITH_TIMEOUT(leader() != nullptr, kPatienceMs);
    QVERIFY(!desk.session()->status().isStarting);
    QTRY_VERIFY(!works->isBusy());
}

void MainWindowTest::whatClosesIsShownAndTheWindowGoesWithIt() {
    auto* works = m_window->findChild<WorkBar*>();
    const auto* name = works->findChild<QLabel*>(QStringLiteral("workName"));
    SessionDesk& desk = m_window->context().desk;
    auto opened = std::make_unique<SlowlyEnding>();
    SlowlyEnding* session = opened.get();
    desk.open(std::move(opened));
    m_window->closeSession();
    QVERIFY(desk.isClosing() && m_window->findChild<StartPage*>()->isVisible());
    QVERIFY(!works->isVisible());
    QTRY_VERIFY(works->isVisible());
    QCOMPARE(name->text(), QStringLiteral("Closing the session"));
    QVERIFY(!works->findChild<QToolButton*>(QStringLiteral("cancelWork"))->isVisible());
    session->endNow();
    QVERIFY(!desk.isClosing());
    QVERIFY(!works->isVisible());

    opened = std::make_unique<SlowlyEnding>();
    session = opened.get();
    desk.open(std::move(opened));
    QVERIFY(!m_window->close());
    QVERIFY(m_window->isVisible());
    session->endNow();
    QVERIFY(!m_window->isVisible());
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
    QTRY_VERIFY_WITH_TIMEOUT(leader() != nullptr, kPatienceMs);
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

void MainWindowTest::aPerspectiveIsThereAgainAsItWas() {
    const auto isHidden = [this](const char* dock) {
        return m_window->findChild<QDockWidget*>(QLatin1String(dock))->isHidden();
    };
    for (int i = 0; i < 2; ++i) {
        m_window->openLatest();
        QTRY_VERIFY_WITH_TIMEOUT(leader() != nullptr, kPatienceMs);
        if (i == 0) {
            trigger("learn");
        }
        QVERIFY(isHidden("console") && isHidden("faults") && isHidden("nodes"));
        QVERIFY(!isHidden("events") && !isHidden("inspector"));
        m_window->close();
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->isVisible(), kPatienceMs);
        m_window =
            std::make_unique<MainWindow>(m_directory->filePath(QStringLiteral("sessions")),
                                         m_directory->filePath(QStringLiteral("settings.ini")));
        QVERIFY(tests::bringUp(*m_window));
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
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->context().desk.isClosing(), kPatienceMs);
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
    m_window->openRecording(path);
    const Session* before = m_window->context().desk.session();
    QTRY_VERIFY_WITH_TIMEOUT(m_window->context().desk.session() != before, kPatienceMs);
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
    m_window->openRecording(path);
    const SessionDesk& desk = m_window->context().desk;
    QTRY_COMPARE_WITH_TIMEOUT(desk.session()->kind(), SessionKind::Recording, kPatienceMs);
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
    QTRY_VERIFY_WITH_TIMEOUT(m_window->context().desk.session() != nullptr, kPatienceMs);
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
    m_window->openSession(folder);
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
    trigger("learn");
    QTRY_VERIFY(!title("checks")->isTabbed());
    QTRY_VERIFY(title("checks")->height() >= 20);
    auto* lift = title("checks")->findChild<QAbstractButton*>(QStringLiteral("floatDock"));
    QTest::mouseClick(lift, Qt::LeftButton);
    QVERIFY(m_window->findChild<QDockWidget*>(QStringLiteral("checks"))->isFloating());
    QTest::mouseClick(lift, Qt::LeftButton);
    QVERIFY(!m_window->findChild<QDockWidget*>(QStringLiteral("checks"))->isFloating());
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

void MainWindowTest::everyWidgetHasAName() {
    const auto check = [](const QWidget& top) {
        const QStringList nameless = namelessIn(top);
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QStringLiteral(", "))));
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
        // Lists fill at their own pace.
        QTest::qWait(20);
        check(*dock);
    }
    const auto checkDialog = [this, check](const char* name) {
        auto* dialog = m_window->findChild<QDialog*>();
        QVERIFY2(dialog != nullptr && dialog->isVisible(), name);
        check(*dialog);
        QVERIFY2(!dialog->windowTitle().isEmpty(), name);
        dialog->reject();
        QTRY_VERIFY2(m_window->findChild<QDialog*>() == nullptr, name);
    };
    for (const char* name : {"palette", "keys", "legend", "about", "newSession"}) {
        trigger(name);
        checkDialog(name);
    }
    m_window->findChild<QPushButton*>(QStringLiteral("editWorkload"))->click();
    checkDialog("workload");
    m_window->openSession(QStringLiteral("/nowhere"));
    QTRY_VERIFY_WITH_TIMEOUT(m_window->findChild<QDialog*>() != nullptr, kPatienceMs);
    checkDialog("explanation");
    // Those that wait for their answer themselves.
    int asked = 0;
    const auto whenAsked = [this, check, &asked] {
        QTimer::singleShot(0, m_window.get(), [this, check, &asked] {
            auto* dialog = m_window->findChild<QDialog*>();
            QVERIFY(dialog != nullptr);
            check(*dialog);
            ++asked;
            dialog->reject();
        });
    };
    whenAsked();
    trigger("renameSession");
    SessionMenu* deletion = m_window->findChildren<SessionMenu*>().back();
    deletion->fill();
    whenAsked();
    deletion->actions().front()->trigger();
    QCOMPARE(asked, 2);
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

void MainWindowTest::whatCannotBeOpenedIsExplained() {
    m_window->openSession(m_directory->filePath(QStringLiteral("nowhere")));
    const auto box = [this] {
        return m_window->findChild<QDialog*>(QStringLiteral("explanation"));
    };
    QTRY_VERIFY_WITH_TIMEOUT(box() != nullptr, kPatienceMs);
    QTest::keyClick(box(), Qt::Key_Escape);
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
