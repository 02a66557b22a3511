// SPDX-License-Identifier: Apache-2.0
// A broken invariant fails the core that broke it, and nothing else.
#include <QTest>

#include <memory>
#include <string>
#include <utility>

#include "engine/base/invariant.h"
#include "tests/support/raft_group.h"

using quorate::Bytes;
using quorate::Error;
using quorate::ErrorCode;
using quorate::InvariantViolation;
using quorate::Result;
using quorate::raft::Config;
using quorate::raft::Entries;
using quorate::raft::Index;
using quorate::raft::Message;
using quorate::raft::MessageType;
using quorate::raft::NodeId;
using quorate::raft::OnBrokenInvariant;
using quorate::raft::RawNode;
using quorate::raft::Snapshot;
using quorate::raft::Term;
using quorate::tests::appendMessage;
using quorate::tests::message;
using quorate::tests::votersUpTo;

namespace {

/// What the storage answers wrongly, once `isLying` is set.
enum class Lie { ForgetsATerm, CannotRead, HasNoSnapshot, LosesItsEnd };

/// A log that is right until it lies.
class LyingStorage final : public quorate::raft::Storage {
public:
    [[nodiscard]] Result<quorate::raft::InitialState> initialState() const override {
        return quorate::raft::InitialState{log.hardState(), votersUpTo(2)};
    }
    Result<void> entries(Index low, Index high, std::uint64_t maxSize,
                         Entries& out) const override {
        if (isLying && lie == Lie::CannotRead) {
            return Error(ErrorCode::IoError, "the disk makes noises");
        }
        return log.entries(low, high, maxSize, out);
    }
    [[nodiscard]] Result<Term> term(Index index) const override {
        if (isLying && lie == Lie::ForgetsATerm) {
            return Error(ErrorCode::Corrupted, "the term is not legible");
        }
        return log.term(index);
    }
    [[nodiscard]] Index firstIndex() const override { return log.firstIndex(); }
    [[nodiscard]] Index lastIndex() const override {
        return isLying && lie == Lie::LosesItsEnd ? Index(1) : log.lastIndex();
    }
    [[nodiscard]] Result<std::shared_ptr<const Snapshot>> snapshot() const override {
        if (isLying && lie == Lie::HasNoSnapshot) {
            return std::make_shared<const Snapshot>();
        }
        return log.snapshot();
    }

    quorate::raft::MemoryStorage log;
    Lie lie{Lie::ForgetsATerm};
    bool isLying{false};
};

struct Core {
    std::unique_ptr<LyingStorage> storage;
    std::unique_ptr<RawNode> node;
};

void handle(Core& core) {
    while (core.node->hasReady()) {
        const auto ready = core.node->takeReady();
        if (ready.hardState) {
            core.storage->log.setHardState(*ready.hardState);
        }
        QVERIFY(core.storage->log.append(ready.entries).has_value());
        core.node->advance();
    }
}

/// Leads two, with three entries, of which all but the last are compacted; node 2 needs them.
Core leader(Lie lie, OnBrokenInvariant onBroken) {
    Core core{std::make_unique<LyingStorage>(), nullptr};
    core.storage->lie = lie;
    Config config;
    config.id = NodeId(1);
    config.onBrokenInvariant = onBroken;
    auto made = RawNode::create(config, *core.storage);
    core.node = std::move(*made);
    core.node->campaign();
    handle(core);
    static_cast<void>(core.node->step(message(MessageType::VoteResp, 2, 1, 1)));
    static_cast<void>(core.node->propose(Bytes::copyOf("a")));
    static_cast<void>(core.node->propose(Bytes::copyOf("b")));
    handle(core);
    return core;
}

Message rejection(std::uint64_t hint) {
    Message rejected = message(MessageType::AppResp, 2, 1, 1);
    rejected.reject = true;
    rejected.index = Index(0);
    rejected.rejectHint = Index(hint);
    return rejected;
}

}  // namespace

class RaftInvariantsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aLyingStorageFailsTheCore_data();
    void aLyingStorageFailsTheCore();
    void aFailedCoreAnswersEveryCallWithItsReason();
    void aFailedCoreChangesNothingAnyMore();
    void aFailedCoreCanStillBeLookedAt_data();
    void aFailedCoreCanStillBeLookedAt();
    void testsMayHaveItThrown();
    void aReadyMustBeAdvancedBeforeTheNext();
    void nothingCanBeAdvancedWithoutAReady();
    void withAsynchronousWritesThereIsNoAdvance();
    void anotherCoreLivesOn();

private:
    static Result<void> provoke(Core& core);
};

/// Lets the core ask its storage for what it was told to lie about.
Result<void> RaftInvariantsTest::provoke(Core& core) {
    const Lie lie = core.storage->lie;
    if (lie == Lie::HasNoSnapshot) {
        static_cast<void>(core.storage->log.compact(Index(2)));
    }
    if (lie == Lie::LosesItsEnd) {
        // Committed, they cannot be replaced any more.
        Message accepted = message(MessageType::AppResp, 2, 1, 1);
        accepted.index = Index(3);
        static_cast<void>(core.node->step(accepted));
        handle(core);
    }
    core.storage->isLying = true;
    if (lie == Lie::LosesItsEnd) {
        return core.node->propose(Bytes::copyOf("c"));
    }
    return core.node->step(rejection(0));
}

void RaftInvariantsTest::aLyingStorageFailsTheCore_data() {
    QTest::addColumn<Lie>("lie");
    QTest::newRow("a term is not known") << Lie::ForgetsATerm;
    QTest::newRow("entries cannot be read") << Lie::CannotRead;
    QTest::newRow("a compacted log has no snapshot") << Lie::HasNoSnapshot;
    QTest::newRow("entries are gone") << Lie::LosesItsEnd;
}

void RaftInvariantsTest::aLyingStorageFailsTheCore() {
    QFETCH(Lie, lie);
    Core core = leader(lie, OnBrokenInvariant::Latch);
    QVERIFY(!core.node->hasFailed());
    const auto result = provoke(core);
    QVERIFY(!result.has_value());
    QVERIFY(result.error().code == ErrorCode::NodeFailed);
    QVERIFY(core.node->hasFailed());
    QCOMPARE(result.error().message, core.node->failure());
    QVERIFY(core.node->failure().find("invariant broken: ") == 0);
}

void RaftInvariantsTest::aFailedCoreAnswersEveryCallWithItsReason() {
    Core core = leader(Lie::CannotRead, OnBrokenInvariant::Latch);
    QVERIFY(!provoke(core).has_value());
    core.storage->isLying = false;
    RawNode& node = *core.node;
    Entries none;
    const Result<void> results[] = {
        node.propose(none),
        node.propose(Bytes::copyOf("x")),
        node.step(message(MessageType::HeartbeatResp, 2, 1, 1)),
        node.stepLocal(message(MessageType::AppResp, 1, 1, 1)),
        node.readIndex(Bytes::copyOf("x")),
        node.transferLeader(NodeId(2)),
        node.transferLeader(NodeId(0)),
        node.proposeConfChange(quorate::raft::ConfChangeV2{}),
        node.setRandomizedElectionTimeout(12),
    };
    for (const Result<void>& result : results) {
        QVERIFY(!result.has_value());
        QVERIFY(result.error().code == ErrorCode::NodeFailed);
        QCOMPARE(result.error().message, node.failure());
    }
    const auto changed = node.applyConfChange({});
    QVERIFY(!changed.has_value());
    QVERIFY(changed.error().code == ErrorCode::NodeFailed);
}

void RaftInvariantsTest::aFailedCoreChangesNothingAnyMore() {
    Core core = leader(Lie::CannotRead, OnBrokenInvariant::Latch);
    QVERIFY(!provoke(core).has_value());
    core.storage->isLying = false;
    RawNode& node = *core.node;
    const std::string before = quorate::tests::fingerprint(node);
    for (int i = 0; i < 50; ++i) {
        node.tick();
    }
    node.campaign();
    node.forgetLeader();
    node.reportUnreachable(NodeId(2));
    node.reportSnapshot(NodeId(2), true);
    node.advance();
    QVERIFY(!node.step(message(MessageType::Heartbeat, 2, 1, 9)).has_value());
    QVERIFY(!node.setRandomizedElectionTimeout(19).has_value());
    QVERIFY(!node.hasReady());
    const auto ready = node.takeReady();
    QVERIFY(ready.messages.empty() && ready.entries.empty() && !ready.hardState);
    QCOMPARE(quorate::tests::fingerprint(node), before);
}

void RaftInvariantsTest::aFailedCoreCanStillBeLookedAt_data() {
    aLyingStorageFailsTheCore_data();
}

void RaftInvariantsTest::aFailedCoreCanStillBeLookedAt() {
    QFETCH(Lie, lie);
    Core core = leader(lie, OnBrokenInvariant::Latch);
    QVERIFY(!provoke(core).has_value());
    // The storage is as bad as before: observers must not fall into the same hole.
    const auto status = core.node->status();
    QVERIFY(status.id == NodeId(1));
    QVERIFY(status.hardState.term == Term(1));
    QVERIFY(core.node->confState() == votersUpTo(2));
}

void RaftInvariantsTest::testsMayHaveItThrown() {
    Core core = leader(Lie::CannotRead, OnBrokenInvariant::Throw);
    QVERIFY_THROWS_EXCEPTION(InvariantViolation, static_cast<void>(provoke(core)));
    QVERIFY(core.node->hasFailed());
    const auto later = core.node->propose(Bytes::copyOf("x"));
    QVERIFY(!later.has_value());
    QVERIFY(later.error().code == ErrorCode::NodeFailed);
}

void RaftInvariantsTest::aReadyMustBeAdvancedBeforeTheNext() {
    quorate::tests::RaftGroup group(
        1, [](Config& config) { config.onBrokenInvariant = OnBrokenInvariant::Latch; });
    group.core(1).campaign();
    QVERIFY(!group.core(1).takeReady().softState->lead.value());
    QVERIFY(group.core(1).takeReady().messages.empty());
    QVERIFY(group.core(1).failure().find("a Ready was taken before the last one was advanced") !=
            std::string::npos);
}

void RaftInvariantsTest::nothingCanBeAdvancedWithoutAReady() {
    quorate::tests::RaftGroup group(
        1, [](Config& config) { config.onBrokenInvariant = OnBrokenInvariant::Latch; });
    group.core(1).advance();
    QVERIFY(group.core(1).failure().find("advance() without a Ready") != std::string::npos);
}

void RaftInvariantsTest::withAsynchronousWritesThereIsNoAdvance() {
    quorate::tests::RaftGroup group(1, [](Config& config) {
        config.onBrokenInvariant = OnBrokenInvariant::Latch;
        config.asyncStorageWrites = true;
    });
    group.core(1).campaign();
    static_cast<void>(group.core(1).takeReady());
    group.core(1).advance();
    QVERIFY(group.core(1).hasFailed());
}

void RaftInvariantsTest::anotherCoreLivesOn() {
    Core failed = leader(Lie::CannotRead, OnBrokenInvariant::Latch);
    Core healthy = leader(Lie::CannotRead, OnBrokenInvariant::Latch);
    QVERIFY(!provoke(failed).has_value());
    QVERIFY(!healthy.node->hasFailed());
    QVERIFY(healthy.node->propose(Bytes::copyOf("c")).has_value());
    QVERIFY(healthy.node->hasReady());
}

QTEST_APPLESS_MAIN(RaftInvariantsTest)
#include "tst_raft_invariants.moc"
