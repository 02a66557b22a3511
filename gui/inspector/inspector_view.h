// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QLabel>
#include <QStackedWidget>
#include <QTimer>
#include <QToolButton>
#include <QWidget>

#include <optional>

#include "gui/inspector/compare_table.h"
#include "gui/inspector/compare_view.h"
#include "gui/inspector/field_changes.h"
#include "gui/inspector/field_tree.h"
#include "gui/inspector/field_view.h"
#include "gui/inspector/inspect.h"
#include "gui/model/view_context.h"
#include "gui/widgets/empty_note.h"

namespace quorate::gui {

class TermBadge;

/// All fields of what is selected, at the moment that is shown. It never stops anything: it looks
/// at frames as they come.
class InspectorView final : public QWidget {
    Q_OBJECT

public:
    /// `context` outlives it.
    explicit InspectorView(ViewContext& context, QWidget* parent = nullptr);

    [[nodiscard]] const FieldTree& tree() const noexcept { return *m_tree; }
    [[nodiscard]] const CompareTable& comparison() const noexcept { return *m_comparison; }

    /// All nodes beside each other, instead of what is selected.
    [[nodiscard]] bool comparesAll() const noexcept { return m_comparesAll; }
    void setComparesAll(bool compares);

Q_SIGNALS:
    void comparesAllChanged(bool compares);

private:
    QWidget* makeHeader();
    QWidget* makeSwitch();
    void compare(const Frame* frame);
    void adoptSelection();
    void refresh();
    void display(const Inspection& inspection);
    void askForStory();

    ViewContext& m_context;
    FieldTree* m_tree;
    FieldView* m_fields;
    CompareTable* m_comparison;
    CompareView* m_compare;
    QToolButton* m_one;
    QToolButton* m_all;
    bool m_comparesAll{false};
    TermBadge* m_term;
    QLabel* m_title;
    QLabel* m_subtitle;
    QToolButton* m_goThere;
    EmptyNote* m_note;
    QStackedWidget* m_pages;
    QElapsedTimer m_wall;
    QTimer m_flashOver;
    FieldChanges m_changes;
    std::optional<EventStory> m_story;
    bool m_isAsking{false};
};

}  // namespace quorate::gui
