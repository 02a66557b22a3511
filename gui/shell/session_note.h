// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>

#include "gui/model/view_context.h"

namespace quorate::gui {

/// What a person should know about the session that is open, as long as it is so; nothing to be
/// seen otherwise.
class SessionNote final : public QLabel {
    Q_OBJECT

public:
    explicit SessionNote(ViewContext& context, QWidget* parent = nullptr);

private:
    void read();

    ViewContext& m_context;
    QString m_said;
};

}  // namespace quorate::gui
