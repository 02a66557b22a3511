// SPDX-License-Identifier: Apache-2.0
// Runs traces of a correct Raft, a row for each file: those that live beside this file, and all
// below the folder that QUORATE_CONFORMANCE names (or ../shared/conformance beside the project).
// The folder of a file says what it is about: interaction, quorum or confchange.
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTest>

#include <functional>
#include <memory>
#include <string>

#include "engine/stage/script.h"
#include "engine/stage/trace_interpreter.h"
#include "tests/conformance/conf_change_interpreter.h"
#include "tests/conformance/quorum_interpreter.h"

namespace {

using quorate::Result;
using quorate::stage::ScriptCase;
using Execute = std::function<Result<std::string>(const ScriptCase&)>;

Execute interpreterFor(const QString& kind) {
    if (kind == QStringLiteral("interaction")) {
        auto interpreter = std::make_shared<quorate::stage::TraceInterpreter>();
        return [interpreter](const ScriptCase& scriptCase) {
            return interpreter->execute(scriptCase);
        };
    }
    if (kind == QStringLiteral("confchange")) {
        auto interpreter = std::make_shared<quorate::tests::ConfChangeInterpreter>();
        return [interpreter](const ScriptCase& scriptCase) {
            return interpreter->execute(scriptCase);
        };
    }
    if (kind == QStringLiteral("quorum")) {
        return quorate::tests::executeQuorumCase;
    }
    return {};
}

void addRows(const QString& folder, const char* prefix) {
    QDirIterator files(folder, {QStringLiteral("*.txt")}, QDir::Files,
                       QDirIterator::Subdirectories);
    QStringList paths;
    while (files.hasNext()) {
        paths.append(files.next());
    }
    paths.sort();
    for (const QString& path : std::as_const(paths)) {
        const QString name =
            QLatin1String(prefix) + QLatin1Char(':') + QDir(folder).relativeFilePath(path);
        QTest::newRow(qPrintable(name)) << path;
    }
}

QString givenFolder() {
    const QString named = qEnvironmentVariable("QUORATE_CONFORMANCE");
    if (!named.isEmpty()) {
        return named;
    }
    const QString beside = QStringLiteral(QUORATE_SOURCE_DIR "/../shared/conformance");
    return QDir(beside).exists() ? beside : QString();
}

}  // namespace

class TestConformance : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ownTraces_data();
    void ownTraces();
    void givenTraces_data();
    void givenTraces();

private:
    static void runTrace(const QString& path);
};

void TestConformance::ownTraces_data() {
    QTest::addColumn<QString>("path");
    addRows(QStringLiteral(QUORATE_SOURCE_DIR "/tests/conformance/traces"), "own");
}

void TestConformance::ownTraces() {
    QFETCH(QString, path);
    runTrace(path);
}

void TestConformance::givenTraces_data() {
    QTest::addColumn<QString>("path");
    const QString folder = givenFolder();
    if (folder.isEmpty()) {
        QTest::newRow("none") << QString();
    } else {
        addRows(folder, "given");
    }
}

void TestConformance::givenTraces() {
    QFETCH(QString, path);
    if (path.isEmpty()) {
        QSKIP("QUORATE_CONFORMANCE names no folder, and there is none beside the project");
    }
    runTrace(path);
}

void TestConformance::runTrace(const QString& path) {
    QFile file(path);
    QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(path));
    const auto cases = quorate::stage::parseScript(file.readAll().toStdString());
    QVERIFY2(cases.has_value(), cases ? "" : cases.error().message.c_str());
    const Execute execute = interpreterFor(QFileInfo(path).dir().dirName());
    QVERIFY2(execute, "the folder says nothing about the kind of trace");
    for (const ScriptCase& scriptCase : *cases) {
        const auto output = execute(scriptCase);
        QVERIFY2(output.has_value(), output ? "" : output.error().message.c_str());
        if (*output != scriptCase.expected) {
            const std::string report = "line " + std::to_string(scriptCase.line) + ", " +
                                       scriptCase.command + "\nexpected:\n" + scriptCase.expected +
                                       "\nbut it is:\n" + *output;
            QFAIL(report.c_str());
        }
    }
}

QTEST_APPLESS_MAIN(TestConformance)
#include "tst_conformance.moc"
