// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QObject>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/kv/command.h"
#include "engine/kv/lease_id.h"
#include "engine/kv/response.h"
#include "network/api/backend.h"
#include "network/api/kv_requests.h"
#include "network/client/node_client.h"
#include "network/client/server_address.h"

namespace quorate::network {

/// A client of a whole cluster, for requests that may be done twice: what fails at one member, or
/// has an outcome that nobody knows, is asked again at the next one, until it is answered or the
/// cluster did not answer for too long. A cluster that never answered is given up at once.
///
/// Belongs to the thread it is made in, as NodeClient does; so does when it calls back.
class ClusterClient final : public QObject {
public:
    template <class T>
    using Done = std::function<void(Result<T>)>;

    /// `addresses`: at least one.
    ClusterClient(const std::vector<ServerAddress>& addresses, const ClientCredentials& credentials,
                  int patienceMs);

    void ask(const kv::Command& command, const Done<kv::Response>& done);
    void ask(const ReadRequest& read, const Done<kv::Response>& done);
    void keepAlive(kv::LeaseId lease, const Done<std::int64_t>& done);
    void leaseTimes(kv::LeaseId lease, const Done<Backend::LeaseTimes>& done);

    /// Of the members that were asked so far, all of which are of one cluster.
    [[nodiscard]] std::optional<std::uint64_t> cluster() const noexcept { return m_cluster; }
    /// How many requests may have been done without an answer.
    [[nodiscard]] std::uint64_t unknowns() const noexcept { return m_unknowns; }
    /// All addresses, for people.
    [[nodiscard]] std::string text() const;

private:
    template <class T>
    struct Attempt {
        std::function<void(NodeClient&, const Done<T>&)> call;
        Done<T> done;
        std::size_t failures{0};
        std::size_t refusals{0};  ///< of those, what no member will do
        QElapsedTimer since;      ///< the first failure
    };
    struct Member {
        std::unique_ptr<NodeClient> client;
        bool isKnown{false};  ///< to be of this cluster
    };

    template <class T>
    void begin(std::function<void(NodeClient&, const Done<T>&)> call, Done<T> done);
    template <class T>
    void attempt(const std::shared_ptr<Attempt<T>>& one);
    template <class T>
    void failed(const std::shared_ptr<Attempt<T>>& one, std::size_t at, const Error& error);
    [[nodiscard]] bool isOver(std::size_t refusals, std::size_t failures, qint64 failingMs) const;
    Result<void> meet(std::size_t at, const NodeStatus& status);

    std::vector<Member> m_members;
    std::size_t m_at{0};
    const int m_patienceMs;
    std::optional<std::uint64_t> m_cluster;
    std::string m_clusterSeenAt;
    std::uint64_t m_unknowns{0};
};

}  // namespace quorate::network
