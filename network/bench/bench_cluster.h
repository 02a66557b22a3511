// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "engine/base/result.h"
#include "network/bench/server_process.h"
#include "network/free_ports.h"
#include "network/peer/address.h"

namespace quorate::bench {

enum class Product : std::uint8_t { Quorate, Etcd };
inline constexpr std::array kProducts{Product::Quorate, Product::Etcd};
[[nodiscard]] const char* nameOf(Product product);

/// Three servers of one product on free ports of this machine, with the same settings: elections
/// after one second, heartbeats ten times a second, everything else as it comes.
class BenchCluster final {
public:
    static constexpr std::size_t kNodes = 3;

    /// `directory` must be there; data and output go below it.
    BenchCluster(Product product, QString program, QString directory);

    Result<void> start(std::size_t node);
    Result<void> startAll();
    void kill(std::size_t node) { m_processes.at(node).kill(); }
    void killAll();

    [[nodiscard]] std::uint16_t clientPort(std::size_t node) const {
        return m_clientPorts.at(node);
    }
    [[nodiscard]] std::vector<network::PeerAddress> endpoints() const;
    [[nodiscard]] std::vector<int> pids() const;
    /// Waits for one; DeadlineExceeded, with where to look, where none comes.
    Result<std::size_t> leader();
    /// Tries again and again until a put is answered by this node: the seconds that took.
    Result<double> untilPut(std::size_t node);
    /// The same with a linearizable get.
    Result<double> untilGet(std::size_t node);

private:
    [[nodiscard]] QStringList argumentsOf(std::size_t node) const;
    Result<double> until(std::size_t node, bool (*probe)(std::uint16_t port, int timeoutMs));
    [[nodiscard]] Error tookTooLong(const std::string& what) const;
    [[nodiscard]] QString outputOf(std::size_t node) const;

    const Product m_product;
    const QString m_program;
    const QString m_directory;
    network::FreePorts m_reserved;
    std::array<std::uint16_t, kNodes> m_clientPorts{};
    std::array<std::uint16_t, kNodes> m_peerPorts{};
    std::array<ServerProcess, kNodes> m_processes;
};

}  // namespace quorate::bench
