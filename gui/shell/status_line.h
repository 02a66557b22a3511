// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>
#include <QTimer>
#include <QWidget>

#include "gui/model/view_context.h"
#include "gui/widgets/linked_label.h"

namespace quorate::gui {

/// The foot of the window: how the cluster is in one line, and for a while what was refused.
class StatusLine final : public QWidget {
    Q_OBJECT

public:
    explicit StatusLine(ViewContext& context, QWidget* parent = nullptr);

    /// Something went wrong, or was refused: why, and what to do.
    void complain(const QString& text);
    /// Something was done.
    void tell(const QString& text);

    /// The line for a frame.
    static QStringList factsOf(const Frame& frame);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void fit();
    void read();
    void say(const QString& text, bool isComplaint);

    ViewContext& m_context;
    LinkedLabel* m_facts;
    QString m_said;  ///< all facts
    LinkedLabel* m_message;
    QTimer m_forget;
};

}  // namespace quorate::gui
