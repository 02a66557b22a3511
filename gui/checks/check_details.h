// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>
#include <QToolButton>
#include <QWidget>

#include <optional>
#include <vector>

#include "gui/checks/check_rows.h"
#include "gui/model/view_context.h"
#include "gui/widgets/linked_label.h"

namespace quorate::gui {

/// One check in words: its rule, and of one that was violated what was seen, with a button for
/// everything that it concerns.
class CheckDetails final : public QWidget {
    Q_OBJECT

public:
    explicit CheckDetails(ViewContext& context, QWidget* parent = nullptr);

    void show(const CheckRow& row);
    /// To the first moment at which it was violated, with what it is about selected. Nothing
    /// happens for one that was not.
    void goToFirst();
    /// The buttons of what it concerns.
    [[nodiscard]] const std::vector<QToolButton*>& subjects() const noexcept { return m_subjects; }

private:
    void fillLinks();
    void addLink(const QString& text, const QString& name, const Selected& target);
    [[nodiscard]] std::vector<Selected> concerned() const;
    void go(const Selected& target);

    ViewContext& m_context;
    std::optional<CheckRow> m_row;
    QLabel* m_rule;
    LinkedLabel* m_text;
    QToolButton* m_go;
    QWidget* m_links;
    std::vector<QToolButton*> m_subjects;
};

}  // namespace quorate::gui
