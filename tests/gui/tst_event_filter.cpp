// SPDX-License-Identifier: Apache-2.0
// Events as sentences, found by filters, without widgets.
#include <QTest>

#include <algorithm>
#include <atomic>
#include <set>
#include <utility>
#include <variant>

#include "gui/events/event_filter.h"
#include "gui/events/event_list.h"
#include "gui/events/event_wording.h"
#include "tests/gui/stage_film.h"

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

/// What is said of events, and which of them are shown.
class EventFilterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyKindOfEventHasASentenceOfItsOwn();
    void sentencesUseTheWordsOfTheField();
    void everyCommandOfAnOperatorIsASentence();
    void nodesAreFilteredWithWhatTheySayAndHear();
    void aSliceFindsWhatMatchesAndNothingElse();
    void aCancelledSliceEndsSoon();
    void aListGrowsAtBothEnds();
};

void EventFilterTest::everyKindOfEventHasASentenceOfItsOwn() {
    std::set<QString> sentences;
    constexpr std::size_t kKinds = std::variant_size_v<observe::Body>;
    visitEveryKind(std::make_index_sequence<kKinds>(), sentences);
    QCOMPARE(sentences.size(), kKinds);
}

void EventFilterTest::sentencesUseTheWordsOfTheField() {
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

void EventFilterTest::everyCommandOfAnOperatorIsASentence() {
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

void EventFilterTest::nodesAreFilteredWithWhatTheySayAndHear() {
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

void EventFilterTest::aSliceFindsWhatMatchesAndNothingElse() {
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

void EventFilterTest::aCancelledSliceEndsSoon() {
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

void EventFilterTest::aListGrowsAtBothEnds() {
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

QTEST_MAIN(EventFilterTest)
#include "tst_event_filter.moc"
