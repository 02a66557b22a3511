// SPDX-License-Identifier: Apache-2.0
// What happens on a Stage.
#include "engine/stage/stage.h"

#include <algorithm>
#include <utility>

namespace quorate::stage {

Stage::Stage(StageOptions options, DiskBay& disks, Wire& wire)
    : m_options(std::move(options)),
      m_agenda(m_options.start),
      m_events(m_options.firstEvent),
      m_links(m_agenda, m_events, wire, randomFor(m_options.seed, Purpose::Links)),
      m_desk(m_agenda, m_events, m_options.firstOperation),
      m_context{m_agenda,
                m_events,
                m_links,
                disks,
                m_desk,
                m_options.tickNs,
                randomFor(m_options.seed, Purpose::Disks),
                randomFor(m_options.seed, Purpose::Crashes),
                randomFor(m_options.seed, Purpose::Cores),
                randomFor(m_options.seed, Purpose::Making),
                {},
                m_options.pace,
                m_options.tellsLogSync,
                {},
                {}},
      m_transfers(m_context) {}

Stage::~Stage() = default;

// --- time

std::optional<Moment> Stage::nextMoment() const {
    return m_agenda.isEmpty() ? std::nullopt : std::optional(m_agenda.nextMoment());
}

bool Stage::isAtRest() const {
    return !m_agenda.has([this](const Due& due) {
        const StageNode* node = find(due.node);
        switch (due.kind) {
        case DueKind::Tick:
        case DueKind::ClientTimeout:
        case DueKind::Alarm:
            return false;
        case DueKind::Deliver:
        case DueKind::SnapshotChunk:
            return true;
        default:
            return node != nullptr && node->isRunning() && due.life == node->life();
        }
    });
}

bool Stage::step() {
    if (m_agenda.isEmpty()) {
        return false;
    }
    ++m_steps;
    happen(m_agenda.take());
    return true;
}

bool Stage::stepNode(raft::NodeId node) {
    // Something of a running node is always due: its next tick.
    const StageNode* wanted = find(node);
    while (wanted != nullptr && wanted->condition() == NodeLife::Up && !m_agenda.isEmpty()) {
        const Due due = m_agenda.take();
        ++m_steps;
        happen(due);
        if (due.node == node) {
            return true;
        }
    }
    return false;
}

void Stage::runUntil(Moment moment) {
    while (!m_agenda.isEmpty() && m_agenda.nextMoment() <= moment) {
        step();
    }
    m_agenda.skipTo(moment);
}

bool Stage::runUntil(const std::function<bool()>& condition, Moment deadline) {
    while (!condition()) {
        if (m_agenda.isEmpty() || m_agenda.nextMoment() > deadline) {
            m_agenda.skipTo(deadline);
            return false;
        }
        step();
    }
    return true;
}

void Stage::alarm(Nanoseconds delay, std::function<void()> call) {
    const std::uint64_t number = ++m_lastAlarm;
    m_alarms.emplace(number, std::move(call));
    m_agenda.add(delay, DueKind::Alarm, raft::kNoNode, 0, number);
}

void Stage::ring(std::uint64_t alarm) {
    auto found = m_alarms.extract(alarm);
    if (!found.empty()) {
        found.mapped()();
    }
}

// --- what happens

void Stage::happen(const Due& due) {
    switch (due.kind) {
    case DueKind::Alarm:
        ring(due.what);
        return;
    case DueKind::ClientTimeout:
        m_desk.timedOut(OperationId(due.what));
        return;
    case DueKind::SnapshotChunk:
        moveSnapshot(due.what);
        return;
    default:
        break;
    }
    StageNode* node = find(due.node);
    const bool isGone = node == nullptr || (due.life != 0 && due.life != node->life());
    if (due.kind != DueKind::Deliver && (isGone || !node->isRunning())) {
        return;
    }
    if (node != nullptr && node->condition() == NodeLife::Paused) {
        node->stall(due);
        return;
    }
    if (node != nullptr && node->isStopped(due)) {
        return;
    }
    if (due.kind == DueKind::Deliver) {
        if (auto message = m_links.arrive(due.what)) {
            deliver(std::move(*message), node);
        }
    } else {
        node->due(due);
    }
    if (node != nullptr) {
        if (due.kind == DueKind::Tick) {
            ticked(*node);
        }
        node->settle();
    }
}

void Stage::deliver(Travelling message, StageNode* to) {
    if (to == nullptr || !to->isRunning()) {
        m_links.dropped(message, observe::DropReason::NodeDown);
        return;
    }
    StageNode* from = find(message.sender);
    if (from != nullptr && !admits(*to, *from, message.senderLife)) {
        m_links.dropped(message, observe::DropReason::Disconnected);
        return;
    }
    if (message.message.type == raft::MessageType::Snap && from != nullptr) {
        m_transfers.begin(std::move(message), *from, *to);
        from->settle();
        return;
    }
    m_links.delivered(message);
    to->receive(std::move(message.message));
}

void Stage::moveSnapshot(std::uint64_t transfer) {
    const SnapshotTransfers::Ends ends = m_transfers.endsOf(transfer);
    StageNode* to = find(ends.to);
    if (to != nullptr && to->condition() == NodeLife::Paused) {
        m_agenda.add(m_options.tickNs, DueKind::SnapshotChunk, ends.to, 0, transfer);
        return;
    }
    StageNode* from = find(ends.from);
    m_transfers.step(transfer, from, to);
    for (StageNode* node : {from, to}) {
        if (node != nullptr) {
            node->settle();
        }
    }
}

/// As connections are made when a process starts: each side learns whose directory the other has,
/// and what is remembered of its own, before either has anything to say.
void Stage::greet(StageNode& node) {
    for (const auto& other : m_nodes) {
        const bool isCut =
            m_links.isCut({node.id(), other->id()}) || m_links.isCut({other->id(), node.id()});
        if (other.get() == &node || isCut || node.condition() != NodeLife::Up ||
            other->condition() != NodeLife::Up) {
            continue;
        }
        bool isConnected = true;
        const auto hear = [&](StageNode& to, StageNode& from) {
            const auto welcome = admits(to, from, from.life());
            isConnected = isConnected && welcome;
            if (!welcome && welcome.error().code == ErrorCode::FailedPrecondition) {
                from.node().turnedAwayBy(to.id());
            }
        };
        const auto tell = [](const StageNode& to, StageNode& from) {
            if (to.node().remembers(from.id())) {
                from.node().rememberedBy(to.id());
                from.confirmIfDue();
            }
        };
        hear(*other, node);
        hear(node, *other);
        if (isConnected) {
            tell(*other, node);
            tell(node, *other);
        }
        other->settle();
    }
}

/// What connections do by themselves as time goes by: they are tried again, and found to be lost.
void Stage::ticked(StageNode& node) {
    if (node.node().isUnconfirmed()) {
        greet(node);
    }
    for (const auto& other : m_nodes) {
        if (!other->isRunning() && node.isRunning()) {
            node.node().peerLost(other->id());
        }
    }
}

Result<void> Stage::admits(StageNode& to, StageNode& from, std::uint32_t life) {
    Admitted& admitted = m_admitted[{from.id(), to.id()}];
    const std::uint64_t version = to.node().electorate().version();
    if (admitted.life != to.life() || admitted.peerLife != life || admitted.version != version) {
        const auto welcome = to.admit(from.id(), from.directoryOf(life));
        if (!welcome && welcome.error().code != ErrorCode::FailedPrecondition) {
            return welcome;  // its disk could not remember the peer now; the next message asks
                             // again
        }
        const bool isNews =
            admitted.life != to.life() || admitted.peerLife != life || admitted.welcome;
        admitted = {to.life(), life, version, welcome};
        if (!welcome && isNews) {
            for (StageWatcher* watcher : m_context.watchers) {
                watcher->turnedAway(to.id(), from.id(), welcome.error());
            }
        }
    }
    if (admitted.welcome && from.isConfirmedIn(life)) {
        to.node().peerConfirmed(from.id());
    }
    return admitted.welcome;
}

OperationId Stage::ask(ClientRequest request) {
    StageNode* target = find(request.target);
    const bool isThere = target != nullptr && target->isRunning();
    const OperationId id = m_desk.open(std::move(request), isThere ? target->life() : 0);
    if (!isThere) {
        m_desk.refused(id, {ErrorCode::Unavailable, "the node is down"});
    } else if (const ClientRequest* open = m_desk.find(id);
               target->condition() == NodeLife::Up && open != nullptr &&
               !target->valves().isSet(StageNode::pointOf(*open))) {
        target->request(id, *open);
        target->settle();
    } else {
        m_agenda.add(0, DueKind::ClientRequest, target->id(), target->life(), id.value());
    }
    return id;
}

}  // namespace quorate::stage
