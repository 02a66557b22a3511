// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QObject>

#include <cstdint>
#include <optional>

#include "gui/storage/disk_talk.h"

namespace quorate::gui {

/// Where a crash is thought to happen, and what a restart would begin with then: shared by all
/// pages of the dock.
class CrashPlace final : public QObject {
    Q_OBJECT

public:
    enum class Kind : std::uint8_t {
        Certain,  ///< nothing is kept but what is certain to be
        Written,  ///< all that was written is kept
        Record,   ///< all up to a record, and that one
    };

    /// `talk` outlives it.
    explicit CrashPlace(DiskTalk& talk, QObject* parent = nullptr);

    [[nodiscard]] Kind kind() const noexcept { return m_kind; }
    void setKind(Kind kind);
    /// The end of the record that is selected; nothing without one.
    void setRecord(const std::optional<storage::WalPosition>& end);
    [[nodiscard]] const std::optional<storage::WalPosition>& record() const noexcept {
        return m_record;
    }

    /// Nothing until it is known.
    [[nodiscard]] const std::optional<storage::CrashAnswer>& answer() const noexcept {
        return m_answer;
    }
    [[nodiscard]] const QString& problem() const noexcept { return m_problem; }

    /// Asks again, not more often than is good for the node: false where it is too soon.
    bool refresh();

Q_SIGNALS:
    void changed();

private:
    void ask();
    void clear();

    DiskTalk& m_talk;
    Kind m_kind{Kind::Certain};
    std::optional<storage::WalPosition> m_record;
    std::optional<storage::CrashAnswer> m_answer;
    QString m_problem;
    QElapsedTimer m_since;
    qint64 m_tookMs{0};
    bool m_isAsking{false};
    bool m_isStale{true};
};

}  // namespace quorate::gui
