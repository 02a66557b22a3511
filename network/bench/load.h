// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "engine/base/random.h"
#include "engine/base/result.h"
#include "network/bench/load_connection.h"
#include "network/bench/load_options.h"
#include "network/bench/load_result.h"
#include "network/bench/request_book.h"

namespace quorate::bench {

/// Nanoseconds of a clock that only goes forward.
[[nodiscard]] std::uint64_t nowNs();

/// An address as the system has it; NotFound for a name that nobody knows.
[[nodiscard]] Result<SocketAddress> resolve(const network::PeerAddress& address);

/// Puts a load on servers, from the thread that calls run(), and measures what comes of it.
///
/// Each connection waits for an answer before it asks anew. What breaks is an error, is opened
/// again after a short while, and goes on; requests that were under way are not repeated.
class Load final {
public:
    /// InvalidArgument, IoError.
    static Result<std::unique_ptr<Load>> create(const LoadOptions& options);
    ~Load();

    /// Warms up, measures, ends; once.
    LoadResult run();

private:
    explicit Load(const LoadOptions& options);

    void open(LoadConnection& connection);
    void watch(LoadConnection& connection);
    void handle(LoadConnection& connection);
    void ask(LoadConnection& connection);
    void noteAnswer(const LoadConnection& connection);
    void noteError(const std::string& what);
    /// Opens again what is closed, and gives up what waits too long.
    void sweep();
    [[nodiscard]] std::size_t nextKey();
    void beginMeasuring();
    void measureProcesses(bool isEnd);

    const LoadOptions m_options;
    Random m_random;
    int m_epoll{-1};
    std::vector<RequestBook> m_books;
    std::vector<std::unique_ptr<LoadConnection>> m_connections;
    std::vector<char> m_buffer;
    LoadResult m_result;
    std::vector<ProcessUsage> m_usageBefore;
    std::size_t m_nextKey{0};
    std::uint64_t m_now{0};
    std::uint64_t m_begin{0};
    bool m_isMeasuring{false};
};

}  // namespace quorate::bench
