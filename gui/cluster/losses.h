// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

#include <cstdint>
#include <vector>

#include "engine/observe/cluster_state.h"
#include "engine/observe/recording.h"
#include "gui/model/view_context.h"

namespace quorate::gui {

/// A message that did not arrive, when that was, and how much of its way it had behind it then.
struct Loss {
    observe::MessageInFlight message;
    observe::Moment moment;
    double flight{0.0};
    bool atCut{false};  ///< where the link is cut
};

/// Messages that were lost in these events of a recording, in order.
std::vector<Loss> lossesIn(const observe::Recording& recording, std::uint64_t fromEvent,
                           std::uint64_t toEvent);

/// Losses around the moment that is shown: reads the recording up to there, event by event while
/// time goes on, and not far back where a person went to.
class Losses final : public QObject {
    Q_OBJECT

public:
    /// A loss is seen for so much time of the person, at the speed at which the cluster runs.
    static constexpr double kSeenNs = 900'000'000;

    /// `context` outlives it.
    explicit Losses(ViewContext& context, QObject* parent = nullptr);

    /// To be called with each frame.
    void read();
    /// To be seen at this moment; of each lane and kind the latest.
    [[nodiscard]] std::vector<Loss> shownAt(observe::Moment moment) const;

Q_SIGNALS:
    /// shownAt() may give others.
    void changed();

private:
    void begin(std::uint64_t count);
    [[nodiscard]] std::uint64_t windowNs() const;

    ViewContext& m_context;
    std::vector<Loss> m_known;  ///< in order
    std::uint64_t m_read{0};    ///< so many events of the recording
    std::uint64_t m_round{0};   ///< answers of an earlier one say nothing any more
    bool m_isAsking{false};
};

}  // namespace quorate::gui
