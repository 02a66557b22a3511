// SPDX-License-Identifier: Apache-2.0
#include "gui/model/time_model.h"

namespace quorate::gui {

void TimeModel::goTo(observe::Moment moment) {
    setPlace(Place(moment));
}
void TimeModel::goTo(EventPlace place) {
    setPlace(Place(place));
}

void TimeModel::goLive() {
    setReplaying(false);
    setPlace(std::nullopt);
}

void TimeModel::setReplaying(bool isReplaying) {
    if (isReplaying != m_isReplaying) {
        m_isReplaying = isReplaying;
        Q_EMIT replayingChanged();
    }
}

void TimeModel::setPlace(const std::optional<Place>& place) {
    if (place != m_place) {
        m_place = place;
        Q_EMIT placeChanged();
    }
}

}  // namespace quorate::gui
