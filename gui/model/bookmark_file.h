// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <vector>

#include "engine/base/result.h"
#include "gui/model/bookmarks.h"

namespace quorate::gui {

/// Bookmarks of the session in a folder, in its `bookmarks.json`: an array of objects with `moment`
/// (nanoseconds, as a decimal string) and `name`. None where there is no such file; what is not
/// understood is left out.
std::vector<Bookmark> readBookmarks(const QString& folder);
/// Replaces the file as a whole; without bookmarks there is none. IoError.
Result<void> writeBookmarks(const QString& folder, const std::vector<Bookmark>& bookmarks);

}  // namespace quorate::gui
