// SPDX-License-Identifier: Apache-2.0
// What a candidate may rely on while its disk is still writing: asynchronous storage writes let its
// messages leave first, and a crash may take back what was not written.
#include <QTest>

#include <memory>
#include <utility>
#include <vector>

#include "engine/raft/memory_storage.h"
#include "engine/raft/raw_node.h"

using quorate::raft::Config;
using quorate::raft::Entry;
using quorate::raft::HardState;
using quorate::raft::Index;
using quorate::raft::MemoryStorage;
using quorate::raft::Message;
using quorate::raft::MessageType;
using quorate::raft::NodeId;
using quorate::raft::RawNode;
using quorate::raft::Ready;
using quorate::raft::Role;
using quorate::raft::Snapshot;
using quorate::raft::Term;

namespace {

/// Node 1 of three, whose log starts behind index 1 of term 1, with a disk that writes when told.
class SlowDiskNode {
public:
    SlowDiskNode() {
        Snapshot first;
        first.metadata.index = Index(1);
        first.metadata.term = Term(1);
        first.metadata.confState.voters = {NodeId(1), NodeId(2), NodeId(3)};
        m_storage.setHardState({Term(1), quorate::raft::kNoNode, Index(1)});
        if (!m_storage.applySnapshot(first)) {
            qFatal("the first snapshot is refused");
        }
        Config config;
        config.id = NodeId(1);
        config.asyncStorageWrites = true;
        m_node = std::move(*RawNode::create(config, m_storage));
    }

    RawNode& node() { return *m_node; }

    /// Sends what may leave, and keeps what is to be written.
    std::vector<Message> sent() {
        std::vector<Message> messages;
        while (m_node->hasReady()) {
            Ready ready = m_node->takeReady();
            for (Message& message : ready.messages) {
                auto& destination =
                    quorate::raft::isStorageThread(message.to) ? m_writes : messages;
                destination.push_back(std::move(message));
            }
        }
        return messages;
    }

    /// The disk has caught up.
    void write() {
        for (Message& work : std::exchange(m_writes, {})) {
            if (work.type != MessageType::StorageAppend) {
                continue;
            }
            if (work.term != Term(0)) {
                m_storage.setHardState({work.term, work.vote, work.commit});
            }
            QVERIFY(m_storage.append(work.entries).has_value());
            for (Message& response : work.responses) {
                if (response.to == NodeId(1)) {
                    QVERIFY(m_node->stepLocal(std::move(response)).has_value());
                }
            }
        }
    }

    void grantVote(NodeId voter, Term term) {
        Message vote;
        vote.type = MessageType::VoteResp;
        vote.from = voter;
        vote.to = NodeId(1);
        vote.term = term;
        QVERIFY(m_node->step(vote).has_value());
    }

    [[nodiscard]] Role role() const { return m_node->softState().role; }

private:
    MemoryStorage m_storage;
    std::unique_ptr<RawNode> m_node;
    std::vector<Message> m_writes;
};

}  // namespace

class RaftDurabilityTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aCandidateLeadsOnlyOnceItsOwnVoteIsDurable();
    void aCampaignRestsOnWhatIsDurable();
};

void RaftDurabilityTest::aCandidateLeadsOnlyOnceItsOwnVoteIsDurable() {
    SlowDiskNode slow;
    slow.node().campaign();
    QCOMPARE(slow.sent().size(), std::size_t{2});
    // A majority without itself. Were it to crash as a leader now, it would find itself in term 1,
    // might campaign in term 2 again, and be voted for again by the same members.
    slow.grantVote(NodeId(2), Term(2));
    slow.grantVote(NodeId(3), Term(2));
    QCOMPARE(slow.role(), Role::Candidate);
    QVERIFY(slow.sent().empty());

    slow.write();
    QCOMPARE(slow.role(), Role::Leader);
    QCOMPARE(slow.sent().size(), std::size_t{2});
}

void RaftDurabilityTest::aCampaignRestsOnWhatIsDurable() {
    SlowDiskNode slow;
    Message append;
    append.type = MessageType::App;
    append.from = NodeId(2);
    append.to = NodeId(1);
    append.term = Term(2);
    append.logTerm = Term(1);
    append.index = Index(1);
    append.entries.resize(2);
    append.entries[0].term = Term(2);
    append.entries[0].index = Index(2);
    append.entries[1].term = Term(2);
    append.entries[1].index = Index(3);
    QVERIFY(slow.node().step(append).has_value());
    QVERIFY(slow.sent().empty());

    // A vote for the log up to 3 could come back after a crash that took entries 2 and 3 along.
    slow.node().campaign();
    const std::vector<Message> early = slow.sent();
    QCOMPARE(early.size(), std::size_t{2});
    QCOMPARE(early.front().index, Index(1));
    QCOMPARE(early.front().logTerm, Term(1));

    slow.write();
    slow.node().campaign();
    const std::vector<Message> late = slow.sent();
    QCOMPARE(late.size(), std::size_t{2});
    QCOMPARE(late.front().index, Index(3));
    QCOMPARE(late.front().logTerm, Term(2));
}

QTEST_APPLESS_MAIN(RaftDurabilityTest)
#include "tst_raft_durability.moc"
