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

}  // namespace

bool FreePorts::tryTake(std::uint16_t wanted) {
    auto server = std::make_unique<QTcpServer>();
    if (!server->listen(QHostAddress::LocalHost, wanted)) {
        return false;
    }
    m_held.push_back(std::move(server));
    return true;
}

std::uint16_t FreePorts::takeRow(int count) {
    const int end = firstOutgoing() - count;
    for (int i = 0; i < kTries; ++i) {
        // At random, so that programs which look at the same time look in different places.
        const int first = QRandomGenerator::global()->bounded(kLowest, end);
        const std::size_t before = m_held.size();
        int taken = 0;
        while (taken < count && tryTake(static_cast<std::uint16_t>(first + taken))) {
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
