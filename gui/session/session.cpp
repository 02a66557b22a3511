// SPDX-License-Identifier: Apache-2.0
#include "gui/session/session.h"

namespace quorate::gui {

void Session::setStatus(SessionStatus status) {
    m_status = std::move(status);
    Q_EMIT statusChanged();
}

}  // namespace quorate::gui
