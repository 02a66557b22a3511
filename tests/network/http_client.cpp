// SPDX-License-Identifier: Apache-2.0
#include "tests/network/http_client.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QHostAddress>
#include <QTimer>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>

namespace quorate::network_tests {

namespace {

constexpr int kPatienceMs = 3000;

/// Runs the event loop until this is so. (QTest::qWaitFor would sleep between looks.)
template <class Condition>
bool waitUntil(const Condition& condition) {
    bool isOver = false;
    QTimer timer;
    timer.setSingleShot(true);
    QObject::connect(&timer, &QTimer::timeout, &timer, [&isOver] { isOver = true; });
    timer.start(kPatienceMs);
    while (!condition()) {
        if (isOver) {
            return false;
        }
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    return true;
}

}  // namespace

HttpClient::HttpClient(quint16 port) {
    m_socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    (void)waitUntil([this] { return m_socket.state() == QAbstractSocket::ConnectedState; });
}

void HttpClient::send(const std::string& bytes) {
    m_socket.write(bytes.data(), static_cast<qint64>(bytes.size()));
    m_socket.flush();
}

void HttpClient::request(const std::string& method, const std::string& target,
                         const std::string& body, const std::string& fields) {
    send(method + ' ' + target + " HTTP/1.1\r\nHost: localhost\r\n" + fields +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
}

void HttpClient::collect() {
    const QByteArray bytes = m_socket.readAll();
    m_received.append(bytes.constData(), static_cast<std::size_t>(bytes.size()));
}

bool HttpClient::waitFor(const std::string& needle) {
    return waitUntil([this, &needle] {
               collect();
               return m_received.find(needle) != std::string::npos ||
                      m_socket.state() == QAbstractSocket::UnconnectedState;
           }) &&
           m_received.find(needle) != std::string::npos;
}

bool HttpClient::waitForBytes(std::size_t count) {
    return waitUntil([this, count] {
               collect();
               return m_received.size() >= count ||
                      m_socket.state() == QAbstractSocket::UnconnectedState;
           }) &&
           m_received.size() >= count;
}

std::optional<ClientResponse> HttpClient::streamHead() {
    const std::string end = "\r\n\r\n";
    if (!waitFor(end)) {
        return std::nullopt;
    }
    const std::size_t size = m_received.find(end) + end.size();
    std::string head = m_received.substr(0, size - 2);
    m_received.erase(0, size);
    ClientResponse response;
    response.status = std::atoi(head.substr(9, 3).c_str());
    head.erase(0, head.find("\r\n") + 2);
    while (!head.empty()) {
        const std::string line = head.substr(0, head.find("\r\n"));
        head.erase(0, line.size() + 2);
        const std::size_t colon = line.find(": ");
        std::string name = line.substr(0, colon);
        std::transform(name.begin(), name.end(), name.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        response.fields[name] = colon == std::string::npos ? "" : line.substr(colon + 2);
    }
    return response;
}

std::optional<std::string> HttpClient::chunk() {
    if (!waitFor("\r\n")) {
        return std::nullopt;
    }
    const std::size_t head = m_received.find("\r\n") + 2;
    const std::size_t size = std::strtoul(m_received.c_str(), nullptr, 16);
    if (!waitForBytes(head + size + 2)) {
        return std::nullopt;
    }
    std::string piece = m_received.substr(head, size);
    m_received.erase(0, head + size + 2);
    return piece;
}

std::optional<ClientResponse> HttpClient::response() {
    std::optional<ClientResponse> response = streamHead();
    if (!response) {
        return std::nullopt;
    }
    if (response->fields.count("transfer-encoding") != 0) {
        for (;;) {
            const auto piece = chunk();
            if (!piece) {
                return std::nullopt;
            }
            if (piece->empty()) {
                return response;
            }
            response->body += *piece;
        }
    }
    const std::size_t size =
        response->status == 204 || response->status == 100
            ? 0
            : std::strtoul(response->fields["content-length"].c_str(), nullptr, 10);
    if (!waitForBytes(size)) {
        return std::nullopt;
    }
    response->body = m_received.substr(0, size);
    m_received.erase(0, size);
    return response;
}

ClientResponse HttpClient::ask(const std::string& method, const std::string& target,
                               const std::string& body, const std::string& fields) {
    request(method, target, body, fields);
    return response().value_or(ClientResponse());
}

bool HttpClient::isClosed() {
    return waitUntil([this] {
        collect();
        return m_socket.state() == QAbstractSocket::UnconnectedState;
    });
}

void HttpClient::close() {
    m_socket.abort();
}

}  // namespace quorate::network_tests
