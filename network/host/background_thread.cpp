// SPDX-License-Identifier: Apache-2.0
#include "network/host/background_thread.h"

#include <utility>

namespace quorate::network {

BackgroundThread::BackgroundThread() {
    m_thread.setObjectName(QStringLiteral("merge"));
    m_context.moveToThread(&m_thread);
    m_thread.start(QThread::LowPriority);
}

BackgroundThread::~BackgroundThread() {
    schedule([this] { m_thread.quit(); });
    m_thread.wait();
}

void BackgroundThread::schedule(std::function<void()> work) {
    QMetaObject::invokeMethod(&m_context, std::move(work), Qt::QueuedConnection);
}

}  // namespace quorate::network
