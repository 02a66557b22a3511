// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "gui/model/view_context.h"

namespace quorate::gui {

/// What kind of session this is, so that nobody takes virtual time for real time, or a recording
/// for a cluster.
class SessionChip final : public QWidget {
    Q_OBJECT

public:
    explicit SessionChip(ViewContext& context, QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void read();
    void fit();

    ViewContext& m_context;
    QString m_kind;
    QString m_detail;
};

}  // namespace quorate::gui
