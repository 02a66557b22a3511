// SPDX-License-Identifier: Apache-2.0
// What the core refuses of a peer's messages: for each rule a message that breaks it, and its
// neighbour that does not.
#include <QTest>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/raft/conf_change.h"
#include "engine/raft/message_check.h"
#include "tests/fuzz/raft_situations.h"

using quorate::Bytes;
using quorate::ErrorCode;
using quorate::tests::CoreHost;
using quorate::tests::makeSituation;
using quorate::tests::Situation;
namespace raft = quorate::raft;
using raft::Index;
using raft::Message;
using raft::MessageType;
using raft::NodeId;
using raft::Term;

namespace {

/// A message that passes, and one beside it that does not.
struct Rule {
    std::string name;
    Message good;
    Message bad;
    ErrorCode code{ErrorCode::InvalidMessage};
};

Message messageOf(MessageType type, std::uint64_t from, std::uint64_t term) {
    Message message;
    message.type = type;
    message.to = NodeId(1);
    message.from = NodeId(from);
    message.term = Term(term);
    return message;
}

/// Changes a copy.
template <class Change>
Message with(Message message, const Change& change) {
    change(message);
    return message;
}

raft::Entry entryOf(Index index, Term term) {
    raft::Entry entry;
    entry.index = index;
    entry.term = term;
    return entry;
}

Message appendOf(std::uint64_t from, Term term, raft::EntryId previous,
                 const std::vector<Term>& terms) {
    Message message = messageOf(MessageType::App, from, term.value());
    message.index = previous.index;
    message.logTerm = previous.term;
    Index index = previous.index;
    for (const Term entryTerm : terms) {
        index = index.next();
        message.entries.push_back(entryOf(index, entryTerm));
    }
    return message;
}

Message snapshotAt(Index index, Term term, raft::ConfState state) {
    Message message = messageOf(MessageType::Snap, 2, 5);
    raft::Snapshot snapshot;
    snapshot.metadata = {index, term, std::move(state)};
    message.snapshot = std::make_shared<const raft::Snapshot>(std::move(snapshot));
    return message;
}

raft::ConfState voters(std::initializer_list<std::uint64_t> values) {
    raft::ConfState state;
    for (const std::uint64_t value : values) {
        state.voters.emplace_back(value);
    }
    return state;
}

void addRules(std::vector<Rule>& rules, const char* name, const Message& good,
              const std::vector<Message>& bad) {
    for (const Message& message : bad) {
        rules.push_back(
            {bad.size() == 1 ? name : name + (" #" + std::to_string(rules.size())), good, message});
    }
}

void addHeadRules(std::vector<Rule>& rules) {
    const Message beat = messageOf(MessageType::Heartbeat, 2, 5);
    for (const MessageType type :
         {MessageType::Hup, MessageType::Beat, MessageType::CheckQuorum, MessageType::Unreachable,
          MessageType::SnapStatus, MessageType::ForgetLeader, MessageType::StorageAppend,
          MessageType::StorageAppendResp, MessageType::StorageApply,
          MessageType::StorageApplyResp}) {
        rules.push_back({"local type " + std::to_string(static_cast<int>(type)), beat,
                         with(beat, [type](Message& m) { m.type = type; }),
                         ErrorCode::LocalMessage});
    }
    addRules(rules, "the sender is a member", beat,
             {with(beat, [](Message& m) { m.from = raft::kNoNode; }),
              with(beat, [](Message& m) { m.from = raft::kAppendThread; }),
              with(beat, [](Message& m) { m.from = raft::kApplyThread; })});
    addRules(rules, "a term is needed", beat, {with(beat, [](Message& m) { m.term = Term(0); })});
    addRules(rules, "the last term", with(beat, [](Message& m) { m.term = raft::kMaxTerm; }),
             {with(beat, [](Message& m) { m.term = raft::kMaxTerm.next(); })});
    addRules(rules, "a log term behind the term",
             with(beat, [](Message& m) { m.logTerm = Term(5); }),
             {with(beat, [](Message& m) { m.logTerm = Term(6); })});
    addRules(rules, "the last index",
             with(beat, [](Message& m) { m.index = m.commit = m.rejectHint = raft::kMaxIndex; }),
             {with(beat, [](Message& m) { m.index = raft::kMaxIndex.next(); }),
              with(beat, [](Message& m) { m.commit = raft::kMaxIndex.next(); }),
              with(beat, [](Message& m) { m.rejectHint = raft::kMaxIndex.next(); })});
}

void addForwardedRules(std::vector<Rule>& rules) {
    Message proposal = messageOf(MessageType::Prop, 2, 0);
    proposal.entries.resize(2);
    addRules(rules, "a proposal", proposal,
             {with(proposal, [](Message& m) { m.entries.clear(); }),
              with(proposal, [](Message& m) { m.term = Term(1); })});
    const Message change = with(proposal, [](Message& m) {
        m.entries[1] =
            raft::toEntry(raft::ConfChange{{raft::ConfChangeType::AddNode, NodeId(4)}, {}});
    });
    addRules(rules, "a change is one", change,
             {with(change, [](Message& m) { m.entries[1].data = Bytes::copyOf("x"); }),
              with(change, [](Message& m) { m.entries[1].data = Bytes(); })});
    Message read = messageOf(MessageType::ReadIndex, 2, 0);
    read.entries.resize(1);
    addRules(rules, "a read names itself", read,
             {with(read, [](Message& m) { m.entries.clear(); }),
              with(read, [](Message& m) { m.entries.resize(2); }),
              with(read, [](Message& m) { m.term = Term(1); })});
    Message answer = messageOf(MessageType::ReadIndexResp, 2, 5);
    answer.entries.resize(1);
    addRules(rules, "its answer too", answer,
             {with(answer, [](Message& m) { m.entries.clear(); }),
              with(answer, [](Message& m) { m.term = Term(0); })});
}

void addAppendRules(std::vector<Rule>& rules) {
    const Message append = appendOf(2, Term(5), {Term(3), Index(7)}, {Term(3), Term(4), Term(5)});
    addRules(rules, "entries follow each other", append,
             {with(append, [](Message& m) { m.entries[0].index = Index(7); }),
              with(append, [](Message& m) { m.entries[2].index = Index(11); }),
              with(append, [](Message& m) { m.entries[2].index = Index(9); })});
    addRules(rules, "terms grow up to the leader's", append,
             {with(append, [](Message& m) { m.entries[0].term = Term(2); }),
              with(append, [](Message& m) { m.entries[1].term = Term(2); }),
              with(append, [](Message& m) { m.entries[2].term = Term(6); })});
    const Message first = appendOf(2, Term(5), {}, {Term(1)});
    addRules(rules, "the first entry", first,
             {with(first, [](Message& m) { m.logTerm = Term(1); }),
              with(first, [](Message& m) { m.entries[0].term = Term(0); })});
    addRules(rules, "a change in an append is one",
             with(append, [](Message& m) { m.entries[1].type = raft::EntryType::ConfChangeV2; }),
             {with(append, [](Message& m) { m.entries[1].type = raft::EntryType::ConfChange; })});
    const Index last = raft::kMaxIndex;
    addRules(rules, "no entry beyond the last index",
             appendOf(2, Term(5), {Term(3), last.previous()}, {Term(3)}),
             {appendOf(2, Term(5), {Term(3), last.previous()}, {Term(3), Term(3)}),
              appendOf(2, Term(5), {Term(3), last}, {Term(3)})});
}

void addSnapshotRules(std::vector<Rule>& rules) {
    const Message good = snapshotAt(Index(9), Term(5), voters({1, 2}));
    addRules(rules, "a snapshot is there", good,
             {with(good, [](Message& m) { m.snapshot = nullptr; }),
              snapshotAt(Index(0), Term(5), voters({1, 2}))});
    addRules(rules, "a snapshot's place", snapshotAt(raft::kMaxIndex, Term(1), voters({1, 2})),
             {snapshotAt(raft::kMaxIndex.next(), Term(1), voters({1, 2})),
              snapshotAt(Index(9), Term(0), voters({1, 2})),
              snapshotAt(Index(9), Term(6), voters({1, 2}))});
    raft::ConfState joint = voters({1, 2});
    joint.votersOutgoing = voters({1, 3}).voters;
    joint.learnersNext = voters({3}).voters;
    joint.autoLeave = true;
    const auto snapshotOf = [](const raft::ConfState& state) {
        return snapshotAt(Index(9), Term(5), state);
    };
    raft::ConfState voterAndLearner = voters({1, 2});
    voterAndLearner.learners = voters({2}).voters;
    raft::ConfState learnersOnly;
    learnersOnly.learners = voters({1}).voters;
    raft::ConfState leftBehind = voters({1, 2});
    leftBehind.autoLeave = true;
    raft::ConfState notOutgoing = joint;
    notOutgoing.learnersNext = voters({5}).voters;
    addRules(rules, "a configuration that can be", snapshotOf(joint),
             {snapshotOf(voterAndLearner), snapshotOf(learnersOnly), snapshotOf(leftBehind),
              snapshotOf(notOutgoing), snapshotOf(voters({1, 0})), snapshotOf(voters({~0ULL}))});
    raft::ConfState most;
    for (std::uint64_t id = 1; id <= raft::kMaxMembers; ++id) {
        most.voters.emplace_back(id);
    }
    raft::ConfState oneMore = most;
    oneMore.learners.emplace_back(raft::kMaxMembers + 1);
    addRules(rules, "as many members as can be", snapshotOf(most), {snapshotOf(oneMore)});
}

const std::vector<Rule>& formRules() {
    static const std::vector<Rule> all = [] {
        std::vector<Rule> rules;
        addHeadRules(rules);
        addForwardedRules(rules);
        addAppendRules(rules);
        addSnapshotRules(rules);
        return rules;
    }();
    return all;
}

void addRows(const std::vector<Rule>& rules) {
    QTest::addColumn<int>("rule");
    for (std::size_t i = 0; i < rules.size(); ++i) {
        QTest::newRow(rules[i].name.c_str()) << static_cast<int>(i);
    }
}

/// What a follower of node 2 in term 2 refuses. Its log ends at 8, in term 2; 5 is committed.
std::vector<Rule> followerRules() {
    std::vector<Rule> rules;
    const Message beat = messageOf(MessageType::Heartbeat, 2, 2);
    addRules(rules, "addressed to this node", beat,
             {with(beat, [](Message& m) { m.to = NodeId(3); })});
    const Message vote = messageOf(MessageType::Vote, 2, 3);
    addRules(rules, "not from this node", vote,
             {with(vote, [](Message& m) { m.from = NodeId(1); })});
    Message answer = messageOf(MessageType::AppResp, 4, 2);
    for (const MessageType type :
         {MessageType::AppResp, MessageType::VoteResp, MessageType::PreVoteResp,
          MessageType::HeartbeatResp, MessageType::ReadIndexResp}) {
        answer.type = type;
        answer.entries.resize(1);
        rules.push_back({"an answer of a member " + std::to_string(static_cast<int>(type)), answer,
                         with(answer, [](Message& m) { m.from = NodeId(5); }),
                         ErrorCode::PeerNotFound});
    }
    addRules(rules, "a heartbeat commits what is there",
             with(beat, [](Message& m) { m.commit = Index(8); }),
             {with(beat, [](Message& m) { m.commit = Index(9); }), with(beat, [](Message& m) {
                  m.commit = Index(9);
                  m.term = Term(3);
              })});
    // Whatever an older term says is not believed anyway, and is answered.
    rules.push_back({"an old heartbeat",
                     with(beat,
                          [](Message& m) {
                              m.commit = Index(9);
                              m.term = Term(1);
                          }),
                     with(beat, [](Message& m) { m.commit = Index(9); })});
    const Message append = appendOf(2, Term(2), {Term(2), Index(8)}, {Term(2)});
    addRules(rules, "one leader a term sends appends", append,
             {with(append, [](Message& m) { m.from = NodeId(3); })});
    addRules(rules, "one leader a term sends heartbeats", beat,
             {with(beat, [](Message& m) { m.from = NodeId(3); })});
    rules.push_back({"another term has another leader",
                     with(append,
                          [](Message& m) {
                              m.from = NodeId(3);
                              m.term = Term(3);
                          }),
                     with(append, [](Message& m) { m.from = NodeId(3); })});
    return rules;
}

/// What the leader of term 3 refuses. Its log ends at 9.
std::vector<Rule> leaderRules() {
    std::vector<Rule> rules;
    Message answer = messageOf(MessageType::AppResp, 2, 3);
    answer.index = Index(9);
    addRules(rules, "an acknowledgement of what is there", answer,
             {with(answer, [](Message& m) { m.index = Index(10); })});
    rules.push_back({"a rejection from beyond the end",
                     with(answer,
                          [](Message& m) {
                              m.index = Index(10);
                              m.reject = true;
                          }),
                     with(answer, [](Message& m) { m.index = Index(10); })});
    rules.push_back({"an acknowledgement of a later term",
                     with(answer,
                          [](Message& m) {
                              m.index = Index(10);
                              m.term = Term(4);
                          }),
                     with(answer, [](Message& m) { m.index = Index(10); })});
    const Message beat = messageOf(MessageType::Heartbeat, 2, 4);
    addRules(rules, "no other leader in its term", beat,
             {with(beat, [](Message& m) { m.term = Term(3); })});
    return rules;
}

}  // namespace

class MessageCheckTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void formIsChecked_data();
    void formIsChecked();
    void followerChecksWhatFitsItsState_data();
    void followerChecksWhatFitsItsState();
    void leaderChecksWhatFitsItsState_data();
    void leaderChecksWhatFitsItsState();

private:
    static void checkIn(Situation situation, const Rule& rule);
};

void MessageCheckTest::formIsChecked_data() {
    addRows(formRules());
}

void MessageCheckTest::formIsChecked() {
    QFETCH(const int, rule);
    const Rule& tried = formRules()[static_cast<std::size_t>(rule)];
    const auto passed = raft::checkForm(tried.good);
    QVERIFY2(passed.has_value(), passed ? "" : passed.error().message.c_str());
    const auto refused = raft::checkForm(tried.bad);
    QVERIFY(!refused.has_value());
    QVERIFY2(refused.error().code == tried.code, refused.error().message.c_str());
    // And a node asks.
    const auto host = makeSituation(Situation::FollowerOfNobody, 0);
    QVERIFY(host->core().step(tried.bad).error() == refused.error());
}

/// The good message passes, and the bad one changes nothing at all.
void MessageCheckTest::checkIn(Situation situation, const Rule& rule) {
    const auto host = makeSituation(situation, 0);
    host->settle();
    const auto passed = host->core().raft().checkMessage(rule.good);
    QVERIFY2(passed.has_value(), passed ? "" : passed.error().message.c_str());
    const raft::HardState hardState = host->core().hardState();
    const raft::SoftState softState = host->core().softState();
    const auto refused = host->core().step(rule.bad);
    QVERIFY(!refused.has_value());
    QVERIFY2(refused.error().code == rule.code, refused.error().message.c_str());
    QVERIFY(!host->core().hasReady());
    QVERIFY(host->core().hardState() == hardState);
    QVERIFY(host->core().softState() == softState);
    QVERIFY(host->core().step(rule.good).has_value());
}

void MessageCheckTest::followerChecksWhatFitsItsState_data() {
    addRows(followerRules());
}

void MessageCheckTest::followerChecksWhatFitsItsState() {
    QFETCH(const int, rule);
    checkIn(Situation::Follower, followerRules()[static_cast<std::size_t>(rule)]);
}

void MessageCheckTest::leaderChecksWhatFitsItsState_data() {
    addRows(leaderRules());
}

void MessageCheckTest::leaderChecksWhatFitsItsState() {
    QFETCH(const int, rule);
    checkIn(Situation::Leader, leaderRules()[static_cast<std::size_t>(rule)]);
}

QTEST_APPLESS_MAIN(MessageCheckTest)
#include "tst_message_check.moc"
