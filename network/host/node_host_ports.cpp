// SPDX-License-Identifier: Apache-2.0
// What a node wants of the world, and what the world brings it.
#include <utility>

#include "engine/kv/proposal_ids.h"
#include "network/host/node_boundary.h"
#include "network/host/node_host.h"

namespace quorate::network {

// --- the disk

void NodeHost::write(node::LogWrite write) {
    m_disk->onLog([this, write = std::move(write)] { m_disk->log().write(write); });
}

void NodeHost::release(raft::Index index) {
    m_disk->onLog([this, index] { m_disk->log().release(index); });
}

void NodeHost::apply(node::ApplyBatch batch) {
    m_disk->onState([this, batch = std::move(batch)] { m_disk->stateWorker().apply(batch); });
}

void NodeHost::sync() {
    m_disk->onState([this] {
        const auto done = [this](const Result<void>& result) {
            QMetaObject::invokeMethod(
                this,
                [this, result] {
                    m_node->stateSynced(result);
                    pumpSoon();
                },
                Qt::QueuedConnection);
        };
        const auto begun = withinBoundary([&] {
            m_disk->directory().store().syncLater(done);
            return Result<void>();
        });
        if (!begun) {
            done(begun);
        }
    });
}

bool NodeHost::hasSeen(const node::ProposalId& proposal) const {
    const auto seen = kv::ProposalIds::load(m_latest->reader());
    // A store that cannot be read fails the next batch, and with it the node; until then it is
    // the safe answer.
    return !seen || seen->wasSeen({proposal.node.value(), proposal.incarnation, proposal.sequence});
}

void NodeHost::save(raft::SnapshotMetadata metadata) {
    m_disk->onState(
        [this, metadata = std::move(metadata)] { m_disk->stateWorker().save(metadata); });
}

void NodeHost::install(raft::SnapshotMetadata metadata) {
    if (m_metrics != nullptr) {
        m_metrics->snapshotsBeingInstalled.set(1);
    }
    m_disk->onState(
        [this, metadata = std::move(metadata)] { m_disk->stateWorker().install(metadata); });
}

void NodeHost::takeApplied(StateWorker::Applied applied) {
    measureApply(applied.applyNs);
    if (applied.view) {
        m_latest = std::move(applied.view);
        m_leases->follow(applied.effects);
    }
    if (applied.membership) {
        useMembership(std::move(*applied.membership));
    }
    awake().applied(applied.number, applied.report);
    for (ApplyListener* listener : m_listeners) {
        listener->applied(applied.effects, m_latest);
    }
    pumpSoon();
}

void NodeHost::takeInstalled(StateWorker::Installed installed) {
    if (m_metrics != nullptr) {
        m_metrics->snapshotsBeingInstalled.set(0);
        m_metrics->snapshotsInstalled.add(installed.metadata ? 1 : 0);
    }
    if (installed.view) {
        m_latest = std::move(installed.view);
        awake().directoriesReplaced(installed.membership.directories);
        useMembership(std::move(installed.membership));
        loadLeases();
    }
    awake().snapshotInstalled(installed.metadata, installed.bytes);
    if (installed.metadata) {
        for (ApplyListener* listener : m_listeners) {
            listener->replaced(m_latest);
        }
    }
    pumpSoon();
}

// --- clients

void NodeHost::applied(node::RequestToken token, raft::EntryId /*entry*/,
                       const kv::Response& response) {
    m_waiting.applied(token, response);
}

void NodeHost::refused(node::RequestToken token, const Error& reason) {
    measureFailure(token);
    m_waiting.failed(token, reason);
    pumpSoon();
}

void NodeHost::unknown(node::RequestToken token, const Error& reason) {
    measureFailure(token);
    m_waiting.failed(token, reason);
    pumpSoon();
}

void NodeHost::readable(node::RequestToken token, raft::Index /*index*/) {
    m_waiting.readable(token, m_latest);
}

// --- peers

void NodeHost::send(raft::Message message) {
    if (m_witness.isOn()) {
        m_witness.left(message, term());
    }
    m_transport->send(std::move(message));
}

void NodeHost::dropped(const raft::Message& message, observe::DropReason reason) {
    m_witness.dropped(message, reason);
}

void NodeHost::delayed(const raft::Message& message, std::uint64_t ns) {
    m_witness.delayed(message, ns);
}

void NodeHost::received(raft::Message message) {
    m_witness.delivered(message);
    // What it refuses it refuses: of somebody who is no member, say.
    static_cast<void>(awake().receive(std::move(message)));
}

void NodeHost::delivered() {
    pumpSoon();
}

void NodeHost::unreachable(raft::NodeId peer) {
    awake().reportUnreachable(peer);
    awake().peerLost(peer);
    m_leaseQuestions.peerLost(peer);
    pumpSoon();
}

/// A leader whose process is gone will not be heard again: what waits for it is told now, or
/// asked of the next one, and that one need not wait for the election timeout.
void NodeHost::gone(raft::NodeId peer) {
    if (m_node->core().softState().lead == peer) {
        awake().forgetLeader();
        pumpSoon();
    }
}

void NodeHost::snapshotSent(raft::NodeId peer, bool arrived) {
    if (m_metrics != nullptr) {
        (arrived ? m_metrics->snapshotsSent(peer) : m_metrics->snapshotsNotSent(peer)).add();
    }
    m_witness.snapshotEnded(peer, arrived);
    awake().reportSnapshot(peer, arrived);
    pumpSoon();
}

void NodeHost::admit(raft::NodeId peer, std::uint64_t directory, Admitted admitted) {
    using Standing = node::Electorate::Standing;
    const auto standing = m_node->judgePeer(peer, directory);
    if (!standing || *standing == Standing::Known) {
        peerJudged(peer, directory, admitted, standing);
        return;
    }
    m_disk->onState([this, peer, directory, admitted = std::move(admitted)]() mutable {
        auto remembered =
            withinBoundary([&] { return m_disk->directory().admitPeer(peer, directory); });
        QMetaObject::invokeMethod(
            this,
            [this, peer, directory, admitted = std::move(admitted),
             remembered = std::move(remembered)] {
                // The members may have changed in the meantime.
                peerJudged(peer, directory, admitted,
                           remembered ? m_node->judgePeer(peer, directory)
                                      : Result<Standing>(remembered.error()));
            },
            Qt::QueuedConnection);
    });
}

void NodeHost::peerJudged(raft::NodeId peer, std::uint64_t directory, const Admitted& admitted,
                          const Result<node::Electorate::Standing>& standing) {
    if (!standing) {
        admitted(standing.error());
        return;
    }
    awake().peerMet(peer, directory, *standing);
    admitted({});
}

void NodeHost::peerMet(raft::NodeId peer, const std::string& name, const std::string& clientUrl) {
    m_met[peer] = {name, clientUrl};
    tellStanding(peer);
    pumpSoon();
}

void NodeHost::tellStanding(raft::NodeId peer) {
    const PeerStanding standing{m_node->electorate().isConfirmed(), m_node->remembers(peer)};
    if (standing != PeerStanding()) {
        m_transport->tell(peer, standing);
    }
}

void NodeHost::standingTold(raft::NodeId peer, PeerStanding standing) {
    if (standing.isConfirmed) {
        awake().peerConfirmed(peer);
    }
    if (standing.remembers) {
        awake().rememberedBy(peer);
    }
    if (m_node->isConfirmationDue() && !std::exchange(m_isConfirming, true)) {
        m_disk->onState([this] {
            storage::NodeDirectory& directory = m_disk->directory();
            auto written = withinBoundary(
                [&] { return directory.admitPeer(m_config.id, directory.identity().directory); });
            QMetaObject::invokeMethod(
                this, [this, written = std::move(written)] { confirmed(written); },
                Qt::QueuedConnection);
        });
    }
}

void NodeHost::confirmed(const Result<void>& written) {
    m_isConfirming = false;
    if (!written) {
        log(LogLevel::Warning, written.error().message);  // the next word of a peer tries again
        return;
    }
    awake().confirm();
    for (const auto& [peer, met] : m_met) {
        tellStanding(peer);
    }
    pumpSoon();
}

void NodeHost::turnedAway(raft::NodeId by, const std::string& /*reason*/) {
    awake().turnedAwayBy(by);
}

void NodeHost::log(LogLevel level, const std::string& line) {
    Q_EMIT logged(static_cast<int>(level), QString::fromStdString(line));
}

}  // namespace quorate::network
