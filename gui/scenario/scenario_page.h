// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>
#include <QProgressBar>
#include <QToolButton>
#include <QWidget>

#include <cstdint>
#include <vector>

#include "gui/model/view_context.h"
#include "gui/scenario/choice_button.h"
#include "gui/session/scenario_standing.h"
#include "gui/widgets/linked_label.h"

namespace quorate::gui {

/// The scenario that is played: its text of the moment that is shown, always at the same place;
/// how far it is; and what can be done. Space, Enter and → go on, ← goes one event back.
class ScenarioPage final : public QWidget {
    Q_OBJECT

public:
    explicit ScenarioPage(ViewContext& context, QWidget* parent = nullptr);

    /// The text at the moment that is shown; null before the first one.
    [[nodiscard]] const ScenarioSaid* shown() const;

    /// To the next text; in the past, to the next event.
    void forward();
    /// One event back.
    void back();
    void letMeTry();
    void refresh();

Q_SIGNALS:
    void listRequested();
    void againRequested();

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    [[nodiscard]] const ScenarioStanding* standing() const;
    void showText(const ScenarioSaid* said);
    void makeChoices(const ScenarioSaid& said);
    void answer(int choice);
    [[nodiscard]] QString stateText() const;
    void restyle();

    ViewContext& m_context;
    QLabel* m_title;
    QProgressBar* m_progress;
    QLabel* m_count;
    QWidget* m_card;
    QLabel* m_paper;
    LinkedLabel* m_text;
    QWidget* m_choices;
    QLabel* m_why;
    QLabel* m_state;
    QToolButton* m_back;
    QToolButton* m_forward;
    QToolButton* m_try;
    QToolButton* m_again;
    QToolButton* m_list;
    std::vector<ChoiceButton*> m_choiceButtons;
    ScenarioStandingPtr m_standing;  ///< whose text is shown
    std::size_t m_shownStop{0};
};

}  // namespace quorate::gui
