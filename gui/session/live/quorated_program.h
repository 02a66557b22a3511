// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include "engine/base/result.h"

namespace quorate::gui {

/// The program that nodes in processes run: the one that the environment variable QUORATED names,
/// or the one beside this application, or that of PATH. NotFound, with what to do.
Result<QString> findQuorated();

}  // namespace quorate::gui
