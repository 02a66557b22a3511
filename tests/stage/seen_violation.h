// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTest>

#include "tests/stage/cluster_story.h"

namespace quorate::test {

/// Fails where the check has seen no violation in the story, or cannot say which.
inline void sees(const ClusterStory& story, const char* check) {
    const stage::Violation* violation = story.violationOf(check);
    QVERIFY2(violation != nullptr, story.firstText());
    QVERIFY(!violation->text.empty());
}

}  // namespace quorate::test
