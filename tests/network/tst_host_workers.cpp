// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/invariant.h"
#include "engine/kv/command_codec.h"
#include "network/host/archive_courier.h"
#include "network/host/disk_threads.h"
#include "network/host/log_worker.h"
#include "network/host/state_worker.h"
#include "network/host/waiting_requests.h"
#include "network/host/work_thread.h"
#include "storage/simulated/scripted_disk_faults.h"
#include "storage/simulated/simulated_file_system.h"
#include "tests/network/hosted_cluster.h"
#include "tests/network/shared_file_system.h"
#include "tests/node/memory_disk.h"

namespace quorate::network_tests {

using network::ArchiveCourier;
using network::DiskThreads;
using network::LogWorker;
using network::StateWorker;
using network::WaitingRequests;
using network::WorkThread;
using node::RequestToken;
using raft::Index;
using raft::NodeId;
using raft::Term;
using tests::HostedCluster;
using tests::MemoryDisk;
using tests::SharedFileSystem;

namespace {

/// A log that does as it is told.
class ToldDevice final : public node::LogDevice {
public:
    Recovered takeRecovered() override { return {}; }
    Result<void> write(const node::LogWrite& /*write*/) override {
        QUORATE_INVARIANT(!breaks, "broken on purpose");
        ++writes;
        return result;
    }
    Result<void> sync() override {
        ++syncs;
        return {};
    }
    Result<void> release(raft::Index /*index*/) override { return released; }

    int writes{0};
    int syncs{0};
    bool breaks{false};
    Result<void> result;
    Result<void> released;
};

node::LogWrite logWrite(std::uint64_t number, bool mustSync) {
    node::LogWrite write;
    write.number = number;
    write.mustSync = mustSync;
    return write;
}

Bytes putCommand(const std::string& key, const std::string& value) {
    kv::PutRequest request;
    request.key = Bytes::copyOf(key);
    request.value = Bytes::copyOf(value);
    return kv::encode(kv::Command{request}).value();
}

/// A worker on a disk in memory, in the test's own thread.
struct StateBench {
    StateBench() {
        state = std::move(node::ReplicatedState::open(disk.store())).value();
        StateWorker::Reports reports;
        reports.applied = [this](StateWorker::Applied one) { applied.push_back(std::move(one)); };
        reports.saved = [this](StateWorker::Saved one) { saved.push_back(std::move(one)); };
        reports.installed = [this](StateWorker::Installed one) {
            installed.push_back(std::move(one));
        };
        worker = std::make_unique<StateWorker>(
            disk, *state, [this](std::function<void()> work) { later.push_back(std::move(work)); },
            std::move(reports));
    }

    void apply(Bytes command, std::optional<raft::ConfState> configuration = std::nullopt) {
        node::ApplyBatch batch;
        batch.number = ++batches;
        batch.commands.push_back({{Term(1), state->applied().index.next()},
                                  node::ProposalId{NodeId(1), 1, batches},
                                  std::move(command),
                                  std::move(configuration)});
        worker->apply(batch);
    }
    /// Does what is to be done later, and what that brings about.
    void runLater() {
        for (std::size_t done = 0; done < later.size(); ++done) {
            const std::function<void()> work = later[done];
            work();
        }
        later.clear();
    }
    [[nodiscard]] raft::SnapshotMetadata here() const {
        return {state->applied().index, state->applied().term, state->membership().confState};
    }

    MemoryDisk disk;
    std::unique_ptr<node::ReplicatedState> state;
    std::vector<StateWorker::Applied> applied;
    std::vector<StateWorker::Saved> saved;
    std::vector<StateWorker::Installed> installed;
    std::deque<std::function<void()>> later;
    std::unique_ptr<StateWorker> worker;
    std::uint64_t batches{0};
};

/// A node's directory on a disk in memory, with its threads.
struct Directory {
    Directory() : disk(faults), files(disk) {
        Random random(7);
        const storage::ExpectedIdentity expected{5, NodeId(1)};
        const auto made = storage::NodeDirectory::make(files, "/data", 5, NodeId(1), random);
        QUORATE_INVARIANT(made.has_value(), made.error().message);
        auto opened = storage::NodeDirectory::open(files, "/data", expected, {});
        QUORATE_INVARIANT(opened.has_value(), opened.error().message);
        auto recovered = node::recover(**opened);
        QUORATE_INVARIANT(recovered.has_value(), recovered.error().message);
        threads = std::make_unique<DiskThreads>(
            DiskThreads::Opened{std::move(*opened), std::move(*recovered)},
            [this](const LogWorker::Written& one) { written = one.number; },
            StateWorker::Reports{});
        courier = std::make_unique<ArchiveCourier>(*threads);
    }
    ~Directory() {
        threads->stop();
        courier.reset();
    }
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;

    storage::ScriptedDiskFaults faults;
    storage::SimulatedFileSystem disk;
    SharedFileSystem files;
    std::atomic<std::uint64_t> written{0};
    std::unique_ptr<DiskThreads> threads;
    std::unique_ptr<ArchiveCourier> courier;
};

}  // namespace

class TestHostWorkers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersAreToldWhenTheNodeHasFinished();
    void whoIsCalledBackMayAskAgain();
    void allWhoWaitHearOfTheEnd();

    void logIsSyncedOnlyWhereItMust();
    void failedWriteIsNotSynced();
    void failureToReleaseIsThatOfTheNextWrite();
    void brokenInvariantOfTheLogIsAResult();

    void batchBringsItsViewAndTheMembership();
    void failingStoreFailsTheBatch();
    void snapshotIsSavedInStepsBetweenBatches();
    void snapshotReplacesTheState();
    void snapshotThatIsNotThereIsNotInstalled();
    void viewsMayOutliveTheWorker();

    void viewsComeBackToBeDropped();
    void workGivenBeforeTheEndIsDone();
    void abandonedThreadEndsBehindWhatItDoes();
    void snapshotsTravelThroughTheCourier();
    void courierKnowsOnlyWhatIsOpen();
    void threadsFinishWhatTheyWereGiven();
};

void TestHostWorkers::answersAreToldWhenTheNodeHasFinished() {
    WaitingRequests waiting;
    std::vector<std::string> told;
    const RequestToken put = waiting.add(WaitingRequests::ProposalDone(
        [&](const Result<kv::Response>& result) { told.push_back(result ? "put" : "lost"); }));
    const RequestToken read = waiting.add(WaitingRequests::ReadDone(
        [&](const Result<WaitingRequests::View>& view) { told.push_back(view ? "read" : "no"); }));
    QVERIFY(!waiting.isRead(put));
    QVERIFY(waiting.isRead(read));
    waiting.failed(read, Error(ErrorCode::Busy, ""));
    waiting.applied(put, kv::PutResponse());
    waiting.failed(RequestToken(), Error(ErrorCode::Busy, "of the node's own"));
    QVERIFY(told.empty());
    waiting.tell();
    QCOMPARE(told, (std::vector<std::string>{"no", "put"}));
    QCOMPARE(waiting.count(), std::size_t(0));
    // Nobody hears twice.
    waiting.applied(put, kv::PutResponse());
    waiting.tell();
    QCOMPARE(told.size(), std::size_t(2));
}

void TestHostWorkers::whoIsCalledBackMayAskAgain() {
    WaitingRequests waiting;
    int answers = 0;
    std::function<void(const Result<kv::Response>&)> again =
        [&](const Result<kv::Response>& /*result*/) {
            if (++answers < 3) {
                waiting.applied(waiting.add(WaitingRequests::ProposalDone(again)),
                                kv::PutResponse());
            }
        };
    waiting.applied(waiting.add(WaitingRequests::ProposalDone(again)), kv::PutResponse());
    waiting.tell();
    QCOMPARE(answers, 3);
}

void TestHostWorkers::allWhoWaitHearOfTheEnd() {
    WaitingRequests waiting;
    int failures = 0;
    for (int i = 0; i < 3; ++i) {
        (void)waiting.add(WaitingRequests::ProposalDone([&](const Result<kv::Response>& result) {
            failures += !result && result.error().code == ErrorCode::NodeFailed ? 1 : 0;
        }));
    }
    waiting.failAll(Error(ErrorCode::NodeFailed, "it failed"));
    QCOMPARE(failures, 3);
    QCOMPARE(waiting.count(), std::size_t(0));
}

void TestHostWorkers::logIsSyncedOnlyWhereItMust() {
    ToldDevice device;
    std::vector<LogWorker::Written> reports;
    LogWorker worker(device, [&](const LogWorker::Written& one) { reports.push_back(one); });
    worker.write(logWrite(1, false));
    QCOMPARE(device.syncs, 0);
    QCOMPARE(reports.back().syncNs, std::uint64_t(0));
    worker.write(logWrite(2, true));
    QCOMPARE(device.syncs, 1);
    QVERIFY(reports.back().syncNs > 0);
    QCOMPARE(reports.back().number, std::uint64_t(2));
    QVERIFY(reports.back().result.has_value());
}

void TestHostWorkers::failedWriteIsNotSynced() {
    ToldDevice device;
    device.result = Error(ErrorCode::IoError, "broken");
    std::vector<LogWorker::Written> reports;
    LogWorker worker(device, [&](const LogWorker::Written& one) { reports.push_back(one); });
    worker.write(logWrite(1, true));
    QCOMPARE(device.syncs, 0);
    QVERIFY(reports.back().result.error().code == ErrorCode::IoError);
}

void TestHostWorkers::failureToReleaseIsThatOfTheNextWrite() {
    ToldDevice device;
    device.released = Error(ErrorCode::IoError, "cannot be removed");
    std::vector<LogWorker::Written> reports;
    LogWorker worker(device, [&](const LogWorker::Written& one) { reports.push_back(one); });
    worker.release(Index(3));
    QVERIFY(reports.empty());
    worker.write(logWrite(1, true));
    QCOMPARE(device.writes, 0);
    QCOMPARE(reports.back().result.error().message, std::string("cannot be removed"));
}

void TestHostWorkers::brokenInvariantOfTheLogIsAResult() {
    ToldDevice device;
    device.breaks = true;
    std::vector<LogWorker::Written> reports;
    LogWorker worker(device, [&](const LogWorker::Written& one) { reports.push_back(one); });
    worker.write(logWrite(1, true));
    QVERIFY(reports.back().result.error().code == ErrorCode::NodeFailed);
    QVERIFY(reports.back().result.error().message.find("on purpose") != std::string::npos);
}

void TestHostWorkers::batchBringsItsViewAndTheMembership() {
    StateBench bench;
    bench.apply(putCommand("k", "v"));
    QVERIFY(bench.applied.back().report.has_value());
    QCOMPARE(bench.applied.back().view->revision(), std::int64_t(2));
    QVERIFY(!bench.applied.back().membership);
    QCOMPARE(bench.applied.back().effects.events.size(), std::size_t(1));
    QVERIFY(bench.applied.back().applyNs > 0);
    raft::ConfState members;
    members.voters = {NodeId(1), NodeId(2)};
    bench.apply(node::MemberDetails{{{NodeId(2), "http://b:1"}}, {}}.encode(), members);
    QVERIFY(bench.applied.back().membership.has_value());
    QCOMPARE(bench.applied.back().membership->addresses.at(NodeId(2)), std::string("http://b:1"));
}

void TestHostWorkers::failingStoreFailsTheBatch() {
    StateBench bench;
    bench.disk.failAfter(0);
    bench.apply(putCommand("k", "v"));
    QVERIFY(!bench.applied.back().report);
    QVERIFY(!bench.applied.back().view);
}

void TestHostWorkers::snapshotIsSavedInStepsBetweenBatches() {
    StateBench bench;
    for (int i = 0; i < 3; ++i) {
        bench.apply(putCommand("k" + std::to_string(i), std::string(400'000, 'x')));
    }
    const raft::SnapshotMetadata metadata = bench.here();
    bench.worker->save(metadata);
    QVERIFY(bench.saved.empty());
    bench.apply(putCommand("later", "v"));
    QCOMPARE(bench.applied.size(), std::size_t(4));
    bench.runLater();
    QCOMPARE(bench.saved.size(), std::size_t(1));
    QVERIFY(bench.saved.back().metadata.has_value());
    QVERIFY(*bench.saved.back().metadata == metadata);
    QVERIFY(bench.saved.back().bytes > 1'000'000);
    QVERIFY(bench.saved.back().saveNs > 0);
}

void TestHostWorkers::snapshotReplacesTheState() {
    StateBench source;
    source.apply(putCommand("k", "v"));
    raft::ConfState members;
    members.voters = {NodeId(1)};
    source.apply({}, members);
    source.worker->save(source.here());
    source.runLater();
    QCOMPARE(source.saved.size(), std::size_t(1));
    StateBench target;
    target.disk.storedSnapshots() = source.disk.storedSnapshots();
    target.worker->install(source.here());
    target.runLater();
    QCOMPARE(target.installed.size(), std::size_t(1));
    QVERIFY(target.installed.back().metadata.has_value());
    QCOMPARE(target.installed.back().view->revision(), std::int64_t(2));
    QVERIFY(target.installed.back().membership.confState == members);
    QVERIFY(target.state->applied() == source.state->applied());
}

void TestHostWorkers::snapshotThatIsNotThereIsNotInstalled() {
    StateBench bench;
    bench.worker->install({Index(9), Term(1), {}});
    QCOMPARE(bench.installed.size(), std::size_t(1));
    QVERIFY(!bench.installed.back().metadata);
}

void TestHostWorkers::viewsMayOutliveTheWorker() {
    StateBench bench;
    bench.apply(putCommand("k", "v"));
    std::shared_ptr<const kv::View> before = bench.applied.back().view;
    std::shared_ptr<const kv::View> after = bench.worker->pin();
    bench.applied.clear();
    before.reset();
    bench.worker.reset();
    QCOMPARE(after->revision(), std::int64_t(2));
    after.reset();
}

void TestHostWorkers::viewsComeBackToBeDropped() {
    StateBench bench;
    bench.apply(putCommand("k", "v"));
    bench.applied.clear();
    QVERIFY(bench.disk.isViewHeld());
    bench.worker->dropViews();
    QVERIFY(!bench.disk.isViewHeld());
}

void TestHostWorkers::workGivenBeforeTheEndIsDone() {
    std::vector<int> done;
    WorkThread thread(QStringLiteral("test"));
    for (int i = 0; i < 100; ++i) {
        thread.post([&done, i] { done.push_back(i); });
    }
    thread.finish();
    QCOMPARE(done.size(), std::size_t(100));
    QVERIFY(std::is_sorted(done.begin(), done.end()));
    thread.post([&done] { done.clear(); });
    thread.finish();
    QCOMPARE(done.size(), std::size_t(100));
}

void TestHostWorkers::abandonedThreadEndsBehindWhatItDoes() {
    WorkThread thread(QStringLiteral("test"));
    std::atomic<bool> isWorking{false};
    std::atomic<bool> mayEnd{false};
    std::atomic<bool> wentOn{false};
    thread.post([&] {
        isWorking = true;
        while (!mayEnd) {
            QThread::yieldCurrentThread();
        }
    });
    // Dropping it is what tells that the thread is being abandoned.
    thread.post([&wentOn, guard = std::shared_ptr<void>(
                              nullptr, [&mayEnd](void*) { mayEnd = true; })] { wentOn = true; });
    while (!isWorking) {
        QThread::yieldCurrentThread();
    }
    thread.abandon();
    QVERIFY(!wentOn);
}

void TestHostWorkers::snapshotsTravelThroughTheCourier() {
    Directory directory;
    const raft::SnapshotMetadata metadata{Index(5), Term(2), {}};
    const std::string sent(300'000, 's');
    std::optional<Result<void>> committed;
    ArchiveCourier& courier = *directory.courier;
    courier.createIncoming(1, metadata, [&](Result<void> created) {
        QVERIFY(created.has_value());
        courier.appendIncoming(1, Bytes::copyOf(sent), [&](Result<void> appended) {
            QVERIFY(appended.has_value());
            courier.commitIncoming(1, [&](Result<void> result) { committed = std::move(result); });
        });
    });
    QVERIFY(HostedCluster::until([&] { return committed.has_value(); }));
    QVERIFY(committed->has_value());
    std::string received;
    bool isOver = false;
    std::function<void(Result<Bytes>)> take = [&](const Result<Bytes>& piece) {
        QVERIFY(piece.has_value());
        received += piece->view();
        isOver = piece->empty();
        if (!isOver) {
            courier.readOutgoing(2, take);
        }
    };
    courier.openOutgoing(2, metadata, [&](const Result<std::uint64_t>& opened) {
        QVERIFY(opened.has_value());
        courier.readOutgoing(2, take);
    });
    QVERIFY(HostedCluster::until([&] { return isOver; }));
    QCOMPARE(received, sent);
    courier.closeOutgoing(2);
}

void TestHostWorkers::courierKnowsOnlyWhatIsOpen() {
    Directory directory;
    ArchiveCourier& courier = *directory.courier;
    std::vector<ErrorCode> errors;
    const auto note = [&](const auto& result) {
        errors.push_back(result ? ErrorCode::Unknown : result.error().code);
    };
    courier.openOutgoing(1, {Index(5), Term(2), {}}, note);
    courier.readOutgoing(1, note);
    courier.appendIncoming(1, Bytes::copyOf("x"), note);
    courier.commitIncoming(1, note);
    QVERIFY(HostedCluster::until([&] { return errors.size() == 4; }));
    for (const ErrorCode error : errors) {
        QVERIFY(error == ErrorCode::NotFound);
    }
    // One that is given up leaves nothing.
    courier.createIncoming(2, {Index(6), Term(2), {}}, note);
    courier.abortIncoming(2);
    courier.commitIncoming(2, note);
    QVERIFY(HostedCluster::until([&] { return errors.size() == 6; }));
    QVERIFY(errors[4] == ErrorCode::Unknown);
    QVERIFY(errors[5] == ErrorCode::NotFound);
}

void TestHostWorkers::threadsFinishWhatTheyWereGiven() {
    Directory directory;
    node::LogWrite write = logWrite(1, true);
    write.hardState = raft::HardState{Term(1), NodeId(1), Index(0)};
    directory.threads->onLog([&directory, write] { directory.threads->log().write(write); });
    directory.threads->stop();
    QCOMPARE(directory.written.load(), std::uint64_t(1));
    directory.threads->stop();  // once more changes nothing
}

}  // namespace quorate::network_tests

QTEST_GUILESS_MAIN(quorate::network_tests::TestHostWorkers)
#include "tst_host_workers.moc"
