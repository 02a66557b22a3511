// SPDX-License-Identifier: Apache-2.0
#include "network/api/http_metrics.h"

namespace quorate::network {

void collectHttpMetrics(Metrics& metrics, const HttpServer& server) {
    Counter& requests = metrics.counter("quorate_http_requests_total", "Requests of clients.");
    Counter& refused = metrics.counter("quorate_http_requests_refused_total",
                                       "Malformed, too large, too slow, or of another origin.");
    Counter& accepted =
        metrics.counter("quorate_http_connections_accepted_total", "Connections of clients.");
    Counter& tooMany =
        metrics.counter("quorate_http_connections_refused_total", "Connections beyond the limit.");
    Counter& received = metrics.counter("etcd_network_client_grpc_received_bytes_total",
                                        "Bytes received from clients.");
    Counter& sent =
        metrics.counter("etcd_network_client_grpc_sent_bytes_total", "Bytes sent to clients.");
    Gauge& open = metrics.gauge("quorate_http_connections", "Open connections of clients.");
    Gauge& held =
        metrics.gauge("quorate_http_held_bytes", "Bytes that wait for clients or their requests.");
    metrics.onCollect(&server, [&] {
        const HttpCounters& counters = server.counters();
        requests.set(counters.requests);
        refused.set(counters.refusedRequests);
        accepted.set(counters.acceptedConnections);
        tooMany.set(counters.refusedConnections);
        received.set(counters.receivedBytes);
        sent.set(counters.sentBytes);
        held.set(static_cast<double>(server.heldBytes()));
        open.set(static_cast<double>(server.connectionCount()));
    });
}

}  // namespace quorate::network
