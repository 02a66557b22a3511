// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/quorate_sim/sim_options.h"

#include <QCommandLineParser>
#include <QThread>

#include <algorithm>

#include "tests/simulation/quorate_sim/exit_code.h"

namespace quorate::sim {

namespace {

constexpr std::uint64_t kLongestSeconds = 1000UL * 3600;
constexpr unsigned kMostJobs = 256;

const char* const kDescription =
    "Runs whole clusters on virtual time, each drawn from a seed, with faults, and checks all that "
    "Raft promises while they run.\n"
    "\n"
    "Progress goes to standard error; one line of JSON, the sum of all runs, to standard output.\n"
    "The exit code is that of the worst failure: 0 none, 2 a node or the simulator stopped by "
    "itself (or a seed did not repeat itself), 3 something that must happen did not (liveness), 4 "
    "something happened that must not (safety); 64 for a command line that makes no sense.";

struct Wrong {
    QString text;
};

std::variant<std::uint64_t, Wrong> number(const QString& option, const QString& text,
                                          std::uint64_t least, std::uint64_t most) {
    bool isNumber = false;
    const qulonglong value = text.toULongLong(&isNumber);
    if (!isNumber || value < least || value > most) {
        return Wrong{QStringLiteral("--%1: \"%2\" is no number between %3 and %4")
                         .arg(option, text)
                         .arg(least)
                         .arg(most)};
    }
    return std::uint64_t{value};
}

/// "60s", "5m", "2h"; a bare number is seconds.
std::variant<std::uint64_t, Wrong> seconds(const QString& text) {
    std::uint64_t unit = 1;
    QString digits = text;
    if (text.endsWith(QLatin1Char('s')) || text.endsWith(QLatin1Char('m')) ||
        text.endsWith(QLatin1Char('h'))) {
        unit = text.endsWith(QLatin1Char('h')) ? 3600 : text.endsWith(QLatin1Char('m')) ? 60 : 1;
        digits.chop(1);
    }
    auto value = number(QStringLiteral("duration"), digits, 1, kLongestSeconds / unit);
    if (const auto* wrong = std::get_if<Wrong>(&value)) {
        return *wrong;
    }
    return std::get<std::uint64_t>(value) * unit;
}

}  // namespace

std::variant<SimOptions, Farewell> parseArguments(const QStringList& arguments) {
    QCommandLineParser parser;
    parser.setApplicationDescription(QLatin1String(kDescription));
    const QCommandLineOption help({QStringLiteral("h"), QStringLiteral("help")},
                                  QStringLiteral("Show this text."));
    const QCommandLineOption seeds(QStringLiteral("seeds"),
                                   QStringLiteral("The seeds to run, as A..B (default 1..100)."),
                                   QStringLiteral("A..B"));
    const QCommandLineOption seed(QStringLiteral("seed"), QStringLiteral("One seed alone."),
                                  QStringLiteral("N"));
    const QCommandLineOption duration(
        QStringLiteral("duration"),
        QStringLiteral("Virtual time of trouble in each run: 60s, 5m, 2h (default 60s)."),
        QStringLiteral("TIME"));
    const QCommandLineOption nodes(QStringLiteral("nodes"),
                                   QStringLiteral("First members, 1 to 7 (default: drawn)."),
                                   QStringLiteral("N"));
    const QCommandLineOption profile(
        QStringLiteral("profile"),
        QStringLiteral("swarm (default): everything drawn, each class of faults off with one half. "
                       "steady: three nodes, ten operations a second, crashes and partitions now "
                       "and then. wiped: as swarm, but disks are emptied under their old "
                       "identities, which is outside of Raft's model. lying-sync: as swarm, but "
                       "disks say that they have synced, and have not, which is outside of it, "
                       "too."),
        QStringLiteral("NAME"));
    const QCommandLineOption storage(
        QStringLiteral("storage"),
        QStringLiteral(
            "memory: disks in memory, without files. disk: real storage (log, snapshots, "
            "LevelDB) on simulated disks, which fail in ways of their own. mixed "
            "(default): disk for every fourth seed."),
        QStringLiteral("KIND"));
    const QCommandLineOption jobs(QStringLiteral("jobs"),
                                  QStringLiteral("Runs at a time (default: one a processor)."),
                                  QStringLiteral("N"));
    const QCommandLineOption repeat(
        QStringLiteral("repeat-every"),
        QStringLiteral("Run every N-th seed twice and compare all events; 0: none (default 100)."),
        QStringLiteral("N"));
    const QCommandLineOption transcript(
        QStringLiteral("transcript"),
        QStringLiteral("With --seed: every event, a line each, on standard output."));
    const QCommandLineOption record(QStringLiteral("record"),
                                    QStringLiteral("With --seed: write its recording to FILE."),
                                    QStringLiteral("FILE"));
    const QCommandLineOption forever(
        QStringLiteral("forever"),
        QStringLiteral("Go on with further seeds until the first failure."));
    const QCommandLineOption hours(QStringLiteral("hours"),
                                   QStringLiteral("Like --forever, but for N hours at most."),
                                   QStringLiteral("N"));
    const QCommandLineOption quiet(QStringLiteral("quiet"), QStringLiteral("No progress."));
    parser.addOptions({help, seeds, seed, duration, nodes, profile, storage, jobs, repeat,
                       transcript, record, forever, hours, quiet});

    const auto refuse = [](const QString& text) {
        return Farewell{QStringLiteral("quorate-sim: ") + text +
                            QStringLiteral(" (quorate-sim --help shows what there is)\n"),
                        kUsage};
    };
    if (!parser.parse(arguments)) {
        return refuse(parser.errorText());
    }
    if (parser.isSet(help)) {
        return Farewell{parser.helpText(), kAllHolds};
    }
    if (!parser.positionalArguments().isEmpty()) {
        return refuse(
            QStringLiteral("\"%1\" is no option").arg(parser.positionalArguments().first()));
    }

    SimOptions options;
    options.jobs = static_cast<unsigned>(std::max(1, QThread::idealThreadCount()));
    options.transcript = parser.isSet(transcript);
    options.recordFile = parser.value(record);
    options.forever = parser.isSet(forever) || parser.isSet(hours);
    options.quiet = parser.isSet(quiet);
    QString problem;
    const auto take = [&](const QCommandLineOption& option, std::uint64_t least,
                          std::uint64_t most) -> std::optional<std::uint64_t> {
        if (!parser.isSet(option)) {
            return std::nullopt;
        }
        const auto value = number(option.names().last(), parser.value(option), least, most);
        if (const auto* wrong = std::get_if<Wrong>(&value)) {
            problem = problem.isEmpty() ? wrong->text : problem;
            return std::nullopt;
        }
        return std::get<std::uint64_t>(value);
    };

    if (parser.isSet(seeds)) {
        const QStringList ends = parser.value(seeds).split(QStringLiteral(".."));
        const auto first = number(QStringLiteral("seeds"), ends.value(0), 0, UINT64_MAX);
        const auto last =
            number(QStringLiteral("seeds"), ends.value(ends.size() == 2 ? 1 : 0), 0, UINT64_MAX);
        if (ends.size() > 2 || std::holds_alternative<Wrong>(first) ||
            std::holds_alternative<Wrong>(last) ||
            std::get<std::uint64_t>(first) > std::get<std::uint64_t>(last)) {
            return refuse(
                QStringLiteral("--seeds: \"%1\" is no range A..B").arg(parser.value(seeds)));
        }
        options.firstSeed = std::get<std::uint64_t>(first);
        options.lastSeed = std::get<std::uint64_t>(last);
    }
    if (const auto one = take(seed, 0, UINT64_MAX)) {
        options.firstSeed = options.lastSeed = *one;
    }
    if (const auto count = take(nodes, 1, stage::kMostMembers)) {
        options.plan.members = static_cast<std::size_t>(*count);
    }
    options.jobs = static_cast<unsigned>(take(jobs, 1, kMostJobs).value_or(options.jobs));
    options.repeatEvery = take(repeat, 0, UINT64_MAX).value_or(options.repeatEvery);
    options.hours = take(hours, 1, 24UL * 365);
    if (parser.isSet(duration)) {
        const auto time = seconds(parser.value(duration));
        if (std::holds_alternative<Wrong>(time)) {
            return refuse(std::get<Wrong>(time).text);
        }
        options.plan.duration = std::get<std::uint64_t>(time) * stage::kSecond;
    }
    if (parser.isSet(profile)) {
        const QString name = parser.value(profile);
        const auto known = stage::parseProfile(name.toStdString());
        if (!known) {
            return refuse(QStringLiteral("--profile: there is no \"%1\"; there are swarm, steady, "
                                         "wiped and lying-sync")
                              .arg(name));
        }
        options.plan.profile = *known;
    }
    options.plan.storage = stage::Storage::Mixed;
    if (parser.isSet(storage)) {
        const QString name = parser.value(storage);
        const auto known = stage::parseStorage(name.toStdString());
        if (!known) {
            return refuse(
                QStringLiteral("--storage: there is no \"%1\"; there are memory, disk and "
                               "mixed")
                    .arg(name));
        }
        if (options.plan.profile == stage::Profile::LyingSync && known == stage::Storage::Memory) {
            return refuse(QStringLiteral("--storage: the disks in memory cannot lie"));
        }
        options.plan.storage = *known;
    }
    if (!problem.isEmpty()) {
        return refuse(problem);
    }
    if ((options.transcript || !options.recordFile.isEmpty()) && !parser.isSet(seed)) {
        return refuse(QStringLiteral("--transcript and --record go with one --seed"));
    }
    if (options.forever && parser.isSet(seed)) {
        return refuse(QStringLiteral("--forever and --hours do not go with one --seed"));
    }
    return options;
}

}  // namespace quorate::sim
