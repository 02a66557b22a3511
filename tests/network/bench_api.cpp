// SPDX-License-Identifier: Apache-2.0
// Requests a second through HTTP, the API and a backend in memory, over loopback, with 64
// connections that each wait for their answer. The client has a thread of its own, so what counts
// is what the server's thread costs: requests per second of its processor time.
#include <QCoreApplication>
#include <QHostAddress>
#include <QTimer>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <netinet/in.h>
#include <string>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "network/api/base64.h"
#include "network/api/client_api.h"
#include "network/http/http_server.h"
#include "tests/network/fake_backend.h"

namespace quorate::network_tests {

namespace {

constexpr int kConnections = 64;
constexpr int kRequests = 200'000;

double threadSeconds() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

std::string request(const std::string& method, const std::string& target, const std::string& body) {
    return method + ' ' + target + " HTTP/1.1\r\nHost: 127.0.0.1:2379\r\nUser-Agent: bench\r\n" +
           "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

int connectTo(std::uint16_t port) {
    const int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        std::perror("connect");
        std::exit(1);
    }
    return descriptor;
}

/// Sends a request on each connection, and the next one for each answer. Answers fit into a read.
void load(std::uint16_t port, const std::string& bytes, std::atomic<bool>& isDone) {
    const int poll = epoll_create1(0);
    std::vector<int> sockets;
    for (int i = 0; i < kConnections; ++i) {
        sockets.push_back(connectTo(port));
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.fd = sockets.back();
        epoll_ctl(poll, EPOLL_CTL_ADD, sockets.back(), &event);
    }
    int sent = 0;
    int answered = 0;
    const auto sendOne = [&](int descriptor) {
        if (sent < kRequests) {
            ++sent;
            (void)!write(descriptor, bytes.data(), bytes.size());
        }
    };
    for (const int descriptor : sockets) {
        sendOne(descriptor);
    }
    std::array<epoll_event, kConnections> events{};
    std::array<char, 65536> buffer{};
    while (answered < kRequests) {
        const int ready = epoll_wait(poll, events.data(), kConnections, 1000);
        for (int i = 0; i < ready; ++i) {
            const int descriptor = events[static_cast<std::size_t>(i)].data.fd;
            const ssize_t size = read(descriptor, buffer.data(), buffer.size());
            if (size <= 0 || std::string_view(buffer.data(), 12) != "HTTP/1.1 200") {
                std::fprintf(stderr, "bad answer: %.*s\n", static_cast<int>(size), buffer.data());
                std::exit(1);
            }
            ++answered;
            sendOne(descriptor);
        }
    }
    for (const int descriptor : sockets) {
        close(descriptor);
    }
    close(poll);
    isDone = true;
}

void measure(const char* name, std::uint16_t port, const std::string& bytes) {
    std::atomic<bool> isDone{false};
    const double cpuBefore = threadSeconds();
    const auto before = std::chrono::steady_clock::now();
    std::thread client([&] { load(port, bytes, isDone); });
    QTimer timer;
    timer.start(1);
    while (!isDone) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    client.join();
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - before).count();
    const double cpu = threadSeconds() - cpuBefore;
    std::printf("%-34s %8.0f requests/s   %5.1f us of the server's time each   %8.0f/s of it\n",
                name, kRequests / seconds, cpu / kRequests * 1e6, kRequests / cpu);
}

class Hello final : public network::HttpHandler {
public:
    void handle(const network::HttpRequest& /*request*/, network::HttpReply reply) override {
        reply.send(200, "text/plain", "hello\n");
    }
};

std::string base64(const std::string& bytes) {
    std::string text;
    network::appendBase64(text, bytes);
    return text;
}

int run() {
    const QHostAddress local(QHostAddress::LocalHost);
    Hello hello;
    network::HttpServer bare(hello);
    FakeBackend backend;
    network::Metrics metrics;
    network::ClientApi api(backend, metrics);
    network::HttpServer server(api);
    if (!bare.listen(local, 0) || !server.listen(local, 0)) {
        std::fprintf(stderr, "cannot listen\n");
        return 1;
    }
    const std::string value(256, 'v');
    const std::string key = base64("bench/key");
    measure("HTTP alone", bare.port(), request("GET", "/", {}));
    measure("put of 256 bytes, JSON", server.port(),
            request("POST", "/v3/kv/put",
                    R"({"key":")" + key + R"(","value":")" + base64(value) + R"("})"));
    measure("get of 256 bytes, JSON", server.port(),
            request("POST", "/v3/kv/range", R"({"key":")" + key + R"("})"));
    measure("put of 256 bytes, plain", server.port(), request("PUT", "/kv", "bench/key=" + value));
    measure("get of 256 bytes, plain", server.port(), request("GET", "/kv/bench/key", {}));
    return 0;
}

}  // namespace

}  // namespace quorate::network_tests

int main(int argc, char** argv) {
    // The event loop of Unix is quicker than that of GLib, and what quorated uses.
    qputenv("QT_NO_GLIB", "1");
    const QCoreApplication application(argc, argv);
    return quorate::network_tests::run();
}
