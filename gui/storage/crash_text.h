// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <vector>

#include "storage/inspection/disk_question.h"

/// What a restart after a crash would begin with, in words.
namespace quorate::gui {

struct CrashLines {
    QString headline;
    QString lost;
    bool isRefused{false};
};
/// `isCertain`: the crash is one that loses all that it can lose, at any place otherwise.
CrashLines crashLinesOf(const storage::CrashAnswer& answer, bool isCertain);

/// One value of what a restart begins with beside what was written until now.
struct CrashRow {
    QString name;
    QString restart;
    QString written;  ///< empty where there is nothing to compare with
    bool differs{false};
    friend bool operator==(const CrashRow&, const CrashRow&) = default;
};
/// Nothing where a start would refuse.
std::vector<CrashRow> crashRowsOf(const storage::CrashAnswer& answer);

}  // namespace quorate::gui
