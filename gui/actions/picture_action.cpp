// SPDX-License-Identifier: Apache-2.0
#include "gui/actions/picture_action.h"

#include <QAction>

namespace quorate::gui {

void addPictureAction(QMenu& menu, const QWidget& view) {
    auto* picture = view.window()->findChild<QAction*>(QStringLiteral("exportPicture"),
                                                       Qt::FindDirectChildrenOnly);
    if (picture == nullptr) {
        return;
    }
    menu.addSeparator();
    auto* action = menu.addAction(QMenu::tr("Save picture…"), picture, &QAction::trigger);
    action->setObjectName(QStringLiteral("savePicture"));
}

}  // namespace quorate::gui
