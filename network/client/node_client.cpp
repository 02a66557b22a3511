// SPDX-License-Identifier: Apache-2.0
#include "network/client/node_client.h"

#include <QPointer>
#include <QSslConfiguration>

#include <algorithm>
#include <utility>
#include <variant>

#include "engine/kv/prefix.h"
#include "network/api/json_writer.h"
#include "network/client/client_error.h"
#include "network/client/fault_calls.h"
#include "network/client/kv_answers.h"

namespace quorate::network {

namespace {

constexpr std::string_view kPost = "POST";
/// So often it says that it is there: one that is late, or lost, does no harm.
constexpr std::uint64_t kHoldsInTtl = 3;

template <class WriteMembers>
std::string objectOf(const WriteMembers& writeMembers) {
    std::string body;
    JsonWriter json(body);
    json.beginObject();
    writeMembers(json);
    json.endObject();
    return body;
}

std::string idBody(std::string_view name, raft::NodeId node) {
    return objectOf([&](JsonWriter& json) { json.number(name, node.value()); });
}

/// Of a look at the node that is no client's operation: its observers are not told of it.
constexpr const char* kUntold = "Quorate-Operation: 0\r\n";

std::string fieldsOf(const node::RequestOrigin& origin) {
    std::string fields;
    const auto add = [&fields](std::string_view name, std::uint64_t value) {
        if (value != 0) {
            fields += name;
            fields += std::to_string(value);
            fields += "\r\n";
        }
    };
    add("Quorate-Operation: ", origin.operation.value());
    add("Quorate-Cause: ", origin.cause.value());
    return fields;
}

Result<kv::Response> asResponse(const Error& error) {
    if (const auto refusal = refusalOf(error)) {
        return kv::Response(*refusal);
    }
    return error;
}
template <class T>
Result<T> asResponse(const Error& error, const T* /*kind*/) {
    return error;
}
Result<kv::Response> asResponse(const Error& error, const kv::Response* /*kind*/) {
    return asResponse(error);
}

}  // namespace

NodeClient::NodeClient(std::string host, std::uint16_t port, QObject* parent)
    : NodeClient(ServerAddress{std::move(host), port, false}, ClientCredentials(), parent) {}

NodeClient::NodeClient(const ServerAddress& address, const ClientCredentials& credentials,
                       QObject* parent)
    : QObject(parent),
      m_caller(address.host, address.port),
      m_faultCaller(address.host, address.port, 1),
      m_tokens(m_caller, credentials.user()) {
    if (address.isTls) {
        m_caller.setTls(credentials.tls());
        m_faultCaller.setTls(credentials.tls());
    }
}

std::string NodeClient::address() const {
    return m_caller.host() + ":" + std::to_string(m_caller.port());
}

template <class T>
void NodeClient::call(HttpCaller& caller, const HttpCaller::Call& call, Decode<T> decode,
                      Done<T> done) {
    m_tokens.ask(caller, call, m_timeoutMs,
                 [this, decode = std::move(decode),
                  done = std::move(done)](const Result<HttpAnswer>& answer) {
                     if (!answer) {
                         done(answer.error());
                         return;
                     }
                     if (answer->status / 100 != 2) {
                         done(asResponse(errorOf(m_document, *answer), static_cast<T*>(nullptr)));
                         return;
                     }
                     Result<T> decoded = decode(answer->body);
                     if (!decoded && decoded.error().code == ErrorCode::Malformed) {
                         decoded = Error(
                             ErrorCode::Unknown,
                             address() + ": the answer makes no sense: " + decoded.error().message);
                     }
                     done(std::move(decoded));
                 });
}

void NodeClient::callForNothing(HttpCaller& caller, std::string_view path, std::string body,
                                const Done<void>& done) {
    call<void>(
        caller, {kPost, std::string(path), std::move(body), {}},
        [](const std::string& /*body*/) { return Result<void>(); }, done);
}

// --- keys

void NodeClient::askKeys(KvCall call, std::size_t kind, std::string fields,
                         const Done<kv::Response>& done) {
    this->call<kv::Response>(
        m_caller, {kPost, std::move(call.path), std::move(call.body), std::move(fields)},
        [this, kind](const std::string& body) { return decodeAnswer(m_document, kind, body); },
        done);
}

void NodeClient::ask(const kv::Command& command, const node::RequestOrigin& origin,
                     const Done<kv::Response>& done) {
    auto call = callOf(command);
    if (!call) {
        QMetaObject::invokeMethod(
            this, [done, error = call.error()] { done(error); }, Qt::QueuedConnection);
        return;
    }
    askKeys(std::move(*call), command.index(), fieldsOf(origin), done);
}

void NodeClient::ask(const ReadRequest& read, const node::RequestOrigin& origin,
                     const Done<kv::Response>& done) {
    askKeys(callOf(read), kv::Command(kv::RangeRequest()).index(), fieldsOf(origin), done);
}

void NodeClient::keys(const Bytes& prefix, std::int64_t limit, Done<kv::RangeResponse> done) {
    ReadRequest read;
    read.level = node::ReadLevel::Local;
    const kv::PrefixRange all = kv::rangeOfPrefix(prefix.view());
    read.range.key = Bytes::copyOf(all.key);
    read.range.rangeEnd = Bytes::copyOf(all.rangeEnd);
    read.range.limit = limit;
    const auto answered = [done = std::move(done)](Result<kv::Response> response) {
        if (!response) {
            done(response.error());
        } else if (const auto* refusal = std::get_if<kv::KvError>(&*response)) {
            done(kv::toError(*refusal));
        } else {
            done(std::move(*std::get_if<kv::RangeResponse>(&*response)));
        }
    };
    askKeys(callOf(read), kv::Command(kv::RangeRequest()).index(), kUntold, answered);
}

void NodeClient::keepAlive(kv::LeaseId lease, const Done<std::int64_t>& done) {
    call<std::int64_t>(
        m_caller,
        {kPost,
         "/v3/lease/keepalive",
         objectOf([lease](JsonWriter& json) { json.number("ID", lease.value); }),
         {}},
        [this](const std::string& body) { return decodeKeptAlive(m_document, body); }, done);
}

void NodeClient::leaseTimes(kv::LeaseId lease, const Done<Backend::LeaseTimes>& done) {
    call<Backend::LeaseTimes>(
        m_caller,
        {kPost,
         "/v3/lease/timetolive",
         objectOf([lease](JsonWriter& json) { json.number("ID", lease.value); }),
         {}},
        [this](const std::string& body) { return decodeLeaseTimes(m_document, body); }, done);
}

std::unique_ptr<WatchReader> NodeClient::watch(const WatchQuestion& what) {
    auto reader = std::make_unique<WatchReader>();
    // Not before this call has returned, and its signals are heard.
    QMetaObject::invokeMethod(
        this,
        [this, what, waiting = QPointer<WatchReader>(reader.get())] {
            m_tokens.sign(m_timeoutMs, [this, what, waiting](const Result<std::string>& fields) {
                if (waiting == nullptr) {
                    return;
                }
                if (fields) {
                    waiting->open(m_caller, what, *fields);
                } else {
                    waiting->fail(fields.error().message);
                }
            });
        },
        Qt::QueuedConnection);
    return reader;
}

void NodeClient::get(std::string target, const Done<std::string>& done) {
    call<std::string>(
        m_caller, {"GET", std::move(target), {}, {}},
        [](const std::string& body) { return Result<std::string>(body); }, done);
}

void NodeClient::fetch(const HttpCaller::Call& call, const Done<HttpAnswer>& done) {
    m_tokens.ask(m_caller, call, m_timeoutMs, done);
}

// --- the cluster

void NodeClient::status(const Done<NodeStatus>& done) {
    call<NodeStatus>(
        m_caller, {kPost, "/v3/maintenance/status", "{}", {}},
        [this](const std::string& body) { return decodeStatus(m_document, body); }, done);
}

void NodeClient::members(const Done<std::vector<MemberInfo>>& done) {
    call<std::vector<MemberInfo>>(
        m_caller, {kPost, "/v3/cluster/member/list", "{}", {}},
        [this](const std::string& body) { return decodeMembers(m_document, body); }, done);
}

void NodeClient::addMember(std::optional<raft::NodeId> node, std::string_view peerUrl,
                           bool asLearner, const Done<MemberInfo>& done) {
    std::string body = objectOf([&](JsonWriter& json) {
        json.number("ID", node.value_or(raft::kNoNode).value());
        json.beginArray("peerURLs");
        json.textElement(peerUrl);
        json.endArray();
        json.flag("isLearner", asLearner);
    });
    call<MemberInfo>(
        m_caller, {kPost, "/v3/cluster/member/add", std::move(body), {}},
        [this](const std::string& text) { return decodeAdded(m_document, text); }, done);
}

void NodeClient::removeMember(raft::NodeId node, const Done<void>& done) {
    callForNothing(m_caller, "/v3/cluster/member/remove", idBody("ID", node), done);
}

void NodeClient::promoteMember(raft::NodeId node, const Done<void>& done) {
    callForNothing(m_caller, "/v3/cluster/member/promote", idBody("ID", node), done);
}

void NodeClient::transferLeadership(raft::NodeId to, const Done<void>& done) {
    callForNothing(m_caller, "/v3/maintenance/transfer-leadership", idBody("targetID", to), done);
}

// --- faults

void NodeClient::setCut(raft::NodeId peer, LinkDirection direction, bool isCut,
                        const Done<void>& done) {
    callForNothing(m_faultCaller, "/faults/link", cutBody(peer, direction, isCut, m_terms), done);
}

void NodeClient::setRules(raft::NodeId peer, const std::vector<observe::LinkRule>& rules,
                          const Done<void>& done) {
    callForNothing(m_faultCaller, "/faults/link", rulesBody(peer, rules, m_terms), done);
}

void NodeClient::setDiskFault(const stage::DiskFault& fault, const Done<void>& done) {
    callForNothing(m_faultCaller, "/faults/disk", diskBody(fault, true, m_terms), done);
}

void NodeClient::endDiskFault(stage::DiskFault::Kind kind, const Done<void>& done) {
    callForNothing(m_faultCaller, "/faults/disk", diskBody({kind, 0}, false, {}), done);
}

void NodeClient::holdFaults(const std::string& owner, std::uint64_t ttlMs) {
    m_terms.owner = owner;
    m_ttlMs = ttlMs;
    const auto say = [this] {
        // One that was not heard is said again soon enough, or the faults end, as they are to.
        callForNothing(m_faultCaller, "/faults/hold", holdBody(m_terms.owner, m_ttlMs),
                       [](const Result<void>&) {});
    };
    m_holding.disconnect();
    connect(&m_holding, &QTimer::timeout, this, say);
    m_holding.start(static_cast<int>(std::max<std::uint64_t>(ttlMs / kHoldsInTtl, 1)));
    say();
}

void NodeClient::letGoOfFaults(const Done<void>& done) {
    m_holding.stop();
    callForNothing(m_faultCaller, "/faults/hold", holdBody(m_terms.owner, 0), done);
    m_terms.owner.clear();
}

void NodeClient::stop(const Done<void>& done) {
    callForNothing(m_faultCaller, "/faults/stop", "{}", done);
}

void NodeClient::campaign(const Done<void>& done) {
    callForNothing(m_faultCaller, "/faults/campaign", "{}", done);
}

void NodeClient::setElectionTimeout(std::uint32_t ticks, const Done<void>& done) {
    callForNothing(m_faultCaller, "/faults/election-timeout", electionTimeoutBody(ticks), done);
}

void NodeClient::pause(std::uint64_t ms, const Done<void>& done) {
    callForNothing(m_faultCaller, "/faults/pause", objectOf([this, ms](JsonWriter& json) {
                       json.number("forMs", ms);
                       json.flag("quiet", m_terms.isQuiet);
                   }),
                   done);
}

void NodeClient::healAll(const Done<void>& done) {
    call<void>(
        m_faultCaller, {"DELETE", "/faults", {}, {}},
        [](const std::string& /*body*/) { return Result<void>(); }, done);
}

void NodeClient::faults(const Done<std::vector<ArmedFault>>& done) {
    call<std::vector<ArmedFault>>(
        m_faultCaller, {"GET", "/faults", {}, {}},
        [this](const std::string& body) { return decodeFaults(m_document, body); }, done);
}

}  // namespace quorate::network
