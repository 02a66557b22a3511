// SPDX-License-Identifier: Apache-2.0
#include "network/peer/peer_server.h"

#include <QHostAddress>
#include <QHostInfo>
#include <QNetworkProxy>

namespace quorate::network {

namespace {

QHostAddress addressOf(const std::string& host) {
    if (host == "localhost") {
        return QHostAddress(QHostAddress::LocalHost);
    }
    QHostAddress address;
    if (address.setAddress(QString::fromStdString(host))) {
        return address;
    }
    const QHostInfo info = QHostInfo::fromName(QString::fromStdString(host));
    return info.addresses().value(0);
}

}  // namespace

Result<PeerAddress> PeerServer::listenOn(const PeerAddress& address) {
    setProxy(QNetworkProxy::NoProxy);
    const QHostAddress host = addressOf(address.host);
    if (host.isNull()) {
        return Error(ErrorCode::IoError, "cannot listen for peers on " + address.text() +
                                             ": no address is known for that name");
    }
    if (!listen(host, address.port)) {
        return Error(ErrorCode::IoError, "cannot listen for peers on " + address.text() + ": " +
                                             errorString().toStdString() +
                                             ". Choose an address of this machine and a free port");
    }
    return PeerAddress{address.host, serverPort()};
}

}  // namespace quorate::network
