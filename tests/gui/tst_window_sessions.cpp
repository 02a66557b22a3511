// SPDX-License-Identifier: Apache-2.0
// Sessions and recordings in the window: opened, saved, listed, renamed, deleted.
#include <QDir>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>
#include <QTimer>
#include <QToolButton>

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "gui/cluster/cluster_view.h"
#include "gui/shell/new_session_dialog.h"
#include "gui/shell/session_menu.h"
#include "gui/shell/start_page.h"
#include "gui/shell/work_bar.h"
#include "tests/gui/fake_session.h"
#include "tests/gui/window_fixture.h"

using namespace quorate;
using namespace quorate::gui;

namespace {

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

}  // namespace

class WindowSessionsTest : public QObject, protected tests::WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { close(); }

    void aSessionIsThereAgainWithItsData();
    void theClusterHasTheKeyboardWhenASessionOpens();
    void whatOpensAndStartsCanBeGivenUp();
    void whatClosesIsShownAndTheWindowGoesWithIt();
    void sessionsAreListedRenamedAndDeleted();
    void aRecordingIsSavedAndOpened();
    void aSavedRecordingReplacesTheOneBeforeOnlyWhenItIsWhole();
    void sessionsAreOpenedAndDeletedFromTheFileMenu();
    void bookmarksAreThereAgain();
    void whatCannotBeOpenedIsExplained();
};

void WindowSessionsTest::theClusterHasTheKeyboardWhenASessionOpens() {
    m_window->openLatest();
    QTRY_VERIFY_WITH_TIMEOUT(m_window->context().desk.session() != nullptr, kPatienceMs);
    auto* cluster = m_window->findChild<ClusterView*>();
    QTRY_VERIFY(cluster->isAncestorOf(QApplication::focusWidget()));
}

void WindowSessionsTest::aSessionIsThereAgainWithItsData() {
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

void WindowSessionsTest::whatOpensAndStartsCanBeGivenUp() {
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

void WindowSessionsTest::whatClosesIsShownAndTheWindowGoesWithIt() {
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

void WindowSessionsTest::sessionsAreListedRenamedAndDeleted() {
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

void WindowSessionsTest::aRecordingIsSavedAndOpened() {
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

void WindowSessionsTest::aSavedRecordingReplacesTheOneBeforeOnlyWhenItIsWhole() {
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

void WindowSessionsTest::sessionsAreOpenedAndDeletedFromTheFileMenu() {
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

void WindowSessionsTest::bookmarksAreThereAgain() {
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

void WindowSessionsTest::whatCannotBeOpenedIsExplained() {
    m_window->openSession(m_directory->filePath(QStringLiteral("nowhere")));
    const auto box = [this] {
        return m_window->findChild<QDialog*>(QStringLiteral("explanation"));
    };
    QTRY_VERIFY_WITH_TIMEOUT(box() != nullptr, kPatienceMs);
    QTest::keyClick(box(), Qt::Key_Escape);
    QVERIFY(m_window->findChild<StartPage*>()->isVisible());
}

QTEST_MAIN(WindowSessionsTest)
#include "tst_window_sessions.moc"
