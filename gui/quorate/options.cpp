// SPDX-License-Identifier: Apache-2.0
#include "gui/quorate/options.h"

#include <QCommandLineParser>
#include <QFileInfo>

#include "gui/shell/about_box.h"

namespace quorate::gui {

namespace {

constexpr int kBadUsage = 2;
constexpr unsigned kMostNodes = 9;

Farewell wrong(const QString& what) {
    return {kBadUsage, QStringLiteral("quorate: %1 (--help lists all options)\n").arg(what)};
}

}  // namespace

std::variant<Options, Farewell> parseOptions(const QStringList& arguments) {
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QStringLiteral("Quorate: a real Raft key-value cluster that you can see, break and use.\n\n"
                       "Without arguments it opens the session that was open last, or a new one of "
                       "three nodes."));
    const QCommandLineOption help({QStringLiteral("h"), QStringLiteral("help")},
                                  QStringLiteral("Says this."));
    const QCommandLineOption version({QStringLiteral("v"), QStringLiteral("version")},
                                     QStringLiteral("Says the versions."));
    const QCommandLineOption sessions(
        QStringLiteral("sessions"),
        QStringLiteral("The folder that all sessions lie in. Default: where this system keeps the "
                       "data of applications."),
        QStringLiteral("DIR"));
    const QCommandLineOption isNew(QStringLiteral("new"), QStringLiteral("Begins a new session."));
    const QCommandLineOption nodes(
        QStringLiteral("nodes"),
        QStringLiteral("Of a new session: how many nodes, 1 to 9. Default: 3."),
        QStringLiteral("N"));
    const QCommandLineOption seed(
        QStringLiteral("seed"),
        QStringLiteral("Of a new session: what decides everything that chance decides, in "
                       "hexadecimal. Default: drawn by chance."),
        QStringLiteral("HEX"));
    const QCommandLineOption name(QStringLiteral("name"),
                                  QStringLiteral("Of a new session: what it is called."),
                                  QStringLiteral("TEXT"));
    const QCommandLineOption tour(
        QStringLiteral("tour"),
        QStringLiteral(
            "Shows off: an election, a partition, puts, gets and a recovery, in a session "
            "of its own; writes pictures of it to DIR, and ends."),
        QStringLiteral("DIR"));
    parser.addOptions({help, version, sessions, isNew, nodes, seed, name, tour});
    parser.addPositionalArgument(
        QStringLiteral("path"), QStringLiteral("The folder of a session, or a recording, to open."),
        QStringLiteral("[path]"));
    if (!parser.parse(arguments)) {
        return wrong(parser.errorText());
    }
    if (parser.isSet(help)) {
        return Farewell{0, parser.helpText()};
    }
    if (parser.isSet(version)) {
        return Farewell{0, AboutBox::versions() + QLatin1Char('\n')};
    }
    Options options;
    options.sessions = parser.value(sessions);
    options.tour = parser.value(tour);
    options.isNew =
        parser.isSet(isNew) || parser.isSet(nodes) || parser.isSet(seed) || parser.isSet(name);
    options.file.name = parser.value(name);
    if (parser.isSet(nodes)) {
        bool isNumber = false;
        const uint count = parser.value(nodes).toUInt(&isNumber);
        if (!isNumber || count < 1 || count > kMostNodes) {
            return wrong(QStringLiteral("--nodes wants a number from 1 to 9, not \"%1\"")
                             .arg(parser.value(nodes)));
        }
        options.file.firstMembers = count;
    }
    if (parser.isSet(seed)) {
        bool isNumber = false;
        options.file.seed = parser.value(seed).toULongLong(&isNumber, 16);
        if (!isNumber) {
            return wrong(
                QStringLiteral("--seed wants a hexadecimal number such as 7F3A, not \"%1\"")
                    .arg(parser.value(seed)));
        }
    }
    const QStringList paths = parser.positionalArguments();
    if (paths.size() > 1) {
        return wrong(QStringLiteral("one path can be opened, not %1").arg(paths.size()));
    }
    if (!paths.isEmpty()) {
        options.open = paths.front();
        if (options.isNew) {
            return wrong(QStringLiteral("a new session and \"%1\" cannot both be opened: leave one "
                                        "of them out")
                             .arg(options.open));
        }
        if (!QFileInfo::exists(options.open)) {
            return wrong(QStringLiteral("there is no \"%1\" to open").arg(options.open));
        }
    }
    return options;
}

}  // namespace quorate::gui
