// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QProcess>
#include <QString>
#include <QStringList>

#include "engine/base/result.h"
#include "network/host/host_config.h"

namespace quorate::network {

/// The command line of a `quorated` that hosts a node so, but for whom it tells of what it does.
QStringList argumentsOf(const HostConfig& config);

/// A node in a process of its own, through all its lives: `quorated`, which ends with this process
/// at the latest, however that happens. What it prints goes to a file.
///
/// Belongs to a thread with an event loop.
class NodeProcess final : public QObject {
    Q_OBJECT

public:
    NodeProcess(QString program, QString logFile);
    /// With SIGKILL.
    ~NodeProcess() override;

    /// Returns when its client port takes connections. IoError with what it said where it cannot
    /// be run or ends before that, Unavailable where it takes too long; then nothing runs.
    Result<void> start(const HostConfig& config, const QStringList& more = {});
    /// SIGTERM: it hands leadership on, and ends in its own time.
    void terminate();
    /// SIGKILL; returns when it is gone.
    void kill();
    /// SIGSTOP and SIGCONT.
    void pause();
    void resume();
    [[nodiscard]] bool isRunning() const { return m_process.state() != QProcess::NotRunning; }
    /// The last line that it printed.
    [[nodiscard]] QString lastWords() const;

Q_SIGNALS:
    /// It is gone; `isFine` where it ended as one that was told to.
    void ended(bool isFine);

private:
    void signal(int number) const;

    const QString m_program;
    const QString m_logFile;
    QProcess m_process;
};

}  // namespace quorate::network
