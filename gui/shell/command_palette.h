// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>
#include <QLineEdit>
#include <QListWidget>

#include "gui/model/view_context.h"
#include "gui/shell/actions.h"

namespace quorate::gui {

/// Ctrl+K: everything that can be done or gone to, by a few letters of its name: actions, nodes,
/// and "4118" for an entry of the log.
class CommandPalette final : public QDialog {
    Q_OBJECT

public:
    CommandPalette(const Actions& actions, ViewContext& context, QWidget* parent);

    /// Something else that may be chosen.
    void addChoice(const QString& text, std::function<void()> does);

    /// How well `text` is meant by `typed`: all its letters in order, better the closer they stand
    /// and the earlier they begin; negative where it is not.
    static int score(const QString& typed, const QString& text);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Choice {
        QString text;
        QString hint;
        std::function<void()> does;
    };
    void fill();
    void offer(const QString& typed);
    void choose();

    const Actions& m_actions;
    ViewContext& m_context;
    QLineEdit* m_typed;
    QListWidget* m_list;
    std::vector<Choice> m_choices;
};

}  // namespace quorate::gui
