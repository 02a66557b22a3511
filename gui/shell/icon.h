// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QIcon>

namespace quorate::gui {

/// The application's icon: three nodes on a ring, a quorum of them filled.
QIcon applicationIcon();

/// A magnifying glass, beside what is searched.
QIcon lensIcon(const QColor& ink);

}  // namespace quorate::gui
