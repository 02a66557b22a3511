// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>
#include <QWidget>

namespace quorate::gui {

/// What stands where nothing is to be shown: what there is not, and what to do about it.
class EmptyNote final : public QWidget {
    Q_OBJECT

public:
    EmptyNote(const QString& title, const QString& advice, QWidget* parent = nullptr);

    void setText(const QString& title, const QString& advice);

private:
    QLabel* m_title;
    QLabel* m_advice;
};

}  // namespace quorate::gui
