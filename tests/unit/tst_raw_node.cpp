// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <memory>
#include <string>
#include <utility>

#include "engine/raft/conf_change.h"
#include "engine/raft/memory_storage.h"
#include "engine/raft/raw_node.h"
#include "raft_values.h"

using namespace quorate::raft;
using quorate::Bytes;
using quorate::ErrorCode;
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

QTEST_APPLESS_MAIN(RawNodeTest)
#include "tst_raw_node.moc"
