// SPDX-License-Identifier: Apache-2.0
#include "network/host/node_server.h"

#include <QHostAddress>

#include <utility>

#include "network/api/http_metrics.h"

namespace quorate::network {

NodeServer::NodeServer(std::unique_ptr<NodeHost> host) : m_host(std::move(host)) {}

NodeServer::~NodeServer() {
    m_host->setAfterPump({});
    // Who waits for the end is called back by the host that goes.
    m_server.reset();
    m_api.reset();
    m_faults.reset();
    m_host.reset();
}

Result<std::unique_ptr<NodeServer>> NodeServer::start(const HostConfig& config,
                                                      storage::FileSystem* files) {
    auto host = NodeHost::start(config, files);
    if (!host) {
        return host.error();
    }
    std::unique_ptr<NodeServer> server(new NodeServer(std::move(*host)));
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
    m_api = std::make_unique<ClientApi>(*m_host, m_metrics, options, m_faults.get());
    m_server = std::make_unique<HttpServer>(*m_api, HttpLimits(), OriginCheck(config.hostNames));
    m_host->setAfterPump([this] { m_server->flush(); });
    m_host->setMetrics(m_nodeMetrics);
    m_metrics.onCollect(this, [this] { m_host->updateMetrics(); });
    collectHttpMetrics(m_metrics, *m_server);
    return m_server->listen(QHostAddress(QString::fromStdString(config.clientHost)),
                            config.clientPort);
}

void NodeServer::end(std::function<void()> done) {
    m_host->handOver([this, done = std::move(done)]() mutable {
        m_server ? m_server->shutdown(std::move(done)) : done();
    });
}

}  // namespace quorate::network
