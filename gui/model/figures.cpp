// SPDX-License-Identifier: Apache-2.0
#include "gui/model/figures.h"

#include <QCoreApplication>

#include <array>
#include <cstddef>

namespace quorate::gui {

namespace {

QString say(const char* text) {
    return QCoreApplication::translate("Figures", text);
}

/// At most so many digits after the point, and none that say nothing.
QString trimmed(double value, int decimals) {
    QString text = QString::number(value, 'f', decimals);
    if (text.contains(QLatin1Char('.'))) {
        while (text.endsWith(QLatin1Char('0'))) {
            text.chop(1);
        }
        if (text.endsWith(QLatin1Char('.'))) {
            text.chop(1);
        }
    }
    return text;
}

/// In groups of three.
QString grouped(QString digits, QChar space) {
    for (qsizetype place = digits.size() - 3; place > 0; place -= 3) {
        digits.insert(place, space);
    }
    return digits;
}

}  // namespace

QString textOf(observe::Moment moment) {
    return say(QT_TRANSLATE_NOOP("Figures", "%1 s"))
        .arg(static_cast<double>(moment.nanoseconds()) / 1e9, 0, 'f', 3);
}

QString durationText(std::uint64_t nanoseconds) {
    const auto ns = static_cast<double>(nanoseconds);
    if (nanoseconds >= 1'000'000'000) {
        return say(QT_TRANSLATE_NOOP("Figures", "%1 s")).arg(trimmed(ns / 1e9, 2));
    }
    if (nanoseconds >= 1'000'000) {
        return say(QT_TRANSLATE_NOOP("Figures", "%1 ms")).arg(trimmed(ns / 1e6, 1));
    }
    return say(QT_TRANSLATE_NOOP("Figures", "%1 µs")).arg(trimmed(ns / 1e3, 1));
}

QString bytesText(std::uint64_t bytes) {
    constexpr std::array kUnits{"KiB", "MiB", "GiB", "TiB"};
    if (bytes < 1024) {
        return say(QT_TRANSLATE_NOOP("Figures", "%1 B")).arg(bytes);
    }
    double value = static_cast<double>(bytes) / 1024;
    std::size_t unit = 0;
    while (value >= 1024 && unit + 1 < kUnits.size()) {
        value /= 1024;
        ++unit;
    }
    return QStringLiteral("%1 %2").arg(trimmed(value, 1), QLatin1String(kUnits[unit]));
}

QString countText(std::uint64_t count) {
    constexpr QChar kThinSpace(0x2009);
    return grouped(QString::number(count), kThinSpace);
}

QString entriesText(std::uint64_t count) {
    return count == 1 ? say(QT_TRANSLATE_NOOP("Figures", "1 entry"))
                      : say(QT_TRANSLATE_NOOP("Figures", "%1 entries")).arg(countText(count));
}

QString indexText(raft::Index index) {
    constexpr QChar kNarrowSpace(0x202F);
    const QString digits = QString::number(index.value());
    return digits.size() > 4 ? grouped(digits, kNarrowSpace) : digits;
}

QString indexRange(raft::Index first, raft::Index last) {
    if (first == last) {
        return QString::number(first.value());
    }
    return QStringLiteral("%1–%2").arg(first.value()).arg(last.value());
}

}  // namespace quorate::gui
