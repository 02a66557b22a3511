// SPDX-License-Identifier: Apache-2.0
#include "network/bench/load_connection.h"

#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>
#include <utility>

namespace quorate::bench {

namespace {

std::string systemError(const char* what, int number) {
    return std::string(what) + ": " + std::strerror(number);
}

}  // namespace

bool LoadConnection::open() {
    close();
    m_reader.reset();
    m_descriptor =
        ::socket(m_address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (m_descriptor < 0) {
        m_problem = systemError("socket", errno);
        return false;
    }
    const int on = 1;
    ::setsockopt(m_descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    m_state = State::Connecting;
    const auto* address = reinterpret_cast<const sockaddr*>(&m_address.storage);
    if (::connect(m_descriptor, address, m_address.size) != 0 && errno != EINPROGRESS) {
        broken(systemError("connect", errno));
        return false;
    }
    return true;
}

void LoadConnection::close() {
    if (m_descriptor >= 0) {
        ::close(m_descriptor);
    }
    m_descriptor = -1;
    m_state = State::Closed;
    m_unsent.clear();
    isWatchedForWrite = false;
}

LoadConnection::Event LoadConnection::broken(std::string problem) {
    close();
    m_problem = std::move(problem);
    return Event::Broken;
}

LoadConnection::Event LoadConnection::writeSome(std::string_view bytes) {
    const ssize_t written = ::send(m_descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (written < 0 && errno != EAGAIN) {
        return broken(systemError("write", errno));
    }
    m_unsent = bytes.substr(written < 0 ? 0 : static_cast<std::size_t>(written));
    return Event::Nothing;
}

LoadConnection::Event LoadConnection::send(std::string_view request, std::uint64_t now) {
    m_state = State::Waiting;
    since = now;
    return writeSome(request);
}

LoadConnection::Event LoadConnection::ready(std::span<char> buffer) {
    if (m_state == State::Connecting) {
        int error = 0;
        socklen_t size = sizeof(error);
        ::getsockopt(m_descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
        if (error != 0) {
            return broken(systemError("connect", error));
        }
        m_state = State::Idle;
        return Event::Nothing;
    }
    if (!m_unsent.empty()) {
        const std::string rest = std::exchange(m_unsent, {});
        if (writeSome(rest) == Event::Broken) {
            return Event::Broken;
        }
    }
    // Until nothing is left, unless it was an answer: what is left is not announced again.
    for (;;) {
        const ssize_t read = ::recv(m_descriptor, buffer.data(), buffer.size(), 0);
        if (read < 0) {
            return errno == EAGAIN ? Event::Nothing : broken(systemError("read", errno));
        }
        if (read == 0) {
            return broken("the server closed the connection");
        }
        const std::string_view bytes(buffer.data(), static_cast<std::size_t>(read));
        const ResponseReader::Step step = m_reader.feed(bytes);
        if (step.status == ResponseReader::Status::Failed ||
            (step.status == ResponseReader::Status::Done &&
             (m_state != State::Waiting || step.consumed != bytes.size()))) {
            return broken("what the server sent is no answer: " +
                          std::string(bytes.substr(0, bytes.find('\r'))));
        }
        if (step.status == ResponseReader::Status::Done) {
            m_state = State::Idle;
            return Event::Answered;
        }
    }
}

}  // namespace quorate::bench
