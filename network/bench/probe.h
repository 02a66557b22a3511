// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QJsonObject>

#include <cstdint>
#include <optional>
#include <string>

namespace quorate::bench {

/// One request of etcd's v3 API to a port of this machine, over a connection of its own; waits for
/// the answer. Nothing where there is none in time, or not with status 200.
std::optional<QJsonObject> askServer(std::uint16_t port, const std::string& path,
                                     const QJsonObject& body, int timeoutMs);

/// Puts one key.
bool probePut(std::uint16_t port, int timeoutMs);
/// A linearizable get of one key.
bool probeGet(std::uint16_t port, int timeoutMs);
/// Whether the member that has this client port leads.
bool probeLeads(std::uint16_t port, int timeoutMs);

}  // namespace quorate::bench
