// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTcpServer>

#include "engine/base/result.h"
#include "network/peer/address.h"

namespace quorate::network {

/// Listens for peers and hands on the bare connections, so that whoever takes them decides how they
/// are opened.
class PeerServer final : public QTcpServer {
    Q_OBJECT
public:
    explicit PeerServer(QObject* parent = nullptr) : QTcpServer(parent) {}

    /// Port 0 is any that is free. A name is looked up, which may take as long as that takes. The
    /// address with its port; IoError, with what to do.
    Result<PeerAddress> listenOn(const PeerAddress& address);

Q_SIGNALS:
    void called(qintptr descriptor);

protected:
    void incomingConnection(qintptr descriptor) override { Q_EMIT called(descriptor); }
};

}  // namespace quorate::network
