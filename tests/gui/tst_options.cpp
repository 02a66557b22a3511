// SPDX-License-Identifier: Apache-2.0
// The command line of the application.
#include <QTest>

#include <variant>

#include "gui/quorate/options.h"

using quorate::gui::Farewell;
using quorate::gui::Options;
using quorate::gui::parseOptions;

class OptionsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingAsksForTheLatestSession();
    void aNewSessionIsDescribed();
    void helpNamesEveryOption();
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
    for (const char* option : {"--sessions", "--new", "--nodes", "--seed", "--name", "--tour"}) {
        QVERIFY2(farewell->text.contains(QLatin1String(option)), option);
    }
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
