// SPDX-License-Identifier: Apache-2.0
#include "gui/session/attached/attached_node.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <set>
#include <utility>

#include "engine/observe/event_codec.h"
#include "engine/observe/field_writer.h"
#include "engine/observe/node_state.h"
#include "gui/session/client_asks.h"

namespace quorate::gui {

namespace {

constexpr int kFirstBackoffMs = 200;
constexpr int kLongestBackoffMs = 5000;
constexpr int kProbeMs = 2000;
/// Whoever asks stops waiting by himself before that.
constexpr int kRequestMs = 60'000;
/// The recording does not wait longer for a node that says nothing.
constexpr std::uint64_t kPatienceNs = 250'000'000;
/// A node that says nothing for so long cannot be reached: it would say ten times a second that
/// nothing happens.
constexpr std::uint64_t kSecond = 1'000'000'000;
constexpr std::uint64_t kLongestSilenceNs = 3 * kSecond;
/// But one that has said that it is paused, which lasts a minute at most.
constexpr std::uint64_t kLongestPauseNs = 65 * kSecond;
/// The time is asked for so often at first, and now and then later.
constexpr int kTimesAtFirst = 6;
constexpr int kTimeAtFirstMs = 200;
constexpr int kTimeLaterMs = 10'000;
/// Less is not worth an event.
constexpr std::int64_t kSmallStepNs = 100'000;

observe::Moment shifted(observe::Moment moment, const ClockEstimate& estimate) {
    return moment == observe::Moment() ? moment : estimate.toSession(moment);
}

/// A node's state has moments in it.
void shift(observe::NodeState& state, const ClockEstimate& estimate) {
    state.electionTimer.since = shifted(state.electionTimer.since, estimate);
    for (auto* work : {&state.runtime.logWrite, &state.runtime.apply}) {
        if (*work) {
            (*work)->since = shifted((*work)->since, estimate);
        }
    }
}

bool isOfLook(std::uint8_t kind) {
    static const std::uint8_t kRole = observe::kindOf(raft::trace::RoleChanged());
    static const std::uint8_t kTerm = observe::kindOf(raft::trace::TermChanged());
    static const std::uint8_t kLead = observe::kindOf(raft::trace::LeaderChanged());
    return kind == kRole || kind == kTerm || kind == kLead;
}

/// What is wrong with it on purpose.
bool isOfFaults(std::uint8_t kind) {
    static const std::set<std::uint8_t> kKinds{
        observe::kindOf(observe::FaultStarted()), observe::kindOf(observe::FaultEnded()),
        observe::kindOf(observe::LinkCut()),      observe::kindOf(observe::LinkHealed()),
        observe::kindOf(observe::LinkChanged()),  observe::kindOf(observe::NodePaused()),
        observe::kindOf(observe::NodeResumed())};
    return kKinds.count(kind) > 0;
}

bool isFrame(std::uint8_t kind) {
    static const std::uint8_t kFrame = observe::kindOf(observe::NodeFrame());
    return kind == kFrame;
}

}  // namespace

AttachedNode::AttachedNode(const NodeAddress& address, raft::NodeId expected, SessionClock& clock,
                           Owner& owner)
    : m_address(address),
      m_clock(clock),
      m_owner(owner),
      m_client(std::make_unique<network::NodeClient>(address.host.toStdString(), address.port)),
      m_reader(this),
      m_retry(this),
      m_timeTimer(this),
      m_backoffMs(kFirstBackoffMs),
      m_node(expected) {
    m_client->setTimeout(kRequestMs);
    m_retry.setSingleShot(true);
    m_timeTimer.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &AttachedNode::open);
    connect(&m_timeTimer, &QTimer::timeout, this, &AttachedNode::askForTime);
    connect(&m_reader, &network::ObserveReader::hello, this, &AttachedNode::greeted);
    connect(&m_reader, &network::ObserveReader::events, this, &AttachedNode::take);
    connect(&m_reader, &network::ObserveReader::missed, this, &AttachedNode::missed);
    connect(&m_reader, &network::ObserveReader::ended, this, &AttachedNode::lost);
    connect(&m_reader, &network::ObserveReader::heartbeat, this,
            [this](observe::Moment through) { heard(through); });
}

AttachedNode::~AttachedNode() {
    m_reader.disconnect(this);
    if (m_relay) {
        m_owner.publish(m_relay->publish(m_clock.now()));
    }
}

void AttachedNode::begin() {
    m_problem = tr("not reached yet");
    open();
}

void AttachedNode::open() {
    m_opened = m_clock.now();
    m_heard = m_opened;
    m_isGreeted = false;
    m_isPaused = false;
    m_newMissed = 0;
    m_isNewUnrecorded = false;
    const bool goesOn = m_relay && m_relay->nextSequence() > 1;
    m_reader.open(
        m_address.host, m_address.port,
        goesOn ? std::optional(std::max(m_relay->nextSequence(), m_nextTaken)) : std::nullopt);
}

void AttachedNode::turn() {
    const observe::Moment now = m_clock.now();
    const std::uint64_t patience = m_isPaused ? kLongestPauseNs : kLongestSilenceNs;
    if (m_reader.isOpen() && now.nanoseconds() > m_heard.nanoseconds() + patience) {
        m_reader.close();
        lost(m_isSeen ? tr("it has said nothing for %1 s").arg(patience / kSecond)
                      : tr("no answer in 3 s"));
    }
    if (m_relay) {
        const bool isSilent = now.nanoseconds() > m_heard.nanoseconds() + kPatienceNs;
        m_owner.publish(m_relay->publish(!m_isSeen || isSilent ? now : std::min(m_through, now)));
    }
}

// --- the connection

void AttachedNode::greeted(const network::ObserveHello& hello) {
    QString why = m_owner.whyNotTaken(*this, hello);
    if (why.isEmpty() && m_relay && hello.node != m_node) {
        why = tr("another node, n%1, answers there now").arg(hello.node.value());
    }
    if (!why.isEmpty()) {
        m_reader.close();
        m_problem = why;
        moveOn();
        m_owner.nodeChanged(*this);
        callAgain(false);
        return;
    }
    if (m_incarnation != 0 && m_incarnation != hello.incarnation) {
        m_estimate.forget();
        m_timesAsked = 0;
        m_owner.beganAnew(*this);
    }
    m_incarnation = hello.incarnation;
    estimate(hello);
    m_node = hello.node;
    m_cluster = hello.cluster;
    m_source = hello.source;
    if (!m_relay) {
        const std::uint64_t next = m_owner.nextSequence(m_source);
        m_relay.emplace(m_source, next);
        // Nobody waits for this source unless it has published once.
        m_owner.publish(m_relay->publish(m_clock.now()));
        if (next > 1 && next != hello.nextSequence) {
            // An earlier opening has seen some of it: it goes on there.
            open();
            return;
        }
    }
    m_isGreeted = true;
    m_heard = m_clock.now();
    m_through = m_relay->through();
}

/// Both ends may live by one clock (CLOCK_MONOTONIC of one machine): what it said then lies between
/// the call and the answer. Of another machine it would have to be started within as little time.
void AttachedNode::estimate(const network::ObserveHello& hello) {
    const observe::Moment now = m_clock.now();
    const std::int64_t here = static_cast<std::int64_t>(hello.clockNs) - m_clock.epochNs();
    if (here >= static_cast<std::int64_t>(m_opened.nanoseconds()) &&
        here <= static_cast<std::int64_t>(now.nanoseconds())) {
        m_estimate.setSame(here - static_cast<std::int64_t>(hello.now.nanoseconds()));
    } else {
        m_estimate.add(m_opened, now, hello.now);
    }
}

void AttachedNode::missed(const network::ObserveMissed& missed) {
    const std::uint64_t count = missed.next > missed.from ? missed.next - missed.from : 0;
    if (m_isSeen) {
        tellSeen(count, missed.wasUnrecorded);
    } else {
        m_newMissed += count;
        m_isNewUnrecorded = true;
    }
}

void AttachedNode::heard(observe::Moment through) {
    if (!m_isGreeted) {
        return;
    }
    m_heard = m_clock.now();
    m_through = m_estimate.toSession(through);
    if (m_isSeen) {
        return;
    }
    m_isSeen = true;
    m_isLossTold = false;
    m_backoffMs = kFirstBackoffMs;
    m_problem.clear();
    tellSeen(m_newMissed, m_isNewUnrecorded);
    if (!m_estimate.isSame()) {
        m_timeTimer.start(m_timesAsked < kTimesAtFirst ? 0 : kTimeLaterMs);
    }
    m_owner.nodeChanged(*this);
}

void AttachedNode::tellSeen(std::uint64_t missed, bool wasUnrecorded) {
    observe::ObservationChanged sight;
    sight.isSeen = true;
    sight.missed = missed;
    sight.wasUnrecorded = wasUnrecorded;
    sight.clockOffsetNs = m_estimate.offsetNs();
    sight.clockErrorNs = m_estimate.errorNs(m_clock.now());
    sight.text = m_address.text().toStdString();
    m_toldOffsetNs = sight.clockOffsetNs;
    m_owner.tellSight(m_node, std::move(sight));
}

void AttachedNode::lost(const QString& reason) {
    const bool wasSeen = std::exchange(m_isSeen, false);
    m_timeTimer.stop();
    m_lastReason = reason;
    if (wasSeen) {
        // It may be back at once.
        m_isLossTold = true;
        m_problem = reason;
        observe::ObservationChanged sight;
        sight.clockOffsetNs = m_estimate.offsetNs();
        sight.clockErrorNs = m_estimate.errorNs(m_clock.now());
        sight.text = reason.toStdString();
        m_owner.tellSight(m_node, std::move(sight));
        m_owner.nodeChanged(*this);
        callAgain(false);
        return;
    }
    m_probe = std::make_unique<AddressLook>(
        m_address, kProbeMs, [this](const AddressAnswer& answer) { explained(answer); });
}

/// Why it could not be observed.
void AttachedNode::explained(const AddressAnswer& answer) {
    m_problem = answer.kind == AddressAnswer::Kind::Quorate ? m_lastReason : answer.problem;
    m_probe.release()->deleteLater();
    if (answer.kind == AddressAnswer::Kind::Etcd) {
        m_problem = m_owner.foundEtcd(*this);
        if (m_problem.isEmpty()) {
            return;
        }
    }
    if (m_node != raft::kNoNode && !std::exchange(m_isLossTold, true)) {
        observe::ObservationChanged sight;
        sight.text = m_problem.toStdString();
        m_owner.tellSight(m_node, std::move(sight));
    }
    moveOn();
    m_owner.nodeChanged(*this);
    callAgain(answer.kind == AddressAnswer::Kind::Etcd ||
              answer.kind == AddressAnswer::Kind::Other);
}

/// What is under way at the old address is not answered any more.
void AttachedNode::moveOn() {
    if (m_others.empty()) {
        return;
    }
    m_others.push_back(m_address);
    m_address = m_others.front();
    m_others.pop_front();
    m_client = std::make_unique<network::NodeClient>(m_address.host.toStdString(), m_address.port);
    m_client->setTimeout(kRequestMs);
    m_owner.movedOn(*this);
}

void AttachedNode::callAgain(bool isHopeless) {
    m_retry.start(isHopeless ? kLongestBackoffMs : m_backoffMs);
    m_backoffMs = std::min(2 * m_backoffMs, kLongestBackoffMs);
}

// --- what it tells

void AttachedNode::take(const observe::Published& events) {
    if (!m_isGreeted) {
        return;
    }
    for (const observe::Chunk& chunk : events.chunks) {
        for (std::size_t place = 0; place < chunk.size(); ++place) {
            add(chunk, place);
        }
    }
    heard(events.through);
}

bool AttachedNode::add(const observe::Chunk& chunk, std::size_t place) {
    observe::Record record = chunk.record(place);
    const auto about = chunk.node(record);
    const auto body = chunk.body(record);
    // The reader has looked at both.
    if (!about || !body) {
        return false;
    }
    const std::uint64_t sequence = observe::sequenceOf(record.id);
    if (sequence < m_nextTaken) {
        return false;
    }
    m_nextTaken = sequence + 1;
    observe::Event event;
    record.moment = m_estimate.toSession(record.moment);
    if (isFrame(record.kind)) {
        if (!observe::decodeBody(record.kind, *body, event)) {
            return false;
        }
        auto state = *std::get<observe::NodeFrame>(event.body).state;
        shift(state, m_estimate);
        m_look = {state.role, state.term, state.lead};
        event.body =
            observe::NodeFrame{std::make_shared<const observe::NodeState>(std::move(state))};
        observe::FieldWriter writer;
        observe::encodeBody(event, writer);
        return m_relay->add(record, *about, writer.written());
    }
    if (isOfFaults(record.kind) && observe::decodeBody(record.kind, *body, event)) {
        if (!m_owner.hearFault(*this, event.body)) {
            return false;
        }
        note(event);
    }
    if (!m_relay->add(record, *about, *body)) {
        return false;
    }
    if (*about == m_node && isOfLook(record.kind) &&
        observe::decodeBody(record.kind, *body, event)) {
        m_look.term = event.term;
        note(event);
    }
    return true;
}

void AttachedNode::note(const observe::Event& event) {
    if (const auto* role = std::get_if<raft::trace::RoleChanged>(&event.body)) {
        m_look.role = role->to;
    } else if (const auto* lead = std::get_if<raft::trace::LeaderChanged>(&event.body)) {
        m_look.lead = lead->to;
    } else if (const auto* term = std::get_if<raft::trace::TermChanged>(&event.body)) {
        m_look.term = term->to;
    } else if (std::holds_alternative<observe::NodePaused>(event.body)) {
        m_isPaused = true;
    } else if (std::holds_alternative<observe::NodeResumed>(event.body)) {
        m_isPaused = false;
    }
}

// --- its clock

void AttachedNode::askForTime() {
    if (!m_isSeen) {
        return;
    }
    ++m_timesAsked;
    const observe::Moment sent = m_clock.now();
    m_client->get("/state",
                  [this, sent](const Result<std::string>& body) { hearTime(sent, body); });
}

void AttachedNode::hearTime(observe::Moment sent, const Result<std::string>& body) {
    const observe::Moment received = m_clock.now();
    if (body) {
        const qint64 moment = QJsonDocument::fromJson(QByteArray::fromStdString(*body))
                                  .object()
                                  .value(QLatin1String("moment"))
                                  .toInteger(-1);
        const bool isBetter =
            moment >= 0 &&
            m_estimate.add(sent, received, observe::Moment(static_cast<std::uint64_t>(moment)));
        const bool isOther = std::abs(m_estimate.offsetNs() - m_toldOffsetNs) > kSmallStepNs;
        if (m_isSeen && (m_timesAsked == kTimesAtFirst ||
                         (m_timesAsked > kTimesAtFirst && isBetter && isOther))) {
            tellSeen(0, false);
        }
    }
    m_timeTimer.start(m_timesAsked < kTimesAtFirst ? kTimeAtFirstMs : kTimeLaterMs);
}

// --- what is asked of it

void AttachedNode::ask(const node::RequestOrigin& origin, const Asked& what,
                       std::function<void(Result<kv::Response>)> done) {
    ClientAsks(*m_client).ask(origin, what, done);
}

void AttachedNode::askLease(const stage::LeaseQuestion& question,
                            std::function<void(Result<stage::LeaseTimes>)> done) {
    ClientAsks(*m_client).askLease(question, done);
}

std::unique_ptr<network::WatchReader> AttachedNode::watch(const network::WatchQuestion& what) {
    return m_client->watch(what);
}

}  // namespace quorate::gui
