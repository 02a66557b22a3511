// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QString>

#include <cstdint>
#include <optional>

namespace quorate::network {

/// Whether the machine's processors were idle lately, for work that would take nothing but idle
/// time. Known on Linux (/proc/stat, proc(5)); elsewhere, and before it was looked twice, they were
/// not.
///
/// Used by one thread at a time.
class IdleTime {
public:
    /// `path` is /proc/stat, or a file like it. It is read at most once in `everyMs` milliseconds.
    explicit IdleTime(QString path = QStringLiteral("/proc/stat"), qint64 everyMs = 500)
        : m_path(std::move(path)), m_everyMs(everyMs) {}

    /// At least a twenty-fifth of the time between the last two looks was idle; this is a look, if
    /// one is due. To wait for a disk is to be idle.
    bool has();

private:
    /// Since the machine started, in ticks of the system.
    struct Times {
        std::uint64_t idle{0};
        std::uint64_t all{0};
    };

    [[nodiscard]] std::optional<Times> read() const;

    const QString m_path;
    const qint64 m_everyMs;
    QElapsedTimer m_sinceLook;
    std::optional<Times> m_last;
    bool m_has{false};
};

}  // namespace quorate::network
