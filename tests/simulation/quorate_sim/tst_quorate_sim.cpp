// SPDX-License-Identifier: Apache-2.0
// quorate-sim itself, as a program; and what it makes of clusters that stand on something broken.
//
//     QUORATE_SIM_SEEDS=<number>  how many seeds of a virtual minute
//     QUORATE_GOLDEN=write        replaces golden_hashes.txt
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <utility>
#include <variant>

#include "engine/observe/recording.h"
#include "engine/stage/memory_disks.h"
#include "engine/stage/simulation/simulation_plan.h"
#include "storage/posix_file_system.h"
#include "storage/recording_file.h"
#include "storage/stage/stage_disks.h"
#include "tests/simulation/quorate_sim/exit_code.h"
#include "tests/simulation/quorate_sim/seed_run.h"
#include "tests/simulation/quorate_sim/sim_jobs.h"
#include "tests/simulation/quorate_sim/sim_options.h"
#include "tests/simulation/quorate_sim/sim_report.h"

using namespace quorate;

namespace {

struct Finished {
    int exitCode{-1};
    QByteArray output;
    QByteArray errors;
};

Finished runProgram(const QStringList& arguments) {
    constexpr int kPatienceMs = 800'000;
    QProcess program;
    program.start(QStringLiteral(QUORATE_SIM), arguments);
    if (!program.waitForFinished(kPatienceMs)) {
        return {-1, {}, program.errorString().toUtf8()};
    }
    return {program.exitStatus() == QProcess::NormalExit ? program.exitCode() : -1,
            program.readAllStandardOutput(), program.readAllStandardError()};
}

/// Runs a few seeds on these ports.
sim::Summary runOn(sim::Ports ports, stage::Profile profile = stage::Profile::Steady,
                   std::uint64_t seeds = 3) {
    sim::SimOptions options;
    options.lastSeed = seeds;
    options.plan.profile = profile;
    options.plan.members = 3;
    options.quiet = true;
    return sim::SimJobs(options, std::move(ports)).run();
}

/// Disks of which the one of node 2 cannot be opened.
class UnreadableDisk final : public stage::DiskBay {
public:
    explicit UnreadableDisk(std::uint64_t cluster) : m_disks(cluster) {}
    Result<std::unique_ptr<node::NodeStorage>> open(raft::NodeId node, Random& random) override {
        if (node == raft::NodeId(2)) {
            return Error(ErrorCode::IoError, "the disk of node 2 cannot be read");
        }
        return m_disks.open(node, random);
    }
    void crash(raft::NodeId node, Random& random) override { m_disks.crash(node, random); }
    Result<void> wipe(raft::NodeId node) override { return m_disks.wipe(node); }
    [[nodiscard]] bool isDead(raft::NodeId node) const override { return m_disks.isDead(node); }
    std::uint64_t takeDelay(raft::NodeId node) override { return m_disks.takeDelay(node); }

private:
    stage::MemoryDisks m_disks;
};

/// Disks whose syncs do nothing once a node runs, and which tell nobody that they can be made to
/// do so.
class ForgetfulDisks final : public stage::DiskBay {
public:
    explicit ForgetfulDisks(std::uint64_t seed)
        : m_disks(storage::StageDiskOptions::small(seed | 1U, seed)) {}
    Result<std::unique_ptr<node::NodeStorage>> open(raft::NodeId node, Random& random) override {
        m_disks.setIllness(node, {});
        auto opened = m_disks.open(node, random);
        stage::DiskIllness illness;
        illness.syncsLie = 1'000'000;
        m_disks.setIllness(node, illness);
        return opened;
    }
    void crash(raft::NodeId node, Random& random) override { m_disks.crash(node, random); }
    Result<void> wipe(raft::NodeId node) override { return m_disks.wipe(node); }
    [[nodiscard]] bool isDead(raft::NodeId node) const override { return m_disks.isDead(node); }
    std::uint64_t takeDelay(raft::NodeId node) override { return m_disks.takeDelay(node); }

private:
    storage::StageDisks m_disks;
};

/// Nothing arrives.
class CutWire final : public stage::Wire {
public:
    Result<raft::Message> carry(raft::Message /*message*/) override {
        return Error(ErrorCode::IoError, "the wire is cut");
    }
};

/// Candidates claim that their logs go further than they do.
class LyingWire final : public stage::Wire {
public:
    Result<raft::Message> carry(raft::Message message) override {
        if (message.type == raft::MessageType::Vote || message.type == raft::MessageType::PreVote) {
            message.index = message.index + 1000;
        }
        return message;
    }
};

}  // namespace

class QuorateSimTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void helpTellsOfTheExitCodes();
    void aCommandLineThatMakesNoSenseIsRefusedInOneLine_data();
    void aCommandLineThatMakesNoSenseIsRefusedInOneLine();
    void oneSeedShowsItsTranscript();
    void oneSeedIsRecorded();
    void everyCompilerGivesTheSameEvents();
    void aNodeThatCannotStartIsACrash();
    void aClusterWithoutALeaderIsALivenessFailure();
    void candidatesThatLieAreASafetyFailure();
    void theWorstFailureDecidesTheExitCode();
    void disksThatForgetAreFound();
    void disksThatLieEndInALossThatIsAnnounced();
    void manySeedsHoldAndMeetAllThatMatters();
};

void QuorateSimTest::helpTellsOfTheExitCodes() {
    const Finished help = runProgram({QStringLiteral("--help")});
    QCOMPARE(help.exitCode, 0);
    QVERIFY(help.output.contains("exit code"));
    QVERIFY(help.output.contains("--seeds"));
}

void QuorateSimTest::aCommandLineThatMakesNoSenseIsRefusedInOneLine_data() {
    QTest::addColumn<QString>("line");
    for (const char* line : {"--what", "--seeds x", "--seeds 5..3", "--seeds 1..2..3", "--nodes 0",
                             "--nodes 8", "--duration 0s", "--duration soon", "--profile nobody",
                             "--storage tape", "--profile lying-sync --storage memory", "--jobs 0",
                             "something", "--transcript", "--seed 1 --forever", "--hours 0"}) {
        QTest::newRow(line) << QString::fromLatin1(line);
    }
}

void QuorateSimTest::aCommandLineThatMakesNoSenseIsRefusedInOneLine() {
    QFETCH(const QString, line);
    const Finished refused = runProgram(line.split(QLatin1Char(' ')));
    QCOMPARE(refused.exitCode, sim::kUsage);
    QVERIFY(refused.output.isEmpty());
    QCOMPARE(refused.errors.count('\n'), 1);
    QVERIFY(refused.errors.startsWith("quorate-sim: "));
}

void QuorateSimTest::oneSeedShowsItsTranscript() {
    const Finished run = runProgram(
        QStringLiteral("--seed 3 --nodes 3 --duration 5s --transcript").split(QLatin1Char(' ')));
    QVERIFY2(run.exitCode == 0, run.errors.constData());
    const QList<QByteArray> lines = run.output.split('\n');
    QVERIFY(lines.size() > 100);
    QVERIFY(run.output.contains(": ClientInvoked operation="));
    QVERIFY(run.output.contains(": MessageDelivered link=(from="));
    // The last line is the report.
    QVERIFY(QJsonDocument::fromJson(lines.value(lines.size() - 2)).isObject());
}

void QuorateSimTest::oneSeedIsRecorded() {
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("run.quorate"));
    const QStringList arguments =
        QStringLiteral("--seed 3 --nodes 3 --duration 5s --record").split(QLatin1Char(' ')) +
        QStringList(file);
    const Finished run = runProgram(arguments);
    QVERIFY2(run.exitCode == 0, run.errors.constData());
    storage::PosixFileSystem files;
    auto stored = storage::StoredRecordingFile::openToRead(files, file.toStdString());
    QVERIFY(stored.has_value());
    auto recording = observe::Recording::open(**stored, observe::Recording::Mode::Read);
    QVERIFY(recording.has_value());
    QVERIFY(!(*recording)->tailDamage());
    const auto events = QJsonDocument::fromJson(run.output).object().value(QLatin1String("events"));
    QCOMPARE(static_cast<qint64>((*recording)->size()), events.toInteger());
    // What is there is not overwritten.
    const Finished again = runProgram(arguments);
    QCOMPARE(again.exitCode, sim::kUsage);
    QVERIFY(again.errors.contains("run.quorate"));
}

void QuorateSimTest::everyCompilerGivesTheSameEvents() {
    // A line each: profile, seed, hash of all events. What changes the behaviour of anything below
    // changes them: then, and only then, QUORATE_GOLDEN=write replaces the file.
    QFile golden(
        QStringLiteral(QUORATE_SOURCE_DIR "/tests/simulation/quorate_sim/golden_hashes.txt"));
    QVERIFY(golden.open(QIODevice::ReadOnly | QIODevice::Text));
    QByteArray found;
    for (const stage::Profile profile : {stage::Profile::Swarm, stage::Profile::Steady}) {
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
            stage::PlanOptions options;
            options.seed = seed;
            options.profile = profile;
            options.duration = 10 * stage::kSecond;
            sim::Listening listening;
            listening.hashes = true;
            const auto run = sim::runSeed(stage::drawPlan(options), sim::usualPorts(), listening);
            found += QByteArray(stage::toString(profile).data()) + ' ' +
                     QByteArray::number(quint64{seed}) + ' ' +
                     QByteArray::number(quint64{run.hash}, 16) + '\n';
        }
    }
    const QByteArray known = golden.readAll();
    golden.close();
    if (qEnvironmentVariable("QUORATE_GOLDEN") == QLatin1String("write")) {
        QVERIFY(golden.open(QIODevice::WriteOnly | QIODevice::Text));
        golden.write(found);
    } else {
        QVERIFY2(known == found, "QUORATE_GOLDEN=write replaces the file");
    }
}

void QuorateSimTest::aNodeThatCannotStartIsACrash() {
    sim::Ports ports = sim::usualPorts();
    ports.makeDisks = [](const stage::SimulationPlan& plan) {
        return std::make_unique<UnreadableDisk>(plan.stage.seed | 1U);
    };
    const sim::Summary summary = runOn(std::move(ports));
    QCOMPARE(summary.failures.size(), std::size_t{3});
    QCOMPARE(summary.failures.front().failure.check, std::string("NodeStarts"));
    QCOMPARE(sim::exitCodeOf(summary), sim::kCrash);
}

void QuorateSimTest::aClusterWithoutALeaderIsALivenessFailure() {
    sim::Ports ports = sim::usualPorts();
    ports.makeWire = [] { return std::make_unique<CutWire>(); };
    const sim::Summary summary = runOn(std::move(ports));
    QCOMPARE(summary.failures.size(), std::size_t{3});
    QCOMPARE(summary.failures.front().failure.check, std::string("LeaderFound"));
    QCOMPARE(sim::exitCodeOf(summary), sim::kLiveness);
}

void QuorateSimTest::candidatesThatLieAreASafetyFailure() {
    sim::Ports ports = sim::usualPorts();
    ports.makeWire = [] { return std::make_unique<LyingWire>(); };
    const sim::Summary summary = runOn(std::move(ports), stage::Profile::Swarm);
    QCOMPARE(sim::exitCodeOf(summary), sim::kSafety);
}

void QuorateSimTest::theWorstFailureDecidesTheExitCode() {
    sim::Summary summary;
    QCOMPARE(sim::exitCodeOf(summary), sim::kAllHolds);
    for (const auto kind :
         {stage::FailureKind::Crash, stage::FailureKind::Safety, stage::FailureKind::Liveness}) {
        stage::Failure failure;
        failure.kind = kind;
        summary.failures.push_back({1, failure});
    }
    QCOMPARE(sim::exitCodeOf(summary), sim::kSafety);
    summary.failures.erase(summary.failures.begin() + 1);
    QCOMPARE(sim::exitCodeOf(summary), sim::kLiveness);
    // What a reader of the report goes by.
    const auto report = QJsonDocument::fromJson(sim::report(sim::SimOptions(), summary)).object();
    const auto failed = report.value(QLatin1String("failed")).toArray().first().toObject();
    QVERIFY(failed.value(QLatin1String("replay"))
                .toString()
                .startsWith(QLatin1String("quorate-sim --seed 1 --profile swarm --duration 60s")));
}

/// Nobody said that these disks may lie: the nodes see it themselves, and do not start.
void QuorateSimTest::disksThatForgetAreFound() {
    sim::Ports ports = sim::usualPorts();
    ports.makeDisks = [](const stage::SimulationPlan& plan) {
        return std::make_unique<ForgetfulDisks>(plan.stage.seed);
    };
    const sim::Summary summary = runOn(std::move(ports), stage::Profile::Swarm, 12);
    QVERIFY(!summary.failures.empty());
    QVERIFY(summary.failures.front().failure.text.find("cannot start") != std::string::npos);
}

void QuorateSimTest::disksThatLieEndInALossThatIsAnnounced() {
    const sim::Summary summary = runOn(sim::usualPorts(), stage::Profile::LyingSync, 40);
    QVERIFY2(summary.failures.empty(),
             summary.failures.empty() ? "" : summary.failures.front().failure.text.c_str());
    QVERIFY(summary.sum.disks.met[static_cast<std::size_t>(stage::DiskMet::SyncLied)] > 0);
    QVERIFY(!summary.sum.excused.empty());
}

void QuorateSimTest::manySeedsHoldAndMeetAllThatMatters() {
    bool isGiven = false;
    const int given = qEnvironmentVariable("QUORATE_SIM_SEEDS").toInt(&isGiven);
    const int seeds = isGiven ? given : QUORATE_SIM_SEEDS;
    const Finished run = runProgram({QStringLiteral("--seeds"), QStringLiteral("1..%1").arg(seeds),
                                     QStringLiteral("--quiet"), QStringLiteral("--repeat-every"),
                                     QString::number(qMin(100, seeds / 2))});
    QVERIFY2(run.exitCode == 0, run.errors.constData());
    const QJsonObject report = QJsonDocument::fromJson(run.output).object();
    qInfo().noquote() << run.output.trimmed();
    QCOMPARE(report.value(QLatin1String("seeds")).toInt(), seeds);
    QCOMPARE(report.value(QLatin1String("failures")).toInt(), 0);
    QVERIFY(report.value(QLatin1String("repeated")).toInt() > 0);
    QVERIFY(report.value(QLatin1String("simulated_s")).toDouble() >= 60.0 * seeds);
    for (const char* key : {"cpu_s", "events", "operations", "faults", "checks", "coverage"}) {
        QVERIFY2(report.contains(QLatin1String(key)), key);
    }
    QStringList missing;
    const QJsonObject coverage = report.value(QLatin1String("coverage")).toObject();
    for (auto it = coverage.begin(); it != coverage.end(); ++it) {
        if (it.value().toInteger() == 0) {
            missing += it.key();
        }
    }
    const QJsonObject checks = report.value(QLatin1String("checks")).toObject();
    QVERIFY(checks.contains(QLatin1String("Linearizability")));
    for (auto it = checks.begin(); it != checks.end(); ++it) {
        if (it.value().toObject().value(QLatin1String("exercised")).toInteger() == 0) {
            missing += it.key();
        }
    }
    // A few seeds need not meet everything.
    if (seeds < 500) {
        QSKIP("too few seeds to expect everything");
    }
    QVERIFY2(missing.isEmpty(), qPrintable(missing.join(QLatin1Char(' '))));
}

QTEST_GUILESS_MAIN(QuorateSimTest)
#include "tst_quorate_sim.moc"
