// SPDX-License-Identifier: Apache-2.0
// The storage dock over a real Stage: what it shows is what lies on the disks, and what it says of
// a restart is what a restart then does.
#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "gui/session/stage/stage_session.h"
#include "gui/storage/disk_wording.h"
#include "gui/storage/storage_view.h"
#include "tests/gui/look.h"
#include "tests/gui/on_screen.h"
#include "tests/gui/session_talk.h"
#include "tests/gui/view_world.h"

using namespace quorate;
using namespace quorate::gui;
using quorate::tests::answerTo;
using quorate::tests::kPatienceMs;
using quorate::tests::putOf;
using quorate::tests::run;
using raft::NodeId;
using storage::WalRecordType;

namespace {

/// A real Stage with what it stores, and the dock over it.
class Theatre {
public:
    explicit Theatre(QSize size = {528, 640}) {
        SessionFile file;
        file.snapshotEntries = 20;
        file.catchUpEntries = 5;
        auto opened = StageSession::open(tests::newSession(m_directory, file));
        if (!opened) {
            qFatal("%s", opened.error().message.c_str());
        }
        session = opened->get();
        desk.open(std::move(*opened));
        view = std::make_unique<StorageView>(context);
        view->resize(size);
        if (!tests::bringUp(*view)) {
            qFatal("the view does not show");
        }
    }
    ~Theatre() {
        view.reset();
        desk.close();
    }

    [[nodiscard]] const observe::NodeState* node(NodeId id) const {
        return session->recording().latest()->state.findNode(id);
    }
    [[nodiscard]] NodeId leader() const {
        const observe::NodeState* found = tests::leaderOf(*session);
        return found == nullptr ? raft::kNoNode : found->id;
    }
    [[nodiscard]] NodeId follower() const { return leader() == NodeId(1) ? NodeId(2) : NodeId(1); }
    bool until(const std::function<bool()>& isSo) const {
        return QTest::qWaitFor(isSo, kPatienceMs);
    }
    bool begin() {
        return until([this] { return leader() != raft::kNoNode && frames.frame() != nullptr; }) &&
               run(*session, SetSpeed{10}).value().has_value();
    }
    bool put(const std::string& key, const std::string& value) {
        const auto answer = answerTo(*session, putOf(key, value));
        return answer && answer->answer.outcome == observe::Outcome::Done;
    }
    bool putMany(int count) {
        for (int i = 0; i < count; ++i) {
            if (!put("user/" + std::to_string(100 + i), "value " + std::to_string(i))) {
                return false;
            }
        }
        return true;
    }
    bool isIn(NodeId id, observe::NodeCondition condition) {
        return until([&] { return node(id) != nullptr && node(id)->condition == condition; });
    }
    /// Time stands still, and all that happened is on the screen.
    bool rest() { return run(*session, Pause()).value().has_value() && settled(); }
    bool settled() {
        const std::uint64_t asked = view->talk().asked();
        // What was asked from now on.
        view->log().refresh();
        return until([&] { return view->talk().asked() > asked + 1; }) && waitALittle();
    }
    static bool waitALittle() {
        QTest::qWait(700);
        return true;
    }
    template <class T>
    T* find(const char* name) const {
        auto* found = view->findChild<T*>(QString::fromLatin1(name));
        if (found == nullptr) {
            qFatal("there is no %s", name);
        }
        return found;
    }
    void click(const char* button) const {
        QTest::mouseClick(find<QToolButton>(button), Qt::LeftButton);
    }
    void clickRow(QTableView* table, int row) const {
        table->scrollTo(table->model()->index(row, 0));
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                          table->visualRect(table->model()->index(row, 1)).center());
    }
    void show(NodeId id) { selection.select(id); }
    /// As the session answers; nothing where it does not.
    template <class Answer, class Question>
    std::optional<Answer> ask(NodeId id, const Question& question) const {
        std::optional<Answer> result;
        bool isDone = false;
        session->inspectDisk(id, question, [&](const Result<storage::DiskAnswer>& answer) {
            isDone = true;
            if (answer && std::holds_alternative<Answer>(*answer)) {
                result = std::get<Answer>(*answer);
            }
        });
        static_cast<void>(QTest::qWaitFor([&] { return isDone; }, kPatienceMs));
        return result;
    }
    /// Of the newest record that holds an entry.
    [[nodiscard]] int lastEntryRow() const {
        const RecordTable& table = view->log().table();
        for (int row = table.rowCount() - 1; row >= 0; --row) {
            const storage::LogRecord* record = table.record(row);
            if (record != nullptr && record->kind == WalRecordType::Entry) {
                return row;
            }
        }
        return -1;
    }

    SessionDesk desk;
    TimeModel time;
    FrameSource frames{desk, time};
    SelectionModel selection;
    ThemeModel theme;
    ViewContext context{frames, selection, time, theme, desk};
    StageSession* session{nullptr};
    std::unique_ptr<StorageView> view;

private:
    QTemporaryDir m_directory;
};

}  // namespace

class StorageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void drawsItsPictures();
};

void StorageTest::drawsItsPictures() {
    const QString folder = tests::picturesFolder();
    if (folder.isEmpty()) {
        QSKIP("QUORATE_PICTURES names no folder");
    }
    Theatre theatre;
    QVERIFY(theatre.begin());
    QVERIFY(theatre.putMany(30));
    const NodeId victim = theatre.follower();
    theatre.show(victim);
    QVERIFY(theatre.rest());
    const auto save = [&](const char* name) {
        for (const Appearance look : {Appearance::Light, Appearance::Dark}) {
            theatre.theme.setAppearance(look);
            QTest::qWait(50);
            theatre.view->grab().save(QStringLiteral("%1/storage-%2-%3.png")
                                          .arg(folder, QLatin1String(name),
                                               look == Appearance::Dark ? QStringLiteral("dark")
                                                                        : QStringLiteral("light")));
        }
    };
    save("log");
    auto* table = theatre.find<QTableView>("recordTable");
    theatre.clickRow(table, theatre.lastEntryRow());
    QTest::qWait(100);
    save("log-selected");
    for (const char* page : {"storageSnapshots", "storageState", "storageRecovery"}) {
        theatre.click(page);
        theatre.waitALittle();
        save(page);
    }
    theatre.click("storageLog");
    // A crash that tears what was not synced.
    QVERIFY(run(*theatre.session, Play()).value());
    for (int i = 0; i < 20 && !theatre.view->log().map().isTorn(); ++i) {
        run(*theatre.session,
            ActAtPoint{PointAct::Crash, victim, stage::CrashPoint::BeforeLogSync});
        theatre.put("large", std::string(6000, 'x'));
        QVERIFY(theatre.isIn(victim, observe::NodeCondition::Down));
        theatre.waitALittle();
        if (!theatre.view->log().map().isTorn()) {
            run(*theatre.session, ActOnNode{NodeAct::Start, victim});
            QVERIFY(theatre.isIn(victim, observe::NodeCondition::Up));
        }
    }
    save("torn");
    theatre.click("storageRecovery");
    theatre.waitALittle();
    save("torn-recovery");
}

QTEST_MAIN(StorageTest)
#include "tst_storage.moc"
