// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "engine/kv/view.h"
#include "engine/node/client_port.h"
#include "engine/raft/types.h"
#include "engine/stage/agenda.h"
#include "engine/stage/client_request.h"
#include "engine/stage/event_fan.h"

namespace quorate::stage {

/// Keeps the operations of all clients of a Stage until they have their answers, and tells of
/// both. Nothing is ever asked twice: who wants that, asks anew.
class ClientDesk {
public:
    /// Both outlive the desk. Operations are numbered from `first` on.
    ClientDesk(Agenda& agenda, EventFan& events, std::uint64_t first = 1)
        : m_agenda(agenda), m_events(events), m_nextId(first) {}

    /// They outlive the desk.
    void add(ClientListener& listener) { m_listeners.push_back(&listener); }

    /// A new operation, which the life `life` of its target (0: nobody is there) is about to get.
    OperationId open(ClientRequest request, std::uint32_t life);
    /// The request of an open operation; null for one that has its answer.
    [[nodiscard]] const ClientRequest* find(OperationId id) const;
    /// The event of its invocation.
    [[nodiscard]] raft::EventId causeOf(OperationId id) const;

    // --- answers. All but the first one to an operation are of no interest any more.
    void done(OperationId id, raft::EntryId entry, const kv::Response& response);
    void done(OperationId id, const LeaseTimes& lease);
    void refused(OperationId id, const Error& reason);
    void unknown(OperationId id, const Error& reason);
    /// The target may answer a read from this view.
    void readable(OperationId id, const kv::View& view);

    /// The client's patience is over.
    void timedOut(OperationId id);
    /// This life of a node is over: what it was asked and has not answered.
    void lost(raft::NodeId node, std::uint32_t life);

    [[nodiscard]] std::size_t openCount() const noexcept { return m_open.size(); }

private:
    /// Nothing can have changed by it, whatever became of it.
    [[nodiscard]] static bool isHarmless(const ClientRequest& request);

    struct Open {
        ClientRequest request;
        std::uint32_t life{0};
        raft::EventId invoked;
    };
    void answer(OperationId id, ClientAnswer answer);

    Agenda& m_agenda;
    EventFan& m_events;
    std::vector<ClientListener*> m_listeners;
    std::map<OperationId, Open> m_open;
    std::uint64_t m_nextId;
};

}  // namespace quorate::stage
