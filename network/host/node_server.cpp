// SPDX-License-Identifier: Apache-2.0
#include "network/host/node_server.h"

#include <QHostAddress>

#include <utility>

#include "network/api/http_metrics.h"

namespace quorate::network {

NodeServer::NodeServer(const HostConfig& config)
    : m_isRecordedElsewhere(config.observation.observer != nullptr),
      m_observation(config.id, config.observing) {}

NodeServer::~NodeServer() {
    if (m_host) {
        m_host->setAfterPump({});
        endObservation();
    }
    // Who waits for the end is called back by the host that goes.
    m_server.reset();
    m_inspection.reset();
    m_front.reset();
    m_api.reset();
    m_faults.reset();
    m_host.reset();
}

Result<std::unique_ptr<NodeServer>> NodeServer::start(const HostConfig& config,
                                                      storage::FileSystem* files) {
    std::unique_ptr<NodeServer> server(new NodeServer(config));
    HostConfig observed = config;
    if (!server->m_isRecordedElsewhere) {
        ObserveService& service = server->m_observation;
        observed.observation.observer = service.observerAtStart();
        observed.observation.now = [&service] { return service.now(); };
        observed.observation.startCause = observed.observing.startCause;
        observed.observation.nextOperation = [&service] { return service.nextOperation(); };
    }
    auto host = NodeHost::start(observed, files);
    if (!host) {
        return host.error();
    }
    server->m_host = std::move(*host);
    server->m_observation.attach(*server->m_host, server->m_isRecordedElsewhere);
    if (auto served = server->serve(); !served) {
        return served.error();
    }
    return server;
}

Result<void> NodeServer::serve() {
    const HostConfig& config = m_host->config();
    ApiOptions options;
    options.minLeaseTtlSeconds = minLeaseTtlSeconds(config);
    options.faults = config.faults;
    m_faults = std::make_unique<HostFaults>(*m_host);
    m_host->setTellAgain([this] { m_faults->tellAgain(); });
    m_api = std::make_unique<ClientApi>(*m_host, m_metrics, options, m_faults.get());
    m_front = std::make_unique<ObservedApi>(
        *m_api, m_observation,
        [this](const node::RequestOrigin& origin, const std::function<void()>& ask) {
            m_host->onBehalfOf(origin, ask);
        });
    m_inspection = std::make_unique<InspectService>(
        *m_front, [this](const storage::DiskQuestion& question, InspectService::Done done) {
            m_host->inspector().ask(question, std::move(done));
        });
    m_server =
        std::make_unique<HttpServer>(*m_inspection, HttpLimits(), OriginCheck(config.hostNames));
    m_host->setAfterPump([this] { m_server->flush(); });
    m_host->setMetrics(m_nodeMetrics);
    m_metrics.onCollect(this, [this] { m_host->updateMetrics(); });
    collectHttpMetrics(m_metrics, *m_server);
    return m_server->listen(QHostAddress(QString::fromStdString(config.clientHost)),
                            config.clientPort);
}

/// Readers hear of the end while they can still be told.
void NodeServer::endObservation() {
    if (m_faults) {
        m_faults->endAll();
    }
    m_host->setTellAgain({});
    if (!m_isRecordedElsewhere) {
        m_host->leaveObserver();
    }
    m_observation.end(m_host->status().failure.empty() ? "the node ended"
                                                       : m_host->status().failure);
    if (m_server) {
        m_server->flush();
    }
}

void NodeServer::end(std::function<void()> done) {
    m_host->handOver([this, done = std::move(done)]() mutable {
        endObservation();
        m_server ? m_server->shutdown(std::move(done)) : done();
    });
}

}  // namespace quorate::network
