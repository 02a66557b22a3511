// SPDX-License-Identifier: Apache-2.0
#include "network/peer/peer_server.h"

#include <QHostAddress>
#include <QNetworkProxy>

namespace quorate::network {

namespace {

QHostAddress addressOf(const std::string& host) {
    if (host == "localhost") {
        return QHostAddress(QHostAddress::LocalHost);
    }
    QHostAddress address;
    address.setAddress(QString::fromStdString(host));
    return address;
}

}  // namespace

Result<PeerAddress> PeerServer::listenOn(const PeerAddress& address) {
    setProxy(QNetworkProxy::NoProxy);
    const QHostAddress host = addressOf(address.host);
    if (host.isNull()) {
        return Error(ErrorCode::InvalidArgument,
                     "cannot listen for peers on " + address.text() +
                         ": this is no address. Write one of this machine, or 0.0.0.0 for all");
    }
    if (!listen(host, address.port)) {
        return Error(ErrorCode::IoError, "cannot listen for peers on " + address.text() + ": " +
                                             errorString().toStdString() +
                                             ". Choose an address of this machine and a free port");
    }
    return PeerAddress{address.host, serverPort()};
}

}  // namespace quorate::network
