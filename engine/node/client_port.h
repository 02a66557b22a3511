// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>

#include "engine/base/error.h"
#include "engine/kv/response.h"
#include "engine/observe/runtime_events.h"
#include "engine/raft/event_id.h"
#include "engine/raft/types.h"

namespace quorate::node {

/// The caller's own name for something it asked a node to do.
class RequestToken {
public:
    constexpr RequestToken() = default;
    constexpr explicit RequestToken(std::uint64_t value) : m_value(value) {}
    [[nodiscard]] constexpr std::uint64_t value() const noexcept { return m_value; }
    friend constexpr auto operator<=>(const RequestToken&, const RequestToken&) = default;

private:
    std::uint64_t m_value{0};
};

/// Where a request comes from, for whoever listens: the client's operation, and the event that
/// brought the request here. None of it where nobody needs to know.
struct RequestOrigin {
    observe::OperationId operation;
    raft::EventId cause;
};

/// Whom a node tells what became of requests. Every request that was made ends with exactly one of
/// these calls, if the node lives; they may come before the request's own call returns, and must
/// not call the node.
class ClientPort {
public:
    ClientPort() = default;
    ClientPort(const ClientPort&) = delete;
    ClientPort& operator=(const ClientPort&) = delete;
    virtual ~ClientPort() = default;

    /// It is applied here, as this entry.
    virtual void applied(RequestToken token, raft::EntryId entry, const kv::Response& response) = 0;
    /// For certain it was not done and never will be.
    virtual void refused(RequestToken token, const Error& reason) = 0;
    /// It may have been done, or may still be. The node does not try again.
    virtual void unknown(RequestToken token, const Error& reason) = 0;
    /// A read may now be made on the local state, which has everything up to `index`.
    virtual void readable(RequestToken token, raft::Index index) = 0;
};

}  // namespace quorate::node
