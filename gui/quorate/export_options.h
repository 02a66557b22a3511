// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QCommandLineOption>
#include <QCommandLineParser>

#include <variant>

#include "gui/quorate/options.h"

namespace quorate::gui {

/// The part of the command line that is about files made of a recording.
class ExportOptions {
public:
    ExportOptions();

    void addTo(QCommandLineParser& parser) const;
    /// What was asked for; a Farewell where it is wrong.
    [[nodiscard]] std::variant<ExportOrder, Farewell> read(const QCommandLineParser& parser) const;

private:
    QCommandLineOption m_picture;
    QCommandLineOption m_view;
    QCommandLineOption m_moment;
    QCommandLineOption m_size;
    QCommandLineOption m_scale;
    QCommandLineOption m_theme;
    QCommandLineOption m_node;
    QCommandLineOption m_history;
    QCommandLineOption m_metrics;
    QCommandLineOption m_interval;
};

/// A complaint that fits on one line, with the exit code of a wrong command line.
Farewell wrongUsage(const QString& what);

}  // namespace quorate::gui
