// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "network/client/server_address.h"

namespace quorate::gui {

/// Where a node answers its clients.
struct NodeAddress {
    QString host;  ///< a name, or an address without brackets
    std::uint16_t port{0};
    bool isTls{false};
    /// "host:port", with brackets where they are needed, and https:// in front where it is so.
    [[nodiscard]] QString text() const;
    friend bool operator==(const NodeAddress&, const NodeAddress&) = default;
};

/// Of "host:port", also with http:// or https:// in front and with a / behind; an IPv6 address
/// stands in brackets. InvalidArgument says in one line what to write.
Result<NodeAddress> nodeAddressOf(const QString& text);
/// Of addresses with commas or spaces between them; one that comes twice counts once.
Result<std::vector<NodeAddress>> nodeAddressesOf(const QString& text);
QStringList textsOf(const std::vector<NodeAddress>& addresses);
network::ServerAddress serverAddressOf(const NodeAddress& address);
/// What is said of an address, for those who know which one it is about.
QString withoutAddress(const std::string& text, const NodeAddress& address);

}  // namespace quorate::gui
