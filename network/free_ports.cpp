// SPDX-License-Identifier: Apache-2.0
#include "network/free_ports.h"

#include <QFile>
#include <QRandomGenerator>

namespace quorate::network {

namespace {

/// Below lie the ports of well-known services.
constexpr int kLowest = 10'240;
/// Where Linux begins to serve outgoing connections unless told otherwise.
constexpr int kUsualFirstOutgoing = 32'768;
constexpr int kTries = 1'000;

/// ip(7): ip_local_port_range has the first and the last port of outgoing connections.
int firstOutgoing() {
    QFile range(QStringLiteral("/proc/sys/net/ipv4/ip_local_port_range"));
    if (!range.open(QIODevice::ReadOnly)) {
        return kUsualFirstOutgoing;
    }
    const int first = range.readAll().simplified().split(' ').value(0).toInt();
    return first > 2 * kLowest ? first : kUsualFirstOutgoing;
}

constexpr QAbstractSocket::BindMode kShared = QAbstractSocket::ShareAddress;
constexpr QAbstractSocket::BindMode kAlone = QAbstractSocket::DontShareAddress;

}  // namespace

bool FreePorts::tryTake(std::uint16_t wanted) {
    auto socket = std::make_unique<QTcpSocket>();
    if (!socket->bind(QHostAddress::LocalHost, wanted, kShared)) {
        return false;
    }
    m_held.push_back(std::move(socket));
    return true;
}

bool FreePorts::hold(std::uint16_t port) {
    {
        // Whoever holds it, or listens, is in the way of one that does not share.
        QTcpSocket socket;
        if (!socket.bind(QHostAddress::LocalHost, port, kAlone)) {
            return false;
        }
    }
    return tryTake(port);
}

std::uint16_t FreePorts::takeRow(int count) {
    const int end = firstOutgoing() - count;
    for (int i = 0; i < kTries; ++i) {
        const int first = QRandomGenerator::global()->bounded(kLowest, end);
        const std::size_t before = m_held.size();
        int taken = 0;
        while (taken < count && hold(static_cast<std::uint16_t>(first + taken))) {
            ++taken;
        }
        if (taken == count) {
            return static_cast<std::uint16_t>(first);
        }
        m_held.resize(before);
    }
    return 0;
}

}  // namespace quorate::network
