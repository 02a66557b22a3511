// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QString>

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

#include "engine/raft/types.h"
#include "gui/session/attached/node_address.h"
#include "network/client/node_client.h"

namespace quorate::gui {

/// What answers at an address. A value.
struct AddressAnswer {
    enum class Kind : std::uint8_t {
        Silent,  ///< nobody, or not in time
        Quorate,
        Etcd,
        Other,  ///< somebody, who is neither
    };
    Kind kind{Kind::Silent};
    std::string version;
    /// Of either: who it is, of which cluster, and whom it believes to lead. Those of an etcd are
    /// any 64 bits.
    raft::NodeId node;
    std::uint64_t cluster{0};
    raft::NodeId leader;
    /// What is wrong, for people; mostly empty for those two.
    QString problem;
};

/// Asks once what answers at an address. When it goes, nobody is called back.
class AddressLook final : public QObject {
    Q_OBJECT

public:
    using Done = std::function<void(const AddressAnswer&)>;

    AddressLook(const NodeAddress& address, int timeoutMs, Done done, QObject* parent = nullptr)
        : AddressLook(address, {}, timeoutMs, std::move(done), parent) {}
    AddressLook(const NodeAddress& address, const network::ClientCredentials& credentials,
                int timeoutMs, Done done, QObject* parent = nullptr);

private:
    void heardVersion(const Result<std::string>& body);
    void finish();

    const NodeAddress m_address;
    const int m_timeoutMs;
    QElapsedTimer m_since;
    network::NodeClient m_client;
    AddressAnswer m_answer;
    Done m_done;
};

}  // namespace quorate::gui
