// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHostAddress>

#include <memory>
#include <string>
#include <vector>

#include "network/http/http_server.h"
#include "tests/network/http_client.h"

/// A server with a handler that does what a test of it needs.
namespace quorate::network_tests {

using network::HttpLimits;
using network::HttpReply;
using network::HttpRequest;
using network::HttpServer;
using network::HttpStream;

/// Answers with what it was asked; "/later" and "/stream" are answered by the test.
class Echo final : public network::HttpHandler {
public:
    void handle(const HttpRequest& request, HttpReply reply) override {
        ++requests;
        if (request.path.starts_with("/later")) {
            later.push_back(reply);
            return;
        }
        if (request.path == "/stream") {
            streams.push_back(reply.stream(200, "text/plain", listener));
            return;
        }
        if (request.path == "/large") {
            reply.send(200, "text/plain", std::string(large, 'x'));
            return;
        }
        reply.send(200, "text/plain",
                   std::to_string(static_cast<int>(request.method)) + ' ' +
                       std::string(request.path) + ' ' + std::string(request.query) + ' ' +
                       std::string(request.body));
    }

    int requests{0};
    std::size_t large{0};
    std::vector<HttpReply> later;
    std::vector<HttpStream> streams;
    network::HttpStreamListener* listener{nullptr};
};

class Listener final : public network::HttpStreamListener {
public:
    void writable() override { ++timesWritable; }
    void gone() override { ++timesGone; }
    int timesWritable{0};
    int timesGone{0};
};

/// Nothing happens by itself: the test looks at the time.
inline HttpLimits limitsForTests() {
    HttpLimits limits;
    limits.sweepIntervalMs = 0;
    return limits;
}

struct HttpFixture {
    explicit HttpFixture(const HttpLimits& limits = limitsForTests())
        : server(std::make_unique<HttpServer>(handler, limits)) {
        const auto listening = server->listen(QHostAddress(QHostAddress::LocalHost), 0);
        isListening = listening.has_value();
    }
    [[nodiscard]] quint16 port() const { return server->port(); }

    Echo handler;
    std::unique_ptr<HttpServer> server;
    bool isListening{false};
};

inline std::string get(const std::string& target) {
    return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

}  // namespace quorate::network_tests
