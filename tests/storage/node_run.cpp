// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/node_run.h"

#include <algorithm>
#include <utility>

#include "engine/kv/command_codec.h"
#include "engine/kv/memory_store.h"
#include "engine/kv/state_hash.h"
#include "engine/node/snapshot_work.h"
#include "tests/storage/must.h"

namespace quorate::storage {

namespace {

const std::string kPath = "data/node";
constexpr std::uint64_t kCluster = 0xc1;
const raft::NodeId kNode(1);
const raft::NodeId kPeer(2);
constexpr raft::EntryId kFirst{raft::Term(1), raft::Index(1)};
constexpr WalOptions kSmallSegments{8UL * 1024};
constexpr std::size_t kStepBytes = 2000;
constexpr int kSteps = 14;

node::Membership threeMembers() {
    node::Membership members;
    members.confState.voters = {kNode, kPeer, raft::NodeId(3)};
    members.addresses = {{kNode, "one:1"}};
    return members;
}

node::ApplyBatch batchOf(raft::EntrySpan entries) {
    node::ApplyBatch batch;
    for (const raft::Entry& entry : entries) {
        batch.commands.push_back({entry.id(), std::nullopt, entry.data, std::nullopt});
    }
    return batch;
}

}  // namespace

std::uint64_t hashOf(const kv::OrderedStore& store) {
    kv::StateHash hash;
    const auto all = store.iterate();
    for (all->seek(""); all->valid(); all->next()) {
        hash.add(all->key());
        hash.add(all->value());
    }
    must(all->status());
    return hash.value();
}

// --- the cluster

CommittedCluster::CommittedCluster(const node::Membership& members) : m_disks(kCluster) {
    Random random(1);
    m_storage = must(m_disks.open(kPeer, random));
    must(node::makeFirstMember(*m_storage, members));
    m_storage = must(m_disks.open(kPeer, random));
    m_machine = std::move(must(node::recover(*m_storage)).machine);
    raft::Entry first;
    first.term = kFirst.term;
    first.index = kFirst.index;
    m_entries.push_back(first);
    m_states.push_back(hashOf(m_storage->store()));
}

raft::Entries CommittedCluster::behind(raft::Index index) const {
    return {m_entries.begin() + static_cast<std::ptrdiff_t>(index.value()), m_entries.end()};
}

void CommittedCluster::commit(const raft::Entry& entry) {
    m_entries.push_back(entry);
    must(m_machine->apply(batchOf({&m_entries.back(), 1})));
    m_states.push_back(hashOf(m_storage->store()));
}

std::vector<std::string> CommittedCluster::snapshot(raft::SnapshotMetadata& metadata) {
    metadata = {last().index, last().term, m_machine->membership().confState};
    auto save = must(m_machine->beginSave(metadata, m_storage->snapshots()));
    while (must(save->step(kStepBytes))) {
    }
    const auto source = must(m_storage->snapshots().open(metadata.index));
    std::vector<std::string> pieces(1);
    while (must(source->next(pieces.back()))) {
        pieces.emplace_back();
    }
    pieces.pop_back();
    return pieces;
}

// --- the storage, watched

class NodeRun::WatchedLog final : public node::LogDevice {
public:
    WatchedLog(NodeRun& run, node::LogDevice& log) : m_run(run), m_log(log) {}

    Recovered takeRecovered() override {
        Recovered recovered = m_log.takeRecovered();
        const LogState state = stateOf(recovered);
        LogHistory& history = m_run.m_history;
        const auto found = history.find(state);
        if (!found) {
            m_run.m_complaint = "this never was in the log: " + toString(state);
        } else if (*found < history.durable()) {
            m_run.m_complaint = "what was durable in the log is lost, left is " + toString(state);
        }
        history.recovered(state);
        return recovered;
    }
    Result<void> write(const node::LogWrite& write) override {
        m_run.m_history.write(write);
        return m_log.write(write);
    }
    Result<void> sync() override {
        auto synced = m_log.sync();
        if (synced) {
            m_run.m_history.synced();
        }
        return synced;
    }
    Result<void> release(raft::Index index) override {
        m_run.m_history.release(index);
        return m_log.release(index);
    }

private:
    NodeRun& m_run;
    node::LogDevice& m_log;
};

class NodeRun::WatchedStorage final : public node::NodeStorage {
public:
    WatchedStorage(NodeRun& run, node::NodeStorage& storage)
        : m_storage(storage), m_log(run, storage.log()) {}

    [[nodiscard]] const node::NodeIdentity& identity() const override {
        return m_storage.identity();
    }
    [[nodiscard]] node::LogDevice& log() override { return m_log; }
    [[nodiscard]] node::SnapshotArchive& snapshots() override { return m_storage.snapshots(); }
    [[nodiscard]] kv::OrderedStore& store() override { return m_storage.store(); }
    Result<void> admitPeer(raft::NodeId peer, std::uint64_t directory) override {
        return m_storage.admitPeer(peer, directory);
    }
    [[nodiscard]] std::uint64_t directoryOf(raft::NodeId peer) const override {
        return m_storage.directoryOf(peer);
    }
    Result<void> forgetPeer(raft::NodeId peer) override { return m_storage.forgetPeer(peer); }

private:
    node::NodeStorage& m_storage;
    WatchedLog m_log;
};

// --- its lives

NodeRun::NodeRun(std::uint64_t seed, StoreOpener stores)
    : m_random(seed),
      m_stores(std::move(stores)),
      m_faults(seed),
      m_disk(m_faults),
      m_members(threeMembers()),
      m_cluster(m_members) {}

NodeRun::~NodeRun() = default;

Result<void> NodeRun::openStorage() {
    m_processes.push_back(std::make_unique<ProcessFiles>(m_disk));
    FileSystem& files = *m_processes.back();
    const NodeDirectoryOptions options{kSmallSegments, m_stores};
    const ExpectedIdentity expected{kCluster, kNode};
    auto opened = NodeDirectory::open(files, kPath, expected, options);
    const bool mayBeMade = !m_isMember && !opened &&
                           (opened.error().code == ErrorCode::NotFound ||
                            opened.error().code == ErrorCode::FailedPrecondition);
    if (mayBeMade) {
        Random random(m_random);
        if (auto made = NodeDirectory::make(files, kPath, kCluster, kNode, random, kSmallSegments);
            !made) {
            return made;
        }
        opened = NodeDirectory::open(files, kPath, expected, options);
    }
    if (!opened) {
        return opened.error();
    }
    m_directory = std::move(opened).value();
    m_storage = std::make_unique<WatchedStorage>(*this, *m_directory);
    const node::NodeIdentity& identity = m_directory->identity();
    if (m_isMember && identity.directory != m_lastDirectory) {
        m_complaint = "it came back as another one";
    }
    if (identity.directory == m_lastDirectory && identity.start <= m_lastStart) {
        m_complaint = "it counts its starts from " + std::to_string(identity.start) +
                      " again, after " + std::to_string(m_lastStart);
    }
    m_lastDirectory = identity.directory;
    m_lastStart = identity.start;
    return {};
}

Result<void> NodeRun::start() {
    if (auto opened = openStorage(); !opened) {
        return opened;
    }
    if (!m_isMember) {
        auto made = node::makeFirstMember(*m_storage, m_members);
        if (!made && made.error().code != ErrorCode::FailedPrecondition) {
            return made;
        }
        m_isMember = true;
        m_kept = kFirst.index;
        stop();
        if (auto opened = openStorage(); !opened) {
            return opened;
        }
    }
    auto recovered = node::recover(*m_storage);
    if (!recovered) {
        return recovered.error();
    }
    m_recovered = std::move(recovered).value();
    m_applied = m_recovered->state.applied.index;
    m_snapshot = m_recovered->state.snapshot.index;
    return {};
}

void NodeRun::stop() {
    m_recovered.reset();
    m_storage.reset();
    m_directory.reset();
    if (!m_processes.empty()) {
        m_processes.back()->end();
    }
}

void NodeRun::crash(CrashKind kind) {
    if (!m_processes.empty()) {
        m_processes.back()->end();
    }
    must(m_disk.crash(kind));
    stop();
}

Result<void> NodeRun::run() {
    for (int life = 0; life < 2; ++life) {
        if (!m_recovered) {
            if (auto started = start(); !started) {
                return started;
            }
        }
        if (auto done = steps(kSteps); !done) {
            return done;
        }
        if (life == 0) {
            stop();
        }
    }
    return {};
}

std::string NodeRun::startAndCompare() {
    m_complaint.clear();
    if (auto started = start(); !started) {
        return "it does not start: " + started.error().message;
    }
    return compare();
}

// --- what must be there

std::string NodeRun::compare() {
    if (!m_complaint.empty()) {
        return m_complaint;
    }
    const node::RecoveredState& state = m_recovered->state;
    const raft::EntryId applied = state.applied;
    if (applied.index > m_cluster.last().index || applied.index < state.logStart.index ||
        m_cluster.at(applied.index).term != applied.term) {
        return "the state is said to be that of entry " + toString(applied.index) + " of term " +
               toString(applied.term);
    }
    if (hashOf(m_directory->store()) != m_cluster.stateAt(applied.index)) {
        return "the state is not that of entry " + toString(applied.index);
    }
    for (raft::Index index = applied.index.next(); index <= m_kept; index = index.next()) {
        const std::size_t place = static_cast<std::size_t>(index - state.logStart.index) - 1;
        if (place >= state.entries.size() || state.entries[place] != m_cluster.at(index)) {
            return "entry " + toString(index) + " is neither applied nor in the log";
        }
    }
    return compareSnapshot();
}

/// One that it would send.
std::string NodeRun::compareSnapshot() {
    const raft::SnapshotMetadata& metadata = m_recovered->state.snapshot;
    if (metadata.index == raft::Index(0)) {
        return {};
    }
    kv::MemoryStore store;
    const auto machine = must(node::ReplicatedState::open(store));
    auto install = machine->beginInstall(metadata, m_directory->snapshots());
    for (bool isMore = true; isMore;) {
        const Result<bool> more = install ? (*install)->step() : Result<bool>(install.error());
        if (!more) {
            return "the snapshot is broken: " + more.error().message;
        }
        isMore = *more;
    }
    return hashOf(store) == m_cluster.stateAt(metadata.index)
               ? std::string()
               : "the snapshot is not the state of entry " + toString(metadata.index);
}

raft::Index NodeRun::base() const {
    return std::max({m_history.state().hardState.commit, m_applied, m_kept});
}

// --- what it does

Result<void> NodeRun::steps(int count) {
    for (int i = 0; i < count; ++i) {
        if (auto done = step(); !done) {
            return done;
        }
    }
    return {};
}

Result<void> NodeRun::step() {
    switch (m_random.below(10)) {
    case 0:
        return vote();
    case 1:
    case 2:
        return saveSnapshot();
    case 3:
        return takeSnapshotOfPeer();
    case 4:
    case 5:
    case 6:
        return commitAndApply();
    default:
        return append();
    }
}

raft::Entry NodeRun::entry(raft::Index index, raft::Term term) {
    const Bytes key = Bytes::copyOf("key " + std::to_string(m_random.below(5)));
    // Some are larger than a segment.
    const std::uint64_t size = m_random.chance(1, 6) ? m_random.below(12'000) : m_random.below(300);
    std::string value(static_cast<std::size_t>(size), '\0');
    for (char& byte : value) {
        byte = static_cast<char>(m_random.below(256));
    }
    raft::Entry made;
    made.index = index;
    made.term = term;
    if (m_random.chance(1, 8)) {
        kv::DeleteRangeRequest erase;
        erase.key = key;
        made.data = must(kv::encode(erase));
    } else {
        kv::PutRequest put;
        put.key = key;
        put.value = Bytes::copyOf(value);
        made.data = must(kv::encode(put));
    }
    return made;
}

Result<void> NodeRun::write(node::LogWrite write, bool sync) {
    write.number = ++m_number;
    write.mustSync = sync;
    if (auto written = m_storage->log().write(write); !written) {
        return written;
    }
    return sync ? m_storage->log().sync() : Result<void>();
}

Result<void> NodeRun::append() {
    if (base() < m_cluster.last().index) {
        return catchUp();
    }
    const LogState& log = m_history.state();
    node::LogWrite next;
    raft::HardState hard = log.hardState;
    raft::Index first = log.last().index.next();
    hard.term = std::max(hard.term, log.last().term);
    if (log.last().index > base() && m_random.chance(1, 4)) {
        first = raft::Index(m_random.between(base().value() + 1, log.last().index.value()));
        hard.term = hard.term.next();
    } else if (m_random.chance(1, 6)) {
        hard.term = hard.term.next();
    }
    if (hard != log.hardState) {
        hard.vote = hard.term != log.hardState.term ? raft::NodeId(m_random.below(4)) : hard.vote;
        next.hardState = hard;
    }
    for (std::uint64_t count = m_random.between(1, 4); count > 0; --count) {
        next.entries.push_back(entry(first, hard.term));
        first = first.next();
    }
    return write(std::move(next), true);
}

Result<void> NodeRun::vote() {
    node::LogWrite next;
    next.hardState = m_history.state().hardState;
    next.hardState->term = std::max(next.hardState->term, m_history.state().last().term).next();
    next.hardState->vote = raft::NodeId(m_random.between(1, 3));
    return write(std::move(next), true);
}

/// A crash came between what the cluster committed and what this node heard of it.
Result<void> NodeRun::catchUp() {
    const LogState& log = m_history.state();
    raft::Index from = std::max(base(), log.start.index);
    while (from < std::min(log.last().index, m_cluster.last().index) &&
           log.termAt(from.next()) == m_cluster.at(from.next()).term) {
        from = from.next();
    }
    node::LogWrite next;
    next.entries = m_cluster.behind(from);
    if (log.hardState.term < m_cluster.last().term) {
        next.hardState = log.hardState;
        next.hardState->term = m_cluster.last().term;
        next.hardState->vote = raft::kNoNode;
    }
    if (!next.entries.empty() || next.hardState) {
        if (auto written = write(std::move(next), true); !written) {
            return written;
        }
    }
    m_kept = m_cluster.last().index;
    return {};
}

Result<void> NodeRun::commitAndApply() {
    if (base() < m_cluster.last().index) {
        if (auto caught = catchUp(); !caught) {
            return caught;
        }
    }
    const LogState log = m_history.state();
    const raft::Index before = base();
    const raft::Index commit(
        m_random.between(before.value(), std::max(before, log.last().index).value()));
    const auto place = [&log](raft::Index index) {
        return log.entries.begin() + static_cast<std::ptrdiff_t>(index - log.start.index);
    };
    for (raft::Index index = m_cluster.last().index.next(); index <= commit; index = index.next()) {
        m_cluster.commit(*(place(index) - 1));
    }
    m_kept = std::max(m_kept, commit);
    const bool tellsFirst = m_random.chance(1, 2);
    const auto tell = [&]() -> Result<void> {
        node::LogWrite next;
        next.hardState = log.hardState;
        next.hardState->commit = commit;
        return *next.hardState == log.hardState ? Result<void>() : write(std::move(next), false);
    };
    if (tellsFirst) {
        if (auto told = tell(); !told) {
            return told;
        }
    }
    if (commit > m_applied) {
        const raft::Entries entries(place(m_applied), place(commit));
        if (auto applied = m_recovered->machine->apply(batchOf(entries)); !applied) {
            return applied.error();
        }
        m_applied = commit;
    }
    return tellsFirst ? Result<void>() : tell();
}

Result<void> NodeRun::saveSnapshot() {
    if (m_applied <= m_snapshot) {
        return {};
    }
    const raft::EntryId here = m_recovered->machine->applied();
    auto save = m_recovered->machine->beginSave(
        {here.index, here.term, m_recovered->machine->membership().confState},
        m_storage->snapshots());
    // It is tried again later.
    if (!save) {
        return {};
    }
    for (bool isMore = true; isMore;) {
        const Result<bool> more = (*save)->step(kStepBytes);
        if (!more) {
            return {};
        }
        isMore = *more;
    }
    m_snapshot = here.index;
    static_cast<void>(m_storage->snapshots().releaseBefore(here.index));
    const raft::Index release(here.index.value() -
                              m_random.below(std::min<std::uint64_t>(here.index.value(), 4)));
    return release > m_history.state().start.index ? m_storage->log().release(release)
                                                   : Result<void>();
}

Result<void> NodeRun::takeSnapshotOfPeer() {
    const raft::Term term = std::max({m_history.state().hardState.term,
                                      m_history.state().last().term, m_cluster.last().term})
                                .next();
    node::LogWrite first;
    first.hardState = m_history.state().hardState;
    first.hardState->term = term;
    first.hardState->vote = raft::kNoNode;
    if (auto written = write(std::move(first), true); !written) {
        return written;
    }
    for (std::uint64_t count = m_random.between(1, 4); count > 0; --count) {
        m_cluster.commit(entry(m_cluster.last().index.next(), term));
    }
    raft::SnapshotMetadata metadata;
    const std::vector<std::string> pieces = m_cluster.snapshot(metadata);
    {
        auto sink = m_storage->snapshots().create(metadata);
        Result<void> received = sink ? Result<void>() : Result<void>(sink.error());
        for (const std::string& piece : pieces) {
            received = received ? (*sink)->append(piece) : received;
        }
        received = received ? (*sink)->commit() : received;
        if (!received) {
            return {};  // it is sent again
        }
    }
    auto install = m_recovered->machine->beginInstall(metadata, m_storage->snapshots());
    if (!install) {
        return install.error();
    }
    for (bool isMore = true; isMore;) {
        const Result<bool> more = (*install)->step();
        if (!more) {
            return more.error();
        }
        isMore = *more;
    }
    m_applied = m_snapshot = metadata.index;
    static_cast<void>(m_storage->snapshots().releaseBefore(metadata.index));
    node::LogWrite mark;
    mark.snapshot = raft::EntryId{metadata.term, metadata.index};
    mark.hardState = m_history.state().hardState;
    mark.hardState->commit = metadata.index;
    if (auto marked = write(std::move(mark), true); !marked) {
        return marked;
    }
    m_kept = metadata.index;
    return {};
}

}  // namespace quorate::storage
