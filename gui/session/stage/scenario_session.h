// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>

#include <memory>
#include <utility>

#include "gui/session/driven_session.h"

namespace quorate::gui {

/// A Stage that a scenario leads, until a person takes it over. It lies in a folder that goes with
/// it.
class ScenarioSession final : public DrivenSession {
    Q_OBJECT

public:
    /// `text` is that of the scenario, `name` that of its file, for messages. Malformed, with file,
    /// line and column; IoError where there is no room for it.
    static Result<std::unique_ptr<ScenarioSession>> open(const QByteArray& text,
                                                         const QString& name);

    [[nodiscard]] SessionKind kind() const override { return SessionKind::Stage; }
    [[nodiscard]] QString folder() const override { return {}; }
    /// While it is led, only its speed.
    [[nodiscard]] bool can(Ability ability) const override;

private:
    explicit ScenarioSession(Opened opened) : DrivenSession(std::move(opened)) {}
};

}  // namespace quorate::gui
