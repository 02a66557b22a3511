// SPDX-License-Identifier: Apache-2.0
// The commands behind the Makefile's targets, as the README shows them.
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

#include "network/free_ports.h"

using namespace quorate;

class CommandsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aClusterIsDriven();
    void aNodeAloneComesBackAlone();
    void clientsBreakNodesOnlyWhereThatWasSaid();
    void theySayWhatIsWrong();
    void theyEndNothingThatTheyDidNotStart();
    void cleanup();

private:
    struct Ended {
        int code{-1};
        QByteArray output;
    };
    [[nodiscard]] Ended run(const QStringList& arguments, const QString& faults = {}) const;
    [[nodiscard]] bool does(const QStringList& arguments) const;
    [[nodiscard]] QString port(int node) const {
        return QString::number(m_firstPort + 2 * (node - 1));
    }
    [[nodiscard]] QString url(int node) const {
        return QStringLiteral("http://localhost:%1").arg(m_firstPort + 2 * (node - 1) + 1);
    }
    [[nodiscard]] bool has(int node, const QString& key, const QByteArray& value) const;

    std::unique_ptr<QTemporaryDir> m_directory;
    QString m_run;
    std::unique_ptr<network::FreePorts> m_ports;
    int m_firstPort{0};
};

void CommandsTest::init() {
    m_directory = std::make_unique<QTemporaryDir>();
    m_run = m_directory->filePath(QStringLiteral("run"));
    m_ports = std::make_unique<network::FreePorts>();
    m_firstPort = m_ports->takeRow(8);
    QVERIFY(m_firstPort != 0);
}

void CommandsTest::cleanup() {
    const Ended ended = run({QStringLiteral("stop-all")});
    QVERIFY2(ended.code == 0, ended.output.constData());
}

CommandsTest::Ended CommandsTest::run(const QStringList& arguments, const QString& faults) const {
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("QUORATED"), QStringLiteral(QUORATED));
    environment.insert(QStringLiteral("RUN"), m_run);
    environment.insert(QStringLiteral("FIRST_PORT"), QString::number(m_firstPort));
    environment.insert(QStringLiteral("PORT_STEP"), QStringLiteral("2"));
    environment.insert(QStringLiteral("FAULTS"), faults);
    QProcess process;
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(QStringLiteral(CLUSTER_COMMAND), arguments);
    constexpr int kMostMs = 60'000;
    if (!process.waitForFinished(kMostMs)) {
        return {-1, "it does not end"};
    }
    return {process.exitCode(), process.readAll()};
}

bool CommandsTest::does(const QStringList& arguments) const {
    const Ended ended = run(arguments);
    if (ended.code != 0) {
        qWarning("%s: %s", qPrintable(arguments.join(u' ')), ended.output.constData());
    }
    return ended.code == 0;
}

bool CommandsTest::has(int node, const QString& key, const QByteArray& value) const {
    constexpr int kPatienceMs = 30'000;
    return QTest::qWaitFor(
        [&] {
            return run({QStringLiteral("get"), port(node), key}).output == value + '\n';
        },
        kPatienceMs);
}

void CommandsTest::aClusterIsDriven() {
    const QString a = QStringLiteral("a");
    QVERIFY(does({QStringLiteral("start-all")}));
    QVERIFY(does({QStringLiteral("put"), port(2), QStringLiteral("a=1")}));
    for (int node = 1; node <= 3; ++node) {
        QVERIFY(has(node, a, "1"));
    }
    const QByteArray table = run({QStringLiteral("status")}).output;
    const QList<QByteArray> lines = table.split('\n');
    QCOMPARE(lines.size(), 5);
    QCOMPARE(lines.at(0).simplified(),
             QByteArray("node role term leader commit applied log db size lag"));
    QCOMPARE(table.count("follower"), 2);
    for (int node = 1; node <= 3; ++node) {
        const QList<QByteArray> row = lines.at(node).simplified().split(' ');
        QCOMPARE(row.size(), 9);
        QCOMPARE(row.at(0).toInt(), node);
        QCOMPARE(row.at(1) == "leader", row.at(3) == row.at(0));
        QVERIFY(row.at(2).toInt() > 0);
        // All know of the same, which was written before.
        QVERIFY(row.at(4).toInt() > 1);
        QVERIFY(row.at(5).toInt() + row.at(8).toInt() >= row.at(4).toInt());
        // The first entry is in the snapshot that a first member begins with.
        QVERIFY(row.at(6).startsWith("2..") && row.at(6).mid(3).toInt() >= row.at(4).toInt());
        QVERIFY(!row.at(7).isEmpty());
    }

    QVERIFY(does({QStringLiteral("kill"), QStringLiteral("1")}));
    QVERIFY(has(2, a, "1"));
    QVERIFY(run({QStringLiteral("status")}).output.contains("down"));
    QVERIFY(does({QStringLiteral("start"), QStringLiteral("1")}));
    QVERIFY(has(1, a, "1"));
    QVERIFY(does({QStringLiteral("restart"), QStringLiteral("2")}));
    QVERIFY(has(2, a, "1"));
    QVERIFY(does({QStringLiteral("stop"), QStringLiteral("3")}));
    QVERIFY(does({QStringLiteral("start"), QStringLiteral("3")}));
    QVERIFY(has(3, a, "1"));

    const QString four = QStringLiteral("4");
    QVERIFY(does({QStringLiteral("add"), four, url(4)}));
    QVERIFY(does({QStringLiteral("start"), four}));
    QVERIFY(has(4, a, "1"));
    QVERIFY(does({QStringLiteral("restart"), four}));
    QVERIFY(has(4, a, "1"));
    QVERIFY(does({QStringLiteral("remove"), four}));

    QVERIFY(does({QStringLiteral("stop-all")}));
    QVERIFY(does({QStringLiteral("clean")}));
    QVERIFY(!QDir(m_run).exists());
}

void CommandsTest::aNodeAloneComesBackAlone() {
    QVERIFY(does({QStringLiteral("single")}));
    QVERIFY(does({QStringLiteral("put"), port(1), QStringLiteral("a=1")}));
    QVERIFY(does({QStringLiteral("kill"), QStringLiteral("1")}));
    QVERIFY(does({QStringLiteral("start"), QStringLiteral("1")}));
    QVERIFY(has(1, QStringLiteral("a"), "1"));
}

void CommandsTest::clientsBreakNodesOnlyWhereThatWasSaid() {
    const auto permission = [this](const QString& faults) {
        const Ended started = run({QStringLiteral("single")}, faults);
        QProcess curl;
        curl.start(
            QStringLiteral("curl"),
            {QStringLiteral("-s"), QStringLiteral("http://127.0.0.1:%1/faults").arg(port(1))});
        curl.waitForFinished();
        const bool isStopped = does({QStringLiteral("stop"), QStringLiteral("1")});
        return started.code == 0 && isStopped ? curl.readAll() : started.output;
    };
    QVERIFY(permission({}).contains("--allow-faults"));
    QCOMPARE(permission(QStringLiteral("1")), QByteArray(R"({"faults":[],"owners":[]})"));
    QCOMPARE(permission(QStringLiteral("unlimited")),
             QByteArray(R"({"unlimited":true,"faults":[],"owners":[]})"));
}

void CommandsTest::theySayWhatIsWrong() {
    const auto says = [this](const QStringList& arguments, const QByteArray& text) {
        const Ended ended = run(arguments);
        if (ended.code != 1 || !ended.output.contains(text)) {
            qWarning("%s: %d %s", qPrintable(arguments.join(u' ')), ended.code,
                     ended.output.constData());
            return false;
        }
        return true;
    };
    QVERIFY(says({QStringLiteral("stop"), QStringLiteral("1")}, "node 1 does not run"));
    QVERIFY(says({QStringLiteral("kill"), QStringLiteral("1")}, "node 1 does not run"));
    QVERIFY(says({QStringLiteral("add"), QStringLiteral("4"), url(4)}, "no node runs"));
    QVERIFY(says({QStringLiteral("frobnicate")}, "unknown command"));
    {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost, static_cast<quint16>(m_firstPort + 1)));
        QVERIFY(says({QStringLiteral("single")}, "is taken"));
    }
    QVERIFY(does({QStringLiteral("single")}));
    QVERIFY(says({QStringLiteral("start"), QStringLiteral("1")}, "runs already"));
    QVERIFY(says({QStringLiteral("clean")}, "stop-all"));
}

void CommandsTest::theyEndNothingThatTheyDidNotStart() {
    QVERIFY(QDir().mkpath(m_run));
    QFile pid(m_run + QStringLiteral("/node1.pid"));
    QVERIFY(pid.open(QIODevice::WriteOnly));
    pid.write(QByteArray::number(QCoreApplication::applicationPid()) + '\n');
    pid.close();
    QCOMPARE(run({QStringLiteral("kill"), QStringLiteral("1")}).code, 1);
    QVERIFY(does({QStringLiteral("stop-all")}));
}

QTEST_GUILESS_MAIN(CommandsTest)
#include "tst_commands.moc"
