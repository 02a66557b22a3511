// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTimer>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/observe/moment.h"
#include "engine/observe/recorder.h"
#include "engine/observe/runtime_events.h"
#include "engine/raft/types.h"
#include "network/http/http_reply.h"
#include "network/http/http_request.h"
#include "network/observation/observation_options.h"
#include "network/observation/observe_backlog.h"
#include "network/observation/observe_stream.h"
#include "network/observation/observed_node.h"

namespace quorate::network {

/// The source that names the events of a node: its id, where that fits. Ids of members that were
/// added later are large, and folded to the upper half, where two could meet.
[[nodiscard]] observe::SourceId sourceOfNode(raft::NodeId node) noexcept;

/// Records what a node does, and lets any number of readers follow: GET /observe, GET /state.
///
/// Belongs to the node's thread, which runs an event loop. It comes before the node and outlives
/// it. Recording is on while somebody reads and a little longer, or always if the options say so.
class ObserveService final {
public:
    ObserveService(raft::NodeId node, const ObservationOptions& options);
    ObserveService(const ObserveService&) = delete;
    ObserveService& operator=(const ObserveService&) = delete;
    ~ObserveService();

    // --- for the start of the node

    /// Who is to hear of the node from its start on; null for nobody yet.
    [[nodiscard]] observe::Observer* observerAtStart() noexcept {
        return m_options.recordsFromStart ? &m_recorder : nullptr;
    }
    [[nodiscard]] observe::Moment now() const;
    /// One that no other node and no other life of this one names.
    [[nodiscard]] observe::OperationId nextOperation() noexcept {
        return observe::OperationId(++m_lastOperation);
    }

    /// The node runs, and is there until end(). One that somebody else records already is only
    /// asked for its state: two observers would each give its events a name.
    void attach(ObservedNode& node, bool isRecordedElsewhere);
    /// The node is about to end. All readers get what there is, and why nothing follows.
    void end(const std::string& reason);

    // --- for its clients

    /// ?from=SEQUENCE goes on from there, from 0 with the first event of this life.
    void observe(const HttpRequest& request, const HttpReply& reply);
    void state(const HttpReply& reply) const;

    [[nodiscard]] std::size_t readerCount() const noexcept { return m_streams.size(); }
    [[nodiscard]] bool isRecording() const noexcept { return m_isRecording; }
    /// What was recorded and is still there for readers.
    [[nodiscard]] const ObserveBacklog& backlog() const noexcept { return m_backlog; }

private:
    [[nodiscard]] observe::Moment momentOf(std::uint64_t clockNs) const;
    [[nodiscard]] static std::uint64_t clockNs();
    void begin();
    void pause();
    void publish();
    void turn();
    /// Records the node as it is. The sequence of that event.
    Result<std::uint64_t> recordState();
    void forget(const ObserveStream& stream);
    [[nodiscard]] ObserveMissed missedBetween(std::uint64_t from, std::uint64_t next) const;

    const raft::NodeId m_self;
    const observe::SourceId m_source;
    const ObservationOptions m_options;
    const std::uint64_t m_firstSequence;
    observe::Recorder m_recorder;
    ObserveBacklog m_backlog;
    ObservedNode* m_node{nullptr};
    bool m_isRecordedElsewhere{false};
    bool m_isRecording{false};
    /// Since this sequence recording has been on; before it, at times, it was not.
    std::optional<std::uint64_t> m_recordedSince;
    std::vector<std::unique_ptr<ObserveStream>> m_streams;
    std::uint64_t m_lastOperation;
    QTimer m_timer;
    QTimer m_linger;
};

}  // namespace quorate::network
