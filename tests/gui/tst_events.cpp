// SPDX-License-Identifier: Apache-2.0
#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QTest>

#include <variant>

#include "gui/events/events_view.h"
#include "gui/model/figures.h"
#include "tests/gui/look.h"
#include "tests/gui/on_screen.h"
#include "tests/gui/trouble.h"
#include "tests/gui/view_world.h"

using namespace quorate;
using namespace quorate::gui;

namespace {

QString whatAt(const EventsView& view, int row) {
    return view.rows().model().index(row, EventTable::What).data().toString();
}

/// A view on a cluster that has elected a leader, two seconds ago.
struct Shown {
    tests::ViewWorld world{3};
    EventsView view{world.context()};

    Shown() {
        world.session().elect();
        world.session().run(2'000'000'000);
        world.update();
        view.resize(528, 420);
        if (!tests::bringUp(view)) {
            qFatal("the view does not show");
        }
    }
    [[nodiscard]] const EventTable& table() const { return view.rows().model(); }
    [[nodiscard]] QTableView& rows() const { return view.rows().table(); }
    [[nodiscard]] std::uint64_t total() const { return world.frame().lastCount; }
    [[nodiscard]] QString counts() const {
        return view.findChild<QLabel*>(QStringLiteral("eventCounts"))->text();
    }
    /// All of the newest rows are there with their texts.
    bool isAtTheEnd() const {
        const auto& numbers = table().numbers();
        return !numbers.empty() && numbers.back() + 1 == total() &&
               whatAt(view, static_cast<int>(numbers.size()) - 1) != QStringLiteral("…");
    }
    void filter(const QString& words) {
        auto* line = view.findChild<QLineEdit*>(QStringLiteral("eventFilter"));
        line->clear();
        QTest::keyClicks(line, words);
    }
    [[nodiscard]] bool isFound() const {
        return view.search().list().isFiltered() && !view.search().isSearching();
    }
};

}  // namespace

/// The table of however many events, as a person uses it.
class EventsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theTableHoldsOnlyTheRowsThatFit();
    void itFollowsTheNewestUntilSomebodyScrolls();
    void wordsKindsAndNodesFilter();
    void aFilterGoesOnWithNewEvents();
    void anotherFilterEndsTheOneBefore();
    void aRowSelectsItsEventAndEnterGoesThere();
    void keysMoveThroughAllEvents();
    void anEventThatIsSelectedElsewhereIsRevealed();
    void whatComesAfterTheMomentIsTold();
    void emptyTablesSayWhatToDo();
    void itFitsInANarrowDockAtEverySizeOfFont();
    void rowsFoldWhereSentencesHaveNoRoom();
    void escapeClearsTheFilter();
    void aRowHasAMenu();
    void pictures();
};

void EventsTest::theTableHoldsOnlyTheRowsThatFit() {
    Shown shown;
    QAbstractItemModelTester tester(&const_cast<EventTable&>(shown.table()),
                                    QAbstractItemModelTester::FailureReportingMode::Fatal);
    QTRY_VERIFY(shown.isAtTheEnd());
    QTRY_VERIFY(shown.total() > 100);
    QTRY_VERIFY(shown.isAtTheEnd());
    const int height = shown.rows().viewport()->height();
    const int row = shown.rows().rowHeight(0);
    QTRY_COMPARE(shown.table().rowCount(), height / row);
    QCOMPARE(shown.counts(), QStringLiteral("%1 events").arg(countText(shown.total())));
    // Smaller and larger, it holds less and more.
    shown.view.resize(528, 300);
    QTRY_VERIFY(shown.table().rowCount() < height / row);
    QTRY_VERIFY(shown.isAtTheEnd());
    shown.view.resize(528, 700);
    QTRY_VERIFY(shown.table().rowCount() > height / row);
}

void EventsTest::itFollowsTheNewestUntilSomebodyScrolls() {
    Shown shown;
    QTRY_VERIFY(shown.isAtTheEnd());
    const std::uint64_t before = shown.total();
    shown.world.session().run(2'000'000'000);
    QVERIFY(shown.world.update());
    QVERIFY(shown.total() > before);
    QTRY_VERIFY(shown.isAtTheEnd());

    auto* follow = shown.view.findChild<SwitchButton*>(QStringLiteral("followEvents"));
    QVERIFY(follow->isChecked());
    shown.view.rows().bar().triggerAction(QAbstractSlider::SliderPageStepSub);
    QVERIFY(!follow->isChecked());
    const auto stays = shown.table().numbers();
    shown.world.session().run(1'000'000'000);
    QVERIFY(shown.world.update());
    QTRY_COMPARE(shown.view.search().list().total(), shown.total());
    QCOMPARE(shown.table().numbers(), stays);

    shown.view.rows().bar().triggerAction(QAbstractSlider::SliderToMaximum);
    QVERIFY(follow->isChecked());
    QTRY_VERIFY(shown.isAtTheEnd());
}

void EventsTest::wordsKindsAndNodesFilter() {
    Shown shown;
    QTRY_VERIFY(shown.isAtTheEnd());
    shown.filter(QStringLiteral("vote n2"));
    QTRY_VERIFY(shown.isFound());
    QTRY_VERIFY(shown.table().rowCount() > 0 && whatAt(shown.view, 0) != QStringLiteral("…"));
    QVERIFY(shown.view.search().list().size() < shown.total());
    for (int row = 0; row < shown.table().rowCount(); ++row) {
        QVERIFY2(whatAt(shown.view, row).contains(QStringLiteral("vote"), Qt::CaseInsensitive),
                 qPrintable(whatAt(shown.view, row)));
    }
    QTRY_COMPARE(shown.counts(),
                 QStringLiteral("%1 of %2")
                     .arg(countText(shown.view.search().list().size()), countText(shown.total())));

    shown.filter({});
    QTRY_VERIFY(!shown.view.search().list().isFiltered());
    QTest::mouseClick(shown.view.findChild<QCheckBox*>(QStringLiteral("messages")), Qt::LeftButton,
                      {}, QPoint(8, 8));
    QTRY_VERIFY(shown.isFound());
    const std::uint64_t withoutMessages = shown.view.search().list().size();
    QVERIFY(withoutMessages > 0 && withoutMessages < shown.total());
    QVERIFY(!shown.view.search().filter().has(EventGroup::Messages));

    auto* node = shown.view.findChild<QComboBox*>(QStringLiteral("eventNode"));
    QCOMPARE(node->count(), 4);
    node->setCurrentIndex(2);
    QTRY_VERIFY(shown.isFound());
    QVERIFY(shown.view.search().filter().node == raft::NodeId(2));
    QTRY_VERIFY(shown.view.search().list().size() < withoutMessages);
}

void EventsTest::aFilterGoesOnWithNewEvents() {
    Shown shown;
    shown.filter(QStringLiteral("heartbeat"));
    QTRY_VERIFY(shown.isFound());
    const std::uint64_t before = shown.view.search().list().size();
    shown.world.session().run(2'000'000'000);
    QVERIFY(shown.world.update());
    QTRY_VERIFY(shown.view.search().list().size() > before && shown.isFound());
    // The table may be empty for a moment.
    const auto isAtTheNewest = [&shown] {
        const auto& numbers = shown.table().numbers();
        const auto& found = shown.view.search().list();
        return !numbers.empty() && numbers.back() == found.numberAt(found.size() - 1);
    };
    QTRY_VERIFY(isAtTheNewest());
}

void EventsTest::anotherFilterEndsTheOneBefore() {
    Shown shown;
    QTRY_VERIFY(shown.isAtTheEnd());
    EventSearch search(shown.world.desk);
    EventFilter first;
    first.words = QStringList{QStringLiteral("heartbeat")};
    EventFilter second;
    second.words = QStringList{QStringLiteral("leader of term")};
    search.start(first, shown.total());
    search.start(second, shown.total());
    QTRY_VERIFY(!search.isSearching());
    QVERIFY(search.filter() == second);
    QVERIFY(search.list().size() >= 1);
    QVERIFY(search.list().size() < 10);
}

void EventsTest::aRowSelectsItsEventAndEnterGoesThere() {
    Shown shown;
    QTRY_VERIFY(shown.total() > 100);
    QTRY_VERIFY(shown.isAtTheEnd() && shown.table().rowCount() > 3);
    // Beside what its sentence names.
    const QModelIndex index = shown.table().index(3, EventTable::Time);
    const std::uint64_t number = shown.table().numbers()[3];
    QTest::mouseClick(shown.rows().viewport(), Qt::LeftButton, {},
                      shown.rows().visualRect(index).center());
    const auto* id = std::get_if<raft::EventId>(&shown.world.selection.selected());
    QVERIFY(id != nullptr);
    QVERIFY(!shown.view.rows().isFollowing());

    QTest::keyClick(&shown.rows(), Qt::Key_Return);
    QVERIFY(shown.world.time.place() == TimeModel::Place(EventPlace{number + 1}));
    QTRY_COMPARE(shown.world.frame().eventCount, number + 1);
    QVERIFY(shown.world.frame().state.lastEvent() == *id);

    shown.world.time.goLive();
    const QPoint place = shown.rows().visualRect(shown.table().index(1, 0)).center();
    const std::uint64_t other = shown.table().numbers()[1];
    QTest::mouseClick(shown.rows().viewport(), Qt::LeftButton, {}, place);
    QTest::mouseDClick(shown.rows().viewport(), Qt::LeftButton, {}, place);
    QVERIFY(shown.world.time.place() == TimeModel::Place(EventPlace{other + 1}));
}

void EventsTest::keysMoveThroughAllEvents() {
    Shown shown;
    QTRY_VERIFY(shown.isAtTheEnd());
    EventRows& rows = shown.view.rows();
    QTest::keyClick(&shown.rows(), Qt::Key_Home);
    QCOMPARE(rows.current(), std::optional<std::uint64_t>(0));
    QCOMPARE(shown.table().numbers().front(), std::uint64_t{0});
    QTest::keyClick(&shown.rows(), Qt::Key_Down);
    QCOMPARE(rows.current(), std::optional<std::uint64_t>(1));
    QTest::keyClick(&shown.rows(), Qt::Key_PageDown);
    const std::uint64_t page = shown.table().numbers().size();
    QCOMPARE(rows.current(), std::optional<std::uint64_t>(1 + page));
    QVERIFY(shown.rows().currentIndex().isValid());
    QTest::keyClick(&shown.rows(), Qt::Key_PageUp);
    QTest::keyClick(&shown.rows(), Qt::Key_Up);
    QCOMPARE(rows.current(), std::optional<std::uint64_t>(0));
    QTest::keyClick(&shown.rows(), Qt::Key_End);
    QCOMPARE(rows.current(), std::optional<std::uint64_t>(shown.total() - 1));
    QTRY_VERIFY(shown.isAtTheEnd());
    // Every row on the way is selected for all views as soon as its text is there.
    QVERIFY(std::holds_alternative<raft::EventId>(shown.world.selection.selected()));
}

void EventsTest::anEventThatIsSelectedElsewhereIsRevealed() {
    Shown shown;
    QTRY_VERIFY(shown.isAtTheEnd());
    QTest::keyClick(&shown.rows(), Qt::Key_Home);
    QTRY_VERIFY(whatAt(shown.view, 2) != QStringLiteral("…"));
    QTest::keyClick(&shown.rows(), Qt::Key_Down);
    const Selected early = shown.world.selection.selected();
    QVERIFY(std::holds_alternative<raft::EventId>(early));
    shown.world.selection.clear();
    shown.view.rows().setFollowing(true);
    QTRY_VERIFY(shown.isAtTheEnd());

    shown.world.selection.select(early);
    QTRY_COMPARE(shown.view.rows().current(), std::optional<std::uint64_t>(1));
    QCOMPARE(shown.table().numbers().front(), std::uint64_t{0});
    QTRY_COMPARE(shown.rows().currentIndex().row(), 1);
}

void EventsTest::whatComesAfterTheMomentIsTold() {
    Shown shown;
    QTRY_VERIFY(shown.isAtTheEnd());
    const std::uint64_t count = shown.total() - 6;
    shown.world.time.goTo(EventPlace{count});
    QTRY_VERIFY(!shown.world.frame().isLive);
    QTRY_COMPARE(shown.table()
                     .index(shown.table().rowCount() - 1, 0)
                     .data(EventTable::kIsLaterRole)
                     .toBool(),
                 true);
    int present = 0;
    for (int row = 0; row < shown.table().rowCount(); ++row) {
        const QModelIndex index = shown.table().index(row, 0);
        const std::uint64_t number = shown.table().numbers()[static_cast<std::size_t>(row)];
        QCOMPARE(index.data(EventTable::kIsLaterRole).toBool(), number >= count);
        present += index.data(EventTable::kIsPresentRole).toBool() ? 1 : 0;
    }
    QCOMPARE(present, 1);
    // Far back, the table goes along.
    shown.world.time.goTo(EventPlace{4});
    QTRY_COMPARE(shown.table().numbers().front(), std::uint64_t{0});
}

void EventsTest::emptyTablesSayWhatToDo() {
    Shown shown;
    shown.filter(QStringLiteral("nothing is like this"));
    QTRY_VERIFY(shown.isFound());
    auto* note = shown.view.findChild<EmptyNote*>();
    QTRY_VERIFY(note->isVisible());
    QVERIFY(!note->accessibleDescription().isEmpty());
    shown.filter({});
    QTRY_VERIFY(!note->isVisible());
    shown.world.desk.close();
    QTRY_VERIFY(note->isVisible());
    QCOMPARE(note->accessibleName(), QStringLiteral("No cluster is open"));
}

void EventsTest::itFitsInANarrowDockAtEverySizeOfFont() {
    for (const int percent : {80, 100, 150, 200}) {
        const tests::TextSize size(percent);
        Shown shown;
        shown.view.resize(360, 600);
        QTRY_VERIFY(shown.isAtTheEnd());
        QCOMPARE(shown.view.width(), 360);
        QVERIFY(shown.view.minimumSizeHint().width() <= 360);
        const int line = QFontMetrics(QApplication::font()).height();
        const QRect what = shown.rows().visualRect(shown.table().index(0, EventTable::What));
        if (shown.view.rows().isFolded()) {
            QVERIFY(shown.rows().rowHeight(0) >= 2 * line);
            QCOMPARE(what.width(), shown.rows().viewport()->width());
        } else {
            // Letters may be so narrow that a sentence has room beside the other columns.
            QVERIFY(percent < 150);
            QVERIFY(what.width() >= 30 * shown.rows().fontMetrics().averageCharWidth());
        }
        for (const QCheckBox* box : shown.view.findChildren<QCheckBox*>()) {
            QVERIFY2(box->geometry().right() < 360, qPrintable(box->text()));
            QVERIFY(box->height() >= line);
        }
        QVERIFY2(tests::cutOffIn(shown.view).isEmpty(),
                 qPrintable(tests::cutOffIn(shown.view).join(u'\n')));
        auto* words = shown.view.findChild<QLineEdit*>(QStringLiteral("eventFilter"));
        QVERIFY(words->width() > 10 * QFontMetrics(QApplication::font()).averageCharWidth());
        QVERIFY(words->height() >= line);
        // A click on either line is one on the event.
        QTRY_COMPARE(shown.table().rowCount(),
                     shown.rows().viewport()->height() / shown.rows().rowHeight(0));
        const std::uint64_t number = shown.table().numbers()[1];
        const QRect row = shown.rows().visualRect(shown.table().index(1, EventTable::What));
        QTest::mouseClick(shown.rows().viewport(), Qt::LeftButton, {},
                          QPoint(20, row.bottom() - 3));
        QCOMPARE(shown.view.rows().current(), std::optional<std::uint64_t>(number));
    }
}

void EventsTest::rowsFoldWhereSentencesHaveNoRoom() {
    Shown shown;
    shown.view.resize(360, 600);
    QTRY_VERIFY(shown.isAtTheEnd());
    QVERIFY(shown.view.rows().isFolded());
    const int folded = shown.table().rowCount();
    shown.view.resize(700, 600);
    QVERIFY(!shown.view.rows().isFolded());
    QTRY_VERIFY(shown.isAtTheEnd());
    QTRY_VERIFY(shown.table().rowCount() > folded);
    for (int column = 0; column < EventTable::Columns_; ++column) {
        QVERIFY(!shown.rows().isColumnHidden(column));
    }
    // Also when the text grows while it is shown.
    const tests::TextSize size(200);
    QTRY_VERIFY(shown.view.rows().isFolded());
    QTRY_VERIFY(shown.isAtTheEnd());
    QVERIFY(shown.rows().rowHeight(0) >= 2 * QFontMetrics(QApplication::font()).height());
}

void EventsTest::escapeClearsTheFilter() {
    Shown shown;
    shown.filter(QStringLiteral("vote"));
    QTRY_VERIFY(shown.isFound());
    auto* words = shown.view.findChild<QLineEdit*>(QStringLiteral("eventFilter"));
    words->setFocus();
    QTest::keyClick(words, Qt::Key_Escape);
    QVERIFY(words->text().isEmpty());
    QVERIFY(!shown.view.search().list().isFiltered());
    QVERIFY(shown.rows().hasFocus());
}

void EventsTest::aRowHasAMenu() {
    Shown shown;
    shown.filter(QStringLiteral("became the leader"));
    QTRY_VERIFY(shown.isFound());
    QTRY_VERIFY(shown.table().rowCount() > 0 && whatAt(shown.view, 0) != QStringLiteral("…"));
    const std::uint64_t number = shown.table().numbers()[0];
    const QString sentence = whatAt(shown.view, 0);
    const auto menu = [&shown] {
        const QPoint place =
            shown.rows().visualRect(shown.table().index(0, EventTable::What)).center();
        QMenu* opened = tests::menuAt(*shown.rows().viewport(), place, shown.view, "eventMenu");
        return opened;
    };
    tests::clickIn(menu(), "copyEvent");
    QVERIFY(QGuiApplication::clipboard()->text().endsWith(sentence));
    QTRY_VERIFY(shown.view.findChild<QMenu*>() == nullptr);
    tests::clickIn(menu(), "goToEvent");
    QVERIFY(shown.world.time.place() == TimeModel::Place(EventPlace{number + 1}));
    shown.world.time.goLive();

    QTRY_VERIFY(shown.view.findChild<QMenu*>() == nullptr);
    tests::clickIn(menu(), "onlyKind");
    QVERIFY(shown.view.search().filter().has(EventGroup::Elections));
    QVERIFY(!shown.view.search().filter().has(EventGroup::Messages));
    QTRY_VERIFY(shown.isFound() && shown.table().rowCount() > 0);
    QTRY_VERIFY(shown.view.findChild<QMenu*>() == nullptr);
    QTRY_COMPARE(whatAt(shown.view, 0), sentence);
    tests::clickIn(menu(), "onlyNode");
    QVERIFY(raft::isMemberId(shown.view.search().filter().node));
    QTRY_VERIFY(shown.isFound() && shown.table().rowCount() > 0);
    QTRY_VERIFY(shown.view.findChild<QMenu*>() == nullptr);
    QTRY_COMPARE(whatAt(shown.view, 0), sentence);
    tests::clickIn(menu(), "allEvents");
    QVERIFY(shown.view.search().filter().isAll());
}

/// With QUORATE_PICTURES=folder, what it looks like is there to be seen.
void EventsTest::pictures() {
    const QString folder = tests::picturesFolder();
    if (folder.isEmpty()) {
        QSKIP("QUORATE_PICTURES names no folder");
    }
    tests::Trouble trouble;
    QVERIFY(trouble.isThere);
    for (const bool isDark : {false, true}) {
        trouble.world.theme.setAppearance(isDark ? Appearance::Dark : Appearance::Light);
        for (const int percent : {80, 100, 150, 200}) {
            const tests::TextSize size(percent);
            EventsView view(trouble.world.context());
            view.show();
            for (const int width : {360, 480, 800}) {
                view.resize(width, 600);
                const auto save = [&](const char* name) {
                    QTest::qWait(250);
                    view.grab().save(
                        QStringLiteral("%1/events-%2-%3-%4-%5.png")
                            .arg(folder, QLatin1String(name),
                                 isDark ? QStringLiteral("dark") : QStringLiteral("light"))
                            .arg(percent)
                            .arg(width));
                };
                auto* words = view.findChild<QLineEdit*>(QStringLiteral("eventFilter"));
                words->clear();
                save("live");
                words->setText(QStringLiteral("vote"));
                save("vote");
                words->setText(QStringLiteral("no such thing"));
                save("empty");
                words->clear();
                trouble.world.time.goTo(EventPlace{trouble.world.frame().lastCount - 12});
                view.rows().setFollowing(true);
                save("past");
                trouble.world.time.goLive();
            }
        }
    }
}

QTEST_MAIN(EventsTest)
#include "tst_events.moc"
