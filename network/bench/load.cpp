// SPDX-License-Identifier: Apache-2.0
#include "network/bench/load.h"

#include <QHostAddress>
#include <QHostInfo>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <unistd.h>
#include <utility>

namespace quorate::bench {

namespace {

constexpr std::size_t kReadBytes = 256UL * 1024;
constexpr std::uint64_t kSweepNs = 20'000'000;
constexpr double kNsPerSecond = 1e9;

std::uint64_t toNs(double seconds) {
    return static_cast<std::uint64_t>(seconds * kNsPerSecond);
}

}  // namespace

std::uint64_t nowNs() {
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                          std::chrono::steady_clock::now().time_since_epoch())
                                          .count());
}

Result<SocketAddress> resolve(const network::PeerAddress& address) {
    QHostAddress host;
    if (!host.setAddress(QString::fromStdString(address.host))) {
        const QHostInfo info = QHostInfo::fromName(QString::fromStdString(address.host));
        if (info.addresses().isEmpty()) {
            return Error(ErrorCode::NotFound, "nobody knows the host '" + address.host + "'");
        }
        host = info.addresses().constFirst();
    }
    SocketAddress result;
    if (host.protocol() == QAbstractSocket::IPv6Protocol) {
        sockaddr_in6 system{};
        system.sin6_family = AF_INET6;
        system.sin6_port = htons(address.port);
        const Q_IPV6ADDR bytes = host.toIPv6Address();
        std::memcpy(&system.sin6_addr, &bytes, sizeof(bytes));
        std::memcpy(&result.storage, &system, sizeof(system));
        result.size = sizeof(system);
    } else {
        sockaddr_in system{};
        system.sin_family = AF_INET;
        system.sin_port = htons(address.port);
        system.sin_addr.s_addr = htonl(host.toIPv4Address());
        std::memcpy(&result.storage, &system, sizeof(system));
        result.size = sizeof(system);
    }
    return result;
}

Load::Load(const LoadOptions& options)
    : m_options(options), m_random(options.seed), m_buffer(kReadBytes) {}

Load::~Load() {
    if (m_epoll >= 0) {
        ::close(m_epoll);
    }
}

Result<std::unique_ptr<Load>> Load::create(const LoadOptions& options) {
    std::unique_ptr<Load> load(new Load(options));
    std::vector<SocketAddress> addresses;
    for (const network::PeerAddress& endpoint : options.endpoints) {
        auto address = resolve(endpoint);
        if (!address) {
            return address.error();
        }
        addresses.push_back(*address);
        load->m_books.emplace_back(options, endpoint.text());
    }
    if (addresses.empty()) {
        return Error(ErrorCode::InvalidArgument, "there is no endpoint to load");
    }
    load->m_epoll = ::epoll_create1(EPOLL_CLOEXEC);
    if (load->m_epoll < 0) {
        return Error(ErrorCode::IoError, std::string("epoll_create1: ") + std::strerror(errno));
    }
    for (std::size_t i = 0; i < options.connections; ++i) {
        load->m_connections.push_back(
            std::make_unique<LoadConnection>(addresses[i % addresses.size()]));
        load->m_connections.back()->book = i % addresses.size();
    }
    return load;
}

LoadResult Load::run() {
    m_now = nowNs();
    for (const auto& connection : m_connections) {
        open(*connection);
    }
    m_begin = m_now + toNs(m_options.warmUpSeconds);
    if (m_options.warmUpSeconds <= 0) {
        beginMeasuring();
    }
    std::uint64_t nextSweep = m_now + kSweepNs;
    std::array<epoll_event, 256> events{};
    for (;;) {
        const int count = ::epoll_wait(m_epoll, events.data(), static_cast<int>(events.size()),
                                       static_cast<int>(kSweepNs / 1'000'000));
        m_now = nowNs();
        if (!m_isMeasuring && m_now >= m_begin) {
            beginMeasuring();
        }
        for (int i = 0; i < count; ++i) {
            handle(*static_cast<LoadConnection*>(events[static_cast<std::size_t>(i)].data.ptr));
        }
        if (m_now >= nextSweep) {
            sweep();
            nextSweep = m_now + kSweepNs;
        }
        const bool hasAll = m_options.requests > 0 && m_result.answers() >= m_options.requests;
        if (m_isMeasuring && (hasAll || m_now >= m_begin + toNs(m_options.seconds))) {
            break;
        }
    }
    m_result.seconds = static_cast<double>(m_now - m_begin) / kNsPerSecond;
    measureProcesses(true);
    return std::move(m_result);
}

void Load::beginMeasuring() {
    m_isMeasuring = true;
    m_begin = m_now;
    measureProcesses(false);
}

void Load::measureProcesses(bool isEnd) {
    m_result.processes.resize(m_options.pids.size());
    m_usageBefore.resize(m_options.pids.size());
    for (std::size_t i = 0; i < m_options.pids.size(); ++i) {
        LoadResult::Process& process = m_result.processes[i];
        process.pid = m_options.pids[i];
        const auto usage = usageOf(process.pid);
        process.isThere = usage.has_value();
        if (!usage) {
            continue;
        }
        if (!isEnd) {
            m_usageBefore[i] = *usage;
        }
        process.cpuSeconds = usage->cpuSeconds - m_usageBefore[i].cpuSeconds;
        process.residentBytes = usage->residentBytes;
        process.peakResidentBytes = usage->peakResidentBytes;
    }
}

void Load::open(LoadConnection& connection) {
    connection.since = m_now;
    if (!connection.open()) {
        noteError(connection.problem());
        return;
    }
    epoll_event event{};
    // Once for what comes: each look at a socket that has nothing more would cost the servers time.
    event.events = EPOLLIN | EPOLLOUT | EPOLLET;
    event.data.ptr = &connection;
    connection.isWatchedForWrite = true;
    ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, connection.descriptor(), &event);
}

/// Hears of room to write only where something waits for it.
void Load::watch(LoadConnection& connection) {
    if (connection.descriptor() < 0 || connection.isWatchedForWrite == connection.wantsWrite()) {
        return;
    }
    connection.isWatchedForWrite = connection.wantsWrite();
    epoll_event event{};
    event.events = connection.isWatchedForWrite ? EPOLLIN | EPOLLOUT | EPOLLET : EPOLLIN | EPOLLET;
    event.data.ptr = &connection;
    ::epoll_ctl(m_epoll, EPOLL_CTL_MOD, connection.descriptor(), &event);
}

void Load::handle(LoadConnection& connection) {
    const LoadConnection::Event event = connection.ready(m_buffer);
    if (event == LoadConnection::Event::Broken) {
        noteError(connection.problem());
        return;
    }
    if (event == LoadConnection::Event::Answered) {
        m_now = nowNs();
        noteAnswer(connection);
        if (!connection.reader().keepsAlive()) {
            open(connection);
            return;
        }
    }
    if (connection.state() == LoadConnection::State::Idle) {
        ask(connection);
    }
    watch(connection);
}

std::size_t Load::nextKey() {
    return m_options.keyOrder == KeyOrder::Random ? m_random.below(m_options.keys)
                                                  : m_nextKey++ % m_options.keys;
}

void Load::ask(LoadConnection& connection) {
    const std::size_t key = nextKey();
    RequestBook& book = m_books[connection.book];
    connection.isPut = m_options.putPercent == 100 ||
                       (m_options.putPercent > 0 && m_random.chance(m_options.putPercent, 100));
    const std::string_view request =
        connection.isPut ? book.put(key, m_random.below(RequestBook::kValues)) : book.get(key);
    if (connection.send(request, m_now) == LoadConnection::Event::Broken) {
        noteError(connection.problem());
    }
}

void Load::noteAnswer(const LoadConnection& connection) {
    const ResponseReader& reader = connection.reader();
    if (reader.httpStatus() / 100 != 2) {
        const bool isMissing = !connection.isPut && reader.httpStatus() == 404;
        if (!isMissing) {
            noteError("status " + std::to_string(reader.httpStatus()) + ": " +
                      reader.failureBody());
            return;
        }
    }
    if (!m_isMeasuring) {
        return;
    }
    (connection.isPut ? m_result.puts : m_result.gets).record(m_now - connection.since);
    // Even in Base64 and with all around it, an answer with a value is longer than the value.
    if (!connection.isPut &&
        (reader.httpStatus() == 404 || reader.bodyBytes() < m_options.valueBytes)) {
        ++m_result.missing;
    }
}

void Load::noteError(const std::string& what) {
    if (!m_isMeasuring) {
        return;
    }
    ++m_result.errors;
    if (m_result.firstError.empty()) {
        m_result.firstError = what;
    }
}

void Load::sweep() {
    const std::uint64_t timeoutNs = m_options.timeoutMs * std::uint64_t{1'000'000};
    for (const auto& connection : m_connections) {
        if (connection->state() == LoadConnection::State::Closed) {
            open(*connection);
        } else if (connection->state() != LoadConnection::State::Idle &&
                   m_now - connection->since > timeoutNs) {
            noteError("no answer within " + std::to_string(m_options.timeoutMs) + " ms");
            open(*connection);
        }
    }
}

}  // namespace quorate::bench
