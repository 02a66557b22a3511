// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include "engine/base/result.h"
#include "network/copy/copy_report.h"

/// What a person is told of a copy between two clusters.
namespace quorate::gui {

/// "Copying: 1 200 of 20 000 keys, 2.4 MiB".
QString textOf(const network::CopyProgress& progress);
/// How much was copied, and what became of it, over several lines.
QString textOf(const network::CopyReport& report, bool isDryRun);
/// Why it failed, what is at the target all the same, and what to do. `done`: until then.
QString failureOf(const Error& error, const network::CopyReport& done);
/// It was stopped by the person.
QString stoppedText(const network::CopyReport& done, bool isDryRun);

}  // namespace quorate::gui
