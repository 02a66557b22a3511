// SPDX-License-Identifier: Apache-2.0
#include "network/observation/observe_service.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <string_view>
#include <utility>

#include "engine/observe/event_source.h"
#include "engine/observe/node_frame.h"
#include "network/observation/observe_json.h"

namespace quorate::network {

namespace {

constexpr const char* kText = "text/plain; charset=utf-8";
constexpr const char* kJson = "application/json";
constexpr std::string_view kBinary = "application/octet-stream";

/// About sixty times a second for readers; without one, often enough that little is unbounded.
constexpr int kIntervalMs = 16;
constexpr int kIdleIntervalMs = 100;

/// So many a millisecond: more than a node tells for long.
constexpr std::uint64_t kSequencesPerMs = 64;

std::uint64_t sequenceOfNow() {
    const auto sinceEpoch = std::chrono::system_clock::now().time_since_epoch();
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(sinceEpoch).count();
    return (static_cast<std::uint64_t>(ms) * kSequencesPerMs) & observe::kMaxSequence;
}

/// The number that follows "from=" in a query; an error for anything else that is in it.
Result<std::optional<std::uint64_t>> fromIn(std::string_view query) {
    constexpr std::string_view kName = "from=";
    std::optional<std::uint64_t> from;
    if (query.empty()) {
        return from;
    }
    if (query.starts_with(kName)) {
        std::uint64_t number = 0;
        const std::string_view digits = query.substr(kName.size());
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), number);
        if (error == std::errc() && end == digits.data() + digits.size()) {
            from = number;
            return from;
        }
    }
    return Error(ErrorCode::InvalidArgument,
                 "'" + std::string(query) + "' is not understood; write ?from=SEQUENCE");
}

}  // namespace

observe::SourceId sourceOfNode(raft::NodeId node) noexcept {
    constexpr std::uint64_t kUpperHalf = 0x8000;
    std::uint64_t id = node.value();
    if (id >= kUpperHalf) {
        id ^= id >> 32U;
        id = ((id ^ (id >> 15U)) & (kUpperHalf - 1)) | kUpperHalf;
    }
    return observe::SourceId(static_cast<std::uint16_t>(id));
}

ObserveService::ObserveService(raft::NodeId node, const ObservationOptions& options)
    : m_self(node),
      m_source(sourceOfNode(node)),
      m_options(options),
      m_firstSequence(options.firstSequence != 0 ? options.firstSequence : sequenceOfNow()),
      m_recorder(m_source, {}, m_firstSequence),
      m_backlog(options.maxBacklogBytes, m_firstSequence),
      m_lastOperation(observe::eventIdOf(m_source, sequenceOfNow()).value()) {
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { turn(); });
    m_linger.setSingleShot(true);
    QObject::connect(&m_linger, &QTimer::timeout, &m_linger, [this] { pause(); });
}

ObserveService::~ObserveService() {
    m_node = nullptr;
    end("the node ended");
}

std::uint64_t ObserveService::clockNs() {
    return static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
}

observe::Moment ObserveService::momentOf(std::uint64_t clockNs) const {
    const std::int64_t since = static_cast<std::int64_t>(clockNs) - m_options.epochNs;
    return observe::Moment(static_cast<std::uint64_t>(std::max(since, std::int64_t{0})));
}

observe::Moment ObserveService::now() const {
    return momentOf(clockNs());
}

void ObserveService::attach(ObservedNode& node, bool isRecordedElsewhere) {
    m_node = &node;
    m_isRecordedElsewhere = isRecordedElsewhere;
    if (m_options.recordsFromStart && !isRecordedElsewhere) {
        m_isRecording = true;
        m_timer.start(kIdleIntervalMs);
    }
}

void ObserveService::begin() {
    m_linger.stop();
    m_timer.start(kIntervalMs);
    if (!std::exchange(m_isRecording, true)) {
        m_recordedSince = m_backlog.next();
        m_node->setObserver(&m_recorder);
    }
}

/// Nobody reads.
void ObserveService::pause() {
    m_timer.stop();
    publish();
    m_isRecording = false;
    m_node->setObserver(nullptr);
    m_backlog.clear();
}

void ObserveService::end(const std::string& reason) {
    m_timer.stop();
    m_linger.stop();
    publish();
    if (std::exchange(m_isRecording, false) && m_node != nullptr) {
        m_node->setObserver(nullptr);
    }
    m_node = nullptr;
    for (const auto& stream : std::exchange(m_streams, {})) {
        stream->end(reason);
    }
}

void ObserveService::publish() {
    m_backlog.add(m_recorder.publish(now()));
}

void ObserveService::turn() {
    publish();
    const bool isStateWanted =
        std::any_of(m_streams.begin(), m_streams.end(),
                    [](const auto& stream) { return stream->hasFallenBehind(); });
    if (isStateWanted) {
        if (const auto sequence = recordState()) {
            for (const auto& stream : m_streams) {
                if (stream->hasFallenBehind()) {
                    stream->skip(missedBetween(stream->position(), *sequence));
                }
            }
        }
    }
    const std::uint64_t clock = clockNs();
    for (const auto& stream : m_streams) {
        stream->send(clock);
    }
}

Result<std::uint64_t> ObserveService::recordState() {
    auto state = m_node->state();
    if (!state) {
        return state.error();
    }
    const raft::Term term = state->term;
    const raft::EventId id = m_recorder.observe(
        {now(), m_self, term, raft::kNoEvent, observe::Body(observe::toFrame(std::move(*state)))});
    m_node->tellAgain();
    publish();
    return observe::sequenceOf(id);
}

ObserveMissed ObserveService::missedBetween(std::uint64_t from, std::uint64_t next) const {
    return {from, next, m_recordedSince && from <= *m_recordedSince};
}

void ObserveService::observe(const HttpRequest& request, const HttpReply& reply) {
    auto from = fromIn(request.query);
    if (!from) {
        reply.send(400, kText, from.error().message + "\n");
        return;
    }
    if (m_node == nullptr || m_isRecordedElsewhere) {
        reply.send(409, kText,
                   m_node == nullptr
                       ? "the node ends\n"
                       : "this node is recorded by the program that runs it; look there\n");
        return;
    }
    begin();
    publish();
    // A sequence that was not given yet belongs to another life.
    if (*from && **from > m_backlog.next()) {
        from = std::optional<std::uint64_t>();
    } else if (*from) {
        from = std::optional(std::max(**from, m_firstSequence));
    }
    const bool goesOn =
        *from && **from >= m_backlog.first() && (!m_recordedSince || **from > *m_recordedSince);
    ObserveHello hello;
    hello.cluster = m_node->cluster();
    hello.node = m_self;
    hello.incarnation = m_node->incarnation();
    hello.source = m_source;
    hello.firstSequence = m_firstSequence;
    std::uint64_t position = from->value_or(0);
    if (!goesOn) {
        const auto recorded = recordState();
        if (!recorded) {
            reply.send(500, kText, recorded.error().message + "\n");
            return;
        }
        position = *recorded;
    }
    hello.nextSequence = from->value_or(position);
    hello.clockNs = clockNs();
    hello.now = momentOf(hello.clockNs);
    const auto form = request.accept.find(kBinary) != std::string_view::npos
                          ? ObserveStream::Form::Binary
                          : ObserveStream::Form::Lines;
    auto stream = std::make_unique<ObserveStream>(
        form, m_backlog, [this](const ObserveStream& gone) { forget(gone); });
    if (!stream->open(reply, hello)) {
        return;
    }
    if (position != hello.nextSequence || (*from && !goesOn)) {
        stream->skip(missedBetween(hello.nextSequence, position));
    }
    stream->send(hello.clockNs);
    m_streams.push_back(std::move(stream));
}

void ObserveService::state(const HttpReply& reply) const {
    if (m_node == nullptr) {
        reply.send(409, kText, "the node ends\n");
        return;
    }
    const auto state = m_node->state();
    if (!state) {
        reply.send(500, kText, state.error().message + "\n");
        return;
    }
    std::string body;
    appendState(*state, now(), body);
    reply.send(200, kJson, body);
}

void ObserveService::forget(const ObserveStream& stream) {
    m_streams.erase(std::remove_if(m_streams.begin(), m_streams.end(),
                                   [&stream](const auto& known) { return known.get() == &stream; }),
                    m_streams.end());
    if (m_streams.empty() && m_isRecording) {
        if (m_options.recordsFromStart) {
            m_timer.start(kIdleIntervalMs);
        } else {
            m_linger.start(m_options.lingerMs);
        }
    }
}

}  // namespace quorate::network
