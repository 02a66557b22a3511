// SPDX-License-Identifier: Apache-2.0
// Runs one node until it is told to end.
#include <QCoreApplication>
#include <QDateTime>
#include <QSocketNotifier>
#include <QTimer>

#include <array>
#include <csignal>
#include <cstdio>
#include <memory>
#include <sys/socket.h>
#include <unistd.h>

#include "network/host/epoll_dispatcher.h"
#include "network/host/node_server.h"
#include "network/host/quorated/name_lookup.h"
#include "network/host/quorated/serve_options.h"
#include "network/host/quorated/verbs.h"

namespace quorate::host {

namespace {

using network::HostConfig;

/// The one thing that a signal handler may reach.
std::array<int, 2> signalSockets{-1, -1};

void noteSignal(int /*number*/) {
    const char byte = 1;
    // Nothing can be done about a failure here; the next signal is noted again.
    static_cast<void>(!::write(signalSockets[0], &byte, sizeof(byte)));
}

void logLine(const char* level, const std::string& text) {
    const QByteArray now = QDateTime::currentDateTime().toString(Qt::ISODateWithMs).toUtf8();
    std::fprintf(stderr, "%s %s %s\n", now.constData(), level, text.c_str());
}

/// The node, what serves its clients, and how both come to an end.
class Daemon final {
public:
    Daemon(HostConfig config, int logLevel) : m_config(std::move(config)), m_logLevel(logLevel) {}

    /// From the event loop, which a failure ends.
    void start() {
        m_config.clientUrl =
            "http://" + m_config.clientHost + ":" + std::to_string(m_config.clientPort);
        if (isName(m_config.clientHost)) {
            m_config.hostNames.push_back(m_config.clientHost);
        }
        lookUpNames({m_config.peerHost, m_config.clientHost}, m_context,
                    [this](const Result<std::vector<std::string>>& addresses) {
                        auto begun = addresses ? begin(addresses->front(), addresses->back())
                                               : Result<void>(addresses.error());
                        if (!begun) {
                            std::fprintf(stderr, "quorated: %s\n", begun.error().message.c_str());
                            QCoreApplication::exit(kExitFindings);
                        }
                    });
    }

    /// Hands leadership on, answers what is under way, and ends; at once when asked again.
    void end() {
        if (m_isEnding || !m_server) {
            QCoreApplication::exit(kExitFine);
            return;
        }
        m_isEnding = true;
        if (m_logLevel <= 1) {
            logLine("info", "ending; a second signal ends at once");
        }
        m_server->end([] { QCoreApplication::exit(kExitFine); });
    }

private:
    Result<void> begin(const std::string& peerAddress, const std::string& clientAddress) {
        m_config.peerHost = peerAddress;
        m_config.clientHost = clientAddress;
        auto server = network::NodeServer::start(m_config);
        if (!server) {
            return server.error();
        }
        m_server = std::move(*server);
        network::NodeHost& host = m_server->host();
        QObject::connect(&host, &network::NodeHost::logged, [this](int level, const QString& line) {
            if (level + 1 >= m_logLevel) {
                logLine(level == 0 ? "info" : "warning", line.toStdString());
            }
        });
        QObject::connect(&host, &network::NodeHost::failed, [](const QString& reason) {
            logLine("error", "the node stopped: " + reason.toStdString());
            QCoreApplication::exit(kExitFindings);
        });
        QObject::connect(&host, &network::NodeHost::endAsked, [this] { end(); });
        if (m_logLevel <= 1) {
            logLine("info", "node " + toString(m_config.id) + " serves clients on " +
                                m_config.clientUrl + " and peers on port " +
                                std::to_string(host.peerPort()));
        }
        return {};
    }

    QObject m_context;
    HostConfig m_config;
    int m_logLevel;
    std::unique_ptr<network::NodeServer> m_server;
    bool m_isEnding{false};
};

}  // namespace

int serveVerb(const Arguments& arguments) {
    auto parsed = network::parseServeOptions(arguments);
    if (const auto* help = std::get_if<network::ServeHelp>(&parsed)) {
        std::fputs(help->text.c_str(), stdout);
        return kExitFine;
    }
    if (const auto* refusal = std::get_if<network::ServeRefusal>(&parsed)) {
        std::fprintf(stderr, "quorated: %s\n", refusal->line.c_str());
        return kExitUsage;
    }
    auto& options = std::get<network::ServeOptions>(parsed);

    // Qt's own event loops cost more the more clients there are.
    QCoreApplication::setEventDispatcher(new network::EpollDispatcher);
    // Those of the other threads: without GLib they take all that is ready in one turn.
    qputenv("QT_NO_GLIB", "1");
    std::string name = "quorated";
    std::array<char*, 2> argv{name.data(), nullptr};
    int argc = 1;
    const QCoreApplication application(argc, argv.data());

    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, signalSockets.data()) != 0) {
        std::perror("quorated: socketpair");
        return kExitFindings;
    }
    Daemon daemon(std::move(options.host), options.logLevel);
    QSocketNotifier notifier(signalSockets[1], QSocketNotifier::Read);
    QObject::connect(&notifier, &QSocketNotifier::activated, [&daemon] {
        char byte = 0;
        if (::read(signalSockets[1], &byte, sizeof(byte)) == sizeof(byte)) {
            daemon.end();
        }
    });
    // Whoever started it holds the other end, and lets go when it ends, however that happens.
    QSocketNotifier input(STDIN_FILENO, QSocketNotifier::Read);
    input.setEnabled(options.endsWithInput);
    QObject::connect(&input, &QSocketNotifier::activated, [&daemon, &input] {
        std::array<char, 256> ignored{};
        if (::read(STDIN_FILENO, ignored.data(), ignored.size()) <= 0) {
            input.setEnabled(false);
            daemon.end();
        }
    });
    std::signal(SIGTERM, noteSignal);
    std::signal(SIGINT, noteSignal);
    std::signal(SIGPIPE, SIG_IGN);
    QTimer::singleShot(0, &application, [&daemon] { daemon.start(); });
    return QCoreApplication::exec();
}

}  // namespace quorate::host
