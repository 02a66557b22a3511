// SPDX-License-Identifier: Apache-2.0
// Groups of cores in a world that treats them badly, many of them, each drawn from a seed. A seed
// that fails prints the command that replays it.
//
//     QUORATE_SEEDS=<number>       how many seeds for each size of group (default 600)
//     QUORATE_FIRST_SEED=<number>  the first of them (default 1)
//     QUORATE_SEED=<number> QUORATE_NODES=<number> [QUORATE_TRANSCRIPT=1]
//                                  one seed, with its transcript on standard output
//     QUORATE_GOLDEN=write         replaces golden_hashes.txt
#include <QFile>
#include <QTest>

#include <string>

#include "tests/simulation/world.h"

using quorate::simulation::Coverage;
using quorate::simulation::Met;
using quorate::simulation::RunOptions;
using quorate::simulation::RunResult;

namespace {

constexpr std::size_t kSizes[] = {1, 2, 3, 5, 7};

quint64 number(const char* variable, quint64 fallback) {
    bool isGiven = false;
    const quint64 given = qEnvironmentVariable(variable).toULongLong(&isGiven);
    return isGiven ? given : fallback;
}

}  // namespace

class RaftRandomTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theSameSeedGivesTheSameTranscript_data();
    void theSameSeedGivesTheSameTranscript();
    void everyCompilerGivesTheSameTranscript();
    void noSeedBreaksARule_data();
    void noSeedBreaksARule();
    void allThatMattersWasMet();
    void replaysTheSeedOfTheEnvironment();

private:
    Coverage m_coverage;
    quint64 m_runs{0};
};

void RaftRandomTest::theSameSeedGivesTheSameTranscript_data() {
    QTest::addColumn<quint64>("nodes");
    for (const std::size_t nodes : kSizes) {
        QTest::addRow("%zu nodes", nodes) << quint64{nodes};
    }
}

void RaftRandomTest::theSameSeedGivesTheSameTranscript() {
    QFETCH(const quint64, nodes);
    for (quint64 seed = 1; seed <= 4; ++seed) {
        RunOptions options;
        options.seed = seed;
        options.nodes = nodes;
        const RunResult first = runSimulation(options);
        const RunResult second = runSimulation(options);
        QVERIFY(first.transcriptLines > 100);
        QCOMPARE(second.transcriptLines, first.transcriptLines);
        QCOMPARE(second.transcriptHash, first.transcriptHash);
        options.seed += 1000;
        QVERIFY(runSimulation(options).transcriptHash != first.transcriptHash);
    }
}

void RaftRandomTest::everyCompilerGivesTheSameTranscript() {
    // A line each: seed, nodes, hash of the transcript. A core that behaves otherwise than before
    // gives other transcripts: then, and only then, QUORATE_GOLDEN=write replaces the file.
    QFile golden(QStringLiteral(QUORATE_SOURCE_DIR "/tests/simulation/golden_hashes.txt"));
    QVERIFY(golden.open(QIODevice::ReadOnly | QIODevice::Text));
    QByteArray found;
    for (quint64 seed = 1; seed <= 3; ++seed) {
        for (const std::size_t nodes : kSizes) {
            RunOptions options;
            options.seed = seed;
            options.nodes = nodes;
            const quint64 hash = runSimulation(options).transcriptHash;
            found += QByteArray::number(seed) + ' ' + QByteArray::number(quint64{nodes}) + ' ' +
                     QByteArray::number(hash, 16) + '\n';
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

void RaftRandomTest::noSeedBreaksARule_data() {
    theSameSeedGivesTheSameTranscript_data();
}

void RaftRandomTest::noSeedBreaksARule() {
    QFETCH(const quint64, nodes);
    const quint64 first = number("QUORATE_FIRST_SEED", 1);
    const quint64 count = number("QUORATE_SEEDS", 600);
    quint64 longest = 0;
    for (quint64 seed = first; seed < first + count; ++seed) {
        RunOptions options;
        options.seed = seed;
        options.nodes = nodes;
        const RunResult result = runSimulation(options);
        if (!result.check.empty()) {
            qWarning().noquote() << QString::fromStdString(describeFailure(options, result));
            QFAIL(qPrintable(QString::fromStdString(result.check + ": " + result.detail)));
        }
        m_coverage.add(result.coverage);
        ++m_runs;
        longest = qMax(longest, quint64{result.convergedAfter});
    }
    qInfo() << count << "seeds; the slowest came to rest after"
            << longest / quorate::simulation::kTick << "ticks";
}

void RaftRandomTest::allThatMattersWasMet() {
    QString missing;
    for (std::size_t i = 0; i < quorate::simulation::kMetCount; ++i) {
        const Met met = static_cast<Met>(i);
        qInfo("%12llu %s", static_cast<unsigned long long>(m_coverage.count(met)), toString(met));
        // A group that is stranded is let off, not looked for.
        const bool isExcuse = met == Met::StrandedByRemoval || met == Met::StrandedByTerm;
        if (m_coverage.count(met) == 0 && !isExcuse) {
            missing += QLatin1Char(' ') + QLatin1String(toString(met));
        }
    }
    // A few seeds need not meet everything.
    if (m_runs < 1000) {
        QSKIP("too few seeds to expect everything");
    }
    QVERIFY2(missing.isEmpty(), qPrintable(missing));
}

void RaftRandomTest::replaysTheSeedOfTheEnvironment() {
    if (!qEnvironmentVariableIsSet("QUORATE_SEED")) {
        QSKIP("QUORATE_SEED names no seed");
    }
    RunOptions options;
    options.seed = number("QUORATE_SEED", 1);
    options.nodes = number("QUORATE_NODES", 3);
    options.echo = qEnvironmentVariableIsSet("QUORATE_TRANSCRIPT");
    const RunResult result = runSimulation(options);
    qInfo() << "transcript" << Qt::hex << result.transcriptHash;
    QVERIFY2(result.check.empty(), describeFailure(options, result).c_str());
}

QTEST_APPLESS_MAIN(RaftRandomTest)
#include "tst_raft_random.moc"
