// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

#include "engine/stage/history/client_history.h"
#include "engine/stage/history/history_checker.h"

namespace quorate::tests {

/// Clients, a thread each, that put, read, delete and swap a few keys through any node, and take
/// down what they asked and what they were told. What has no clear answer is taken down as unknown,
/// and after any answer but a good one the client goes to another node.
class RecordedLoad {
public:
    /// `ports` are those of the nodes 1, 2, …
    RecordedLoad(std::vector<std::uint16_t> ports, int clients, std::uint32_t seed);
    ~RecordedLoad();

    /// Answered requests so far; with `node`, those that it answered.
    [[nodiscard]] std::uint64_t done() const { return m_done; }
    [[nodiscard]] std::uint64_t done(int node) const {
        return m_doneBy[static_cast<std::size_t>(node) - 1];
    }

    /// Ends the clients and judges what they saw. Once.
    stage::HistoryVerdict judge();

private:
    void run(std::uint64_t client, std::uint32_t seed);
    void end();
    /// Between attempts where nobody listens; ends early with the load.
    void backOff();
    void note(const stage::ClientRecord& record);
    [[nodiscard]] observe::Moment now() const;

    std::vector<std::uint16_t> m_ports;
    QElapsedTimer m_clock;
    std::atomic<bool> m_isOver{false};
    std::atomic<std::uint64_t> m_done{0};
    std::vector<std::atomic<std::uint64_t>> m_doneBy;
    std::atomic<std::uint64_t> m_nextId{1};
    std::mutex m_mutex;  // of m_history
    std::condition_variable m_over;
    std::vector<stage::ClientRecord> m_history;
    std::vector<std::thread> m_clients;
};

}  // namespace quorate::tests
