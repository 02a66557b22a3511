// SPDX-License-Identifier: Apache-2.0
#include "gui/model/bookmarks.h"

#include <algorithm>

namespace quorate::gui {

namespace {

bool isBefore(const Bookmark& bookmark, observe::Moment moment) {
    return bookmark.moment < moment;
}

}  // namespace

void Bookmarks::add(observe::Moment moment, const QString& name) {
    const auto place = std::lower_bound(m_bookmarks.begin(), m_bookmarks.end(), moment, isBefore);
    if (place != m_bookmarks.end() && place->moment == moment) {
        if (name.isEmpty() || name == place->name) {
            return;
        }
        place->name = name;
    } else {
        m_bookmarks.insert(place,
                           {moment, name.isEmpty() ? tr("Bookmark %1").arg(++m_given) : name});
    }
    Q_EMIT changed();
}

void Bookmarks::remove(observe::Moment moment) {
    if (std::erase_if(m_bookmarks, [moment](const Bookmark& bookmark) {
            return bookmark.moment == moment;
        }) > 0) {
        Q_EMIT changed();
    }
}

void Bookmarks::clear() {
    m_given = 0;
    if (!m_bookmarks.empty()) {
        m_bookmarks.clear();
        Q_EMIT changed();
    }
}

}  // namespace quorate::gui
