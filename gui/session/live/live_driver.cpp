// SPDX-License-Identifier: Apache-2.0
#include "gui/session/live/live_driver.h"

#include <QDir>

#include <algorithm>
#include <atomic>
#include <utility>

#include "gui/session/leftovers.h"
#include "gui/session/live/host_thread.h"
#include "gui/session/live/process_node.h"
#include "gui/session/live/quorated_program.h"
#include "storage/inspection/disk_answers.h"
#include "storage/posix_file_system.h"

namespace quorate::gui {

namespace {

constexpr int kPublishIntervalMs = 16;
constexpr std::uint64_t kMillisecond = 1'000'000;
/// Behind the last moment of an earlier opening.
constexpr std::uint64_t kGapNs = kMillisecond;

observe::Moment startOf(const observe::ClusterState& before) {
    const std::uint64_t last = before.moment().nanoseconds();
    return observe::Moment(last == 0 ? 0 : last + kGapNs);
}

std::uint64_t firstOperationOf(const observe::ClusterState& before) {
    return before.operations().empty() ? 1 : before.operations().back().id.value() + 1;
}

std::uint64_t firstOf(const LiveDriver::FirstEvent& first, observe::SourceId source) {
    const auto found = first.find(source);
    return found == first.end() ? 1 : found->second;
}

std::string addressOf(std::uint16_t port) {
    return "http://127.0.0.1:" + std::to_string(port);
}

}  // namespace

LiveDriver::LiveDriver(SessionFile file, const QString& folder, observe::ClusterState before,
                       FirstEvent firstEvent, Publish publish,
                       std::function<void(observe::SourceId)> endSource)
    : m_file(std::move(file)),
      m_folder(folder),
      m_before(std::move(before)),
      m_firstEvent(std::move(firstEvent)),
      m_publish(std::move(publish)),
      m_endSource(std::move(endSource)),
      m_clock(startOf(m_before), firstOperationOf(m_before)),
      m_recorder(observe::SourceId(), {}, firstOf(m_firstEvent, observe::SourceId())),
      m_faults(static_cast<FaultTarget&>(*this), firstOf(m_firstEvent, observe::SourceId())),
      m_disks(m_faults, [this](raft::NodeId node) { return find(node); }),
      m_history(firstOf(m_firstEvent, observe::SourceId()) <= 1),
      m_timer(new QTimer(this)),
      m_clients(new LiveClients(
          m_clock, [this](observe::Body body) { return record(std::move(body)); },
          [this](raft::NodeId node) { return find(node); }, this)),
      m_watches(new ServedWatches(
          m_clock, {[this](raft::NodeId node) { return find(node); }, [this] { return anyNode(); }},
          this)) {
    m_clients->setFeed(m_history.feed());
    connect(m_watches, &ServedWatches::news, this, &SessionDriver::watched);
    m_timer->setInterval(kPublishIntervalMs);
    connect(m_timer, &QTimer::timeout, this, &LiveDriver::publish);
    m_status.isRunning = true;
    m_status.seed = m_file.seed;
    m_status.tickNs = m_file.tickNs;
}

LiveDriver::~LiveDriver() = default;

// --- its life

Result<void> LiveDriver::begin() {
    publish();
    m_timer->start();
    tellLeftovers(m_before, [this](observe::Body body) { record(std::move(body)); });
    if (m_file.kind == SessionKind::Processes) {
        auto program = findQuorated();
        if (!program) {
            return program.error();
        }
        m_program = *program;
        // Their logs lie there before they make anything themselves.
        if (!QDir().mkpath(nodesPathOf(m_folder))) {
            return Error(ErrorCode::IoError, nodesPathOf(m_folder).toStdString() +
                                                 " cannot be made: look at the folder's rights");
        }
    }
    const std::vector<raft::NodeId> nodes = m_file.nodes();
    const auto lost = m_ports.find(nodes, m_file.ports);
    if (!lost) {
        return lost.error();
    }
    if (!lost->empty()) {
        m_status.note = "Other programs have the ports of " + *lost +
                        " from last time: these nodes have others now.";
    }
    Q_EMIT fileChanged(m_file);
    m_isNew = QDir(nodesPathOf(m_folder)).isEmpty(QDir::Dirs | QDir::NoDotAndDotDot);
    // All sources are there before the first of them has anything to tell.
    for (const raft::NodeId node : nodes) {
        make(node);
    }
    auto started = startAll(nodes, LivePorts::kMostReplaced);
    tellStatus();
    publish();
    return started;
}

/// A port that was free may be another program's by the time that its node listens. Nodes know each
/// other by their ports: all start once more then, with others, up to so many times.
Result<void> LiveDriver::startAll(const std::vector<raft::NodeId>& nodes, int timesMore) {
    Result<void> first;
    std::vector<raft::NodeId> failed;
    for (const raft::NodeId node : nodes) {
        if (isHurried()) {
            return {};
        }
        auto started = start(node, raft::kNoEvent);
        if (!started) {
            failed.push_back(node);
        }
        if (!started && first) {
            first = Error(started.error().code,
                          "n" + toString(node) + " does not start: " + started.error().message);
        }
    }
    if (failed.empty() || timesMore == 0) {
        return first;
    }
    const auto replaced = m_ports.replaceTaken(failed, m_file.ports);
    if (!replaced || !*replaced) {
        return first;
    }
    Q_EMIT fileChanged(m_file);
    stopAll([this, nodes, timesMore] {
        if (auto started = startAll(nodes, timesMore - 1); !started) {
            Q_EMIT this->failed(QString::fromStdString(started.error().message));
        }
        tellStatus();
        publish();
    });
    return {};
}

/// Calls back when none runs, before or after it returns.
void LiveDriver::stopAll(const std::function<void()>& then) {
    std::vector<LiveNode*> running;
    for (const auto& [id, node] : m_nodes) {
        if (node->isRunning()) {
            running.push_back(node.get());
        }
    }
    if (running.empty()) {
        then();
        return;
    }
    const auto left = std::make_shared<std::size_t>(running.size());
    for (LiveNode* node : running) {
        node->stop(raft::kNoEvent, [left, then] {
            if (--*left == 0) {
                then();
            }
        });
    }
}

void LiveDriver::end() {
    m_workload.reset();
    m_timer->stop();
    for (const auto& [node, thread] : m_nodes) {
        thread->disconnect(this);
    }
    m_nodes.clear();
    publish();
}

raft::EventId LiveDriver::record(observe::Body body, raft::EventId cause) {
    return m_recorder.observe(
        {m_clock.now(), raft::kNoNode, raft::Term(0), cause, std::move(body)});
}

void LiveDriver::tellHistory() {
    if (const auto violation = m_history.newViolation()) {
        record(observe::CheckViolated{kLinearizability, *violation});
    }
    if (auto news = m_history.news(m_status.history)) {
        m_status.history = std::move(news);
        tellStatus();
    }
}

void LiveDriver::publish() {
    tellHistory();
    m_publish(m_recorder.publish(m_clock.now()));
}

void LiveDriver::tellStatus() {
    m_status.clientAddresses.clear();
    for (const auto& [node, thread] : m_nodes) {
        m_status.clientAddresses.push_back("n" + toString(node) + " " +
                                           addressOf(thread->config().clientPort));
    }
    Q_EMIT statusChanged(m_status);
}

void LiveDriver::tellLost(const std::vector<observe::MessageDropped>& lost) {
    for (const observe::MessageDropped& message : lost) {
        m_recorder.observe(
            {m_clock.now(), message.link.to, raft::Term(0), message.key.sent, message});
    }
}

// --- its nodes

LiveNode& LiveDriver::make(raft::NodeId node) {
    const auto source = observe::SourceId(static_cast<std::uint16_t>(node.value()));
    const std::uint64_t first = firstOf(m_firstEvent, source);
    std::unique_ptr<LiveNode> made;
    if (m_file.kind == SessionKind::Processes) {
        const ProcessNode::Place place{
            m_program,
            QDir(nodesPathOf(m_folder))
                .filePath(QString::fromStdString(toString(node)) + QStringLiteral(".log"))};
        made = std::make_unique<ProcessNode>(
            node, first, m_clock, m_publish,
            [this](raft::NodeId about, raft::EventId cause, observe::Body body) {
                m_recorder.observe({m_clock.now(), about, raft::Term(0), cause, std::move(body)});
            },
            place);
    } else {
        made = std::make_unique<HostThread>(node, first, m_clock, m_publish);
    }
    made->setConfig(configOf(node));
    connect(made.get(), &LiveNode::failed, this, [this, node] { nodeFailed(node); });
    return *(m_nodes[node] = std::move(made));
}

network::HostConfig LiveDriver::configOf(raft::NodeId node) const {
    network::HostConfig config;
    config.id = node;
    config.name = "n" + toString(node);
    config.dataDirectory =
        QDir(nodesPathOf(m_folder)).filePath(QString::fromStdString(toString(node))).toStdString();
    config.clusterName = "session " + std::to_string(m_file.cluster);
    for (const auto& [id, ports] : m_file.ports) {
        const std::string address = addressOf(ports.peer);
        config.movedPeers[id] = address;
        if (id.value() <= m_file.firstMembers) {
            config.peers[id] = address;
        }
    }
    // One of the first members that comes without its disk comes as a newcomer.
    const bool isFirstStart = m_isNew && m_wiped.count(node) == 0;
    config.isJoining =
        node.value() > m_file.firstMembers ||
        (!isFirstStart && !QDir(QString::fromStdString(config.dataDirectory)).exists());
    if (config.isJoining) {
        config.peers = config.movedPeers;
    }
    const NodePorts& own = m_file.ports.at(node);
    config.peerPort = own.peer;
    config.clientPort = own.client;
    config.clientUrl = addressOf(own.client);
    config.mayFallIll = true;
    config.tickMs =
        static_cast<std::uint32_t>(std::max(m_file.tickNs / kMillisecond, std::uint64_t{1}));
    config.node.raft.electionTicks = m_file.electionTicks;
    config.node.raft.heartbeatTicks = m_file.heartbeatTicks;
    config.node.snapshotEntries = m_file.snapshotEntries;
    config.node.catchUpEntries = m_file.catchUpEntries;
    config.node.tickNs = config.tickMs * kMillisecond;
    return config;
}

LiveNode* LiveDriver::find(raft::NodeId node) const {
    const auto found = m_nodes.find(node);
    return found == m_nodes.end() ? nullptr : found->second.get();
}

Result<LiveNode*> LiveDriver::known(raft::NodeId node) const {
    LiveNode* found = find(node);
    if (found == nullptr) {
        return Error(ErrorCode::NotFound, "there is no node n" + toString(node));
    }
    return found;
}

Result<LiveNode*> LiveDriver::running(raft::NodeId node) const {
    auto found = known(node);
    if (found && !(*found)->isRunning()) {
        return Error(ErrorCode::FailedPrecondition, "n" + toString(node) + " is down");
    }
    return found;
}

raft::NodeId LiveDriver::leader() const {
    raft::NodeId found;
    raft::Term highest;
    for (const auto& [node, thread] : m_nodes) {
        const LiveNode::Look look = thread->look();
        if (thread->isRunning() && !thread->isPaused() && look.isUp &&
            look.role == raft::Role::Leader && look.term >= highest) {
            highest = look.term;
            found = node;
        }
    }
    return found;
}

raft::NodeId LiveDriver::anyNode() const {
    const raft::NodeId leads = leader();
    const std::vector<raft::NodeId> nodes = runningNodes();
    return leads != raft::kNoNode || nodes.empty() ? leads : nodes.front();
}

std::vector<raft::NodeId> LiveDriver::runningNodes() const {
    std::vector<raft::NodeId> nodes;
    for (const auto& [node, thread] : m_nodes) {
        if (thread->isRunning()) {
            nodes.push_back(node);
        }
    }
    return nodes;
}

// --- what is asked of it

Result<observe::OperationId> LiveDriver::ask(const Ask& asked) {
    Ask ask = asked;
    ask.target = ask.target == raft::kNoNode ? leader() : ask.target;
    if (ask.target == raft::kNoNode) {
        return Error(ErrorCode::Unavailable,
                     "no node leads: wait for an election, or ask one node by name");
    }
    return m_clients->ask(
        0, ask, [this](observe::OperationId operation, const stage::ClientAnswer& answer) {
            Q_EMIT consoleAnswered({operation, answer, m_clock.now()});
        });
}

void LiveDriver::inspectKeys(const std::string& prefix, std::size_t limit,
                             std::function<void(std::vector<NodeKeys>)> done) {
    struct Gathering {
        std::size_t missing{0};
        std::map<raft::NodeId, NodeKeys> found;
        std::function<void(std::vector<NodeKeys>)> done;
    };
    auto gathering = std::make_shared<Gathering>();
    gathering->done = std::move(done);
    const auto finish = [](Gathering& all) {
        std::vector<NodeKeys> keys;
        for (auto& [node, found] : all.found) {
            keys.push_back(std::move(found));
        }
        all.done(std::move(keys));
    };
    for (const auto& [node, live] : m_nodes) {
        if (!live->isRunning() || live->isPaused()) {
            continue;
        }
        ++gathering->missing;
        live->inspectKeys(prefix, limit, [gathering, finish](std::optional<NodeKeys> keys) {
            if (keys) {
                const raft::NodeId from = keys->node;
                gathering->found[from] = std::move(*keys);
            }
            if (--gathering->missing == 0) {
                finish(*gathering);
            }
        });
    }
    if (gathering->missing == 0) {
        finish(*gathering);
    }
}

void LiveDriver::inspectDisk(raft::NodeId node, const storage::DiskQuestion& question,
                             Session::DiskDone done) {
    LiveNode* live = find(node);
    if (live == nullptr) {
        done(Error(ErrorCode::NotFound, "there is no node " + toString(node)));
        return;
    }
    if (live->isPaused()) {
        done(Error(ErrorCode::Unavailable,
                   "the node is paused, and its disk is in its hands: let it go on first"));
        return;
    }
    if (live->isRunning() || live->look().isUp) {
        live->inspectDisk(question, std::move(done));
        return;
    }
    storage::PosixFileSystem files;
    done(storage::answerFromDirectory(files, live->config().dataDirectory, question));
}

}  // namespace quorate::gui
