// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

namespace quorate::gui {

/// Keys of one letter work after a click in any widget, but they belong to whoever is being typed
/// into, and Space to a button that was reached by keyboard. An event filter of the application.
class ShortcutGuard final : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
};

}  // namespace quorate::gui
