// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include <cstdint>
#include <map>
#include <memory>

#include "network/free_ports.h"

namespace quorate::tests {

/// Members of one etcd, each a process of its own on free ports of 127.0.0.1.
class EtcdCluster {
public:
    /// Where etcd is: QUORATE_ETCD, or what `.ci/install-dependencies etcd` unpacked, or an
    /// installed one; empty where there is none. Tests that need one are skipped then.
    static QString program();
    static constexpr const char* kMissing =
        "there is no etcd; '.ci/install-dependencies etcd' fetches one, or QUORATE_ETCD names it";

    explicit EtcdCluster(int size);
    ~EtcdCluster();

    /// Options that all members are started with from now on.
    QStringList options;

    /// True once each of them answers and knows a leader.
    bool startAll();
    /// SIGKILL.
    void kill(int member);
    bool restart(int member);

    /// POST /v3/…; empty without an answer of status 200.
    QJsonObject rpc(int member, const char* path, const QByteArray& body = "{}");
    bool put(int member, const QByteArray& key, const QByteArray& value);
    /// The value; null if there is no such key.
    QByteArray get(int member, const QByteArray& key);
    /// Members count from 1.
    [[nodiscard]] std::uint16_t clientPort(int member) const { return m_ports.at(member).client; }
    /// Its 64-bit id in decimal, once it has answered.
    [[nodiscard]] QString id(int member) const { return m_ids.at(member); }
    /// All that it printed.
    [[nodiscard]] QByteArray said(int member) const;

private:
    struct Ports {
        std::uint16_t peer{0};
        std::uint16_t client{0};
    };
    void start(int member);
    bool waitFor(int member);

    const int m_size;
    QTemporaryDir m_directory;
    QNetworkAccessManager m_network;
    network::FreePorts m_reserved;
    std::map<int, Ports> m_ports;
    std::map<int, QString> m_ids;
    std::map<int, std::unique_ptr<QProcess>> m_processes;
};

}  // namespace quorate::tests
