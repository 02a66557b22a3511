// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QString>

#include <cstddef>
#include <vector>

#include "engine/observe/moment.h"

namespace quorate::gui {

struct Bookmark {
    observe::Moment moment;
    QString name;
    friend bool operator==(const Bookmark&, const Bookmark&) = default;
};

/// Moments that a person wants to find again, in order; at most one at a moment. Belongs to the
/// thread of the views.
class Bookmarks final : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    [[nodiscard]] const std::vector<Bookmark>& all() const noexcept { return m_bookmarks; }
    /// One that is there already gets the new name; without a name it keeps its own.
    void add(observe::Moment moment, const QString& name = {});
    void remove(observe::Moment moment);
    void clear();

Q_SIGNALS:
    void changed();

private:
    std::vector<Bookmark> m_bookmarks;
    int m_given{0};  ///< names that were made up
};

}  // namespace quorate::gui
