// SPDX-License-Identifier: Apache-2.0
#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include "tests/stage/scenario_play.h"

using quorate::stage_test::play;
using quorate::stage_test::Played;

namespace {

QString textOf(const QString& name) {
    QFile file(QString(QUORATE_SCENARIOS) + "/" + name);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

std::string errorOf(const QString& name, const QString& text) {
    Played played;
    play(text.toStdString(), name.toStdString(), played);
    return played.error;
}

}  // namespace

/// The scenarios of resources/scenarios.
class ScenariosTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eachOneRunsAndShowsWhatItTeaches_data();
    void eachOneRunsAndShowsWhatItTeaches();
    void whatTheyTeachDoesNotHangOnTheSeed_data() { eachOneRunsAndShowsWhatItTeaches_data(); }
    void whatTheyTeachDoesNotHangOnTheSeed();
    void withoutItsPointAScenarioFails_data();
    void withoutItsPointAScenarioFails();
};

void ScenariosTest::eachOneRunsAndShowsWhatItTeaches_data() {
    QTest::addColumn<QString>("name");
    const QStringList names = QDir(QUORATE_SCENARIOS).entryList({"*.scenario"}, QDir::Files);
    QVERIFY(names.size() >= 12);
    for (const QString& name : names) {
        QTest::newRow(qPrintable(name)) << name;
    }
}

void ScenariosTest::eachOneRunsAndShowsWhatItTeaches() {
    QFETCH(QString, name);
    Played played;
    play(textOf(name).toStdString(), name.toStdString(), played);
    QVERIFY2(played.error.empty(), played.error.c_str());
    QCOMPARE(played.said.ends, 1);
    QVERIFY(played.said.captions.size() >= 5);
    QVERIFY(played.said.met.size() >= 3);
    QVERIFY(!played.said.questions.empty());
    for (const auto& caption : played.said.captions) {
        QVERIFY2(caption.text.size() < 320, caption.text.c_str());
    }
    // A person watches it: it is no longer than that.
    QVERIFY(played.simulatedNs < 60'000'000'000U);
}

void ScenariosTest::whatTheyTeachDoesNotHangOnTheSeed() {
    QFETCH(QString, name);
    const QString text = textOf(name);
    const QRegularExpression seed(" seed=\\d+");
    for (int i = 100; i < 130; ++i) {
        QString other = text;
        other.replace(seed, " seed=" + QString::number(i));
        const std::string error = errorOf(name, other);
        QVERIFY2(error.empty(), qPrintable(QString::number(i) + ": " + error.c_str()));
    }
}

void ScenariosTest::withoutItsPointAScenarioFails_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("point");
    QTest::addColumn<QString>("instead");
    QTest::addColumn<QString>("error");
    const auto row = [](const char* name, const char* point, const char* instead,
                        const char* error) {
        QTest::newRow(name) << QString(name) + ".scenario" << point << instead << error;
    };
    row("first-election", "timer spread", "timer set 2 10\n\ntimer set 1,3 19",
        "wait-until: waited 10s in vain: node 1 is follower");
    row("split-vote", "timer align", "timer spread", "wait-until: waited 10s in vain");
    row("replication-and-commit", "hold MsgAppResp 2,3->1", "run-for 1ms",
        "wait-until: waited 10s in vain: no such message is on its way");
    row("partition-as-the-client-sees-it", "fault partition minority | majority", "run-for 1ms",
        "expect: \"role old leader and operation lost open");
    row("catch-up-by-snapshot", "snapshot-entries=10", "snapshot-entries=1000",
        "wait-until: waited 10s in vain: node 1 has first");
    row("crash-between-sync-and-send", "crash-at 2 before-send", "crash-at 2 before-log-write",
        "wait-until: waited 10s in vain: node 2 has not crashed at before-send");
    row("figure-7", "release MsgApp 1->f", "run-for 1ms",
        "wait-until: waited 10s in vain: node 7 has terms 1,1,1,2,2,2,3,3,3,3,3");
    row("figure-8", "caption paper=5.4.2\n(a)",
        "fault sabotage commit-old-terms\n\ncaption paper=5.4.2\n(a)", "but node 1 has commit 4");
    row("figure-8-without-the-rule", "fault sabotage commit-old-terms\n", "run-for 1ms\n",
        "wait-until: waited 10s in vain: node 1 has commit 2");
    row("torn-log-tail", "fault tear 3", "run-for 1ms",
        "wait-until: waited 10s in vain: node 3 has not crashed");
    row("lying-fsync", "fault disk 2 lies=true forgets=true", "run-for 1ms",
        "expect: \"last 2 = $before\" was expected");
    row("leader-on-a-slow-disk", "fault disk 1 sync=1s", "run-for 1ms",
        "expect: \"last 1 = $before+1 and stable 1 = $before\" was expected");
}

void ScenariosTest::withoutItsPointAScenarioFails() {
    QFETCH(QString, name);
    QFETCH(QString, point);
    QFETCH(QString, instead);
    QFETCH(QString, error);
    QString text = textOf(name);
    QVERIFY(text.contains(point));
    text.replace(point, instead);
    const QString found = QString::fromStdString(errorOf(name, text));
    QVERIFY2(found.contains(error), qPrintable(found));
}

QTEST_APPLESS_MAIN(ScenariosTest)
#include "tst_scenarios.moc"
