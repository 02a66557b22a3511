// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <memory>
#include <optional>
#include <string>

#include "engine/node/applier.h"
#include "engine/node/envelope.h"
#include "engine/node/replicated_state.h"
#include "engine/node/snapshot_work.h"
#include "tests/node/memory_disk.h"
#include "tests/unit/kv_support.h"

using namespace quorate;
using node::AppliedBatch;
using node::ApplyBatch;
using node::CommittedCommand;
using node::ReplicatedState;
using raft::Index;
using raft::NodeId;
using raft::Term;
using tests::MemoryDisk;

namespace {

raft::ConfState voters(std::initializer_list<std::uint64_t> ids) {
    raft::ConfState state;
    for (const std::uint64_t id : ids) {
        state.voters.emplace_back(id);
    }
    return state;
}

Bytes putCommand(const char* key, const std::string& value) {
    return kv::encode(kv::Command(kv::test::put(key, value))).value();
}

/// A state on a disk in memory, to which commands are applied one after the other.
struct Machine {
    Machine() { open(); }
    void open() { state = std::move(ReplicatedState::open(disk.store())).value(); }

    Result<AppliedBatch> apply(std::optional<node::ProposalId> proposal, Bytes command,
                               std::optional<raft::ConfState> configuration = std::nullopt) {
        ApplyBatch batch;
        const raft::EntryId entry{Term(1), state->applied().index.next()};
        batch.commands.push_back({entry, proposal, std::move(command), std::move(configuration)});
        return state->apply(batch);
    }
    Result<AppliedBatch> put(std::uint64_t sequence, const char* key, const std::string& value) {
        return apply(node::ProposalId{NodeId(1), 1, sequence}, putCommand(key, value));
    }
    [[nodiscard]] raft::SnapshotMetadata here() const {
        return {state->applied().index, state->applied().term, state->membership().confState};
    }
    Result<void> save() {
        auto begun = state->beginSave(here(), disk.snapshots());
        return begun ? finish(**begun) : Result<void>(begun.error());
    }
    static Result<void> finish(node::SnapshotSave& save) {
        for (;;) {
            const auto more = save.step(100);
            if (!more) {
                return more.error();
            }
            if (!*more) {
                return {};
            }
        }
    }
    Result<void> install(const raft::SnapshotMetadata& metadata) {
        auto begun = state->beginInstall(metadata, disk.snapshots());
        if (!begun) {
            return begun.error();
        }
        for (;;) {
            const auto more = (*begun)->step();
            if (!more) {
                return more.error();
            }
            if (!*more) {
                return {};
            }
        }
    }

    MemoryDisk disk;
    std::unique_ptr<ReplicatedState> state;
};

}  // namespace

class TestReplicatedState : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void commandIsAppliedAndReported();
    void entriesWithoutACommandMoveTheAppliedIndexOnly();
    void bytesThatAreNoCommandAreAnAnswer();
    void proposalThatComesTwiceIsADuplicate();
    void proposalThatIsTooOldIsADuplicate();
    void hashIsThatOfTheEntriesHoweverTheyAreGrouped();
    void membershipIsStoredWithWhatWasApplied();
    void configurationCountsThoughItsProposalCameTwice();
    void contextOfARefusedChangeIsNoCommand();
    void snapshotHoldsTheMomentOfItsBeginning();
    void snapshotCarriesEverything();
    void snapshotOfAnotherMomentIsRefused();
    void droppedSaveLeavesNothing();
    void droppedInstallLeavesTheStateAsItWas();
    void contentsThatAreNotWhatTheyAreSaidToBeAreNotInstalled_data();
    void contentsThatAreNotWhatTheyAreSaidToBeAreNotInstalled();
    void snapshotThatIsNotThereIsNotFound();
    void errorOfTheStoreIsFinal();
    void storedMembershipThatIsNoneIsCorrupted();
};

void TestReplicatedState::commandIsAppliedAndReported() {
    Machine machine;
    const auto applied = machine.put(1, "k", "v").value();
    QCOMPARE(applied.report.results.size(), std::size_t(1));
    QCOMPARE(applied.report.revision, std::int64_t(2));
    QVERIFY(std::holds_alternative<kv::PutResponse>(applied.report.results[0].response));
    QCOMPARE(applied.report.stateHash, machine.state->keySpace().meta().chain);
    QVERIFY(applied.report.stateHash != 0);
    QCOMPARE(applied.effects.events.size(), std::size_t(1));
    QVERIFY(machine.state->applied().index == Index(1));
}

void TestReplicatedState::entriesWithoutACommandMoveTheAppliedIndexOnly() {
    Machine machine;
    const auto empty = machine.apply(std::nullopt, {}).value();
    QVERIFY(std::holds_alternative<std::monostate>(empty.report.results[0].response));
    QVERIFY(!empty.report.results[0].isDuplicate);
    QCOMPARE(empty.report.revision, std::int64_t(1));
    QVERIFY(machine.state->applied().index == Index(1));
}

void TestReplicatedState::bytesThatAreNoCommandAreAnAnswer() {
    Machine machine;
    const auto applied =
        machine.apply(node::ProposalId{NodeId(1), 1, 1}, Bytes::copyOf("none")).value();
    QVERIFY(applied.report.results[0].response == kv::Response(kv::KvError::MalformedCommand));
}

void TestReplicatedState::proposalThatComesTwiceIsADuplicate() {
    Machine machine;
    QVERIFY(machine.put(1, "k", "first").has_value());
    const auto again = machine.put(1, "k", "second").value();
    QVERIFY(again.report.results[0].isDuplicate);
    QCOMPARE(again.report.revision, std::int64_t(2));
    machine.disk.reopen();
    machine.open();
    QVERIFY(machine.put(1, "k", "third").value().report.results[0].isDuplicate);
}

void TestReplicatedState::proposalThatIsTooOldIsADuplicate() {
    Machine machine;
    QVERIFY(machine.put(kv::kProposalWindow + 1, "k", "new").has_value());
    const auto old = machine.put(1, "k", "old").value();
    QVERIFY(old.report.results[0].isDuplicate);
    QCOMPARE(old.report.revision, std::int64_t(2));
}

void TestReplicatedState::hashIsThatOfTheEntriesHoweverTheyAreGrouped() {
    Machine one;
    QVERIFY(one.put(1, "a", "1").has_value());
    const auto last = one.apply(std::nullopt, {}, voters({1})).value();
    Machine two;
    ApplyBatch batch;
    batch.commands.push_back({{Term(1), Index(1)},
                              node::ProposalId{NodeId(1), 1, 1},
                              putCommand("a", "1"),
                              std::nullopt});
    batch.commands.push_back({{Term(1), Index(2)}, std::nullopt, {}, voters({1})});
    QCOMPARE(two.state->apply(batch).value().report.stateHash, last.report.stateHash);
}

void TestReplicatedState::membershipIsStoredWithWhatWasApplied() {
    Machine machine;
    QVERIFY(machine.state->membership() == node::Membership());
    QVERIFY(machine
                .apply(node::ProposalId{NodeId(1), 1, 1},
                       node::MemberDetails{{{NodeId(1), "one"}, {NodeId(2), "two"}}, {}}.encode(),
                       voters({1, 2}))
                .has_value());
    QVERIFY(machine.apply(std::nullopt, {}, voters({2})).has_value());
    const node::Membership expected{voters({2}), {{NodeId(2), "two"}}, {}};
    QVERIFY(machine.state->membership() == expected);
    machine.disk.reopen();
    machine.open();
    QVERIFY(machine.state->membership() == expected);
    QVERIFY(machine.state->applied().index == Index(2));
}

/// The core has made the change already, so the store must know it, too.
void TestReplicatedState::configurationCountsThoughItsProposalCameTwice() {
    Machine machine;
    const node::ProposalId proposal{NodeId(1), 1, 1};
    QVERIFY(machine.apply(proposal, {}, voters({1, 2})).has_value());
    QVERIFY(machine.apply(proposal, {}, voters({1})).value().report.results[0].isDuplicate);
    QVERIFY(machine.state->membership().confState == voters({1}));
    machine.open();
    QVERIFY(machine.state->membership().confState == voters({1}));
}

void TestReplicatedState::contextOfARefusedChangeIsNoCommand() {
    raft::ConfChangeV2 change;
    change.changes.push_back({raft::ConfChangeType::AddNode, NodeId(1)});
    change.context = node::Envelope{{NodeId(1), 1, 1}, putCommand("k", "v")}.encode();
    raft::Message message;
    message.entries.push_back(raft::toEntry(change));
    message.entries.back().term = Term(1);
    message.entries.back().index = Index(1);
    node::Applier applier(10);
    applier.add(message);
    const ApplyBatch batch =
        applier.start([](const raft::ConfChangeV2&, bool) -> Result<raft::ConfState> {
            return Error(ErrorCode::InvalidConfChange, "no");
        });
    QVERIFY(batch.commands[0].proposal.has_value());
    Machine machine;
    const auto applied = machine.state->apply(batch).value();
    QCOMPARE(applied.report.revision, std::int64_t(1));
    QVERIFY(std::holds_alternative<std::monostate>(applied.report.results[0].response));
}

void TestReplicatedState::snapshotHoldsTheMomentOfItsBeginning() {
    Machine machine;
    QVERIFY(machine.apply(std::nullopt, {}, voters({1})).has_value());
    QVERIFY(machine.put(1, "k", "before").has_value());
    const auto metadata = machine.here();
    const std::uint64_t hash = machine.state->keySpace().meta().chain;
    auto save = std::move(machine.state->beginSave(metadata, machine.disk.snapshots())).value();
    QVERIFY(machine.put(2, "k", "after").has_value());
    QVERIFY(Machine::finish(*save).has_value());
    QVERIFY(save->bytesDone() > 0);
    QVERIFY(!save->step(100).value());
    QVERIFY(machine.install(metadata).has_value());
    QVERIFY(machine.state->applied().index == Index(2));
    QCOMPARE(machine.state->keySpace().meta().chain, hash);
}

void TestReplicatedState::snapshotCarriesEverything() {
    Machine from;
    QVERIFY(from.apply(std::nullopt, node::MemberDetails{{{NodeId(1), "one"}}, {}}.encode(),
                       voters({1, 2}))
                .has_value());
    for (std::uint64_t i = 1; i <= 20; ++i) {
        QVERIFY(from.put(i, "k", std::string(50, 'x')).has_value());
    }
    QVERIFY(from.save().has_value());
    Machine to;
    QVERIFY(to.put(7, "other", "contents").has_value());
    to.disk.storedSnapshots() = from.disk.storedSnapshots();
    QVERIFY(to.install(from.here()).has_value());
    QVERIFY(to.state->applied() == from.state->applied());
    QVERIFY(to.state->membership() == from.state->membership());
    QCOMPARE(to.put(20, "k", "again").value().report.results[0].isDuplicate, true);
    QCOMPARE(from.put(20, "k", "again").value().report.stateHash,
             to.state->keySpace().meta().chain);
    to.disk.crash();  // it was durable
    to.open();
    QVERIFY(to.state->applied().index == Index(21));
}

void TestReplicatedState::snapshotOfAnotherMomentIsRefused() {
    Machine machine;
    QVERIFY(machine.apply(std::nullopt, {}, voters({1})).has_value());
    auto metadata = machine.here();
    metadata.index = Index(2);
    QCOMPARE(machine.state->beginSave(metadata, machine.disk.snapshots()).error().code,
             ErrorCode::FailedPrecondition);
    metadata = machine.here();
    metadata.confState = voters({2});
    QVERIFY(!machine.state->beginSave(metadata, machine.disk.snapshots()));
}

void TestReplicatedState::droppedSaveLeavesNothing() {
    Machine machine;
    QVERIFY(machine.apply(std::nullopt, {}, voters({1})).has_value());
    auto save =
        std::move(machine.state->beginSave(machine.here(), machine.disk.snapshots())).value();
    QVERIFY(save->step(10).value());
    save.reset();
    QVERIFY(machine.disk.snapshots().list().empty());
}

void TestReplicatedState::droppedInstallLeavesTheStateAsItWas() {
    Machine machine;
    QVERIFY(machine.apply(std::nullopt, {}, voters({1})).has_value());
    QVERIFY(machine.save().has_value());
    const auto metadata = machine.here();
    QVERIFY(machine.put(1, "k", "v").has_value());
    auto install =
        std::move(machine.state->beginInstall(metadata, machine.disk.snapshots())).value();
    QVERIFY(install->step().value());
    install.reset();
    QVERIFY(machine.state->applied().index == Index(2));
    QVERIFY(machine.put(2, "k", "v").has_value());
}

void TestReplicatedState::contentsThatAreNotWhatTheyAreSaidToBeAreNotInstalled_data() {
    QTest::addColumn<QString>("what");
    QTest::newRow("the state of another entry") << "entry";
    QTest::newRow("another configuration") << "configuration";
    QTest::newRow("no membership") << "none";
    QTest::newRow("cut off") << "short";
    QTest::newRow("changed") << "changed";
    QTest::newRow("nothing") << "empty";
}

void TestReplicatedState::contentsThatAreNotWhatTheyAreSaidToBeAreNotInstalled() {
    QFETCH(QString, what);
    Machine machine;
    if (what != "none") {
        QVERIFY(machine.apply(std::nullopt, {}, voters({1})).has_value());
    } else {
        QVERIFY(machine.apply(std::nullopt, {}).has_value());
    }
    QVERIFY(machine.save().has_value());
    auto& stored = machine.disk.storedSnapshots().at(Index(1));
    if (what == "entry") {
        stored.metadata.term = Term(2);
    } else if (what == "configuration") {
        stored.metadata.confState = voters({1, 2});
    } else if (what == "short") {
        stored.stream.resize(stored.stream.size() - 20);
    } else if (what == "changed") {
        stored.stream[stored.stream.size() - 1] ^= 1;
    } else if (what == "empty") {
        stored.stream.clear();
    }
    const auto metadata = stored.metadata;
    QVERIFY(machine.put(1, "k", "v").has_value());
    const auto installed = machine.install(metadata);
    QVERIFY(!installed);
    QVERIFY(installed.error().code == ErrorCode::Corrupted ||
            installed.error().code == ErrorCode::Malformed);
    QVERIFY(machine.state->applied().index == Index(2));
    QVERIFY(machine.put(2, "k", "v").has_value());
}

void TestReplicatedState::snapshotThatIsNotThereIsNotFound() {
    Machine machine;
    QVERIFY(machine.apply(std::nullopt, {}, voters({1})).has_value());
    auto metadata = machine.here();
    QCOMPARE(machine.install(metadata).error().code, ErrorCode::NotFound);
    QVERIFY(machine.save().has_value());
    metadata.term = Term(2);
    QCOMPARE(machine.install(metadata).error().code, ErrorCode::NotFound);
}

void TestReplicatedState::errorOfTheStoreIsFinal() {
    Machine machine;
    machine.disk.failAfter(0);
    QCOMPARE(machine.put(1, "k", "v").error().code, ErrorCode::IoError);
    machine.disk.repair();
    QCOMPARE(machine.put(1, "k", "v").error().code, ErrorCode::IoError);
    QVERIFY(machine.state->applied().index == Index(0));
}

void TestReplicatedState::storedMembershipThatIsNoneIsCorrupted() {
    Machine machine;
    kv::LogItem item;
    item.position = {1, 1};
    item.kind = kv::LogItem::Kind::Configuration;
    item.payload = Bytes::copyOf("no membership");
    const std::vector<kv::LogItem> items{item};
    QVERIFY(machine.state->keySpace().apply(items).has_value());
    QCOMPARE(ReplicatedState::open(machine.disk.store()).error().code, ErrorCode::Corrupted);
}

QTEST_APPLESS_MAIN(TestReplicatedState)
#include "tst_replicated_state.moc"
