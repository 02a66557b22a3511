// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QWidget>

#include "engine/base/error.h"

namespace quorate::gui {

/// A page of the storage dock.
class DiskPage : public QWidget {
    Q_OBJECT

public:
    using QWidget::QWidget;

    /// Asks what may have changed since the last time. Called at the pace of a person, while it is
    /// seen. False where it is too soon for that, and it is to be called again.
    virtual bool refresh() = 0;
    /// Another disk: what is shown goes.
    virtual void clear() = 0;

Q_SIGNALS:
    /// Why there is nothing to show; empty where there is something again.
    void refused(const QString& reason);
};

}  // namespace quorate::gui
