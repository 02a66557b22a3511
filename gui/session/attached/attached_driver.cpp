// SPDX-License-Identifier: Apache-2.0
#include "gui/session/attached/attached_driver.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QUuid>

#include <algorithm>
#include <utility>

#include "gui/recording/history.h"
#include "gui/session/client_asks.h"
#include "gui/session/leftovers.h"

namespace quorate::gui {

namespace {

constexpr int kTurnMs = 16;
constexpr int kFindMs = 3000;
/// Behind the last moment of an earlier opening.
constexpr std::uint64_t kGapNs = 1'000'000;
/// How long the end waits for nodes that are asked to mend what this session broke.
constexpr int kMendMs = 1000;

observe::Moment startOf(const observe::ClusterState& before) {
    const std::uint64_t last = before.moment().nanoseconds();
    return observe::Moment(last == 0 ? 0 : last + kGapNs);
}

std::uint64_t firstOf(const AttachedDriver::FirstEvent& first, observe::SourceId source) {
    const auto found = first.find(source);
    return found == first.end() ? 1 : found->second;
}

/// Nodes name the operations of their clients likewise, with their own sources.
std::uint64_t firstOperationOf(const observe::ClusterState& before, observe::SourceId source) {
    std::uint64_t first = observe::eventIdOf(source, 1).value();
    for (const observe::OperationState& operation : before.operations()) {
        const raft::EventId name(operation.id.value());
        if (observe::sourceOf(name) == source) {
            first = std::max(first, operation.id.value() + 1);
        }
    }
    return first;
}

}  // namespace

observe::SourceId AttachedDriver::ownSource(const SessionFile& file) {
    // Nodes have their small ids, or the upper half (network::sourceOfNode()).
    constexpr std::uint64_t kFirst = 0x4000;
    const std::uint64_t mixed = (file.seed * 0x9E37'79B9'7F4A'7C15U) ^ file.cluster;
    return observe::SourceId(static_cast<std::uint16_t>(kFirst | ((mixed >> 20U) & (kFirst - 1))));
}

AttachedDriver::AttachedDriver(SessionFile file, observe::ClusterState before,
                               FirstEvent firstEvent, Publish publish,
                               std::function<void(observe::SourceId)> endSource)
    : m_file(std::move(file)),
      m_before(std::move(before)),
      m_firstEvent(std::move(firstEvent)),
      m_publish(std::move(publish)),
      m_endSource(std::move(endSource)),
      m_source(ownSource(m_file)),
      m_clock(startOf(m_before), firstOperationOf(m_before, m_source)),
      m_recorder(m_source, {}, firstOf(m_firstEvent, m_source)),
      m_faults(static_cast<FaultTarget&>(*this),
               observe::eventIdOf(m_source, firstOf(m_firstEvent, m_source)).value()),
      m_timer(new QTimer(this)),
      m_findTimer(new QTimer(this)),
      m_clients(new LiveClients(
          m_clock, [this](observe::Body body) { return record(std::move(body)); },
          [this](raft::NodeId node) { return find(node); }, this)),
      m_watches(new ServedWatches(
          m_clock, {[this](raft::NodeId node) { return find(node); }, [this] { return anyNode(); }},
          this)),
      m_cluster(m_file.attachedCluster),
      m_names(m_before),
      m_history(false),
      m_owner("quorate-window-" + QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString()),
      m_told([this](const FaultAtNode& fault) { endedElsewhere(fault); }) {
    m_clients->setFeed(m_history.feed());
    connect(m_watches, &ServedWatches::news, this, &SessionDriver::watched);
    m_timer->setInterval(kTurnMs);
    m_findTimer->setInterval(kFindMs);
    connect(m_timer, &QTimer::timeout, this, &AttachedDriver::turn);
    connect(m_findTimer, &QTimer::timeout, this, &AttachedDriver::findOthers);
    for (const observe::NodeReport& report : m_before.reports()) {
        for (const observe::ReportField& field : report.fields) {
            m_reports[report.node][field.name] = field.value;
        }
    }
    m_status.isRunning = true;
    m_status.seed = m_file.seed;
}

AttachedDriver::~AttachedDriver() = default;

// --- its life

Result<void> AttachedDriver::begin() {
    const AttachSecurity& security = m_file.security;
    auto credentials = network::ClientCredentials::load(
        {security.authorities.toStdString(), security.certificate.toStdString(),
         security.key.toStdString()},
        {security.user.toStdString(), security.password.toStdString()});
    if (!credentials) {
        return credentials.error();
    }
    m_credentials = std::move(*credentials);
    publish();
    tellLeftovers(m_before, [this](observe::Body body) { record(std::move(body)); });
    for (std::size_t i = 0; i < m_before.nodeCount(); ++i) {
        observe::ObservationChanged sight;
        sight.text = kNobodyWatched;
        record(std::move(sight), m_before.nodeAt(i).id);
    }
    for (const QString& text : m_file.addresses) {
        const auto address = nodeAddressOf(text);
        if (!address) {
            return address.error();
        }
        attach(*address, raft::kNoNode);
    }
    m_timer->start();
    m_findTimer->start();
    tellStatus();
    publish();
    return {};
}

void AttachedDriver::end() {
    m_workload.reset();
    m_findTimer->stop();
    static_cast<void>(m_faults.endAll());
    letGoOfFaults();
    QElapsedTimer waited;
    waited.start();
    while (m_faultsUnderWay > 0 && waited.elapsed() < kMendMs) {
        QEventLoop().processEvents(QEventLoop::WaitForMoreEvents, kMendMs);
    }
    m_timer->stop();
    m_nodes.clear();
    publish();
}

void AttachedDriver::turn() {
    for (const auto& node : m_nodes) {
        node->turn();
    }
    endLateFaults();
    tellHistory();
    publish();
}

void AttachedDriver::tellHistory() {
    if (const auto violation = m_history.newViolation()) {
        record(observe::CheckViolated{kLinearizability, *violation});
    }
    if (auto news = m_history.news(m_status.history)) {
        m_status.history = std::move(news);
        tellStatus();
    }
}

raft::EventId AttachedDriver::record(observe::Body body, raft::NodeId about, raft::EventId cause) {
    return m_recorder.observe({m_clock.now(), about, raft::Term(0), cause, std::move(body)});
}

void AttachedDriver::publish() {
    m_publish(m_recorder.publish(m_clock.now()));
}

void AttachedDriver::tellStatus() {
    SessionStatus status = m_status;
    QStringList notes;
    for (const auto& node : m_nodes) {
        if (node->isSeen()) {
            status.clientAddresses.push_back("n" + toString(node->node()) +
                                             (node->address().isTls ? " " : " http://") +
                                             node->address().text().toStdString());
        } else if (!node->problem().isEmpty()) {
            notes << tr("%1: %2; it is called again").arg(node->address().text(), node->problem());
        }
    }
    std::sort(status.clientAddresses.begin(), status.clientAddresses.end());
    status.note = notes.join(QLatin1Char('\n')).toStdString();
    status.armed.assign(m_armed.begin(), m_armed.end());
    Q_EMIT statusChanged(status);
}

void AttachedDriver::tellLost(const std::vector<observe::MessageDropped>& lost) {
    for (const observe::MessageDropped& message : lost) {
        record(message, message.link.to, message.key.sent);
    }
}

// --- its nodes

std::uint64_t AttachedDriver::nextSequence(observe::SourceId source) {
    return firstOf(m_firstEvent, source);
}

WatchedNode* AttachedDriver::find(raft::NodeId node) const {
    const auto found = std::find_if(m_nodes.begin(), m_nodes.end(), [node](const auto& each) {
        return each->node() == node && each->wasSeen();
    });
    return found == m_nodes.end() ? nullptr : found->get();
}

Result<WatchedNode*> AttachedDriver::seen(raft::NodeId node) const {
    WatchedNode* found = find(node);
    if (found == nullptr) {
        return Error(ErrorCode::NotFound, "n" + toString(node) + " is not watched");
    }
    if (!found->isSeen()) {
        return Error(ErrorCode::Unavailable, "n" + toString(node) + " cannot be reached: " +
                                                 found->problem().toStdString());
    }
    return found;
}

WatchedNode* AttachedDriver::leader() const {
    WatchedNode* found = nullptr;
    for (const auto& node : m_nodes) {
        if (node->isSeen() && node->look().role == raft::Role::Leader &&
            (found == nullptr || node->look().term >= found->look().term)) {
            found = node.get();
        }
    }
    return found;
}

std::vector<raft::NodeId> AttachedDriver::seenNodes() const {
    std::vector<raft::NodeId> nodes;
    for (const auto& node : m_nodes) {
        if (node->isSeen()) {
            nodes.push_back(node->node());
        }
    }
    return nodes;
}

raft::NodeId AttachedDriver::anyNode() const {
    const std::vector<raft::NodeId> nodes = seenNodes();
    const WatchedNode* leads = leader();
    return leads != nullptr ? leads->node() : nodes.empty() ? raft::kNoNode : nodes.front();
}

// --- what is asked of it

Result<observe::OperationId> AttachedDriver::ask(const Ask& asked) {
    Ask ask = asked;
    ask.target = ask.target == raft::kNoNode ? anyNode() : ask.target;
    if (ask.target == raft::kNoNode) {
        return Error(ErrorCode::Unavailable,
                     "no node can be reached: the note at the bottom says why");
    }
    return m_clients->ask(
        0, ask, [this](observe::OperationId operation, const stage::ClientAnswer& answer) {
            Q_EMIT consoleAnswered({operation, answer, m_clock.now()});
        });
}

void AttachedDriver::inspectKeys(const std::string& prefix, std::size_t limit,
                                 std::function<void(std::vector<NodeKeys>)> done) {
    struct Gathering {
        std::size_t missing{0};
        std::map<raft::NodeId, NodeKeys> found;
        std::function<void(std::vector<NodeKeys>)> done;
        void finish() const {
            std::vector<NodeKeys> keys;
            for (const auto& [node, of] : found) {
                keys.push_back(of);
            }
            done(std::move(keys));
        }
    };
    auto gathering = std::make_shared<Gathering>();
    gathering->done = std::move(done);
    const std::vector<raft::NodeId> nodes = seenNodes();
    gathering->missing = nodes.size();
    if (nodes.empty()) {
        gathering->finish();
    }
    for (const raft::NodeId node : nodes) {
        ClientAsks(find(node)->client())
            .inspectKeys(node, prefix, limit, [gathering](std::optional<NodeKeys> keys) {
                if (keys) {
                    gathering->found[keys->node] = std::move(*keys);
                }
                if (--gathering->missing == 0) {
                    gathering->finish();
                }
            });
    }
}

void AttachedDriver::inspectDisk(raft::NodeId node, const storage::DiskQuestion& question,
                                 Session::DiskDone done) {
    auto found = seen(node);
    if (!found) {
        done(found.error());
        return;
    }
    if ((*found)->isEtcd()) {
        done(Error(ErrorCode::FailedPrecondition, "etcd does not expose what is on its disk"));
        return;
    }
    ClientAsks((*found)->client()).inspectDisk(question, std::move(done));
}

}  // namespace quorate::gui
