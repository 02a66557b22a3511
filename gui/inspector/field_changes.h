// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHash>
#include <QString>

#include <cstdint>
#include <optional>

#include "gui/inspector/field.h"
#include "gui/model/frame.h"

namespace quorate::gui {

/// What changed in the fields of a thing from one frame to the next. Knows no clock: moments of the
/// wall are given in milliseconds.
class FieldChanges {
public:
    static constexpr std::int64_t kFlashMs = 500;
    /// How long a change is told while the moment moves on by itself. Otherwise it is told until
    /// the moment is another one.
    static constexpr std::int64_t kToldMs = 1500;

    /// Another thing: what it is now is no change.
    void forget();
    void update(const Inspection& now, const Frame& frame, std::int64_t wallMs);

    /// "+3", "was follower"; empty where it did not change.
    [[nodiscard]] QString changeOf(const QString& section, const QString& field) const;
    [[nodiscard]] bool isFlashing(const QString& section, const QString& field,
                                  std::int64_t wallMs) const;

private:
    struct Seen {
        QString text;
        std::optional<std::uint64_t> number;
        QString change;
        std::int64_t changedMs{-kFlashMs};
        std::uint64_t round{0};
    };

    [[nodiscard]] const Seen* find(const QString& section, const QString& field) const;
    static QString changeFrom(const Seen& before, const Field& now);

    QHash<QString, Seen> m_seen;
    std::uint64_t m_round{0};
    observe::Moment m_moment;
    std::uint64_t m_count{0};
};

}  // namespace quorate::gui
