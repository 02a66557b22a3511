// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

#include "gui/model/time_model.h"

namespace quorate::gui {

/// Tells when the time leaves the live edge, and when it is back: what can be done depends on that,
/// and not on each of the moments that a hand goes through.
class LiveEdge final : public QObject {
    Q_OBJECT

public:
    /// `time` outlives it.
    LiveEdge(const TimeModel& time, QObject* parent);

Q_SIGNALS:
    void crossed();

private:
    bool m_isLive;
};

}  // namespace quorate::gui
