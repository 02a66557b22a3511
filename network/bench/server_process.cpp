// SPDX-License-Identifier: Apache-2.0
#include "network/bench/server_process.h"

#include <csignal>
#include <sys/prctl.h>

namespace quorate::bench {

Result<void> ServerProcess::start(const QString& program, const QStringList& arguments,
                                  const QString& outputFile) {
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setStandardOutputFile(outputFile, QIODevice::Append);
    m_process.setStandardInputFile(QProcess::nullDevice());
    // However this program ends.
    m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
    m_process.start(program, arguments);
    if (!m_process.waitForStarted()) {
        return Error(ErrorCode::IoError, program.toStdString() + " cannot be run: " +
                                             m_process.errorString().toStdString());
    }
    return {};
}

void ServerProcess::kill() {
    if (m_process.state() != QProcess::NotRunning) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

bool ServerProcess::isRunning() {
    m_process.waitForFinished(0);
    return m_process.state() == QProcess::Running;
}

}  // namespace quorate::bench
