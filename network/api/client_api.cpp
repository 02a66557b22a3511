// SPDX-License-Identifier: Apache-2.0
#include "network/api/client_api.h"

#include <string>
#include <utility>

#include "network/api/api_context.h"
#include "network/api/cluster_service.h"
#include "network/api/fault_service.h"
#include "network/api/kv_service.h"
#include "network/api/lease_service.h"
#include "network/api/maintenance_service.h"
#include "network/api/plain_service.h"
#include "network/api/router.h"
#include "network/api/status_pages.h"
#include "network/api/watch_service.h"

namespace quorate::network {

class ClientApi::Parts {
public:
    Parts(Backend& backend, Metrics& metrics, ApiOptions options, FaultPort* faults)
        : m_metrics(metrics),
          m_context(std::make_shared<ApiContext>(backend, std::move(options))),
          m_kv(m_context),
          m_leases(m_context),
          m_cluster(m_context),
          m_maintenance(m_context),
          m_watches(m_context),
          m_plain(m_context),
          m_pages(m_context, metrics),
          m_faults(m_context, faults) {
        addKv();
        addLeases();
        addCluster();
        addMaintenance();
        addRpc("/watch", m_watches, &WatchService::watch);
        addPlain();
        addPages();
        addFaults();
        addMetrics(metrics);
    }

    Parts(const Parts&) = delete;
    Parts& operator=(const Parts&) = delete;
    ~Parts() { m_metrics.forget(this); }

    void route(const HttpRequest& request, const HttpReply& reply) const {
        m_router.route(request, reply);
    }

private:
    /// One of etcd's, under both of the prefixes that etcd 3.4 has.
    template <class Service>
    void addRpc(const std::string& path, Service& service,
                void (Service::*call)(const HttpRequest&, const HttpReply&)) {
        for (const char* prefix : {"/v3", "/v3beta"}) {
            m_router.add(prefix + path, {HttpMethod::Post},
                         [&service, call](const HttpRequest& request, const HttpReply& reply) {
                             (service.*call)(request, reply);
                         });
        }
    }

    void addKv() {
        addRpc("/kv/put", m_kv, &KvService::put);
        addRpc("/kv/range", m_kv, &KvService::range);
        addRpc("/kv/deleterange", m_kv, &KvService::deleteRange);
        addRpc("/kv/txn", m_kv, &KvService::txn);
        addRpc("/kv/compaction", m_kv, &KvService::compact);
    }

    void addLeases() {
        addRpc("/lease/grant", m_leases, &LeaseService::grant);
        addRpc("/lease/keepalive", m_leases, &LeaseService::keepAlive);
        for (const char* service : {"/lease", "/kv/lease"}) {
            const std::string path = service;
            addRpc(path + "/revoke", m_leases, &LeaseService::revoke);
            addRpc(path + "/timetolive", m_leases, &LeaseService::timeToLive);
            addRpc(path + "/leases", m_leases, &LeaseService::leases);
        }
    }

    void addCluster() {
        addRpc("/cluster/member/list", m_cluster, &ClusterService::list);
        addRpc("/cluster/member/add", m_cluster, &ClusterService::add);
        addRpc("/cluster/member/remove", m_cluster, &ClusterService::remove);
        addRpc("/cluster/member/update", m_cluster, &ClusterService::update);
        addRpc("/cluster/member/promote", m_cluster, &ClusterService::promote);
    }

    void addMaintenance() {
        addRpc("/maintenance/status", m_maintenance, &MaintenanceService::status);
        addRpc("/maintenance/hash", m_maintenance, &MaintenanceService::hash);
        addRpc("/maintenance/snapshot", m_maintenance, &MaintenanceService::snapshot);
        addRpc("/maintenance/transfer-leadership", m_maintenance,
               &MaintenanceService::transferLeadership);
        addRpc("/maintenance/defragment", m_maintenance, &MaintenanceService::defragment);
        addRpc("/maintenance/alarm", m_maintenance, &MaintenanceService::alarm);
    }

    void addPage(const char* path,
                 void (StatusPages::*page)(const HttpRequest&, const HttpReply&)) {
        m_router.add(path, {HttpMethod::Get},
                     [this, page](const HttpRequest& request, const HttpReply& reply) {
                         (m_pages.*page)(request, reply);
                     });
    }

    void addPages() {
        addPage("/", &StatusPages::index);
        addPage("/health", &StatusPages::health);
        addPage("/livez", &StatusPages::live);
        addPage("/readyz", &StatusPages::ready);
        addPage("/version", &StatusPages::version);
        addPage("/metrics", &StatusPages::metrics);
    }

    void addFault(const char* path, HttpMethod method,
                  void (FaultService::*call)(const HttpRequest&, const HttpReply&)) {
        m_router.add(path, {method},
                     [this, call](const HttpRequest& request, const HttpReply& reply) {
                         (m_faults.*call)(request, reply);
                     });
    }

    void addFaults() {
        m_router.add("/faults", {HttpMethod::Get, HttpMethod::Delete},
                     [this](const HttpRequest& request, const HttpReply& reply) {
                         if (request.method == HttpMethod::Delete) {
                             m_faults.healAll(request, reply);
                         } else {
                             m_faults.list(request, reply);
                         }
                     });
        addFault("/faults/link", HttpMethod::Post, &FaultService::link);
        addFault("/faults/disk", HttpMethod::Post, &FaultService::disk);
        addFault("/faults/hold", HttpMethod::Post, &FaultService::hold);
        addFault("/faults/campaign", HttpMethod::Post, &FaultService::campaign);
        addFault("/faults/election-timeout", HttpMethod::Post, &FaultService::electionTimeout);
        addFault("/faults/pause", HttpMethod::Post, &FaultService::pause);
        addFault("/faults/stop", HttpMethod::Post, &FaultService::stop);
    }

    void addMetrics(Metrics& metrics) {
        Gauge& streams =
            metrics.gauge("etcd_debugging_mvcc_watch_stream_total", "Requests that watch, now.");
        Gauge& watches = metrics.gauge("etcd_debugging_mvcc_watcher_total", "Watches, now.");
        metrics.onCollect(this, [this, &streams, &watches] {
            streams.set(static_cast<double>(m_watches.streamCount()));
            watches.set(static_cast<double>(m_watches.watchCount()));
        });
    }

    void addPlain() {
        const auto keys = [this](const HttpRequest& request, const HttpReply& reply) {
            m_plain.keys(request, reply);
        };
        m_router.add("/kv", {HttpMethod::Get, HttpMethod::Put, HttpMethod::Delete}, keys);
        m_router.addPrefix("/kv/", {HttpMethod::Get, HttpMethod::Put, HttpMethod::Delete}, keys);
        m_router.add("/conf", {HttpMethod::Post, HttpMethod::Delete},
                     [this](const HttpRequest& request, const HttpReply& reply) {
                         m_plain.members(request, reply);
                     });
    }

    Metrics& m_metrics;
    std::shared_ptr<ApiContext> m_context;
    KvService m_kv;
    LeaseService m_leases;
    ClusterService m_cluster;
    MaintenanceService m_maintenance;
    WatchService m_watches;
    PlainService m_plain;
    StatusPages m_pages;
    FaultService m_faults;
    Router m_router;
};

ClientApi::ClientApi(Backend& backend, Metrics& metrics, ApiOptions options, FaultPort* faults)
    : m_parts(std::make_unique<Parts>(backend, metrics, std::move(options), faults)) {}

ClientApi::~ClientApi() = default;

void ClientApi::handle(const HttpRequest& request, HttpReply reply) {
    m_parts->route(request, reply);
}

}  // namespace quorate::network
