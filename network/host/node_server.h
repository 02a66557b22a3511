// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "engine/base/result.h"
#include "network/api/client_api.h"
#include "network/api/metrics.h"
#include "network/api/node_metrics.h"
#include "network/host/host_config.h"
#include "network/host/host_faults.h"
#include "network/host/inspection/inspect_service.h"
#include "network/host/node_host.h"
#include "network/http/http_server.h"
#include "network/observation/observe_service.h"
#include "network/observation/observed_api.h"

namespace quorate::network {

/// A hosted node and what serves its clients: all that a process, or a thread of one, needs to be
/// a member of a cluster. Belongs to the thread it is made in, which runs an event loop.
class NodeServer final {
public:
    /// Starts the node and listens for clients. The error names what cannot be, and what to do.
    static Result<std::unique_ptr<NodeServer>> start(const HostConfig& config,
                                                     storage::FileSystem* files = nullptr);
    /// Ends at once.
    ~NodeServer();

    [[nodiscard]] NodeHost& host() noexcept { return *m_host; }
    [[nodiscard]] const ObserveService& observation() const noexcept { return m_observation; }
    /// Where clients reach it: the configured port, or the one that the system chose for 0.
    [[nodiscard]] std::uint16_t clientPort() const { return m_server->port(); }
    /// Hands leadership on, answers what is under way, and calls back: the time to end it.
    void end(std::function<void()> done);

private:
    explicit NodeServer(const HostConfig& config);
    Result<void> serve();
    void endObservation();

    /// Somebody else records the node.
    const bool m_isRecordedElsewhere;
    ObserveService m_observation;
    Metrics m_metrics;
    NodeMetrics m_nodeMetrics{m_metrics};
    std::unique_ptr<NodeHost> m_host;
    std::unique_ptr<HostFaults> m_faults;
    std::unique_ptr<ClientApi> m_api;
    std::unique_ptr<ObservedApi> m_front;
    std::unique_ptr<InspectService> m_inspection;
    std::unique_ptr<HttpServer> m_server;
};

}  // namespace quorate::network
