// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "gui/model/frame_source.h"

namespace quorate::gui {

/// Covers a view of logs while the nodes are members of an etcd, which does not expose its log: an
/// empty picture would say that it has none.
class NoLogNote final : public QWidget {
    Q_OBJECT

public:
    /// Belongs to `view`, and lies over all of it. `frames` outlives it.
    NoLogNote(FrameSource& frames, const QString& title, QWidget* view);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void refresh(const FrameSource& frames);
};

}  // namespace quorate::gui
