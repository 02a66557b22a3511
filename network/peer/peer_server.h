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

    /// An address of this machine, or localhost; names are not looked up, since that takes as long
    /// as it takes. Port 0 is any that is free. The address with its port; InvalidArgument,
    /// IoError, with what to do.
    Result<PeerAddress> listenOn(const PeerAddress& address);

Q_SIGNALS:
    void called(qintptr descriptor);

protected:
    void incomingConnection(qintptr descriptor) override { Q_EMIT called(descriptor); }
};

}  // namespace quorate::network
