// SPDX-License-Identifier: Apache-2.0
// The storage dock over a real Stage: what it shows is what lies on the disks, and what it says of
// a restart is what a restart then does.
#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QTableView>
#include <QTest>
#include <QToolButton>

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "gui/storage/disk_wording.h"
#include "gui/storage/storage_view.h"
#include "tests/gui/look.h"
#include "tests/gui/session_talk.h"
#include "tests/gui/stage_theatre.h"
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
class Theatre : public tests::StageTheatre<StorageView> {
public:
    explicit Theatre(QSize size = {528, 640}) : StageTheatre(tests::shortLogs(), size) {}

    [[nodiscard]] const observe::NodeState* node(NodeId id) const {
        return session->recording().latest()->state.findNode(id);
    }
    bool begin() { return hasLeader() && run(*session, SetSpeed{10}).value().has_value(); }
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
};

}  // namespace

class StorageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theLogIsShownAsItLies();
    void aRowSelectsItsEntryAndAnEntryItsRow();
    void theArrowsOnTheMapGoFromRecordToRecord();
    void whatIsNotSyncedIsSaidToBeLost();
    void aCrashBehindARecordIsThoughtThrough();
    void aTornTailIsSeenAndTheRestartIsAsForetold();
    void aQuietNodeThatIsKilledComesBackAsForetold();
    void snapshotsSayWhatTheyCoverAndWhoMadeThem();
    void keysAreFoundByPrefixAndPlace();
    void nobodyAsksWhileTheDockIsHidden();
    void aMomentOfThePastHasTheDisksOfNow();
    void theNodeThatIsSelectedIsShown();
    void whereThereAreNoDisksItIsSaid();
    void aRecordingSaysThatItHasNoDisks();
    void nothingIsCutOff_data();
    void nothingIsCutOff();
    void drawsItsPictures();
};

void StorageTest::theLogIsShownAsItLies() {
    Theatre theatre;
    QVERIFY(theatre.begin());
    QVERIFY(theatre.putMany(5));
    const NodeId leader = theatre.leader();
    theatre.show(leader);
    QVERIFY(theatre.rest());
    const RecordTable& table = theatre.view->log().table();
    QVERIFY(table.rowCount() > 10);
    const int row = theatre.lastEntryRow();
    QVERIFY(row > 0);
    const storage::LogRecord& record = *table.record(row);
    QVERIFY(record.entry.index == theatre.node(leader)->log.last());
    QCOMPARE(table.index(row, RecordTable::Content).data().toString(),
             QStringLiteral("put user/104"));
    QCOMPARE(table.index(row, RecordTable::State).data().toString(), QStringLiteral("durable"));
    QCOMPARE(table.index(row, RecordTable::Offset).data().toString(), offsetText(record.offset));
    QCOMPARE(table.record(0)->kind, std::optional(WalRecordType::Head));
    // The strip has all of it, in order.
    const SegmentMapLayout& map = theatre.view->log().map().layoutOfMap();
    QCOMPARE(map.columns().front().kind, std::optional(WalRecordType::Head));
    QVERIFY(std::any_of(map.columns().begin(), map.columns().end(),
                        [](const auto& each) { return each.kind == WalRecordType::Entry; }));
    QVERIFY(!theatre.view->log().map().isTorn());
    QVERIFY(map.durableX().has_value());
}

void StorageTest::aRowSelectsItsEntryAndAnEntryItsRow() {
    Theatre theatre;
    QVERIFY(theatre.begin());
    QVERIFY(theatre.putMany(6));
    const NodeId leader = theatre.leader();
    theatre.show(leader);
    QVERIFY(theatre.rest());
    auto* table = theatre.find<QTableView>("recordTable");
    const int row = theatre.lastEntryRow();
    const raft::Index index = theatre.view->log().table().record(row)->entry.index;
    theatre.clickRow(table, row);
    QVERIFY(theatre.selection.selected() == Selected(EntryOnNode{leader, index}));
    QCOMPARE(theatre.find<HexView>("hexView")->fields().front().name, QStringLiteral("CRC32C"));
    QVERIFY(theatre.find<HexView>("hexView")->text().contains(QStringLiteral("user/105")));
    // The other way round, and nothing else is selected by it.
    const raft::Index other = index.previous();
    theatre.selection.select(EntryOnNode{leader, other});
    QVERIFY(theatre.until([&] {
        const storage::LogRecord* record = theatre.view->log().current();
        return record != nullptr && record->kind == WalRecordType::Entry &&
               record->entry.index == other;
    }));
    QVERIFY(theatre.selection.selected() == Selected(EntryOnNode{leader, other}));
}

void StorageTest::theArrowsOnTheMapGoFromRecordToRecord() {
    Theatre theatre;
    QVERIFY(theatre.begin());
    QVERIFY(theatre.putMany(6));
    theatre.show(theatre.leader());
    QVERIFY(theatre.rest());
    auto* map = theatre.find<SegmentMap>("segmentMap");
    QTest::mouseClick(map, Qt::LeftButton, {}, QPoint(map->width() / 2, 12));
    QVERIFY(theatre.until([&] { return theatre.view->log().current() != nullptr; }));
    const std::uint64_t middle = theatre.view->log().current()->offset;
    QVERIFY(middle > 512);
    map->setFocus();
    QTest::keyClick(map, Qt::Key_Right);
    QVERIFY(theatre.view->log().current()->offset > middle);
    QTest::keyClick(map, Qt::Key_Left);
    QCOMPARE(theatre.view->log().current()->offset, middle);
}

void StorageTest::whatIsNotSyncedIsSaidToBeLost() {
    Theatre theatre;
    QVERIFY(theatre.begin());
    QVERIFY(theatre.putMany(3));
    const NodeId leader = theatre.leader();
    theatre.show(leader);
    QVERIFY(
        run(*theatre.session, ActAtPoint{PointAct::Stop, leader, stage::CrashPoint::BeforeLogSync})
            .value());
    theatre.session->ask(putOf("never", "synced"), [](const Result<observe::OperationId>&) {});
    QVERIFY(theatre.until([&] {
        const auto answer = theatre.ask<storage::CrashAnswer>(leader, storage::CrashQuestion());
        return answer && answer->last.index < answer->writtenLast.index;
    }));
    QVERIFY(theatre.rest());
    const RecordTable& table = theatre.view->log().table();
    const int row = theatre.lastEntryRow();
    QCOMPARE(table.index(row, RecordTable::State).data().toString(), QStringLiteral("not fsync'd"));
    QCOMPARE(table.record(row)->key, std::string("never"));
    const auto answer = theatre.ask<storage::CrashAnswer>(leader, storage::CrashQuestion());
    QVERIFY(theatre.until([&] {
        const QString lost = theatre.find<QLabel>("crashLost")->text();
        return lost.contains(QStringLiteral("entries ")) &&
               lost.contains(QString::number(answer->writtenLast.index.value()));
    }));
    QVERIFY(theatre.find<QLabel>("crashHeadline")
                ->text()
                .contains(QStringLiteral("%1/%2")
                              .arg(answer->last.term.value())
                              .arg(answer->last.index.value())));
}

void StorageTest::aCrashBehindARecordIsThoughtThrough() {
    Theatre theatre;
    QVERIFY(theatre.begin());
    QVERIFY(theatre.putMany(6));
    const NodeId leader = theatre.leader();
    theatre.show(leader);
    QVERIFY(theatre.rest());
    auto* table = theatre.find<QTableView>("recordTable");
    auto* cut = theatre.find<QToolButton>("cutHere");
    auto* headline = theatre.find<QLabel>("crashHeadline");
    QVERIFY(!cut->isEnabled());
    // Up to its last record it is whole.
    theatre.clickRow(table, theatre.view->log().table().rowCount() - 1);
    QVERIFY(cut->isEnabled());
    QTest::mouseClick(cut, Qt::LeftButton);
    QVERIFY(theatre.until([&] {
        return headline->text().startsWith(QStringLiteral("After a crash here, recovery reads"));
    }));
    QVERIFY(!theatre.find<QLabel>("crashLost")->text().contains(QStringLiteral("lies")));
    // Further in front there is what no honest disk loses.
    const int before = theatre.lastEntryRow() - 4;
    theatre.clickRow(table, before);
    QVERIFY(theatre.until([&] {
        return theatre.find<QLabel>("crashLost")->text().contains(QStringLiteral("lies"));
    }));
    const storage::LogRecord* record = theatre.view->log().table().record(before);
    const auto answer = theatre.ask<storage::CrashAnswer>(
        leader,
        storage::CrashQuestion{storage::WalPosition{
            theatre.view->log().table().segment().name.sequence, record->offset + record->size}});
    QVERIFY(answer && answer->last.index < answer->writtenLast.index);
    QTest::mouseClick(cut, Qt::LeftButton);
    QVERIFY(theatre.until(
        [&] { return headline->text().startsWith(QStringLiteral("After a crash now")); }));
}

void StorageTest::aTornTailIsSeenAndTheRestartIsAsForetold() {
    Theatre theatre;
    QVERIFY(theatre.begin());
    QVERIFY(theatre.putMany(4));
    const NodeId victim = theatre.follower();
    theatre.show(victim);
    bool wasTorn = false;
    for (int i = 0; i < 12 && !wasTorn; ++i) {
        QVERIFY(run(*theatre.session,
                    ActAtPoint{PointAct::Crash, victim, stage::CrashPoint::BeforeLogSync})
                    .value());
        QVERIFY(theatre.put("large", std::string(6000, 'x')));
        QVERIFY(theatre.isIn(victim, observe::NodeCondition::Down));
        QVERIFY(theatre.rest());
        wasTorn = theatre.view->log().map().isTorn();
        if (wasTorn) {
            const RecordTable& table = theatre.view->log().table();
            QVERIFY(!table.record(table.rowCount() - 1)->kind);
            theatre.click("storageRecovery");
            QVERIFY(theatre.until([&] {
                return theatre.find<QLabel>("recoveryFindings")
                    ->text()
                    .contains(QStringLiteral("were cut off"));
            }));
        }
        const auto foretold = theatre.ask<storage::CrashAnswer>(victim, storage::CrashQuestion());
        QVERIFY(foretold && !foretold->refusal);
        QVERIFY(run(*theatre.session, ActOnNode{NodeAct::Start, victim}).value());
        QVERIFY(theatre.isIn(victim, observe::NodeCondition::Up));
        const observe::NodeState* node = theatre.node(victim);
        QVERIFY(node->log.lastId() == foretold->last);
        QVERIFY(node->log.before == foretold->logStart);
        QVERIFY(node->term == foretold->hardState.term);
        QVERIFY(node->vote == foretold->hardState.vote);
        QVERIFY(node->log.committed == foretold->hardState.commit);
        QVERIFY(node->runtime.snapshot == foretold->snapshot);
        QVERIFY(node->log.applied == foretold->applied->index);
        QVERIFY(run(*theatre.session, Play()).value());
    }
    QVERIFY(wasTorn);
}

void StorageTest::aQuietNodeThatIsKilledComesBackAsForetold() {
    Theatre theatre;
    QVERIFY(theatre.begin());
    QVERIFY(theatre.putMany(25));  // with a snapshot in between
    QVERIFY(run(*theatre.session, Pause()).value());
    const NodeId leader = theatre.leader();
    const auto foretold = theatre.ask<storage::CrashAnswer>(leader, storage::CrashQuestion());
    QVERIFY(foretold && !foretold->refusal);
    QVERIFY(foretold->snapshot.index > raft::Index(0));
    QVERIFY(run(*theatre.session, ActOnNode{NodeAct::Kill, leader}).value());
    QVERIFY(run(*theatre.session, ActOnNode{NodeAct::Start, leader}).value());
    QVERIFY(theatre.isIn(leader, observe::NodeCondition::Up));
    const observe::NodeState* node = theatre.node(leader);
    // A crash may keep more than what is certain, and not less.
    QVERIFY(node->log.last() >= foretold->last.index);
    QVERIFY(node->term >= foretold->hardState.term);
    QVERIFY(node->log.committed >= foretold->hardState.commit);
    QVERIFY(node->runtime.snapshot == foretold->snapshot);
}

void StorageTest::snapshotsSayWhatTheyCoverAndWhoMadeThem() {
    Theatre theatre;
    QVERIFY(theatre.begin());
    QVERIFY(theatre.putMany(25));
    const NodeId leader = theatre.leader();
    theatre.show(leader);
    QVERIFY(theatre.rest());
    theatre.click("storageSnapshots");
    const RowModel& table = theatre.view->snapshots().table();
    QVERIFY(theatre.until([&] { return table.rowCount() > 0; }));
    const raft::EntryId covered = theatre.node(leader)->runtime.snapshot;
    const QStringList& cells = table.rows().front().cells;
    QCOMPARE(cells[1],
             QStringLiteral("%1/%2").arg(covered.term.value()).arg(covered.index.value()));
    QCOMPARE(cells[2], QStringLiteral("n1, n2, n3"));
    QCOMPARE(cells[4], QStringLiteral("made here"));
    QCOMPARE(cells[5], QStringLiteral("whole"));
}

void StorageTest::keysAreFoundByPrefixAndPlace() {
    Theatre theatre;
    QVERIFY(theatre.begin());
    QVERIFY(theatre.putMany(12));
    QVERIFY(theatre.put("other", "1"));
    QVERIFY(theatre.put("other", "2"));
    theatre.show(theatre.leader());
    QVERIFY(theatre.rest());
    theatre.click("storageState");
    const StoredKeys& keys = theatre.view->state().keys();
    QVERIFY(theatre.until([&] { return keys.rowCount() == 13; }));
    QCOMPARE(keys.keyCount(), std::uint64_t{13});
    QVERIFY(theatre.view->state().levels().rowCount() > 0);
    auto* prefix = theatre.find<QLineEdit>("keyPrefix");
    prefix->setFocus();
    QTest::keyClicks(prefix, QStringLiteral("user/11"));
    QVERIFY(theatre.until([&] { return keys.rowCount() == 2; }));
    QCOMPARE(keys.index(0, StoredKeys::Key).data().toString(), QStringLiteral("user/110"));
    QCOMPARE(keys.index(0, StoredKeys::Value).data().toString(), QStringLiteral("value 10"));
    prefix->clear();
    auto* from = theatre.find<QLineEdit>("keyFrom");
    from->setFocus();
    QTest::keyClicks(from, QStringLiteral("user/111"));
    QVERIFY(theatre.until([&] { return keys.rowCount() == 1; }));
    theatre.click("revisions");
    QVERIFY(theatre.until([&] { return keys.rowCount() == 14; }));
    QCOMPARE(keys.rows().back().value, std::string("2"));
    QCOMPARE(keys.rows().back().version, std::int64_t{2});
}

void StorageTest::nobodyAsksWhileTheDockIsHidden() {
    Theatre theatre;
    QVERIFY(theatre.begin());
    QVERIFY(theatre.until([&] { return theatre.view->talk().asked() > 3; }));
    theatre.view->hide();
    QTest::qWait(200);
    const std::uint64_t asked = theatre.view->talk().asked();
    QVERIFY(theatre.putMany(3));
    QTest::qWait(1200);
    QCOMPARE(theatre.view->talk().asked(), asked);
    // And with a frame at most twice a second while it is seen.
    theatre.view->show();
    QVERIFY(theatre.until([&] { return theatre.view->talk().asked() > asked; }));
    const std::uint64_t before = theatre.view->talk().asked();
    QTest::qWait(2000);
    // The log, its records, and sometimes what a restart would read.
    QVERIFY(theatre.view->talk().asked() - before <= 3 * 5);
    QVERIFY(theatre.rest());
    QTest::qWait(2000);
    const std::uint64_t resting = theatre.view->talk().asked();
    QTest::qWait(1500);
    QCOMPARE(theatre.view->talk().asked(), resting);
}

void StorageTest::aMomentOfThePastHasTheDisksOfNow() {
    Theatre theatre;
    QVERIFY(theatre.begin());
    QVERIFY(theatre.putMany(2));
    theatre.show(theatre.leader());
    auto* note = theatre.find<QLabel>("storageNow");
    QVERIFY(!note->isVisible());
    theatre.time.goTo(EventPlace{10});
    QVERIFY(note->isVisible());
    const int rows = theatre.view->log().table().rowCount();
    QVERIFY(theatre.putMany(3));
    QVERIFY(theatre.until([&] { return theatre.view->log().table().rowCount() > rows; }));
    theatre.time.goLive();
    QVERIFY(!note->isVisible());
}

void StorageTest::theNodeThatIsSelectedIsShown() {
    Theatre theatre;
    QVERIFY(theatre.begin());
    auto* box = theatre.find<QComboBox>("storageNode");
    QVERIFY(theatre.until([&] { return box->count() == 3; }));
    theatre.show(NodeId(2));
    QCOMPARE(box->currentText(), QStringLiteral("n2"));
    QVERIFY(theatre.view->talk().node() == NodeId(2));
    box->setFocus();
    QTest::keyClick(box, Qt::Key_Down);
    QVERIFY(theatre.selection.node() == NodeId(3));
    QVERIFY(theatre.view->talk().node() == NodeId(3));
}

void StorageTest::whereThereAreNoDisksItIsSaid() {
    tests::ViewWorld world;
    world.session().elect();
    StorageView view(world.context());
    QVERIFY(tests::bringUp(view));
    QVERIFY(world.update());
    const auto says = [&view](const QString& text) {
        for (const QLabel* label : view.findChildren<QLabel*>()) {
            if (label->isVisible() && label->text().contains(text)) {
                return true;
            }
        }
        return false;
    };
    QTRY_VERIFY(says(QStringLiteral("there are no disks to look into")));
    world.desk.close();
    QTRY_VERIFY(says(QStringLiteral("Open a session")));
}

void StorageTest::aRecordingSaysThatItHasNoDisks() {
    tests::ViewWorld world;
    world.session().shownKind = SessionKind::Recording;
    world.session().elect();
    StorageView view(world.context());
    QVERIFY(tests::bringUp(view));
    QVERIFY(world.update());
    const auto labels = view.findChildren<QLabel*>();
    QTRY_VERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
        return label->isVisible() &&
               label->text().contains(QStringLiteral("their disks are not in it"));
    }));
}

void StorageTest::nothingIsCutOff_data() {
    QTest::addColumn<int>("percent");
    for (const int percent : {80, 100, 150, 200}) {
        QTest::addRow("%d percent", percent) << percent;
    }
}

void StorageTest::nothingIsCutOff() {
    QFETCH(int, percent);
    const tests::TextSize text(percent);
    Theatre theatre({528, 640});
    QVERIFY(theatre.begin());
    QVERIFY(theatre.putMany(4));
    theatre.show(theatre.leader());
    QVERIFY(theatre.rest());
    for (const char* page : {"storageLog", "storageSnapshots", "storageState", "storageRecovery"}) {
        theatre.click(page);
        QTest::qWait(150);
        const QStringList cut = tests::cutOffIn(*theatre.view);
        QVERIFY2(cut.isEmpty(), qPrintable(QLatin1String(page) + QStringLiteral(": ") +
                                           cut.join(QStringLiteral("; "))));
    }
}

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
