// SPDX-License-Identifier: Apache-2.0
#include <QAbstractItemModelTester>
#include <QAction>
#include <QComboBox>
#include <QDir>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>

#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "tests/gui/console_screen.h"
#include "tests/gui/look.h"

using namespace quorate;
using namespace quorate::gui;
using quorate::tests::ConsoleScreen;
using quorate::tests::FakeSession;
using quorate::tests::keysOfNode;

namespace {

using Kind = stage::LeaseQuestion::Kind;

observe::Moment seconds(std::uint64_t count) {
    return observe::Moment(count * 1'000'000'000);
}

Ask commandAsk(kv::Command command) {
    Ask ask;
    ask.what = std::move(command);
    return ask;
}
Ask questionOf(Kind kind, std::int64_t lease) {
    Ask ask;
    ask.what = stage::LeaseQuestion{kind, {lease}};
    return ask;
}
stage::ClientAnswer answered(kv::Response response) {
    stage::ClientAnswer answer;
    answer.outcome = stage::Outcome::Done;
    answer.response = std::move(response);
    return answer;
}
stage::ClientAnswer left(std::int64_t granted, std::int64_t remaining) {
    stage::ClientAnswer answer;
    answer.outcome = stage::Outcome::Done;
    answer.lease = stage::LeaseTimes{granted, remaining};
    return answer;
}
stage::ClientAnswer notFound() {
    stage::ClientAnswer answer;
    answer.outcome = stage::Outcome::Refused;
    answer.error = Error(ErrorCode::NotFound, "no such lease");
    return answer;
}

/// A lease of so many seconds, granted at moment 0.
LeaseBook bookWith(std::int64_t lease, std::int64_t ttl) {
    LeaseBook book;
    book.learn(commandAsk(kv::Command(kv::LeaseGrantRequest{{lease}, ttl})),
               answered(kv::LeaseGrantResponse{2, {lease}, ttl}), observe::Moment());
    return book;
}

WatchAsk watchOfKey(bool isPrefix) {
    WatchAsk ask;
    ask.key = "k";
    ask.isPrefix = isPrefix;
    return ask;
}

WatchNews newsOf(std::uint64_t watch, std::int64_t revision, observe::Moment moment) {
    WatchNews news;
    news.watch = WatchId(watch);
    news.standing = WatchNews::Standing::Watching;
    news.node = raft::NodeId(1);
    news.moment = moment;
    WatchedChange change;
    change.key = "k";
    change.value = std::to_string(revision);
    change.revision = revision;
    news.changes.push_back(change);
    return news;
}

/// Opens the menu of the first row of a table of the console, and gives an action of it; null where
/// there is none.
QAction* menuAction(ConsoleScreen& screen, const char* tableName, const char* menuName,
                    const char* name) {
    auto& table = screen.part<QTableView>(tableName);
    const QPoint place = table.visualRect(table.model()->index(0, 0)).center();
    if (!QMetaObject::invokeMethod(&table, "customContextMenuRequested", Qt::DirectConnection,
                                   Q_ARG(QPoint, place))) {
        return nullptr;
    }
    auto* menu = screen.console.findChild<QMenu*>(QLatin1String(menuName));
    return menu == nullptr ? nullptr : menu->findChild<QAction*>(QLatin1String(name));
}

/// And closes it behind the choice.
bool chooseFromMenu(ConsoleScreen& screen, const char* table, const char* menu, const char* name) {
    QAction* action = menuAction(screen, table, menu, name);
    if (action == nullptr || !action->isEnabled()) {
        return false;
    }
    action->trigger();
    screen.console.findChild<QMenu*>(QLatin1String(menu))->close();
    return true;
}

}  // namespace

/// Watches and leases of the console: what is known of them, and how a person handles them.
class ConsoleWatchesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void leasesAreNamedInHexadecimalDigits();
    void formsLackWhatTheyNeed();
    void whatIsLeftOfALeaseCountsDown();
    void leasesAreRenewedInTime();
    void leasesThatNobodyKnowsAreOver();
    void changesOfAWatchAreKeptAndForgotten();
    void newChangesComeInAtTheTop();
    void aWatchIsBegunAndEndedByHand();
    void aWatchOfAPausedNodeWaitsForIt();
    void changesOfThePastAreShownThere();
    void aKeyOfTheTableIsWatched();
    void aLeaseIsGrantedPutWithAndRevokedByHand();
    void aLeaseIsKeptAlive();
    void anotherSessionHasNeither();
    void drawsItsPictures();
};

void ConsoleWatchesTest::leasesAreNamedInHexadecimalDigits() {
    QCOMPARE(textOf(kv::LeaseId{0x694d77aa9e38260f}), QStringLiteral("694d77aa9e38260f"));
    QVERIFY(leaseOf(QStringLiteral(" 694d77aa9e38260f")) == kv::LeaseId{0x694d77aa9e38260f});
    QVERIFY(leaseOf(QStringLiteral("0x1F")) == kv::LeaseId{0x1f});
    QVERIFY(leaseOf(textOf(kv::LeaseId{-2})) == kv::LeaseId{-2});
    for (const char* text : {"", "0", "xyz", "1 2", "12345678901234567"}) {
        QVERIFY2(!leaseOf(QString::fromLatin1(text)), text);
    }
}

void ConsoleWatchesTest::formsLackWhatTheyNeed() {
    AskForm form;
    form.kind = AskKind::Watch;
    QVERIFY(!whatLacks(form).isEmpty());
    form.isPrefix = true;
    QVERIFY(whatLacks(form).isEmpty());
    for (const char* from : {"-1", "x", "0"}) {
        form.from = QLatin1String(from);
        QVERIFY2(!whatLacks(form).isEmpty(), from);
    }
    form.from = QStringLiteral(" 12 ");
    QVERIFY(whatLacks(form).isEmpty());
    QCOMPARE(watchOf(form).from, 12);

    AskForm lease;
    lease.kind = AskKind::LeaseRevoke;
    QVERIFY(!whatLacks(lease).isEmpty());
    lease.lease = QStringLiteral("no lease");
    QVERIFY(!whatLacks(lease).isEmpty());
    lease.lease = QStringLiteral("1f");
    QVERIFY(whatLacks(lease).isEmpty());
    lease.kind = AskKind::LeaseGrant;
    QVERIFY(whatLacks(lease).isEmpty());
    lease.ttlSeconds = 0;
    const Ask grant = askOf(lease);
    const auto& request = std::get<kv::LeaseGrantRequest>(std::get<kv::Command>(grant.what));
    QCOMPARE(request.ttlSeconds, kLeastTtlSeconds);
    QVERIFY(request.id.value > 0);
    const Ask another = askOf(lease);
    QVERIFY(
        !(std::get<kv::LeaseGrantRequest>(std::get<kv::Command>(another.what)).id == request.id));
    AskForm put;
    put.key = "k";
    put.lease = QStringLiteral("?");
    QVERIFY(!whatLacks(put).isEmpty());
}

void ConsoleWatchesTest::whatIsLeftOfALeaseCountsDown() {
    LeaseBook book = bookWith(9, 60);
    QCOMPARE(leaseRowsOf(book, seconds(0)).front().left, QStringLiteral("60 s of 60 s"));
    QCOMPARE(leaseRowsOf(book, seconds(41)).front().left, QStringLiteral("19 s of 60 s"));
    QVERIFY(leaseRowsOf(book, seconds(61)).front().left.contains(QStringLiteral("out of time")));
    QVERIFY(book.learn(questionOf(Kind::TimeToLive, 9), left(60, 50), seconds(70)));
    QCOMPARE(leaseRowsOf(book, seconds(80)).front().left, QStringLiteral("40 s of 60 s"));
    QVERIFY(book.learn(commandAsk(kv::Command(kv::LeaseRevokeRequest{{9}})),
                       answered(kv::LeaseRevokeResponse{3}), seconds(81)));
    QCOMPARE(leaseRowsOf(book, seconds(82)).front().left, QStringLiteral("over"));
    kv::PutRequest put;
    put.lease = {9};
    QVERIFY(!book.learn(commandAsk(kv::Command(put)), answered(kv::PutResponse{}), seconds(83)));
}

void ConsoleWatchesTest::leasesAreRenewedInTime() {
    LeaseBook book = bookWith(9, 60);
    QVERIFY(book.due(seconds(59)).empty());
    book.keep({9}, true);
    QVERIFY(book.due(seconds(19)).empty());
    QCOMPARE(book.due(seconds(21)).size(), std::size_t{1});
    book.learn(questionOf(Kind::KeepAlive, 9), left(60, 60), seconds(21));
    QVERIFY(book.due(seconds(40)).empty());
    QVERIFY(!book.due(seconds(42)).empty());
    book.keep({9}, false);
    QVERIFY(book.due(seconds(42)).empty());
}

void ConsoleWatchesTest::leasesThatNobodyKnowsAreOver() {
    LeaseBook book = bookWith(9, 60);
    book.keep({9}, true);
    QVERIFY(book.learn(questionOf(Kind::KeepAlive, 9), notFound(), seconds(5)));
    QVERIFY(book.find({9})->isOver);
    QVERIFY(book.due(seconds(59)).empty());
    // It was asked about by its number alone.
    QVERIFY(book.learn(questionOf(Kind::TimeToLive, 10), left(30, 12), seconds(5)));
    QCOMPARE(book.find({10})->remainingSeconds, 12);
    // An answer that is not known says nothing.
    stage::ClientAnswer unknown;
    unknown.error = Error(ErrorCode::Unknown, "waited no longer");
    QVERIFY(!book.learn(questionOf(Kind::KeepAlive, 10), unknown, seconds(6)));
    QVERIFY(!book.find({10})->isOver);
    book.forget({9});
    QVERIFY(book.find({9}) == nullptr);
}

void ConsoleWatchesTest::changesOfAWatchAreKeptAndForgotten() {
    WatchBook book;
    book.hear(newsOf(1, 4, seconds(1)));
    QVERIFY(book.changes().empty());
    book.begin(WatchId(1), watchOfKey(false));
    book.begin(WatchId(2), watchOfKey(true));
    for (std::int64_t i = 1; i <= 600; ++i) {
        book.hear(newsOf(1, i, seconds(static_cast<std::uint64_t>(i))));
    }
    QCOMPARE(book.changes().size(), WatchBook::kKept);
    QCOMPARE(book.changes().back().change.revision, 600);
    QCOMPARE(book.find(WatchId(1))->changes, std::uint64_t{600});
    QCOMPARE(textOf(*book.find(WatchId(1))), QStringLiteral("k at n1 · 600 changes"));
    QCOMPARE(textOf(*book.find(WatchId(2))), QStringLiteral("k… waits: it begins"));
    QCOMPARE(watchRowsOf(book, seconds(110)).size(), std::size_t{10});
    book.hear(newsOf(2, 601, seconds(601)));
    book.forget(WatchId(1));
    QCOMPARE(book.changes().size(), std::size_t{1});
    QCOMPARE(watchRowsOf(book, seconds(999)).front().what, QStringLiteral("= 601"));
}

void ConsoleWatchesTest::newChangesComeInAtTheTop() {
    WatchTable table;
    QAbstractItemModelTester tester(&table, QAbstractItemModelTester::FailureReportingMode::QtTest);
    WatchBook book;
    book.begin(WatchId(1), watchOfKey(false));
    int resets = 0;
    connect(&table, &QAbstractItemModel::modelReset, this, [&resets] { ++resets; });
    book.hear(newsOf(1, 1, seconds(1)));
    table.setRows(watchRowsOf(book, seconds(999)));
    QCOMPARE(resets, 1);
    const QPersistentModelIndex first = table.index(0, 0);
    for (std::int64_t i = 2; i <= 503; ++i) {
        book.hear(newsOf(1, i, seconds(1)));
        table.setRows(watchRowsOf(book, seconds(999)));
    }
    QCOMPARE(resets, 1);
    QVERIFY(!first.isValid());
    QCOMPARE(table.rowCount(), 500);
    QCOMPARE(table.index(0, WatchTable::Revision).data().toString(), QStringLiteral("503"));
    QCOMPARE(table.index(499, WatchTable::Revision).data().toString(), QStringLiteral("4"));
    table.setRows({});
    QCOMPARE(table.rowCount(), 0);
}

void ConsoleWatchesTest::aWatchIsBegunAndEndedByHand() {
    ConsoleScreen screen;
    QVERIFY(screen.isReady);
    QVERIFY(!screen.part<QWidget>("watchesView").isVisible());
    screen.choose("operation", QStringLiteral("watch"));
    screen.type("key", QStringLiteral("cart/"));
    screen.choose("scope", QStringLiteral("all that"));
    screen.enter("key");
    QTRY_VERIFY(screen.part<QWidget>("watchesView").isVisible());
    screen.putOf(7, "cart/1");
    screen.putOf(7, "stock");
    screen.putOf(7, "cart/2");
    QVERIFY(screen.answer());
    const auto& rows = screen.console.watches().table().rows();
    QTRY_COMPARE(rows.size(), std::size_t{2});
    QCOMPARE(rows[0].key, std::string("cart/2"));
    QCOMPARE(rows[1].key, std::string("cart/1"));
    auto& button = screen.part<QToolButton>("watch1");
    QTRY_VERIFY2(button.text().contains(QStringLiteral("2 changes")), qPrintable(button.text()));
    auto* end = button.findChild<QAction*>(QStringLiteral("endWatch"));
    QVERIFY(end != nullptr);
    end->trigger();
    QVERIFY(!screen.part<QWidget>("watchesView").isVisible());
    QVERIFY(rows.empty());
    screen.putOf(7, "cart/3");
    QVERIFY(screen.answer());
    QVERIFY(screen.console.watches().book().changes().empty());
}

void ConsoleWatchesTest::aWatchOfAPausedNodeWaitsForIt() {
    ConsoleScreen screen;
    QVERIFY(screen.isReady);
    const raft::NodeId node = screen.leader == raft::NodeId(1) ? raft::NodeId(2) : raft::NodeId(1);
    screen.choose("operation", QStringLiteral("watch"));
    screen.choose("target", QStringLiteral("n%1").arg(node.value()));
    screen.type("key", QStringLiteral("k"));
    screen.enter("key");
    auto& button = screen.part<QToolButton>("watch1");
    QVERIFY(screen.world.update());
    QTRY_VERIFY2(button.text().contains(QStringLiteral("0 changes")), qPrintable(button.text()));
    stage::Stage& stage = screen.world.session().stage();
    QVERIFY(stage.pause(node).has_value());
    screen.putOf(7, "k");
    QVERIFY(screen.answer());
    QTRY_VERIFY2(button.text().contains(QStringLiteral("is paused")), qPrintable(button.text()));
    QVERIFY(screen.console.watches().book().changes().empty());
    QVERIFY(stage.resume(node).has_value());
    screen.world.session().run(stage::kSecond);
    QVERIFY(screen.world.update());
    QTRY_COMPARE(screen.console.watches().table().rows().size(), std::size_t{1});
}

void ConsoleWatchesTest::changesOfThePastAreShownThere() {
    ConsoleScreen screen;
    QVERIFY(screen.isReady);
    screen.choose("operation", QStringLiteral("watch"));
    screen.type("key", QStringLiteral("k"));
    screen.enter("key");
    screen.putOf(7, "k");
    QVERIFY(screen.answer());
    screen.world.session().run(stage::kSecond);
    QVERIFY(screen.world.update());
    screen.putOf(7, "k");
    QVERIFY(screen.answer());
    const auto& rows = screen.console.watches().table().rows();
    QTRY_COMPARE(rows.size(), std::size_t{2});
    const observe::Moment first = rows[1].moment;
    QVERIFY(first < rows[0].moment);
    QVERIFY(screen.world.goTo(first));
    QTRY_COMPARE(rows.size(), std::size_t{1});
    QCOMPARE(rows[0].moment.nanoseconds(), first.nanoseconds());
    screen.world.time.goLive();
    QTRY_COMPARE(rows.size(), std::size_t{2});
}

void ConsoleWatchesTest::aKeyOfTheTableIsWatched() {
    ConsoleScreen screen;
    QVERIFY(screen.isReady);
    screen.world.session().keys = {keysOfNode(1, 4, "v")};
    QVERIFY(screen.world.update());
    QTRY_COMPARE(screen.part<QTableView>("keyTable").model()->rowCount(), 2);
    QVERIFY(chooseFromMenu(screen, "keyTable", "keyMenu", "watchKey"));
    QCOMPARE(screen.console.watches().book().watches().size(), std::size_t{1});
    QCOMPARE(screen.console.watches().book().watches().front().ask.key, std::string("cart/7f3a"));
}

void ConsoleWatchesTest::aLeaseIsGrantedPutWithAndRevokedByHand() {
    ConsoleScreen screen;
    QVERIFY(screen.isReady);
    QVERIFY(!screen.part<QWidget>("leasesView").isVisible());
    screen.choose("operation", QStringLiteral("grant lease"));
    screen.part<QSpinBox>("ttl").setValue(90);
    QTest::mouseClick(&screen.part<QPushButton>("send"), Qt::LeftButton);
    QVERIFY(screen.answer());
    const auto& rows = screen.console.leases().table().rows();
    QTRY_COMPARE(rows.size(), std::size_t{1});
    QCOMPARE(rows[0].lease.grantedSeconds, 90);
    const kv::LeaseId lease = rows[0].lease.id;
    QTRY_VERIFY2(screen.now().contains(textOf(lease)), qPrintable(screen.now()));

    QVERIFY(chooseFromMenu(screen, "leaseTable", "leaseMenu", "putWithLease"));
    QCOMPARE(screen.part<QComboBox>("lease").currentText(), textOf(lease));
    screen.put(QStringLiteral("k"), QStringLiteral("v"));
    QVERIFY(screen.answer());
    const Ask& put = screen.world.session().asks.back();
    QVERIFY(std::get<kv::PutRequest>(std::get<kv::Command>(put.what)).lease == lease);
    QTRY_VERIFY(screen.rows().front().what.contains(textOf(lease)));

    screen.choose("operation", QStringLiteral("time to live"));
    QCOMPARE(screen.part<QComboBox>("lease").currentText(), textOf(lease));
    QTest::mouseClick(&screen.part<QPushButton>("send"), Qt::LeftButton);
    QVERIFY(screen.answer());
    QTRY_VERIFY2(screen.now().contains(QStringLiteral("of 90 s left")), qPrintable(screen.now()));

    screen.choose("operation", QStringLiteral("revoke"));
    QTest::mouseClick(&screen.part<QPushButton>("send"), Qt::LeftButton);
    QVERIFY(screen.answer());
    QTRY_VERIFY(rows[0].lease.isOver);
    // There is none to put with any more.
    screen.choose("operation", QStringLiteral("put"));
    QVERIFY(!screen.part<QWidget>("lease").isVisible());
}

void ConsoleWatchesTest::aLeaseIsKeptAlive() {
    ConsoleScreen screen;
    QVERIFY(screen.isReady);
    screen.choose("operation", QStringLiteral("grant lease"));
    screen.part<QSpinBox>("ttl").setValue(6);
    QTest::mouseClick(&screen.part<QPushButton>("send"), Qt::LeftButton);
    QVERIFY(screen.answer());
    QAbstractItemModel& table = *screen.part<QTableView>("leaseTable").model();
    QTRY_COMPARE(table.rowCount(), 1);
    const Selected selected = screen.world.selection.selected();
    QVERIFY(table.setData(table.index(0, LeaseTable::Kept), Qt::Checked, Qt::CheckStateRole));
    // Much longer than it would last by itself.
    for (int second = 0; second < 15; ++second) {
        screen.world.session().run(stage::kSecond);
        QVERIFY(screen.world.update());
        QTest::qWait(250);
    }
    std::size_t kept = 0;
    for (const Ask& ask : screen.world.session().asks) {
        const auto* question = std::get_if<stage::LeaseQuestion>(&ask.what);
        kept += question != nullptr && question->kind == Kind::KeepAlive ? 1U : 0U;
    }
    QVERIFY2(kept >= 4 && kept <= 8, qPrintable(QString::number(kept)));
    QVERIFY(!screen.console.leases().table().rows().front().lease.isOver);
    // What the window does by itself does not take the selection.
    QVERIFY(screen.world.selection.selected() == selected);
}

void ConsoleWatchesTest::anotherSessionHasNeither() {
    ConsoleScreen screen;
    QVERIFY(screen.isReady);
    screen.choose("operation", QStringLiteral("watch"));
    screen.type("key", QStringLiteral("k"));
    screen.enter("key");
    screen.choose("operation", QStringLiteral("grant lease"));
    QTest::mouseClick(&screen.part<QPushButton>("send"), Qt::LeftButton);
    QVERIFY(screen.answer());
    QTRY_VERIFY(screen.part<QWidget>("leasesView").isVisible());
    QVERIFY(screen.part<QWidget>("watchesView").isVisible());
    screen.world.desk.open(std::make_unique<FakeSession>(std::size_t{1}));
    QTRY_VERIFY(!screen.part<QWidget>("leasesView").isVisible());
    QVERIFY(!screen.part<QWidget>("watchesView").isVisible());
}

/// Pictures for the eye, into the folder that QUORATE_PICTURES names.
void ConsoleWatchesTest::drawsItsPictures() {
    const QString folder = tests::picturesFolder();
    if (folder.isEmpty()) {
        QSKIP("QUORATE_PICTURES names no folder");
    }
    ConsoleScreen screen(3, {528, 900});
    QVERIFY(screen.isReady);
    FakeSession& session = screen.world.session();
    screen.choose("operation", QStringLiteral("watch"));
    screen.choose("scope", QStringLiteral("all that"));
    screen.type("key", QStringLiteral("cart/"));
    screen.enter("key");
    screen.choose("target", QStringLiteral("n2"));
    screen.type("key", QStringLiteral("stock/"));
    screen.enter("key");
    screen.choose("target", QStringLiteral("leader"));
    for (const int seconds : {120, 30}) {
        screen.choose("operation", QStringLiteral("grant lease"));
        screen.part<QSpinBox>("ttl").setValue(seconds);
        QTest::mouseClick(&screen.part<QPushButton>("send"), Qt::LeftButton);
        QVERIFY(screen.answer());
    }
    QAbstractItemModel& leases = *screen.part<QTableView>("leaseTable").model();
    QTRY_COMPARE(leases.rowCount(), 2);
    leases.setData(leases.index(0, LeaseTable::Kept), Qt::Checked, Qt::CheckStateRole);
    screen.choose("operation", QStringLiteral("put"));
    for (const char* value : {"1 item", "2 items", "3 items"}) {
        screen.put(QStringLiteral("cart/7f3a"), QLatin1String(value));
        QVERIFY(screen.answer());
    }
    screen.put(QStringLiteral("stock/42"), QStringLiteral("18"));
    QVERIFY(screen.answer());
    screen.choose("operation", QStringLiteral("delete"));
    screen.type("key", QStringLiteral("cart/7f3a"));
    screen.enter("key");
    QVERIFY(screen.answer());
    QVERIFY(session.stage().pause(raft::NodeId(2)).has_value());
    session.run(7 * stage::kSecond);
    session.keys = {keysOfNode(1, 17, "2 items"), keysOfNode(3, 17, "2 items")};
    QVERIFY(screen.world.update());
    for (const auto& [appearance, theme] :
         {std::pair(Appearance::Light, "light"), std::pair(Appearance::Dark, "dark")}) {
        screen.world.theme.setAppearance(appearance);
        for (const char* operation : {"put", "watch", "time to live"}) {
            screen.choose("operation", QLatin1String(operation));
            for (const int width : {360, 528, 900}) {
                screen.console.resize(width, 900);
                QTest::qWait(300);
                QVERIFY(screen.console.grab().save(QDir(folder).filePath(
                    QStringLiteral("watches-%1-%2-%3.png")
                        .arg(QLatin1String(theme), QLatin1String(operation).left(3))
                        .arg(width))));
            }
        }
    }
}

QTEST_MAIN(ConsoleWatchesTest)
#include "tst_console_watches.moc"
