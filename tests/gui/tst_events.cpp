// SPDX-License-Identifier: Apache-2.0
// Events as sentences, found by filters, in a table of however many.
#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

#include <atomic>
#include <set>
#include <utility>
#include <variant>

#include "gui/events/event_filter.h"
#include "gui/events/event_list.h"
#include "gui/events/event_wording.h"
#include "gui/events/events_view.h"
#include "gui/model/vocabulary.h"
#include "tests/gui/stage_film.h"
#include "tests/gui/trouble.h"
#include "tests/gui/view_world.h"

using namespace quorate;
using namespace quorate::gui;

namespace {

namespace trace = raft::trace;
const std::atomic<bool> kNotCancelled{false};

observe::Event eventOf(observe::Body body, std::uint64_t node = 3, std::uint64_t term = 8) {
    return {observe::Moment(1'500'000'000), raft::NodeId(node), raft::Term(term), raft::kNoEvent,
            std::move(body)};
}

/// How many events of a recording a filter lets through, one by one.
std::uint64_t countOf(const observe::Recording& recording, const EventFilter& filter) {
    std::uint64_t count = 0;
    for (std::uint64_t i = 0; i < recording.size(); ++i) {
        count += filter.matches(recording.event(i)->event) ? 1U : 0U;
    }
    return count;
}

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
        view.show();
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

class EventsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyKindOfEventHasASentenceOfItsOwn();
    void sentencesUseTheWordsOfTheField();
    void everyCommandOfAnOperatorIsASentence();
    void nodesAreFilteredWithWhatTheySayAndHear();
    void aSliceFindsWhatMatchesAndNothingElse();
    void aCancelledSliceEndsSoon();
    void aListGrowsAtBothEnds();
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
    void pictures();
};

namespace {

template <std::size_t... I>
void visitEveryKind(std::index_sequence<I...> /*places*/, std::set<QString>& sentences) {
    const auto visit = [&sentences](observe::Body body) {
        const QString sentence = sentenceOf(eventOf(std::move(body)));
        QVERIFY2(!sentence.isEmpty(), qPrintable(sentence));
        QVERIFY2(!sentence.contains(QStringLiteral("%1")), qPrintable(sentence));
        QVERIFY2(sentences.insert(sentence).second, qPrintable(sentence));
    };
    (visit(observe::Body(std::in_place_index<I>)), ...);
}

}  // namespace

void EventsTest::everyKindOfEventHasASentenceOfItsOwn() {
    std::set<QString> sentences;
    constexpr std::size_t kKinds = std::variant_size_v<observe::Body>;
    visitEveryKind(std::make_index_sequence<kKinds>(), sentences);
    QCOMPARE(sentences.size(), kKinds);
}

void EventsTest::sentencesUseTheWordsOfTheField() {
    trace::VoteDecided vote{
        raft::NodeId(4), false, raft::Term(8), trace::VoteReason::Granted, {}, {}};
    QCOMPARE(sentenceOf(eventOf(vote)), QStringLiteral("n3 granted its vote to n4 in term 8"));
    vote.reason = trace::VoteReason::LogNotUpToDate;
    vote.candidateLast = {raft::Term(5), raft::Index(12)};
    vote.ownLast = {raft::Term(6), raft::Index(11)};
    QCOMPARE(sentenceOf(eventOf(vote)),
             QStringLiteral("n3 refused its vote to n4 in term 8: n4’s last entry is 5/12, its own "
                            "6/11 (§5.4.1)"));
    QCOMPARE(sentenceOf(eventOf(trace::RoleChanged{raft::Role::Candidate, raft::Role::Leader})),
             QStringLiteral("n3 became the leader of term 8"));
    QCOMPARE(sentenceOf(eventOf(trace::CommitAdvanced{
                 raft::Index(1), raft::Index(4118), {raft::NodeId(1), raft::NodeId(3)}})),
             QStringLiteral("n3 committed 4118: it is on n1 and n3, and term 8 is current"));
    QCOMPARE(sentenceOf(eventOf(observe::LinkCut{{raft::NodeId(2), raft::NodeId(1)}}, 0)),
             QStringLiteral("link n2→n1 was cut"));
    observe::MessageFields append;
    append.type = raft::MessageType::App;
    append.to = raft::NodeId(5);
    append.entries = observe::EntryRuns(raft::Index(7));
    append.entries.append({3, raft::Term(8), observe::EntryKind::Normal});
    QCOMPARE(sentenceOf(eventOf(observe::MessageSent{append, false})),
             QStringLiteral("n3 sent an append with 7–9 to n5"));
}

void EventsTest::everyCommandOfAnOperatorIsASentence() {
    std::set<QString> sentences;
    for (int i = 0; i <= static_cast<int>(observe::Command::EndFault); ++i) {
        observe::OperatorCommand command;
        command.command = static_cast<observe::Command>(i);
        command.about = raft::NodeId(1);
        command.other = raft::NodeId(2);
        QVERIFY(sentences.insert(sentenceOf(eventOf(command, 0))).second);
    }
    QVERIFY(sentences.count(QStringLiteral("you killed n1")) == 1);
    QVERIFY(sentences.count(QStringLiteral("you cut link n1→n2")) == 1);
}

void EventsTest::nodesAreFilteredWithWhatTheySayAndHear() {
    observe::MessageLeft left;
    left.link = {raft::NodeId(1), raft::NodeId(2)};
    const observe::Event event = eventOf(left, 0);
    QVERIFY(concerns(event, raft::NodeId(1)));
    QVERIFY(concerns(event, raft::NodeId(2)));
    QVERIFY(!concerns(event, raft::NodeId(3)));
    QCOMPARE(groupOf(event.body), EventGroup::Messages);
    QCOMPARE(groupOf(trace::TimerFired{trace::Timer::Election}), EventGroup::Elections);
    QCOMPARE(groupOf(trace::TimerFired{trace::Timer::Heartbeat}), EventGroup::Messages);
    QCOMPARE(groupOf(observe::LogSynced()), EventGroup::Disk);
    QCOMPARE(groupOf(observe::ClientInvoked()), EventGroup::Clients);
    QCOMPARE(groupOf(observe::NodeCrashed()), EventGroup::Operators);
    QCOMPARE(groupOf(observe::EntriesAppended()), EventGroup::Log);
}

void EventsTest::aSliceFindsWhatMatchesAndNothingElse() {
    tests::StageFilm film(3);
    film.put("a", "1");
    const observe::Recording& recording = film.recording();
    EventFilter filter;
    filter.words = QStringList{QStringLiteral("VOTE"), QStringLiteral("n2")};
    std::uint64_t to = recording.size();
    std::vector<std::uint64_t> numbers;
    while (to > 0) {
        const EventsFound found =
            findEvents(recording, filter, {to > 50 ? to - 50 : 0, to, true}, kNotCancelled);
        QCOMPARE(found.to, to);
        QVERIFY(found.from < to);
        numbers.insert(numbers.begin(), found.numbers.begin(), found.numbers.end());
        to = found.from;
    }
    QVERIFY(!numbers.empty());
    QVERIFY(std::is_sorted(numbers.begin(), numbers.end()));
    QCOMPARE(static_cast<std::uint64_t>(numbers.size()), countOf(recording, filter));
    for (const std::uint64_t number : numbers) {
        const QString sentence = sentenceOf(recording.event(number)->event);
        QVERIFY2(sentence.contains(QStringLiteral("vote")), qPrintable(sentence));
    }
}

void EventsTest::aCancelledSliceEndsSoon() {
    tests::StageFilm film(3);
    film.put("a", "1");
    const std::atomic<bool> isCancelled{true};
    EventFilter filter;
    filter.groups = 0;
    const std::uint64_t size = film.recording().size();
    QVERIFY(size > 200);
    const EventsFound found = findEvents(film.recording(), filter, {0, size, true}, isCancelled);
    QVERIFY(found.to - found.from <= 64);
}

void EventsTest::aListGrowsAtBothEnds() {
    EventList list;
    list.showMatches(100);
    QCOMPARE(list.next()->from, std::uint64_t{0});
    QVERIFY(list.next()->isBackwards);
    list.add({{70, 95}, 60, 100});
    QCOMPARE(list.size(), std::uint64_t{2});
    QCOMPARE(list.numberAt(0), std::uint64_t{70});
    list.grow(120);
    QVERIFY(!list.next()->isBackwards);
    QCOMPARE(list.next()->from, std::uint64_t{100});
    list.add({{110}, 100, 120});
    list.add({{5}, 0, 60});
    QVERIFY(!list.next());
    QCOMPARE(list.size(), std::uint64_t{4});
    QCOMPARE(list.rowOf(70), std::optional<std::uint64_t>(1));
    QCOMPARE(list.rowOf(71), std::optional<std::uint64_t>());
    QCOMPARE(list.rowsBefore(96), std::uint64_t{3});
    list.showAll(1'000'000);
    QCOMPARE(list.rowOf(999'999), std::optional<std::uint64_t>(999'999));
}

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
    const QModelIndex index = shown.table().index(3, EventTable::What);
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
        QVERIFY(shown.view.rows().isFolded());
        QVERIFY(shown.rows().rowHeight(0) >= 2 * line);
        const QRect what = shown.rows().visualRect(shown.table().index(0, EventTable::What));
        QCOMPARE(what.width(), shown.rows().viewport()->width());
        for (const QCheckBox* box : shown.view.findChildren<QCheckBox*>()) {
            QVERIFY2(box->geometry().right() < 360, qPrintable(box->text()));
            QVERIFY(box->height() >= line);
        }
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
