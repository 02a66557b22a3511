// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QTimer>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/node/lease_keeper.h"
#include "engine/node/membership.h"
#include "engine/node/node.h"
#include "network/api/backend.h"
#include "network/api/node_metrics.h"
#include "network/host/archive_courier.h"
#include "network/host/background_thread.h"
#include "network/host/disk_inspector.h"
#include "network/host/disk_threads.h"
#include "network/host/host_config.h"
#include "network/host/host_disk.h"
#include "network/host/host_witness.h"
#include "network/host/lease_questions.h"
#include "network/host/waiting_requests.h"
#include "network/observation/observed_node.h"
#include "network/peer/peer_listener.h"
#include "network/peer/peer_transport.h"
#include "storage/posix_file_system.h"

namespace quorate::network {

/// One node on real time: its directory with the threads that work on it, the node itself, its
/// timer and its transport. What serves clients is put in front of it, as a Backend.
///
/// Belongs to the thread it is made in, which runs an event loop; the node lives in that thread.
/// A node that fails (its disk, a broken invariant) stops, and `failed()` says why; the process
/// goes on.
class NodeHost final : public QObject,
                       public Backend,
                       public ObservedNode,
                       private node::LogStore,
                       private node::SnapshotStore,
                       private node::StateMachine,
                       private node::ClientPort,
                       private node::Transport,
                       private PeerListener {
    Q_OBJECT

public:
    /// Opens the directory, made first where there is none, and starts. The error names what
    /// cannot be, and what to do.
    /// A file system that is given is one that any thread may use, and outlives the host; else it
    /// is the machine's.
    static Result<std::unique_ptr<NodeHost>> start(const HostConfig& config,
                                                   storage::FileSystem* files = nullptr);
    /// Ends the node, as a process ends that is told to, or as one that is killed.
    ~NodeHost() override;
    /// It is to end as a process that is killed: what is not written to the disk yet is lost.
    void kill() noexcept { m_isKilled = true; }
    /// For observers: what brings about its end.
    void setEndCause(raft::EventId cause) noexcept { m_endCause = cause; }

    [[nodiscard]] const HostConfig& config() const noexcept { return m_config; }
    /// Where peers reach it: the configured port, or the one that the system chose for 0.
    [[nodiscard]] std::uint16_t peerPort() const noexcept { return m_peerPort; }
    /// Where it counts and measures from now on; outlives it.
    void setMetrics(NodeMetrics& metrics) { m_metrics = &metrics; }
    /// Brings up to date there what is kept elsewhere.
    void updateMetrics();
    /// Called at the end of each turn in which the node did something: the time to write answers.
    void setAfterPump(std::function<void()> call) { m_afterPump = std::move(call); }
    /// Leads no more, if another member can: calls back when that is so, or cannot be.
    void handOver(std::function<void()> done);
    /// Its election timer fires now. NodeFailed.
    Result<void> campaign();
    /// As raft::RawNode::setRandomizedElectionTimeout().
    Result<void> setElectionTimeout(std::uint32_t ticks);
    [[nodiscard]] PeerTransport& transport() noexcept { return *m_transport; }
    /// Null where nobody may make its disk ill.
    [[nodiscard]] HostDisk* disk() noexcept { return m_illDisk.get(); }
    /// Somebody wants it to end: emits endAsked() soon.
    void askForEnd();
    /// Tells its observer of something that was done to it.
    void tell(observe::Body body) const { m_witness.told(std::move(body)); }
    /// What tells the observer, whenever it is told the state, what goes on beside that.
    void setTellAgain(std::function<void()> call) { m_tellAgain = std::move(call); }
    /// For who looks into its directory.
    [[nodiscard]] DiskInspector& inspector() noexcept { return *m_inspector; }
    /// What `ask` asks of the backend comes from there, and whoever calls tells observers of it.
    template <class Ask>
    void onBehalfOf(const node::RequestOrigin& origin, const Ask& ask) {
        m_origin = origin;
        ask();
        m_origin.reset();
    }

    // --- ObservedNode
    [[nodiscard]] std::uint64_t incarnation() const override { return m_incarnation; }
    void setObserver(observe::Observer* observer) override;
    [[nodiscard]] Result<observe::NodeState> state() const override;
    void tellAgain() override;
    /// Tells its observer of its end, which is near; then nobody hears of it any more.
    void leaveObserver();

    // --- Backend
    void propose(const kv::Command& command, Done<kv::Response> done) override;
    void read(node::ReadLevel level, Done<std::shared_ptr<const kv::View>> done) override;
    [[nodiscard]] std::shared_ptr<const kv::View> latest() const override { return m_latest; }
    [[nodiscard]] std::shared_ptr<const kv::View> pin() const override { return m_latest; }
    void keepAlive(kv::LeaseId lease, Done<std::int64_t> done) override;
    void leaseTimes(kv::LeaseId lease, Done<LeaseTimes> done) override;
    [[nodiscard]] std::uint64_t cluster() const override { return clusterIdOf(m_config); }
    [[nodiscard]] raft::NodeId node() const override { return m_config.id; }
    [[nodiscard]] raft::Term term() const override { return m_node->core().hardState().term; }
    [[nodiscard]] raft::NodeId unusedNodeId() const override;
    [[nodiscard]] BackendStatus status() const override;
    [[nodiscard]] std::vector<MemberInfo> members() const override;
    void addMember(raft::NodeId node, const std::string& peerUrl, bool asLearner,
                   Done<void> done) override;
    void removeMember(raft::NodeId node, Done<void> done) override;
    void updateMember(raft::NodeId node, const std::string& peerUrl, Done<void> done) override;
    void promoteMember(raft::NodeId node, Done<void> done) override;
    void transferLeadership(raft::NodeId to, Done<void> done) override;
    void add(ApplyListener& listener) override;
    void remove(ApplyListener& listener) override;

Q_SIGNALS:
    void failed(const QString& reason);
    /// By a client that may.
    void endAsked();
    /// A line for the node's log; level as in PeerListener.
    void logged(int level, const QString& line);

private:
    struct Transfer {
        raft::NodeId to;
        std::uint64_t deadlineTick{0};
        Done<void> done;
    };
    struct Met {
        std::string name;
        std::string clientUrl;
    };

    NodeHost(HostConfig config, storage::FileSystem* files);
    Result<void> open();
    Result<void> startNode(std::unique_ptr<storage::NodeDirectory> directory,
                           node::Recovered recovered);

    /// The node, which knows what time it is, if somebody wants to hear it.
    node::Node& awake() {
        if (m_witness.isOn()) {
            m_node->setMoment(m_witness.now());
        }
        return *m_node;
    }

    // node_host_ports.cpp
    void write(node::LogWrite write) override;
    void release(raft::Index index) override;
    void save(raft::SnapshotMetadata metadata) override;
    void install(raft::SnapshotMetadata metadata) override;
    void apply(node::ApplyBatch batch) override;
    void sync() override;
    [[nodiscard]] bool hasSeen(const node::ProposalId& proposal) const override;
    void applied(node::RequestToken token, raft::EntryId entry,
                 const kv::Response& response) override;
    void refused(node::RequestToken token, const Error& reason) override;
    void unknown(node::RequestToken token, const Error& reason) override;
    void readable(node::RequestToken token, raft::Index index) override;
    void send(raft::Message message) override;
    void received(raft::Message message) override;
    void dropped(const raft::Message& message, observe::DropReason reason) override;
    void delayed(const raft::Message& message, std::uint64_t ns) override;
    void delivered() override;
    void unreachable(raft::NodeId peer) override;
    void gone(raft::NodeId peer) override;
    void snapshotSent(raft::NodeId peer, bool arrived) override;
    void admit(raft::NodeId peer, std::uint64_t directory, Admitted admitted) override;
    void peerMet(raft::NodeId peer, const std::string& name, const std::string& clientUrl) override;
    void roundTripMeasured(raft::NodeId peer, std::uint64_t ns) override;
    void standingTold(raft::NodeId peer, PeerStanding standing) override;
    void turnedAway(raft::NodeId by, const std::string& reason) override;
    void leaseAsked(raft::NodeId by, const LeaseQuestion& question) override;
    void leaseAnswered(raft::NodeId by, const LeaseAnswer& answer) override;
    void peerJudged(raft::NodeId peer, std::uint64_t directory, const Admitted& admitted,
                    const Result<node::Electorate::Standing>& standing);
    void tellStanding(raft::NodeId peer);
    void confirmed(const Result<void>& written);
    void log(LogLevel level, const std::string& line) override;
    void takeApplied(StateWorker::Applied applied);
    void takeInstalled(StateWorker::Installed installed);

    // node_host_leases.cpp
    void askLease(LeaseQuestion question, Done<LeaseTimes> done);
    void answerLease(const LeaseQuestion& question, const Done<LeaseTimes>& done);
    void answerLeaseAfterRead(const LeaseQuestion& question, Done<LeaseTimes> done);

    // node_host_metrics.cpp
    void measureWrite(const LogWorker::Written& written);
    void measureApply(std::uint64_t ns);
    void measureSave(const StateWorker::Saved& saved);
    void measureFailure(node::RequestToken token);
    void measureLeader();
    void measureStore();

    // node_host.cpp
    void batchApplied(StateWorker::Applied applied);
    void stateInstalled(StateWorker::Installed installed);
    void tick();
    void doTick();
    void doPump();
    /// An input came: the pump runs once for all of this turn of the event loop and, as long as
    /// others go on coming, of a few more.
    void pumpSoon();
    /// In the next turn, unless there were more inputs than `inputs` by then.
    void pumpAfter(std::uint64_t inputs, int turns);
    void pump();
    void fail(const std::string& reason);
    void tellEnd();
    /// Where an invariant breaks within, the node fails.
    template <class Body>
    void guarded(const Body& body);
    /// Where it has no leader and can elect one at once, it does so before its election timeout.
    void seekLeader();
    void campaignEarly();
    void useMembership(node::Membership membership);
    void loadLeases();
    void loadSomeLeases();
    void proposeOwn(const kv::Command& command);
    void changeMembers(raft::ConfChangeV2 change, const node::MemberAddresses& addresses,
                       Done<void> done);
    void endTransfers();
    template <class T, class Tell>
    node::RequestOrigin originOf(Done<T>& done, const Tell& tell);

    const HostConfig m_config;
    storage::PosixFileSystem m_machineFiles;
    std::unique_ptr<HostDisk> m_illDisk;
    storage::FileSystem& m_files;
    HostWitness m_witness;
    /// Of what is being asked, where whoever asks has told of it.
    std::optional<node::RequestOrigin> m_origin;
    raft::EventId m_endCause;
    bool m_isKilled{false};
    /// Outlives the directory, which waits for it when it closes.
    BackgroundThread m_background;
    std::unique_ptr<DiskThreads> m_disk;
    std::unique_ptr<DiskInspector> m_inspector;
    std::unique_ptr<ArchiveCourier> m_courier;
    std::unique_ptr<PeerTransport> m_transport;
    std::unique_ptr<node::Node> m_node;
    std::unique_ptr<node::LeaseKeeper> m_leases;
    QTimer m_timer;
    QTimer m_campaignTimer;
    /// Without a leader, since when it last had one.
    std::uint32_t m_earlyCampaigns{0};
    WaitingRequests m_waiting;
    LeaseQuestions m_leaseQuestions;
    std::shared_ptr<const kv::View> m_latest;
    node::Membership m_membership;
    std::map<raft::NodeId, Met> m_met;
    NodeMetrics* m_metrics{nullptr};
    raft::NodeId m_measuredLeader;
    std::uint64_t m_storeBytes{0};
    std::uint16_t m_peerPort{0};
    std::uint64_t m_incarnation{0};
    std::vector<ApplyListener*> m_listeners;
    std::vector<Transfer> m_transfers;
    std::uint64_t m_tick{0};
    std::function<void()> m_afterPump;
    std::function<void()> m_tellAgain;
    std::uint64_t m_inputs{0};
    bool m_isPumpDue{false};
    bool m_isConfirming{false};
    bool m_isLoadingLeases{false};
    bool m_hasFailed{false};
};

}  // namespace quorate::network
