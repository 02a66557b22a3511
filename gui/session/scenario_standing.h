// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/observe/moment.h"

namespace quorate::gui {

/// A text of a scenario, or a question: then with choices.
struct ScenarioSaid {
    std::uint64_t count{0};  ///< events that had happened when it was said
    observe::Moment moment;
    std::size_t stop{0};  ///< the how manieth text it is, from 1 on
    QString text;
    QString paper;  ///< "§5.2"; empty without one
    QStringList choices;
    int right{-1};
    QString why;

    [[nodiscard]] bool isQuestion() const { return !choices.isEmpty(); }
};

/// How far a scenario is. A value.
struct ScenarioStanding {
    enum class State : std::uint8_t {
        Playing,
        AtReader,  ///< a person reads, and then lets it go on
        Finished,
        Failed,      ///< something came out otherwise than it expects: `problem`
        HandedOver,  ///< the Stage is the person's
    };
    State state{State::Playing};
    QString title;
    QString teaches;
    std::size_t stops{0};  ///< how many texts there are
    std::vector<ScenarioSaid> said;
    QString problem;

    /// The Stage does what the scenario says, and nobody else.
    [[nodiscard]] bool isLeading() const {
        return state == State::Playing || state == State::AtReader;
    }
};
using ScenarioStandingPtr = std::shared_ptr<const ScenarioStanding>;

}  // namespace quorate::gui
