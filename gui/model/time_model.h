// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

#include <cstdint>
#include <optional>
#include <variant>

#include "engine/observe/moment.h"

namespace quorate::gui {

/// After so many events: the exact place between two of them.
struct EventPlace {
    std::uint64_t count{0};
    friend bool operator==(const EventPlace&, const EventPlace&) = default;
};

/// Which moment of the recording is shown: the newest one (live), or a place that a person went to
/// (detached). Recording goes on in either case. Belongs to the thread of the views; FrameSource
/// finds the state.
class TimeModel final : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;
    using Place = std::variant<observe::Moment, EventPlace>;

    [[nodiscard]] bool isLive() const noexcept { return !m_place; }
    /// Where it is detached; nothing while it is live.
    [[nodiscard]] const std::optional<Place>& place() const noexcept { return m_place; }
    /// Whether a detached moment moves on by itself, at the speed of the session.
    [[nodiscard]] bool isReplaying() const noexcept { return m_isReplaying; }

    void goTo(observe::Moment moment);
    void goTo(EventPlace place);
    void goLive();
    void setReplaying(bool isReplaying);

Q_SIGNALS:
    void placeChanged();
    void replayingChanged();

private:
    void setPlace(const std::optional<Place>& place);

    std::optional<Place> m_place;
    bool m_isReplaying{false};
};

}  // namespace quorate::gui
