// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHostAddress>

#include <memory>
#include <string>

#include "network/api/client_api.h"
#include "network/http/http_server.h"
#include "tests/network/fake_backend.h"
#include "tests/network/http_client.h"
#include "tests/network/json_text.h"

namespace quorate::network_tests {

/// The whole client port over a fake backend, and a client of it.
struct ApiFixture {
    explicit ApiFixture(const network::ApiOptions& options = {},
                        const network::HttpLimits& limits = {})
        : api(std::make_unique<network::ClientApi>(backend, metrics, options)),
          server(std::make_unique<network::HttpServer>(*api, limits)),
          isListening(server->listen(QHostAddress(QHostAddress::LocalHost), 0).has_value()),
          client(server->port()) {}

    /// POST; the body of the answer.
    std::string post(const std::string& path, const std::string& body) {
        last = client.ask("POST", path, body);
        return last.body;
    }

    FakeBackend backend;
    network::Metrics metrics;
    std::unique_ptr<network::ClientApi> api;
    std::unique_ptr<network::HttpServer> server;
    bool isListening;
    HttpClient client;
    ClientResponse last;
};

/// The header that answers have at a revision.
inline std::string header(int revision) {
    return json("{'header':{'cluster_id':'77','member_id':'1','revision':'") +
           std::to_string(revision) + json("','raft_term':'2'}");
}

/// An error as etcd's gateway writes it.
inline std::string error(const std::string& message, int code) {
    return json("{'error':'") + message + json("','message':'") + message + json("','code':") +
           std::to_string(code) + '}';
}

}  // namespace quorate::network_tests
