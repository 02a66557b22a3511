// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

namespace quorate::gui {

/// What this program is, in which version, of what.
class AboutBox final : public QDialog {
    Q_OBJECT

public:
    explicit AboutBox(QWidget* parent);

    /// The versions, a line each, for reports of what went wrong.
    static QString versions();
};

}  // namespace quorate::gui
