// SPDX-License-Identifier: Apache-2.0
#include "gui/quorate/options.h"

#include <QCommandLineParser>
#include <QFileInfo>

#include <optional>
#include <utility>

#include "gui/quorate/export_options.h"
#include "gui/scenario/scenario_shelf.h"
#include "gui/session/attached/node_address.h"
#include "gui/shell/about_box.h"

namespace quorate::gui {

namespace {

constexpr unsigned kMostNodes = 9;

std::optional<SessionKind> kindOf(const QString& text) {
    if (text == QLatin1String("stage")) {
        return SessionKind::Stage;
    }
    if (text == QLatin1String("live")) {
        return SessionKind::Live;
    }
    if (text == QLatin1String("processes")) {
        return SessionKind::Processes;
    }
    return std::nullopt;
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
    const QCommandLineOption kind(
        QStringLiteral("kind"),
        QStringLiteral("Of a new session: stage (virtual time), live (real time and sockets, "
                       "nodes in threads) or processes (the same, each node a process). Default: "
                       "stage."),
        QStringLiteral("KIND"));
    const QCommandLineOption list(QStringLiteral("list"),
                                  QStringLiteral("Says which sessions there are, and ends."));
    const QCommandLineOption scenario(
        QStringLiteral("scenario"),
        QStringLiteral("Plays a scenario on a Stage, text by text: a file, or the name of one that "
                       "comes with the program, such as split-vote."),
        QStringLiteral("FILE"));
    const QCommandLineOption record(
        QStringLiteral("record"),
        QStringLiteral("Of a scenario: plays it to its end, says what it says, and opens its "
                       "recording, which goes to this new file."),
        QStringLiteral("FILE"));
    const QCommandLineOption headless(
        QStringLiteral("headless"),
        QStringLiteral("Of a scenario: no window. The exit code is 1 if something came out "
                       "otherwise than it expects."));
    const QCommandLineOption tour(
        QStringLiteral("tour"),
        QStringLiteral(
            "Shows off: an election, a partition, puts, gets and a recovery, in a session "
            "of its own; writes pictures of it to DIR, and ends."),
        QStringLiteral("DIR"));
    const QCommandLineOption attach(
        QStringLiteral("attach"),
        QStringLiteral("Attaches to a cluster that runs elsewhere: addresses of its nodes' client "
                       "ports, with commas between them, as localhost:2379,localhost:12379. The "
                       "other members are found from them."),
        QStringLiteral("HOST:PORT,..."));
    const QCommandLineOption authorities(
        QStringLiteral("cacert"),
        QStringLiteral("Of --attach with https:// addresses: who may vouch for nodes, a file in "
                       "PEM. Without it those that this machine trusts."),
        QStringLiteral("FILE"));
    const QCommandLineOption certificate(
        QStringLiteral("cert"),
        QStringLiteral("Of --attach: the certificate to show to nodes, a file in PEM."),
        QStringLiteral("FILE"));
    const QCommandLineOption key(QStringLiteral("key"),
                                 QStringLiteral("Its private key, a file in PEM."),
                                 QStringLiteral("FILE"));
    const QCommandLineOption user(
        QStringLiteral("user"),
        QStringLiteral(
            "Of --attach: the user of an etcd. A password that is not part of it is read "
            "from the environment variable QUORATE_PASSWORD."),
        QStringLiteral("NAME[:PASSWORD]"));
    parser.addOptions({authorities, certificate, key, user});
    parser.addOptions({help, version, sessions, list, attach, isNew, name, kind, nodes, seed,
                       scenario, record, headless, tour});
    const ExportOptions exportOptions;
    exportOptions.addTo(parser);
    parser.addPositionalArgument(
        QStringLiteral("path"), QStringLiteral("The folder of a session, or a recording, to open."),
        QStringLiteral("[path]"));
    if (!parser.parse(arguments)) {
        return wrongUsage(parser.errorText());
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
    options.isList = parser.isSet(list);
    options.scenario = parser.value(scenario);
    options.recording = parser.value(record);
    options.isHeadless = parser.isSet(headless);
    options.isNew = parser.isSet(isNew) || parser.isSet(nodes) || parser.isSet(seed) ||
                    parser.isSet(name) || parser.isSet(kind);
    options.file.name = parser.value(name);
    if (parser.isSet(nodes)) {
        bool isNumber = false;
        const uint count = parser.value(nodes).toUInt(&isNumber);
        if (!isNumber || count < 1 || count > kMostNodes) {
            return wrongUsage(QStringLiteral("--nodes wants a number from 1 to 9, not \"%1\"")
                                  .arg(parser.value(nodes)));
        }
        options.file.firstMembers = count;
    }
    if (parser.isSet(seed)) {
        bool isNumber = false;
        options.file.seed = parser.value(seed).toULongLong(&isNumber, 16);
        if (!isNumber) {
            return wrongUsage(
                QStringLiteral("--seed wants a hexadecimal number such as 7F3A, not \"%1\"")
                    .arg(parser.value(seed)));
        }
    }
    if (parser.isSet(kind)) {
        const auto known = kindOf(parser.value(kind));
        if (!known) {
            return wrongUsage(QStringLiteral("--kind is stage, live or processes, not \"%1\"")
                                  .arg(parser.value(kind)));
        }
        options.file.kind = *known;
    }
    if (parser.isSet(attach)) {
        const auto addresses = nodeAddressesOf(parser.value(attach));
        if (!addresses) {
            return wrongUsage(QStringLiteral("--attach: %1")
                                  .arg(QString::fromStdString(addresses.error().message)));
        }
        if (parser.isSet(nodes) || parser.isSet(seed) || parser.isSet(kind) ||
            parser.isSet(isNew)) {
            return wrongUsage(
                QStringLiteral("--attach is about nodes that run elsewhere: leave "
                               "out what is about new ones"));
        }
        options.isAttached = true;
        options.isNew = true;
        options.file.kind = SessionKind::Attached;
        options.file.addresses = textsOf(*addresses);
        AttachSecurity& security = options.file.security;
        security.authorities = parser.value(authorities);
        security.certificate = parser.value(certificate);
        security.key = parser.value(key);
        security.user = parser.value(user).section(QLatin1Char(':'), 0, 0);
        security.password = parser.value(user).contains(QLatin1Char(':'))
                                ? parser.value(user).section(QLatin1Char(':'), 1)
                                : qEnvironmentVariable("QUORATE_PASSWORD");
        if (options.file.name.isEmpty()) {
            options.file.name = QStringLiteral("Attached to %1")
                                    .arg(options.file.addresses.join(QStringLiteral(", ")));
        }
    }
    if (!parser.isSet(attach) && (parser.isSet(authorities) || parser.isSet(certificate) ||
                                  parser.isSet(key) || parser.isSet(user))) {
        return wrongUsage(QStringLiteral("--cacert, --cert, --key and --user are about --attach"));
    }
    if (options.scenario.isEmpty() && (parser.isSet(record) || options.isHeadless)) {
        return wrongUsage(
            QStringLiteral("--%1 is about a scenario: give one with --scenario FILE")
                .arg(options.isHeadless ? headless.names().front() : record.names().front()));
    }
    if (const QString shelved = pathOfShelved(options.scenario);
        !shelved.isEmpty() && !QFileInfo(options.scenario).isFile()) {
        options.scenario = shelved;
    }
    if (parser.isSet(scenario) && !QFileInfo(options.scenario).isFile()) {
        return wrongUsage(QStringLiteral("there is no scenario \"%1\"").arg(options.scenario));
    }
    if (parser.isSet(record) && QFileInfo::exists(options.recording)) {
        return wrongUsage(QStringLiteral("\"%1\" is there already: --record makes a new file")
                              .arg(options.recording));
    }
    const QStringList paths = parser.positionalArguments();
    if (paths.size() > 1) {
        return wrongUsage(QStringLiteral("one path can be opened, not %1").arg(paths.size()));
    }
    if (!paths.isEmpty()) {
        options.open = paths.front();
    }
    auto exports = exportOptions.read(parser);
    if (auto* farewell = std::get_if<Farewell>(&exports)) {
        return std::move(*farewell);
    }
    options.exports = std::get<ExportOrder>(std::move(exports));
    if (!options.exports.isEmpty() && options.open.isEmpty()) {
        return wrongUsage(
            QStringLiteral("pictures, histories and metrics are made of a recording: name one"));
    }
    QStringList wanted;
    for (const QString& each :
         {options.isAttached ? QStringLiteral("a cluster that runs elsewhere")
          : options.isNew    ? QStringLiteral("a new session")
                             : QString(),
          options.scenario.isEmpty() ? QString() : QStringLiteral("a scenario"),
          options.tour.isEmpty() ? QString() : QStringLiteral("the tour"),
          options.isList ? QStringLiteral("the list") : QString(),
          options.open.isEmpty() ? QString() : QStringLiteral("\"%1\"").arg(options.open)}) {
        if (!each.isEmpty()) {
            wanted << each;
        }
    }
    if (wanted.size() > 1) {
        return wrongUsage(QStringLiteral("%1 and %2 cannot both be had: leave one of them out")
                              .arg(wanted[0], wanted[1]));
    }
    if (!options.open.isEmpty()) {
        if (!QFileInfo::exists(options.open)) {
            return wrongUsage(QStringLiteral("there is no \"%1\" to open").arg(options.open));
        }
    }
    return options;
}

}  // namespace quorate::gui
