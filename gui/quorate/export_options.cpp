// SPDX-License-Identifier: Apache-2.0
#include "gui/quorate/export_options.h"

#include <QRegularExpression>

#include "gui/export/picture.h"

namespace quorate::gui {

namespace {

constexpr int kBadUsage = 2;
constexpr double kMostScale = 8;
constexpr double kNanosecondsPerMs = 1e6;
constexpr double kNanosecondsPerSecond = 1e9;
/// More than any recording is long.
constexpr double kMostSeconds = 1e9;

QCommandLineOption option(const char* name, const QString& text, const char* value) {
    return {QLatin1String(name), text, QLatin1String(value)};
}

std::optional<QSize> sizeOf(const QString& text) {
    static const QRegularExpression kForm(QStringLiteral("^([0-9]{1,5})x([0-9]{1,5})$"));
    const auto match = kForm.match(text);
    const QSize size(match.captured(1).toInt(), match.captured(2).toInt());
    return match.hasMatch() && !size.isEmpty() && size.width() <= kLongestSide &&
                   size.height() <= kLongestSide
               ? std::optional(size)
               : std::nullopt;
}

}  // namespace

Farewell wrongUsage(const QString& what) {
    return {kBadUsage, QStringLiteral("quorate: %1 (--help lists all options)\n").arg(what)};
}

std::optional<TimeModel::Place> placeOf(const QString& text) {
    static const QRegularExpression kForm(QStringLiteral("^([0-9]+(?:\\.[0-9]+)?) ?(s|ms)?$"));
    if (text.startsWith(QLatin1Char('#'))) {
        bool isNumber = false;
        const qulonglong count = text.mid(1).toULongLong(&isNumber);
        return isNumber ? std::optional<TimeModel::Place>(EventPlace{count}) : std::nullopt;
    }
    const auto match = kForm.match(text);
    const double number = match.captured(1).toDouble();
    if (!match.hasMatch() || number > kMostSeconds) {
        return std::nullopt;
    }
    const bool isMs = match.captured(2) == QLatin1String("ms");
    const double ns = number * (isMs ? kNanosecondsPerMs : kNanosecondsPerSecond);
    return observe::Moment(static_cast<std::uint64_t>(ns + 0.5));
}

ExportOptions::ExportOptions()
    : m_picture(option("picture",
                       QStringLiteral("Of a recording: writes a picture of a view to this file, "
                                      ".png, .svg or .pdf, and ends. No window is shown."),
                       "FILE")),
      m_view(option("view",
                    QStringLiteral("Of a picture: cluster, log-wall, pipeline, pipeline-overview, "
                                   "time-bar, window, or a dock: console, events, inspector, "
                                   "faults, nodes, checks, scenario. Default: cluster."),
                    "VIEW")),
      m_moment(option("moment",
                      QStringLiteral("Of a picture: a moment of the recording, as 14.213, 350ms, "
                                     "or #812 for the place after 812 events. Default: its end."),
                      "TIME")),
      m_size(option("size",
                    QStringLiteral("Of a picture: width and height of the view, as 1200x600."),
                    "SIZE")),
      m_scale(option("scale",
                     QStringLiteral("Of a picture in PNG: pixels for each of the size, 0.25 to 8. "
                                    "Default: 1."),
                     "N")),
      m_theme(
          option("theme", QStringLiteral("Of a picture: light or dark. Default: light."), "THEME")),
      m_node(option("node", QStringLiteral("Of a picture: the node that is selected, as 2."), "N")),
      m_history(option("history",
                       QStringLiteral("Of a recording: writes what clients asked and were "
                                      "answered to this file, .jsonl or .edn, and ends."),
                       "FILE")),
      m_metrics(option("metrics",
                       QStringLiteral("Of a recording: writes figures over time to this file, "
                                      ".csv, and ends."),
                       "FILE")),
      m_interval(option("interval",
                        QStringLiteral("Of metrics: milliseconds that a row is about. "
                                       "Default: 100."),
                        "MS")) {}

void ExportOptions::addTo(QCommandLineParser& parser) const {
    parser.addOptions({m_picture, m_view, m_moment, m_size, m_scale, m_theme, m_node, m_history,
                       m_metrics, m_interval});
}

std::variant<ExportOrder, Farewell> ExportOptions::read(const QCommandLineParser& parser) const {
    ExportOrder order;
    order.picture = parser.value(m_picture);
    order.history = parser.value(m_history);
    order.metrics = parser.value(m_metrics);
    for (const auto* about : {&m_view, &m_moment, &m_size, &m_scale, &m_theme, &m_node}) {
        if (parser.isSet(*about) && order.picture.isEmpty()) {
            return wrongUsage(QStringLiteral("--%1 is about a picture: give one with --picture "
                                             "FILE")
                                  .arg(about->names().front()));
        }
    }
    if (parser.isSet(m_interval) && order.metrics.isEmpty()) {
        return wrongUsage(
            QStringLiteral("--interval is about metrics: give them with --metrics FILE"));
    }
    if (parser.isSet(m_picture) && !formatOf(order.picture)) {
        return wrongUsage(QStringLiteral("--picture wants a file whose name ends with .png, .svg "
                                         "or .pdf, not \"%1\"")
                              .arg(order.picture));
    }
    if (parser.isSet(m_view)) {
        order.view = parser.value(m_view);
    }
    if (parser.isSet(m_moment)) {
        order.place = placeOf(parser.value(m_moment));
        if (!order.place) {
            return wrongUsage(QStringLiteral("--moment wants a time such as 14.213 or 350ms, or a "
                                             "place such as #812, not \"%1\"")
                                  .arg(parser.value(m_moment)));
        }
    }
    if (parser.isSet(m_size)) {
        const auto size = sizeOf(parser.value(m_size));
        if (!size) {
            return wrongUsage(QStringLiteral("--size wants width and height such as 1200x600, not "
                                             "\"%1\"")
                                  .arg(parser.value(m_size)));
        }
        order.size = *size;
    }
    if (parser.isSet(m_scale)) {
        order.scale = parser.value(m_scale).toDouble();
        if (order.scale < 0.25 || order.scale > kMostScale) {
            return wrongUsage(QStringLiteral("--scale wants a number from 0.25 to 8, not \"%1\"")
                                  .arg(parser.value(m_scale)));
        }
    }
    if (parser.isSet(m_theme)) {
        const QString theme = parser.value(m_theme);
        if (theme != QLatin1String("light") && theme != QLatin1String("dark")) {
            return wrongUsage(QStringLiteral("--theme is light or dark, not \"%1\"").arg(theme));
        }
        order.appearance = theme == QLatin1String("dark") ? Appearance::Dark : Appearance::Light;
    }
    if (parser.isSet(m_node)) {
        bool isNumber = false;
        order.node = raft::NodeId(parser.value(m_node).toULongLong(&isNumber));
        if (!isNumber || order.node == raft::kNoNode) {
            return wrongUsage(QStringLiteral("--node wants the number of a node, such as 2, not "
                                             "\"%1\"")
                                  .arg(parser.value(m_node)));
        }
    }
    if (parser.isSet(m_interval)) {
        const double ms = parser.value(m_interval).toDouble();
        if (ms < 1 || ms > 3'600'000) {
            return wrongUsage(QStringLiteral("--interval wants milliseconds, 1 to 3600000, not "
                                             "\"%1\"")
                                  .arg(parser.value(m_interval)));
        }
        order.intervalNs = static_cast<std::uint64_t>(ms * kNanosecondsPerMs);
    }
    return order;
}

}  // namespace quorate::gui
