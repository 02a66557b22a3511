// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMenu>
#include <QWidget>

namespace quorate::gui {

/// Adds what saves a picture of the view that has the keyboard, to the menu of a view; nothing in a
/// window that has no such action ("exportPicture").
void addPictureAction(QMenu& menu, const QWidget& view);

}  // namespace quorate::gui
