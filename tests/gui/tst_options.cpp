// SPDX-License-Identifier: Apache-2.0
// The command line of the application.
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <variant>

#include "gui/quorate/export_run.h"
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
    void aClusterElsewhereIsNamedByItsAddresses();
    void momentsAreReadAsPeopleWriteThem();
    void filesAreMadeOfARecording();
    void whatARecordingDoesNotHaveIsSaid();
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
    for (const char* option :
         {"--sessions", "--new",     "--nodes",    "--seed",   "--name",     "--tour",
          "--kind",     "--list",    "--scenario", "--record", "--headless", "--picture",
          "--view",     "--moment",  "--size",     "--attach", "--scale",    "--theme",
          "--history",  "--metrics", "--interval"}) {
        QVERIFY2(farewell->text.contains(QLatin1String(option)), option);
    }
}

void OptionsTest::aKindIsChosen() {
    const auto parsed = parseOptions({QStringLiteral("quorate"), QStringLiteral("--kind=live")});
    const auto* options = std::get_if<Options>(&parsed);
    QVERIFY(options != nullptr && options->isNew);
    QCOMPARE(options->file.kind, quorate::gui::SessionKind::Live);
}

void OptionsTest::aClusterElsewhereIsNamedByItsAddresses() {
    const auto parsed = parseOptions(
        {QStringLiteral("quorate"), QStringLiteral("--attach=localhost:2379,http://[::1]:12379/")});
    const auto* options = std::get_if<Options>(&parsed);
    QVERIFY(options != nullptr && options->isAttached && options->isNew);
    QCOMPARE(options->file.kind, quorate::gui::SessionKind::Attached);
    QCOMPARE(options->file.addresses,
             (QStringList{QStringLiteral("localhost:2379"), QStringLiteral("[::1]:12379")}));
    QVERIFY(options->file.findsOthers);
}

void OptionsTest::momentsAreReadAsPeopleWriteThem() {
    using quorate::gui::EventPlace;
    using quorate::gui::placeOf;
    using quorate::observe::Moment;
    const auto moment = [](const char* text) {
        const auto place = placeOf(QLatin1String(text));
        return place ? std::get<Moment>(*place) : Moment(1);
    };
    QCOMPARE(moment("14.213").nanoseconds(), 14'213'000'000U);
    QCOMPARE(moment("14.213 s").nanoseconds(), 14'213'000'000U);
    QCOMPARE(moment("350ms").nanoseconds(), 350'000'000U);
    QCOMPARE(moment("0").nanoseconds(), 0U);
    QVERIFY(std::get<EventPlace>(*placeOf(QStringLiteral("#812"))) == EventPlace{812});
    for (const char* wrong : {"", "now", "-1", "1e99", "#", "#x", "3 h", "99999999999"}) {
        QVERIFY2(!placeOf(QLatin1String(wrong)), wrong);
    }
}

void OptionsTest::filesAreMadeOfARecording() {
    const QTemporaryDir directory;
    const QString recording = directory.filePath(QStringLiteral("played.quorate"));
    QVERIFY(playScenario(
        QStringLiteral(QUORATE_SOURCE_DIR "/resources/scenarios/first-election.scenario"),
        recording, [](const QString&) {}));
    const QString picture = directory.filePath(QStringLiteral("wall.svg"));
    const QString history = directory.filePath(QStringLiteral("history.edn"));
    const QString metrics = directory.filePath(QStringLiteral("metrics.csv"));
    const auto parsed = parseOptions(
        {QStringLiteral("quorate"), QStringLiteral("--picture"), picture, QStringLiteral("--view"),
         QStringLiteral("log-wall"), QStringLiteral("--moment=#40"),
         QStringLiteral("--size=700x240"), QStringLiteral("--theme=dark"),
         QStringLiteral("--node=2"), QStringLiteral("--history"), history,
         QStringLiteral("--metrics"), metrics, QStringLiteral("--interval=10"), recording});
    QVERIFY(std::holds_alternative<Options>(parsed));
    const auto& options = std::get<Options>(parsed);
    quorate::gui::MainWindow window(directory.path(),
                                    directory.filePath(QStringLiteral("settings.ini")));
    window.show();
    const auto done = quorate::gui::ExportRun(window, options.open, options.exports).run();
    QVERIFY2(done, done ? "" : done.error().message.c_str());
    QCOMPARE(window.context().frames.frame()->eventCount, 40U);
    QFile svg(picture);
    QVERIFY(svg.open(QIODevice::ReadOnly));
    const QByteArray text = svg.readAll();
    QVERIFY(text.contains("width=\"700\" height=\"240\""));
    QVERIFY(text.contains("<title>Log wall at "));
    QFile csv(metrics);
    QVERIFY(csv.open(QIODevice::ReadOnly));
    const QByteArray rows = csv.readAll();
    QVERIFY(rows.startsWith("time_us,node,"));
    QVERIFY(rows.contains("\n10000,n1,"));
    QVERIFY(QFile::exists(history));
}

void OptionsTest::whatARecordingDoesNotHaveIsSaid() {
    const QTemporaryDir directory;
    const QString recording = directory.filePath(QStringLiteral("played.quorate"));
    QVERIFY(playScenario(
        QStringLiteral(QUORATE_SOURCE_DIR "/resources/scenarios/first-election.scenario"),
        recording, [](const QString&) {}));
    quorate::gui::MainWindow window(directory.path(),
                                    directory.filePath(QStringLiteral("settings.ini")));
    window.show();
    quorate::gui::ExportOrder order;
    order.picture = directory.filePath(QStringLiteral("p.png"));
    const auto failureOf = [&](const quorate::gui::ExportOrder& wanted, const QString& from) {
        const auto done = quorate::gui::ExportRun(window, from, wanted).run();
        return done ? QString() : QString::fromStdString(done.error().message);
    };
    auto late = order;
    late.place = quorate::observe::Moment(~0ULL / 4);
    QVERIFY(failureOf(late, recording).contains(QStringLiteral("goes from 0.000 s to")));
    auto many = order;
    many.place = quorate::gui::EventPlace{1'000'000};
    QVERIFY(failureOf(many, recording).contains(QStringLiteral("1000000")));
    auto nobody = order;
    nobody.node = quorate::raft::NodeId(77);
    QVERIFY(failureOf(nobody, recording).contains(QStringLiteral("77")));
    auto view = order;
    view.view = QStringLiteral("kitchen");
    QVERIFY(failureOf(view, recording).contains(QStringLiteral("kitchen")));
    QVERIFY(failureOf(order, directory.path()).contains(QStringLiteral("folder")));
    QVERIFY(!QFile::exists(order.picture));
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
    QTest::newRow("attach") << QStringList{QStringLiteral("--attach=localhost")}
                            << QStringLiteral("write host:port");
    QTest::newRow("attach and nodes")
        << QStringList{QStringLiteral("--attach=localhost:1"), QStringLiteral("--nodes=3")}
        << QStringLiteral("--attach");
    QTest::newRow("attach and open")
        << QStringList{QStringLiteral("--attach=localhost:1"), QStringLiteral("/")}
        << QStringLiteral("runs elsewhere");
    QTest::newRow("no scenario") << QStringList{QStringLiteral("--scenario=/no/such.scenario")}
                                 << QStringLiteral("/no/such.scenario");
    QTest::newRow("record") << QStringList{QStringLiteral("--record=x")}
                            << QStringLiteral("--record");
    QTest::newRow("headless") << QStringList{QStringLiteral("--headless")}
                              << QStringLiteral("--headless");
    QTest::newRow("list and tour")
        << QStringList{QStringLiteral("--list"), QStringLiteral("--tour=x")}
        << QStringLiteral("the tour and the list");
    const QString here = QStringLiteral("/");
    const auto wrong = [&here](const char* name, const QStringList& arguments, const char* named) {
        QTest::newRow(name) << arguments + QStringList{here} << QString::fromLatin1(named);
    };
    const QString picture = QStringLiteral("--picture=a.png");
    wrong("picture of no kind", {QStringLiteral("--picture=a.bmp")}, "a.bmp");
    wrong("view of nothing", {QStringLiteral("--view=cluster")}, "--picture");
    wrong("interval of nothing", {QStringLiteral("--interval=10")}, "--metrics");
    wrong("moment", {picture, QStringLiteral("--moment=noon")}, "noon");
    wrong("size", {picture, QStringLiteral("--size=0x3")}, "0x3");
    wrong("scale", {picture, QStringLiteral("--scale=100")}, "100");
    wrong("theme", {picture, QStringLiteral("--theme=pink")}, "pink");
    wrong("node", {picture, QStringLiteral("--node=n2")}, "n2");
    wrong("interval", {QStringLiteral("--metrics=m.csv"), QStringLiteral("--interval=0")}, "\"0\"");
    QTest::newRow("of nothing") << QStringList{picture} << QStringLiteral("recording");
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
