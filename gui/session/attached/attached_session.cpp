// SPDX-License-Identifier: Apache-2.0
#include "gui/session/attached/attached_session.h"

#include <utility>

#include "gui/model/etcd_report.h"
#include "gui/session/attached/attached_driver.h"
#include "network/observation/observe_service.h"

namespace quorate::gui {

namespace {

constexpr qint64 kLookIntervalMs = 250;
/// A connection between nodes that is silent for so long is given up; see network::PeerOptions.
constexpr std::uint64_t kLongestWayNs = 5'000'000'000;
/// To a node that is not seen: long enough to be looked at.
constexpr std::uint64_t kUnseenWayNs = 1'000'000'000;

}  // namespace

Result<std::unique_ptr<AttachedSession>> AttachedSession::open(const QString& folder) {
    auto opened = openFolder(folder);
    if (!opened) {
        return opened.error();
    }
    return start(std::move(*opened));
}

std::unique_ptr<AttachedSession> AttachedSession::start(Opened opened) {
    std::unique_ptr<AttachedSession> session(new AttachedSession(std::move(opened)));
    RecordingKeeper& recording = session->recording();
    const observe::ClusterState& before = recording.latest()->state;
    AttachedDriver::FirstEvent first;
    const auto addSource = [&](observe::SourceId source) {
        first[source] = recording.nextSequence(source);
    };
    addSource(AttachedDriver::ownSource(session->file()));
    for (std::size_t i = 0; i < before.nodeCount(); ++i) {
        addSource(network::sourceOfNode(before.nodeAt(i).id));
    }
    session->m_sinceLooked.start();
    connect(&recording, &RecordingKeeper::advanced, session.get(), &AttachedSession::lookForUnseen);
    session->drive(std::make_unique<AttachedDriver>(
                       session->file(), before, std::move(first), session->publisher(),
                       [keeper = &recording](observe::SourceId source) { keeper->end(source); }),
                   QStringLiteral("attached"));
    return session;
}

bool AttachedSession::can(Ability ability) const {
    switch (ability) {
    case Ability::Members:
        return true;
    case Ability::Arming:
        // An etcd has no faults that can be asked for.
        return !m_isEtcd;
    case Ability::Cuts:
    case Ability::LinkConditions:
    case Ability::Timers:
    case Ability::Disks:
        return !status().armed.empty();
    default:
        return false;
    }
}

void AttachedSession::lookForUnseen() {
    if (const bool isEtcd = etcd_report::tellsNoLog(recording().latest()->state);
        std::exchange(m_isEtcd, isEtcd) != isEtcd) {
        Q_EMIT statusChanged();
    }
    if (m_sinceLooked.elapsed() < kLookIntervalMs) {
        return;
    }
    m_sinceLooked.restart();
    const LatestPtr& latest = recording().latest();
    std::vector<observe::MessageDropped> unseen;
    for (const observe::MessageInFlight& message : latest->state.messagesInFlight()) {
        const observe::NodeSight* to = latest->state.findSight(message.link.to);
        const std::uint64_t limit = to != nullptr && to->isSeen ? kLongestWayNs : kUnseenWayNs;
        if (latest->through.nanoseconds() > message.left.nanoseconds() + limit) {
            unseen.push_back({message.link, message.key, observe::DropReason::NotSeen});
        }
    }
    if (!unseen.empty()) {
        inDriver([unseen = std::move(unseen)](SessionDriver& driver) { driver.tellLost(unseen); });
    }
}

}  // namespace quorate::gui
