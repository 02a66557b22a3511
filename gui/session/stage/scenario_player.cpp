// SPDX-License-Identifier: Apache-2.0
#include "gui/session/stage/scenario_player.h"

#include <algorithm>
#include <utility>

namespace quorate::gui {

namespace {

/// Of virtual time against real time, at the speed 1.
constexpr double kBusyPace = 0.25;
constexpr double kIdlePace = 10;
/// Things that happen before what they brought is shown.
constexpr int kMostAtOnce = 2000;
/// Of a way to the next text that is made at once.
constexpr int kMostInAHurry = 500'000;

QString paperOf(const std::string& section) {
    return QString::fromStdString(section);
}

}  // namespace

ScenarioPlayer::ScenarioPlayer(const stage::Scenario& scenario, stage::Stage& stage,
                               const stage::Witness& witness)
    : m_stage(stage), m_runner(scenario, stage, witness, *this) {
    m_standing.title = QString::fromStdString(scenario.head().title);
    m_standing.teaches = QString::fromStdString(scenario.head().teaches);
    m_standing.stops = static_cast<std::size_t>(
        std::count_if(scenario.steps().begin(), scenario.steps().end(),
                      [](const auto& step) { return step.action->waitsForReader(); }));
}

void ScenarioPlayer::step() {
    const auto progress = m_runner.step();
    m_isInCase = progress && *progress == stage::ScenarioProgress::Running;
    m_shownNs = std::max(m_shownNs, static_cast<double>(m_stage.now().nanoseconds()));
    if (!progress) {
        m_standing.state = ScenarioStanding::State::Failed;
        m_standing.problem = QString::fromStdString(progress.error().message);
    } else if (*progress == stage::ScenarioProgress::AtReader) {
        m_standing.state = ScenarioStanding::State::AtReader;
    } else if (*progress == stage::ScenarioProgress::Finished) {
        m_standing.state = ScenarioStanding::State::Finished;
    }
}

void ScenarioPlayer::play(double realNs, double speed) {
    for (int i = 0; i < kMostAtOnce && m_standing.state == ScenarioStanding::State::Playing; ++i) {
        const auto next = m_stage.nextMoment();
        if (m_isInCase && next) {
            const double pace = speed * (m_stage.isAtRest() ? kIdlePace : kBusyPace);
            const double way = static_cast<double>(next->nanoseconds()) - m_shownNs;
            if (way > realNs * pace) {
                m_shownNs += realNs * pace;
                return;
            }
            realNs -= std::max(way, 0.0) / pace;
        }
        step();
    }
}

void ScenarioPlayer::goOn() {
    if (m_standing.state == ScenarioStanding::State::AtReader) {
        m_standing.state = ScenarioStanding::State::Playing;
        return;
    }
    for (int i = 0; i < kMostInAHurry && m_standing.state == ScenarioStanding::State::Playing;
         ++i) {
        step();
    }
}

void ScenarioPlayer::say(ScenarioSaid said) {
    said.count = m_stage.eventCount();
    said.moment = m_stage.now();
    said.stop = m_standing.said.size() + 1;
    m_standing.said.push_back(std::move(said));
}

void ScenarioPlayer::caption(const stage::Caption& caption) {
    ScenarioSaid said;
    said.text = QString::fromStdString(caption.text);
    said.paper = paperOf(caption.paper);
    say(std::move(said));
}

void ScenarioPlayer::question(const stage::Question& question) {
    ScenarioSaid said;
    said.text = QString::fromStdString(question.text);
    said.paper = paperOf(question.paper);
    for (const std::string& choice : question.choices) {
        said.choices.append(QString::fromStdString(choice));
    }
    said.right = static_cast<int>(question.right);
    said.why = QString::fromStdString(question.why);
    say(std::move(said));
}

}  // namespace quorate::gui
