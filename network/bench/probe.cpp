// SPDX-License-Identifier: Apache-2.0
#include "network/bench/probe.h"

#include <QByteArray>
#include <QDeadlineTimer>
#include <QHostAddress>
#include <QJsonDocument>
#include <QNetworkProxy>
#include <QTcpSocket>

namespace quorate::bench {

std::optional<QJsonObject> askServer(std::uint16_t port, const std::string& path,
                                     const QJsonObject& body, int timeoutMs) {
    const QDeadlineTimer deadline(timeoutMs);
    const auto left = [&deadline] { return static_cast<int>(deadline.remainingTime()); };
    QTcpSocket socket;
    socket.setProxy(QNetworkProxy::NoProxy);
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    if (!socket.waitForConnected(left())) {
        return std::nullopt;
    }
    const QByteArray text = QJsonDocument(body).toJson(QJsonDocument::Compact);
    // With HTTP/1.0 the answer ends where the connection does.
    socket.write("POST " + QByteArray::fromStdString(path) + " HTTP/1.0\r\nHost: 127.0.0.1:" +
                 QByteArray::number(port) + "\r\nContent-Type: application/json\r\n" +
                 "Content-Length: " + QByteArray::number(text.size()) + "\r\n\r\n" + text);
    QByteArray answer;
    while (socket.state() == QAbstractSocket::ConnectedState && !deadline.hasExpired()) {
        socket.waitForReadyRead(left());
        answer += socket.readAll();
    }
    const qsizetype headEnd = answer.indexOf("\r\n\r\n");
    if (headEnd < 0 || answer.mid(9, 3) != "200") {
        return std::nullopt;
    }
    const QJsonDocument parsed = QJsonDocument::fromJson(answer.mid(headEnd + 4));
    return parsed.isObject() ? std::optional(parsed.object()) : std::nullopt;
}

bool probePut(std::uint16_t port, int timeoutMs) {
    return askServer(port, "/v3/kv/put", {{"key", "cHJvYmU="}, {"value", "eA=="}}, timeoutMs)
        .has_value();
}

bool probeGet(std::uint16_t port, int timeoutMs) {
    return askServer(port, "/v3/kv/range", {{"key", "cHJvYmU="}}, timeoutMs).has_value();
}

bool probeLeads(std::uint16_t port, int timeoutMs) {
    const auto status = askServer(port, "/v3/maintenance/status", {}, timeoutMs);
    return status &&
           status->value("leader").toString() ==
               status->value("header").toObject().value("member_id").toString() &&
           !status->value("leader").toString().isEmpty();
}

}  // namespace quorate::bench
