// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTest>
#include <QWidget>

namespace quorate::tests {

/// Shows a window and waits until it has the keyboard, also on a screen without a window manager;
/// false if that does not come about.
inline bool bringUp(QWidget& window) {
    window.show();
    if (!QTest::qWaitForWindowExposed(&window)) {
        return false;
    }
    window.activateWindow();
    return QTest::qWaitForWindowActive(&window);
}

}  // namespace quorate::tests
