// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <memory>

#include "engine/base/result.h"
#include "gui/session/session.h"

namespace quorate::gui {

/// Opens the session in this folder, of whatever kind its session.json says. Errors of
/// readSessionFile() and of the kind's own open().
Result<std::unique_ptr<Session>> openSessionIn(const QString& folder);

}  // namespace quorate::gui
