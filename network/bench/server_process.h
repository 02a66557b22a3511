// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>

#include "engine/base/result.h"

namespace quorate::bench {

/// A server that was started here, and ends with this program at the latest. What it prints goes
/// to a file.
class ServerProcess final {
public:
    ServerProcess() = default;
    ServerProcess(const ServerProcess&) = delete;
    ServerProcess& operator=(const ServerProcess&) = delete;
    ~ServerProcess() { kill(); }

    /// IoError where the program cannot be run.
    Result<void> start(const QString& program, const QStringList& arguments,
                       const QString& outputFile);
    /// With SIGKILL; returns when it is gone.
    void kill();
    [[nodiscard]] bool isRunning();
    /// 0 while it does not run.
    [[nodiscard]] int pid() const { return static_cast<int>(m_process.processId()); }

private:
    QProcess m_process;
};

}  // namespace quorate::bench
