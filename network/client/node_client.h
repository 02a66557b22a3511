// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QTimer>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/kv/command.h"
#include "engine/kv/lease_id.h"
#include "engine/kv/response.h"
#include "engine/node/client_port.h"
#include "network/api/armed_fault.h"
#include "network/api/backend.h"
#include "network/api/fault_requests.h"
#include "network/api/json_document.h"
#include "network/api/kv_requests.h"
#include "network/client/client_credentials.h"
#include "network/client/cluster_answers.h"
#include "network/client/http_caller.h"
#include "network/client/kv_calls.h"
#include "network/client/server_address.h"
#include "network/client/token_caller.h"
#include "network/client/watch_reader.h"

namespace quorate::network {

/// A client of one node's client port: a Quorate node, or an etcd from 3.4 on as far as its JSON
/// API goes.
///
/// Belongs to the thread it is made in, which runs an event loop; never blocks. Every call is
/// answered once, in that thread, after the call has returned; what is called back may destroy the
/// client. When the client goes, what is under way is not answered any more.
///
/// Errors say by their code whether something may have happened: Unknown may have (the connection
/// broke after the request had left, no answer in time, an answer that makes no sense), all others
/// certainly did not. A request is never sent twice, but for one that the server refused for an
/// old token.
class NodeClient final : public QObject {
public:
    template <class T>
    using Done = std::function<void(Result<T>)>;

    static constexpr int kDefaultTimeoutMs = 5000;

    /// `host` is a name or an address, without brackets.
    NodeClient(std::string host, std::uint16_t port, QObject* parent = nullptr);
    /// Over TLS where the address is https. Where there is a user, every request is that user's: a
    /// token is got for name and password first, and again when the server takes it no more.
    NodeClient(const ServerAddress& address, const ClientCredentials& credentials,
               QObject* parent = nullptr);

    /// How long a request may take from the call on; of those that are asked from now on.
    void setTimeout(int ms) noexcept { m_timeoutMs = ms; }
    [[nodiscard]] int timeoutMs() const noexcept { return m_timeoutMs; }
    /// "host:port", for people.
    [[nodiscard]] std::string address() const;

    // --- keys. A refusal of the key space comes as a response that holds a KvError, as from the
    // node itself. `origin` is told to the node (Quorate-Operation, Quorate-Cause), whose observers
    // then name the operation so; zeros are not sent.

    /// A range is a linearizable read here. InvalidArgument for lease checkpoints.
    void ask(const kv::Command& command, const node::RequestOrigin& origin,
             const Done<kv::Response>& done);
    void ask(const ReadRequest& read, const node::RequestOrigin& origin,
             const Done<kv::Response>& done);
    /// The first `limit` keys that begin so, in order, as this node has them now, and how many
    /// there are in all.
    void keys(const Bytes& prefix, std::int64_t limit, Done<kv::RangeResponse> done);
    /// Answers how many seconds the lease has from now on; NotFound.
    void keepAlive(kv::LeaseId lease, const Done<std::int64_t>& done);
    /// NotFound.
    void leaseTimes(kv::LeaseId lease, const Done<Backend::LeaseTimes>& done);

    /// Changes of keys as they happen, for as long as the reader lives. It begins by itself, and
    /// does without this client once it has.
    [[nodiscard]] std::unique_ptr<WatchReader> watch(const WatchQuestion& what);

    /// What the node tells at this path (with parameters), as the text that it is.
    void get(std::string target, const Done<std::string>& done);
    /// Any request, and the answer as it comes, refusals too.
    void fetch(const HttpCaller::Call& call, const Done<HttpAnswer>& done);

    // --- the cluster

    void status(const Done<NodeStatus>& done);
    /// As this node knows them.
    void members(const Done<std::vector<MemberInfo>>& done);
    /// The node chooses an id if none is given. etcd always does: see the answer's.
    void addMember(std::optional<raft::NodeId> node, std::string_view peerUrl, bool asLearner,
                   const Done<MemberInfo>& done);
    void removeMember(raft::NodeId node, const Done<void>& done);
    void promoteMember(raft::NodeId node, const Done<void>& done);
    /// Answers when `to` leads, or the attempt is over. An etcd must be the leader to do so.
    void transferLeadership(raft::NodeId to, const Done<void>& done);

    // --- faults, of a Quorate node that allows them (quorated --allow-faults): FailedPrecondition
    // of one that does not. They are done in the order in which they are asked for.

    /// How long the faults last that are set from now on, unless they are set again before: up to
    /// an hour. 0: until they are ended or the node ends, which it must allow. Default: as the node
    /// has it, ten minutes.
    void setFaultDuration(std::optional<std::uint64_t> ms) noexcept { m_terms.forMs = ms; }
    /// The faults that are set from now on also end when this client is gone: it tells the node
    /// that it is there, under this name, which no other client may have, and again in good time
    /// before `ttlMs` (up to ten minutes) is over.
    void holdFaults(const std::string& owner, std::uint64_t ttlMs);
    /// They end now. Those that are set from now on are nobody's.
    void letGoOfFaults(const Done<void>& done);
    /// Whoever sets faults tells of them himself: the node's observers do not hear of those that
    /// are set from now on.
    void setFaultsQuiet(bool areQuiet) noexcept { m_terms.isQuiet = areQuiet; }
    void setCut(raft::NodeId peer, LinkDirection direction, bool isCut, const Done<void>& done);
    /// In place of those before; none: a good link.
    void setRules(raft::NodeId peer, const std::vector<observe::LinkRule>& rules,
                  const Done<void>& done);
    /// In place of one of its kind. InvalidArgument for what real disks cannot have.
    void setDiskFault(const stage::DiskFault& fault, const Done<void>& done);
    void endDiskFault(stage::DiskFault::Kind kind, const Done<void>& done);
    /// The node's election timer fires now.
    void campaign(const Done<void>& done);
    /// Until its next election timer is drawn by lot.
    void setElectionTimeout(std::uint32_t ticks, const Done<void>& done);
    /// The node does nothing at all for so long, from soon on; up to a minute. Nobody can end that.
    void pause(std::uint64_t ms, const Done<void>& done);
    /// It ends, as a program does that is told to.
    void stop(const Done<void>& done);
    void healAll(const Done<void>& done);
    void faults(const Done<std::vector<ArmedFault>>& done);

private:
    template <class T>
    using Decode = std::function<Result<T>(const std::string& body)>;

    /// Posts, and answers with what `decode` makes of the body.
    template <class T>
    void call(HttpCaller& caller, const HttpCaller::Call& call, Decode<T> decode, Done<T> done);
    void callForNothing(HttpCaller& caller, std::string_view path, std::string body,
                        const Done<void>& done);
    void askKeys(KvCall call, std::size_t kind, std::string fields, const Done<kv::Response>& done);

    HttpCaller m_caller;
    HttpCaller m_faultCaller;
    TokenCaller m_tokens;
    JsonDocument m_document;
    int m_timeoutMs{kDefaultTimeoutMs};
    AskedTerms m_terms;
    std::uint64_t m_ttlMs{0};
    QTimer m_holding;
};

}  // namespace quorate::network
