// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/raft/conf_change.h"
#include "engine/raft/memory_storage.h"
#include "engine/raft/raw_node.h"
#include "tests/unit/raft_values.h"

using namespace quorate::raft;
using quorate::Bytes;
using quorate::ErrorCode;
using quorate::tests::entryOf;
using quorate::tests::snapshotOf;

namespace {

/// A core on a storage of its own, which handles its Readys at once.
class Core {
public:
    /// Starts from the snapshot, already applied, in term 0.
    Core(Config config, const Snapshot& snapshot) {
        config.onBrokenInvariant = OnBrokenInvariant::Throw;
        config.applied = snapshot.metadata.index;
        const auto applied = m_storage.applySnapshot(snapshot);
        Q_ASSERT(applied.has_value());
        auto created = RawNode::create(config, m_storage);
        Q_ASSERT(created.has_value());
        m_node = std::move(*created);
    }

    RawNode& operator*() { return *m_node; }
    RawNode* operator->() { return m_node.get(); }

    /// Until there is nothing left to do. Returns what is to be sent.
    std::vector<Message> settle() {
        std::vector<Message> sent;
        while (m_node->hasReady()) {
            Ready ready = m_node->takeReady();
            if (ready.hardState) {
                m_storage.setHardState(*ready.hardState);
            }
            static_cast<void>(m_storage.append(ready.entries));
            for (const Entry& entry : ready.committedEntries) {
                if (const auto change = confChangeOf(entry); change.has_value()) {
                    static_cast<void>(m_node->applyConfChange(*change));
                }
            }
            std::move(ready.messages.begin(), ready.messages.end(), std::back_inserter(sent));
            m_node->advance();
        }
        return sent;
    }

private:
    MemoryStorage m_storage;
    std::unique_ptr<RawNode> m_node;
};

/// Listens for how often the log became stable further on.
class StableCounter final : public TraceSink {
public:
    EventId record(const TraceEvent& event) override {
        m_count += std::holds_alternative<trace::Stable>(event.body) ? 1 : 0;
        return EventId(++m_last);
    }
    [[nodiscard]] int count() const { return m_count; }

private:
    int m_count{0};
    std::uint64_t m_last{0};
};

Config configOf(std::uint64_t id) {
    Config config;
    config.id = NodeId(id);
    return config;
}

}  // namespace

class RawNodeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aConfChangeThatIsReplacedByNothingDoesNotCountAsUncommitted();
    void aRefusedPreVoteIsNotAnsweredBeforeTheFirstTerm();
    void aWriteThatIsConfirmedTwiceIsReportedAsStableOnce();
    void aFailedCoreRefusesEverything();
};

void RawNodeTest::aConfChangeThatIsReplacedByNothingDoesNotCountAsUncommitted() {
    Core core(configOf(1), snapshotOf(1, 10));
    core->campaign();
    core.settle();
    QCOMPARE(core->status().uncommittedSize, std::uint64_t{0});
    ConfChangeV2 change;
    change.changes.push_back({ConfChangeType::AddLearnerNode, NodeId(2)});
    QVERIFY(core->proposeConfChange(change).has_value());
    const std::uint64_t first = core->status().uncommittedSize;
    QVERIFY(first > 0);
    QVERIFY(core->proposeConfChange(change).has_value());  // one is pending
    QCOMPARE(core->status().uncommittedSize, first);
    core.settle();
    QCOMPARE(core->status().uncommittedSize, std::uint64_t{0});
}

void RawNodeTest::aRefusedPreVoteIsNotAnsweredBeforeTheFirstTerm() {
    Core core(configOf(1), snapshotOf(1, 10, {1, 2}));
    Message message;
    message.type = MessageType::PreVote;
    message.from = NodeId(2);
    message.to = NodeId(1);
    message.term = Term(1);
    QVERIFY(core->step(message).has_value());  // its log is empty
    QVERIFY(core.settle().empty());
    message.logTerm = Term(1);
    message.index = Index(10);
    QVERIFY(core->step(message).has_value());
    const auto sent = core.settle();
    QCOMPARE(sent.size(), std::size_t{1});
    QVERIFY(!sent.front().reject);
}

void RawNodeTest::aWriteThatIsConfirmedTwiceIsReportedAsStableOnce() {
    StableCounter sink;
    Config config = configOf(2);
    config.asyncStorageWrites = true;
    config.traceSink = &sink;
    MemoryStorage storage;
    auto node = RawNode::create(config, storage);
    QVERIFY(node.has_value());
    Message append;
    append.type = MessageType::App;
    append.from = NodeId(1);
    append.to = NodeId(2);
    append.term = Term(1);
    append.entries = {entryOf(1, 1, "x")};
    std::vector<Message> confirmations;
    for (int round = 0; round < 2; ++round) {  // the second one brings nothing to be written
        QVERIFY((*node)->step(append).has_value());
        for (const Message& work : (*node)->takeReady().messages) {
            if (work.to == kAppendThread) {
                QCOMPARE(work.responses.size(), std::size_t{2});
                confirmations.push_back(work.responses.back());
            }
        }
    }
    QCOMPARE(confirmations.size(), std::size_t{2});
    QVERIFY(storage.append(append.entries).has_value());
    for (const Message& confirmation : confirmations) {
        QVERIFY((*node)->stepLocal(confirmation).has_value());
    }
    QCOMPARE(sink.count(), 1);
}

void RawNodeTest::aFailedCoreRefusesEverything() {
    MemoryStorage storage;
    auto node = RawNode::create(configOf(1), storage);
    QVERIFY(node.has_value());
    (*node)->advance();  // of no Ready: a bug of the caller
    QVERIFY((*node)->hasFailed());
    const Status before = (*node)->status();
    QCOMPARE((*node)->propose(Bytes()).error().code, ErrorCode::NodeFailed);
    QCOMPARE((*node)->readIndex({}).error().code, ErrorCode::NodeFailed);
    QCOMPARE((*node)->transferLeader(NodeId(2)).error().code, ErrorCode::NodeFailed);
    QCOMPARE((*node)->applyConfChange({}).error().code, ErrorCode::NodeFailed);
    QCOMPARE((*node)->step({}).error().code, ErrorCode::NodeFailed);
    QCOMPARE((*node)->stepLocal({}).error().code, ErrorCode::NodeFailed);
    QCOMPARE((*node)->setRandomizedElectionTimeout(10).error().code, ErrorCode::NodeFailed);
    (*node)->tick();
    (*node)->campaign();
    QVERIFY(!(*node)->hasReady());
    QCOMPARE((*node)->status().timers.electionElapsed, before.timers.electionElapsed);
}

QTEST_APPLESS_MAIN(RawNodeTest)
#include "tst_raw_node.moc"
