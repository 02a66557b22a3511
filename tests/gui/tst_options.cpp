// SPDX-License-Identifier: Apache-2.0
// The command line of the application.
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <variant>

#include "gui/quorate/options.h"
#include "gui/quorate/scenario_play.h"
#include "gui/session/recorded_session.h"

using quorate::gui::Farewell;
using quorate::gui::Options;
using quorate::gui::parseOptions;
using quorate::gui::playScenario;

class OptionsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingAsksForTheLatestSession();
    void aNewSessionIsDescribed();
    void helpNamesEveryOption();
    void aKindIsChosen();
    void aScenarioIsPlayedAndRecorded();
    void aScenarioThatComesOutOtherwiseSaysWhere();
    void whatIsWrongIsSaidInOneLine_data();
    void whatIsWrongIsSaidInOneLine();
};

void OptionsTest::nothingAsksForTheLatestSession() {
    const auto parsed = parseOptions({QStringLiteral("quorate")});
    const auto* options = std::get_if<Options>(&parsed);
    QVERIFY(options != nullptr);
    QVERIFY(options->open.isEmpty() && !options->isNew && options->tour.isEmpty());
}

void OptionsTest::aNewSessionIsDescribed() {
    const auto parsed = parseOptions({QStringLiteral("quorate"), QStringLiteral("--nodes=5"),
                                      QStringLiteral("--seed=7F3A"), QStringLiteral("--name"),
                                      QStringLiteral("demo")});
    const auto* options = std::get_if<Options>(&parsed);
    QVERIFY(options != nullptr && options->isNew);
    QCOMPARE(options->file.firstMembers, 5U);
    QCOMPARE(options->file.seed, 0x7F3AU);
    QCOMPARE(options->file.name, QStringLiteral("demo"));
}

void OptionsTest::helpNamesEveryOption() {
    const auto parsed = parseOptions({QStringLiteral("quorate"), QStringLiteral("--help")});
    const auto* farewell = std::get_if<Farewell>(&parsed);
    QVERIFY(farewell != nullptr);
    QCOMPARE(farewell->exitCode, 0);
    for (const char* option : {"--sessions", "--new", "--nodes", "--seed", "--name", "--tour",
                               "--kind", "--list", "--scenario", "--record", "--headless"}) {
        QVERIFY2(farewell->text.contains(QLatin1String(option)), option);
    }
}

void OptionsTest::aKindIsChosen() {
    const auto parsed = parseOptions({QStringLiteral("quorate"), QStringLiteral("--kind=live")});
    const auto* options = std::get_if<Options>(&parsed);
    QVERIFY(options != nullptr && options->isNew);
    QCOMPARE(options->file.kind, quorate::gui::SessionKind::Live);
}

void OptionsTest::aScenarioIsPlayedAndRecorded() {
    const QTemporaryDir directory;
    const QString recording = directory.filePath(QStringLiteral("played.quorate"));
    const QString scenario =
        QStringLiteral(QUORATE_SOURCE_DIR "/resources/scenarios/first-election.scenario");
    QStringList said;
    const auto played =
        playScenario(scenario, recording, [&said](const QString& line) { said << line; });
    QVERIFY2(played, played ? "" : played.error().message.c_str());
    QVERIFY(said.filter(QStringLiteral("it leads in term 1")).size() == 1);
    QVERIFY(said.back().contains(QStringLiteral("expectations were met")));
    auto session = quorate::gui::RecordedSession::open(recording);
    QVERIFY(session);
    const auto& state = (*session)->recording().latest()->state;
    QCOMPARE(state.nodeCount(), std::size_t{3});
    QVERIFY(state.nodeAt(0).role == quorate::raft::Role::Leader);
}

void OptionsTest::aScenarioThatComesOutOtherwiseSaysWhere() {
    const QTemporaryDir directory;
    const QString scenario = directory.filePath(QStringLiteral("wrong.scenario"));
    QFile file(scenario);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("scenario nodes=3 seed=1\nWrong\n\nexpect leader 1\n");
    file.close();
    const auto played = playScenario(scenario, directory.filePath(QStringLiteral("wrong.quorate")),
                                     [](const auto&) {});
    QVERIFY(!played);
    const QString message = QString::fromStdString(played.error().message);
    QVERIFY2(message.startsWith(QStringLiteral("wrong.scenario: line 4")), qPrintable(message));
}

void OptionsTest::whatIsWrongIsSaidInOneLine_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("named");
    QTest::newRow("unknown") << QStringList{QStringLiteral("--what")} << QStringLiteral("what");
    QTest::newRow("nodes") << QStringList{QStringLiteral("--nodes=10")}
                           << QStringLiteral("--nodes");
    QTest::newRow("seed") << QStringList{QStringLiteral("--seed=xyz")} << QStringLiteral("--seed");
    QTest::newRow("missing") << QStringList{QStringLiteral("/no/such/thing")}
                             << QStringLiteral("/no/such/thing");
    QTest::newRow("both") << QStringList{QStringLiteral("--new"), QStringLiteral("/")}
                          << QStringLiteral("new session");
    QTest::newRow("kind") << QStringList{QStringLiteral("--kind=dead")} << QStringLiteral("--kind");
    QTest::newRow("no scenario") << QStringList{QStringLiteral("--scenario=/no/such.scenario")}
                                 << QStringLiteral("/no/such.scenario");
    QTest::newRow("record") << QStringList{QStringLiteral("--record=x")}
                            << QStringLiteral("--record");
    QTest::newRow("headless") << QStringList{QStringLiteral("--headless")}
                              << QStringLiteral("--headless");
    QTest::newRow("list and tour")
        << QStringList{QStringLiteral("--list"), QStringLiteral("--tour=x")}
        << QStringLiteral("the tour and the list");
    QTest::newRow("two") << QStringList{QStringLiteral("/"), QStringLiteral("/tmp")}
                         << QStringLiteral("one path");
}

void OptionsTest::whatIsWrongIsSaidInOneLine() {
    QFETCH(QStringList, arguments);
    QFETCH(QString, named);
    const auto parsed = parseOptions(QStringList{QStringLiteral("quorate")} + arguments);
    const auto* farewell = std::get_if<Farewell>(&parsed);
    QVERIFY(farewell != nullptr);
    QCOMPARE(farewell->exitCode, 2);
    QVERIFY2(farewell->text.contains(named), qPrintable(farewell->text));
    QCOMPARE(farewell->text.count(QLatin1Char('\n')), 1);
}

QTEST_MAIN(OptionsTest)
#include "tst_options.moc"
