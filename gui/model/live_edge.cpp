// SPDX-License-Identifier: Apache-2.0
#include "gui/model/live_edge.h"

#include <utility>

namespace quorate::gui {

LiveEdge::LiveEdge(const TimeModel& time, QObject* parent)
    : QObject(parent), m_isLive(time.isLive()) {
    connect(&time, &TimeModel::placeChanged, this, [this, &time] {
        if (std::exchange(m_isLive, time.isLive()) != time.isLive()) {
            Q_EMIT crossed();
        }
    });
}

}  // namespace quorate::gui
