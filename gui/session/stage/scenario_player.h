// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/stage/scenario/scenario_runner.h"
#include "gui/session/scenario_standing.h"

namespace quorate::gui {

/// A scenario that leads a Stage, at the pace of a person: while something is on its way or being
/// written, time goes slowly; while only clocks go on, fast. It stops at each text.
///
/// Belongs to the executor of the Stage and outlives it.
class ScenarioPlayer final : private stage::ScenarioListener {
public:
    ScenarioPlayer(const stage::Scenario& scenario, stage::Stage& stage,
                   const stage::Witness& witness);

    [[nodiscard]] const ScenarioStanding& standing() const noexcept { return m_standing; }
    [[nodiscard]] bool isLeading() const noexcept { return m_standing.isLeading(); }
    /// What happens in so many nanoseconds of real time.
    void play(double realNs, double speed);
    /// To the next text: at its pace from a text on, and at once when it is on its way there.
    void goOn();
    /// The Stage is somebody else's.
    void handOver() noexcept { m_standing.state = ScenarioStanding::State::HandedOver; }

private:
    void caption(const stage::Caption& caption) override;
    void question(const stage::Question& question) override;
    void say(ScenarioSaid said);
    void step();

    stage::Stage& m_stage;
    stage::ScenarioRunner m_runner;
    ScenarioStanding m_standing;
    bool m_isInCase{false};
    double m_shownNs{0};  ///< up to where time has gone on for the person
};

}  // namespace quorate::gui
