// SPDX-License-Identifier: Apache-2.0
// A node's life on real time.
#include "network/host/node_host.h"

#include <QCoreApplication>
#include <QRandomGenerator>

#include <algorithm>
#include <utility>

#include "engine/kv/command_codec.h"
#include "engine/node/recovery.h"
#include "engine/observe/node_state.h"
#include "network/host/early_campaign.h"
#include "network/host/node_boundary.h"

namespace quorate::network {

namespace {

/// How often the size of the store is looked at.
constexpr std::uint64_t kStoreIntervalMs = 1000;
constexpr std::uint32_t kCampaignPauseMs = 300;
constexpr int kSoonMs = 20;
/// So often the pump waits one more turn of the event loop where turns still bring inputs. Under
/// load each pump then carries more, and what it costs by itself (a write of the log, a message to
/// each peer, threads woken) is shared by more requests; without load nothing waits.
constexpr int kPumpTurns = 4;
/// The log is in memory, too: a few thousand entries, and those kept for members that lag.
constexpr std::uint64_t kReleaseEntries = 5000;
/// What the state holds back goes to its database with each sync: the more at a time, the cheaper,
/// and the more is applied again after a crash.
constexpr std::uint64_t kSyncEntries = 20'000;

/// From the system, for what must differ between machines: directories, and election timeouts.
Random systemRandom() {
    return Random(QRandomGenerator::system()->generate64());
}

node::Membership firstMembers(const HostConfig& config) {
    node::Membership members;
    for (const auto& [id, address] : config.peers) {
        members.confState.voters.push_back(id);
        members.addresses[id] = address;
    }
    return members;
}

/// What Snappy saves on the disk, every table pays for when it is written. Blocks that LevelDB's
/// own cache misses are in the system's.
storage::LevelDbOptions stateOptions() {
    storage::LevelDbOptions options;
    options.blockCacheBytes = std::size_t{1} << 20U;
    options.compresses = false;
    return options;
}

/// FNV-1a.
std::uint64_t hashOf(const std::string& text) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : text) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    }
    return hash;
}

}  // namespace

std::uint64_t clusterIdOf(const HostConfig& config) {
    return hashOf(config.clusterName) | 1U;
}

std::int64_t minLeaseTtlSeconds(const HostConfig& config) {
    const std::uint64_t heartbeat = std::max(1U, config.node.raft.heartbeatTicks);
    const std::uint64_t heartbeats = config.node.raft.electionTicks / heartbeat * 3 / 2;
    const std::uint64_t ms = heartbeats * heartbeat * config.tickMs;
    return static_cast<std::int64_t>((ms + 999) / 1000);
}

NodeHost::NodeHost(HostConfig config, storage::FileSystem* files)
    : m_config(std::move(config)),
      m_illDisk(m_config.mayFallIll || m_config.faults != FaultPermission::No
                    ? std::make_unique<HostDisk>(files != nullptr ? *files : m_machineFiles,
                                                 systemRandom())
                    : nullptr),
      m_files(m_illDisk          ? m_illDisk->files()
              : files != nullptr ? *files
                                 : m_machineFiles),
      m_witness(m_config.observation, m_config.id) {
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, [this] { tick(); });
    m_campaignTimer.setTimerType(Qt::PreciseTimer);
    m_campaignTimer.setSingleShot(true);
    connect(&m_campaignTimer, &QTimer::timeout, this, [this] { campaignEarly(); });
}

Result<std::unique_ptr<NodeHost>> NodeHost::start(const HostConfig& config,
                                                  storage::FileSystem* files) {
    std::unique_ptr<NodeHost> host(new NodeHost(config, files));
    if (auto opened = host->open(); !opened) {
        return opened.error();
    }
    return host;
}

NodeHost::~NodeHost() {
    m_timer.stop();
    tellEnd();
    m_transport.reset();
    m_waiting.failAll({ErrorCode::Unknown, "the node was shut down"});
    m_leaseQuestions.endAll({ErrorCode::Unknown, "the node was shut down"});
    for (const Transfer& transfer : std::exchange(m_transfers, {})) {
        transfer.done(Error(ErrorCode::Unknown, "the node was shut down"));
    }
    m_latest.reset();
    if (m_illDisk) {
        m_illDisk->end();
    }
    if (m_disk) {
        // The workers end what they were given. Their reports find nobody, and must not keep views
        // of a store that closes.
        m_isKilled ? m_disk->abandon() : m_disk->stop();
        QCoreApplication::removePostedEvents(this);
    }
    m_inspector.reset();
    m_courier.reset();
    m_disk.reset();
}

void NodeHost::setObserver(observe::Observer* observer) {
    m_witness.setObserver(observer);
    m_node->setMoment(m_witness.now());
    m_node->setObserver(observer);
}

Result<observe::NodeState> NodeHost::state() const {
    m_node->setMoment(m_witness.now());
    return m_node->state();
}

void NodeHost::tellAgain() {
    if (m_tellAgain) {
        m_tellAgain();
    }
}

void NodeHost::tellEnd() {
    if (m_node && !m_hasFailed) {
        m_isKilled ? m_witness.killed(m_endCause) : m_witness.stopped(m_endCause);
    }
}

void NodeHost::leaveObserver() {
    tellEnd();
    setObserver(nullptr);
}

Result<void> NodeHost::open() {
    Random random = systemRandom();
    const std::string& path = m_config.dataDirectory;
    const storage::ExpectedIdentity expected{clusterIdOf(m_config), m_config.id};
    storage::LevelDbOptions store = stateOptions();
    store.background = &m_background;
    storage::NodeDirectoryOptions options;
    options.openStore = storage::levelDbStores(store);
    auto directory = storage::NodeDirectory::open(m_files, path, expected, options);
    if (!directory && directory.error().code == ErrorCode::NotFound) {
        if (auto made =
                storage::NodeDirectory::make(m_files, path, *expected.cluster, m_config.id, random);
            !made) {
            return made;
        }
        directory = storage::NodeDirectory::open(m_files, path, expected, options);
    }
    if (!directory) {
        return directory.error();
    }
    if (!m_config.isJoining && (*directory)->identity().start == 1) {
        auto made = node::makeFirstMember(**directory, firstMembers(m_config));
        if (!made && made.error().code != ErrorCode::FailedPrecondition) {
            return made;
        }
        directory->reset();
        directory = storage::NodeDirectory::open(m_files, path, expected, options);
        if (!directory) {
            return directory.error();
        }
    }
    for (const std::string& finding : (*directory)->findings()) {
        // Later, when somebody can listen.
        QMetaObject::invokeMethod(
            this, [this, finding] { log(LogLevel::Warning, finding); }, Qt::QueuedConnection);
    }
    auto recovered = node::recover(**directory);
    if (!recovered) {
        return Error(recovered.error().code, path + ": " + recovered.error().message);
    }
    return startNode(std::move(*directory), std::move(*recovered));
}

Result<void> NodeHost::startNode(std::unique_ptr<storage::NodeDirectory> directory,
                                 node::Recovered recovered) {
    const node::NodeIdentity identity = directory->identity();
    const node::RecoveredState state = recovered.state;
    const auto post = [this](auto report, auto handle) {
        QMetaObject::invokeMethod(
            this, [handle, report = std::move(report)]() mutable { handle(std::move(report)); },
            Qt::QueuedConnection);
    };
    StateWorker::Reports reports;
    reports.applied = [this, post](StateWorker::Applied applied) {
        post(std::move(applied),
             [this](StateWorker::Applied report) { batchApplied(std::move(report)); });
    };
    reports.saved = [this, post](StateWorker::Saved saved) {
        post(std::move(saved), [this](const StateWorker::Saved& report) {
            measureSave(report);
            awake().snapshotSaved(report.metadata, report.bytes);
            pumpSoon();
        });
    };
    reports.installed = [this, post](StateWorker::Installed installed) {
        post(std::move(installed),
             [this](StateWorker::Installed report) { stateInstalled(std::move(report)); });
    };
    m_latest = std::make_shared<const kv::View>(recovered.machine->keySpace().pin());
    node::Membership membership = recovered.machine->membership();
    m_disk = std::make_unique<DiskThreads>(
        DiskThreads::Opened{std::move(directory), std::move(recovered)},
        [this, post](const LogWorker::Written& written) {
            post(written, [this](const LogWorker::Written& report) {
                measureWrite(report);
                if (report.synced) {
                    m_witness.synced(*report.synced);
                }
                awake().logWritten(report.number, report.result);
                pumpSoon();
            });
        },
        std::move(reports));
    m_courier = std::make_unique<ArchiveCourier>(*m_disk);
    m_inspector = std::make_unique<DiskInspector>(*m_disk);

    m_transport = std::make_unique<PeerTransport>(
        LocalPeer{identity.cluster, identity.node, identity.directory, m_config.name,
                  m_config.clientUrl},
        PeerOptions(), static_cast<PeerListener&>(*this), *m_courier, systemRandom());
    auto listening = m_transport->listen({m_config.peerHost, m_config.peerPort});
    if (!listening) {
        return listening.error();
    }
    m_peerPort = listening->port;
    m_incarnation = identity.incarnation();
    node::NodeConfig config = m_config.node;
    config.raft.id = m_config.id;
    config.raft.random = systemRandom();
    config.raft.checkQuorum = true;
    config.raft.preVote = true;
    config.incarnation = m_incarnation;
    config.tickNs = std::uint64_t{m_config.tickMs} * 1'000'000;
    config.releaseEntries = kReleaseEntries;
    config.syncEntries = kSyncEntries;
    config.directory = identity.directory;
    auto started = node::Node::start(
        config, {*this, *this, *this, *this, *this, m_witness.observer()}, state,
        m_witness.isOn() ? m_witness.now() : observe::Moment(), m_witness.startCause());
    if (!started) {
        return started.error();
    }
    m_node = std::move(*started);
    m_witness.synced(
        {state.hardState, state.entries.empty() ? state.logStart : state.entries.back().id()});
    node::LeaseKeeper::Options leases;
    leases.clock.tickMs = m_config.tickMs;
    leases.electionMs = m_config.tickMs * config.raft.electionTicks;
    m_leases = std::make_unique<node::LeaseKeeper>(leases);
    loadLeases();
    useMembership(std::move(membership));
    m_timer.start(static_cast<int>(m_config.tickMs));
    measureStore();
    pumpSoon();
    return {};
}

template <class Body>
void NodeHost::guarded(const Body& body) {
    const auto done = withinBoundary([&body] {
        body();
        return Result<void>();
    });
    if (!done && !m_hasFailed) {
        awake().giveUp(done.error().message);
        fail(m_node->failure());
    }
}

void NodeHost::tick() {
    guarded([this] { doTick(); });
}

void NodeHost::pump() {
    guarded([this] { doPump(); });
}

void NodeHost::batchApplied(StateWorker::Applied applied) {
    guarded([&] { takeApplied(std::move(applied)); });
}

void NodeHost::stateInstalled(StateWorker::Installed installed) {
    guarded([&] { takeInstalled(std::move(installed)); });
}

void NodeHost::doTick() {
    ++m_tick;
    awake().tick();
    m_leases->tick();
    for (const kv::Command& command : m_leases->takeCommands()) {
        proposeOwn(command);
    }
    endTransfers();
    m_leaseQuestions.endOverdue(m_node->core().softState().lead, m_tick);
    if (m_tick * m_config.tickMs / kStoreIntervalMs !=
        (m_tick - 1) * m_config.tickMs / kStoreIntervalMs) {
        measureStore();
    }
    if (m_tick == m_config.node.raft.electionTicks && m_node->isUnconfirmed()) {
        log(LogLevel::Warning,
            "this node waits for the other first members of the cluster to meet it: a new cluster "
            "starts when more than a majority of them run, of three all");
    }
    pumpSoon();
}

void NodeHost::proposeOwn(const kv::Command& command) {
    if (auto encoded = kv::encode(command)) {
        // Nobody waits for it; what is lost is proposed again after a while.
        awake().propose(node::RequestToken(), std::move(*encoded));
    }
}

void NodeHost::pumpSoon() {
    ++m_inputs;
    if (!std::exchange(m_isPumpDue, true)) {
        pumpAfter(m_inputs, kPumpTurns);
    }
}

void NodeHost::pumpAfter(std::uint64_t inputs, int turns) {
    QMetaObject::invokeMethod(
        this,
        [this, inputs, turns] {
            if (turns > 1 && m_inputs != inputs) {
                pumpAfter(m_inputs, turns - 1);
            } else {
                pump();
            }
        },
        Qt::QueuedConnection);
}

void NodeHost::doPump() {
    m_isPumpDue = false;
    awake().pump();
    m_transport->flush();
    m_leases->lead(m_node->isLeading());
    if (m_node->hasFailed() && !m_hasFailed) {
        fail(m_node->failure());
    }
    if (!m_hasFailed) {
        seekLeader();
    }
    measureLeader();
    m_leaseQuestions.endOverdue(m_node->core().softState().lead, m_tick);
    // One that has failed says so to whoever still asks.
    m_waiting.tell();
    if (m_afterPump) {
        m_afterPump();
    }
}

void NodeHost::seekLeader() {
    const raft::SoftState& state = m_node->core().softState();
    if (state.lead != raft::kNoNode) {
        m_campaignTimer.stop();
        m_earlyCampaigns = 0;
        return;
    }
    // A candidate is in the middle of it; elsewhere it may be tried again, not too often.
    if (m_campaignTimer.isActive() || state.role == raft::Role::Candidate ||
        m_node->isUnconfirmed()) {
        return;
    }
    const auto delay =
        earlyCampaignDelayMs(m_config.id, m_membership.confState,
                             [this](raft::NodeId peer) { return m_transport->isConnected(peer); });
    if (delay) {
        const std::uint32_t pause = m_earlyCampaigns == 0 ? 0 : kCampaignPauseMs;
        m_campaignTimer.start(static_cast<int>(*delay + pause));
    }
}

void NodeHost::campaignEarly() {
    const raft::SoftState& state = m_node->core().softState();
    if (m_hasFailed || state.lead != raft::kNoNode || state.role == raft::Role::Candidate) {
        return;
    }
    ++m_earlyCampaigns;
    awake().campaign();
    pumpSoon();
}

Result<void> NodeHost::campaign() {
    if (m_hasFailed) {
        return Error(ErrorCode::NodeFailed, m_node->failure());
    }
    guarded([this] { awake().campaign(); });
    pumpSoon();
    return {};
}

Result<void> NodeHost::setElectionTimeout(std::uint32_t ticks) {
    return awake().core().setRandomizedElectionTimeout(ticks);
}

void NodeHost::askForEnd() {
    // By then whoever asked for it has been answered.
    QTimer::singleShot(kSoonMs, this, &NodeHost::endAsked);
}

void NodeHost::fail(const std::string& reason) {
    m_hasFailed = true;
    m_timer.stop();
    m_campaignTimer.stop();
    m_transport->setPeers({});
    m_waiting.tell();
    m_waiting.failAll({ErrorCode::NodeFailed, reason});
    m_leaseQuestions.endAll({ErrorCode::NodeFailed, reason});
    for (const Transfer& transfer : std::exchange(m_transfers, {})) {
        transfer.done(Error(ErrorCode::NodeFailed, reason));
    }
    Q_EMIT failed(QString::fromStdString(reason));
}

/// A page at a turn: there may be many, and elections do not wait.
void NodeHost::loadLeases() {
    m_leases->beginLoading();
    if (!std::exchange(m_isLoadingLeases, true)) {
        loadSomeLeases();
    }
}

void NodeHost::loadSomeLeases() {
    m_isLoadingLeases = false;
    guarded([this] {
        const Result<bool> more = m_leases->loadSome(*m_latest);
        if (!more) {
            awake().giveUp("the leases cannot be read: " + more.error().message);
        }
        m_isLoadingLeases = more && *more;
    });
    if (m_isLoadingLeases) {
        QMetaObject::invokeMethod(
            this, [this] { loadSomeLeases(); }, Qt::QueuedConnection);
    }
}

void NodeHost::useMembership(node::Membership membership) {
    const auto members = observe::membersOf(membership.confState);
    for (const raft::NodeId before : observe::membersOf(m_membership.confState)) {
        if (std::find(members.begin(), members.end(), before) == members.end()) {
            m_met.erase(before);
            m_disk->onState([this, before] {
                // Where it cannot be forgotten, a newcomer under its id is turned away with why.
                static_cast<void>(m_disk->directory().forgetPeer(before));
            });
        }
    }
    m_membership = std::move(membership);
    std::map<raft::NodeId, std::string> peers = m_membership.addresses;
    if (m_membership.confState.voters.empty()) {
        peers = m_config.peers;  // it knows nobody yet
    }
    for (const auto& [id, address] : m_config.movedPeers) {
        if (const auto known = peers.find(id); known != peers.end()) {
            known->second = address;
        }
    }
    std::map<raft::NodeId, PeerAddress> addresses;
    for (const auto& [id, text] : peers) {
        auto address = PeerAddress::parse(text);
        if (address) {
            addresses[id] = std::move(*address);
        } else {
            log(LogLevel::Warning, "node " + toString(id) + ": " + address.error().message);
        }
    }
    m_transport->setPeers(addresses);
}

void NodeHost::handOver(std::function<void()> done) {
    const raft::RawNode& core = m_node->core();
    raft::NodeId best;
    raft::Index match;
    if (!m_hasFailed && core.softState().role == raft::Role::Leader) {
        const auto peers = m_transport->metrics();
        for (const auto& [id, progress] : core.status().progress) {
            const auto peer = peers.find(id);
            if (peer != peers.end() && peer->second.connected && !progress.isLearner() &&
                progress.match() >= match) {
                best = id;
                match = progress.match();
            }
        }
    }
    if (best == raft::kNoNode) {
        done();
        return;
    }
    transferLeadership(best, [done = std::move(done)](const Result<void>&) { done(); });
}

}  // namespace quorate::network
