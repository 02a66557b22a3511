// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>
#include <QWidget>

#include <array>

#include "engine/stage/sabotaged_rule.h"
#include "gui/model/view_context.h"
#include "gui/widgets/switch_button.h"

namespace quorate::gui {

/// The rules of Raft that can be switched off on a Stage, one switch each; greyed with the reason
/// elsewhere.
class SabotagePanel final : public QWidget {
    Q_OBJECT

public:
    explicit SabotagePanel(ViewContext& context, QWidget* parent = nullptr);

    void refresh();

private:
    ViewContext& m_context;
    QLabel* m_reason;
    std::array<SwitchButton*, stage::kSabotagedRules.size()> m_switches{};
};

}  // namespace quorate::gui
