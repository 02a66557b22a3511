// SPDX-License-Identifier: Apache-2.0
#include "network/copy/cluster_client.h"

#include <QTimer>

#include <utility>

namespace quorate::network {

namespace {

constexpr int kPauseMs = 200;

/// What another member may do, or the same one later.
bool mayPass(ErrorCode code) {
    switch (code) {
    case ErrorCode::InvalidArgument:
    case ErrorCode::Malformed:
    case ErrorCode::TooLarge:
    case ErrorCode::NotFound:
    case ErrorCode::FailedPrecondition:
    case ErrorCode::OutOfRange:
    case ErrorCode::OutOfSpace:
        return false;
    default:
        return true;
    }
}

}  // namespace

ClusterClient::ClusterClient(const std::vector<ServerAddress>& addresses,
                             const ClientCredentials& credentials, int patienceMs)
    : m_patienceMs(patienceMs) {
    for (const ServerAddress& address : addresses) {
        m_members.push_back({std::make_unique<NodeClient>(address, credentials), false});
    }
}

std::string ClusterClient::text() const {
    std::string all;
    for (const Member& member : m_members) {
        all += (all.empty() ? "" : ",") + member.client->address();
    }
    return all;
}

void ClusterClient::ask(const kv::Command& command, const Done<kv::Response>& done) {
    begin<kv::Response>(
        [command](NodeClient& client, const Done<kv::Response>& answered) {
            client.ask(command, {}, answered);
        },
        done);
}

void ClusterClient::ask(const ReadRequest& read, const Done<kv::Response>& done) {
    begin<kv::Response>(
        [read](NodeClient& client, const Done<kv::Response>& answered) {
            client.ask(read, {}, answered);
        },
        done);
}

void ClusterClient::keepAlive(kv::LeaseId lease, const Done<std::int64_t>& done) {
    begin<std::int64_t>(
        [lease](NodeClient& client, const Done<std::int64_t>& answered) {
            client.keepAlive(lease, answered);
        },
        done);
}

void ClusterClient::leaseTimes(kv::LeaseId lease, const Done<Backend::LeaseTimes>& done) {
    begin<Backend::LeaseTimes>(
        [lease](NodeClient& client, const Done<Backend::LeaseTimes>& answered) {
            client.leaseTimes(lease, answered);
        },
        done);
}

template <class T>
void ClusterClient::begin(std::function<void(NodeClient&, const Done<T>&)> call, Done<T> done) {
    auto one = std::make_shared<Attempt<T>>();
    one->call = std::move(call);
    one->done = std::move(done);
    attempt(one);
}

template <class T>
void ClusterClient::attempt(const std::shared_ptr<Attempt<T>>& one) {
    const std::size_t at = m_at;
    Member& member = m_members[at];
    if (!member.isKnown) {
        member.client->status([this, one, at](const Result<NodeStatus>& status) {
            if (!status) {
                failed(one, at, status.error());
            } else if (const auto met = meet(at, *status); !met) {
                one->done(met.error());
            } else {
                attempt(one);
            }
        });
        return;
    }
    one->call(*member.client, [this, one, at](const Result<T>& answer) {
        if (answer || answer.error().code == ErrorCode::NotFound) {
            one->done(answer);
            return;
        }
        m_unknowns += answer.error().code == ErrorCode::Unknown ? 1U : 0U;
        failed(one, at, answer.error());
    });
}

Result<void> ClusterClient::meet(std::size_t at, const NodeStatus& status) {
    Member& member = m_members[at];
    if (m_cluster && *m_cluster != status.header.cluster) {
        return Error(ErrorCode::InvalidArgument,
                     member.client->address() + " is of another cluster than " + m_clusterSeenAt +
                         "; name members of one cluster, with commas between them");
    }
    m_cluster = status.header.cluster;
    m_clusterSeenAt = member.client->address();
    member.isKnown = true;
    return {};
}

template <class T>
void ClusterClient::failed(const std::shared_ptr<Attempt<T>>& one, std::size_t at,
                           const Error& error) {
    if (one->failures++ == 0) {
        one->since.start();
    }
    one->refusals += mayPass(error.code) ? 0U : 1U;
    if (isOver(one->refusals, one->failures, one->since.elapsed())) {
        const std::string address = m_members[at].client->address();
        const bool isNamed = error.message.starts_with(address);
        one->done(Error(error.code, isNamed ? error.message : address + ": " + error.message));
        return;
    }
    // Others may have gone on to the next one meanwhile.
    if (m_at == at) {
        m_at = (m_at + 1) % m_members.size();
    }
    const bool isRoundOver = one->failures % m_members.size() == 0;
    QTimer::singleShot(isRoundOver ? kPauseMs : 0, this, [this, one] { attempt(one); });
}

bool ClusterClient::isOver(std::size_t refusals, std::size_t failures, qint64 failingMs) const {
    return refusals >= m_members.size() || (!m_cluster && failures >= m_members.size()) ||
           failingMs > m_patienceMs;
}

}  // namespace quorate::network
