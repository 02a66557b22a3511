// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <string>
#include <vector>

#include "tests/source_tree/source_rules.h"

using namespace quorate::source_tree;

namespace {

constexpr const char* kNothing = "";

std::vector<std::string> textsOf(const std::vector<Finding>& findings) {
    std::vector<std::string> texts;
    texts.reserve(findings.size());
    for (const Finding& finding : findings) {
        texts.push_back(toString(finding));
    }
    return texts;
}

/// Empty where exactly one finding contains `expected`, or none is there and none is expected.
QByteArray mismatch(const std::vector<Finding>& findings, const QByteArray& expected) {
    QByteArray found;
    for (const std::string& text : textsOf(findings)) {
        found += QByteArray::fromStdString(text) + '\n';
    }
    const bool right =
        expected.isEmpty() ? findings.empty() : findings.size() == 1 && found.contains(expected);
    return right ? QByteArray() : "expected '" + expected + "', found '" + found + "'";
}

void addColumns() {
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
}

void row(const char* name, const QByteArray& path, const QByteArray& text,
         const QByteArray& expected) {
    QTest::newRow(name) << path << text << expected;
}

}  // namespace

/// Each rule is shown what it must see and what it must let pass.
class SourceRulesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void includesFollowTheTable_data();
    void includesFollowTheTable();
    void theEngineIsPure_data();
    void theEngineIsPure();
    void linksFollowTheTable_data();
    void linksFollowTheTable();
    void filesHaveTheirForm_data();
    void filesHaveTheirForm();
    void aSourceThatNobodyListsIsFound();
    void aFolderThatNobodyAddsIsFound();
    void aHeaderThatNobodyIncludesIsFound();
    void aFolderWithoutReadmeIsFound();
    void codeOutsideTheProjectsFoldersIsFound();
    void aFindingReadsLikeACompilersMessage();
};

void SourceRulesTest::includesFollowTheTable_data() {
    addColumns();
    const QByteArray raft = "engine/raft/raft.cpp";
    row("raft on base", raft, "#include \"engine/base/result.h\"\n", kNothing);
    row("raft on itself", raft, "#include \"engine/raft/message.h\"\n", kNothing);
    row("raft on kv", raft, "\n#include \"engine/kv/command.h\"\n", "raft.cpp:2: 'engine/kv/");
    row("base on raft", "engine/base/bytes.h", "#include \"engine/raft/entry.h\"", "arrow");
    row("kv on raft", "engine/kv/store.h", "#include \"engine/raft/entry.h\"", "arrow");
    row("observe on node", "engine/observe/event.h", "#include \"engine/node/node.h\"", "arrow");
    row("node on observe", "engine/node/node.h", "#include \"engine/observe/event.h\"", kNothing);
    row("node on stage", "engine/node/node.h", "#include \"engine/stage/stage.h\"", "arrow");
    row("stage on node", "engine/stage/stage.h", "#include \"engine/node/node.h\"", kNothing);
    row("a folder of no row", "engine/extra/x.h", "#include \"engine/base/bytes.h\"", "arrow");
    row("engine on storage", raft, "#include \"storage/wal.h\"", "arrow");
    row("engine on tests", raft, "#include \"tests/unit/helper.h\"", "arrow");
    row("sabotage on a Stage", "engine/stage/stage.h", "#include \"engine/raft/sabotage.h\"",
        kNothing);
    row("sabotage in a node", "engine/node/node.h", "#include \"engine/raft/sabotage.h\"",
        "is for the Stage");
    row("sabotage in a host", "network/host/host.h", "#include \"engine/raft/sabotage.h\"",
        "is for the Stage");
    row("storage on engine", "storage/wal.h", "#include \"engine/raft/entry.h\"", kNothing);
    row("storage on network", "storage/wal.h", "#include \"network/frame.h\"", "arrow");
    row("network on storage", "network/peer.h", "#include \"storage/wal.h\"", "arrow");
    row("network on its host", "network/peer.h", "#include \"network/host/host.h\"", "arrow");
    row("host on storage", "network/host/host.h", "#include \"storage/wal.h\"", kNothing);
    row("host on network", "network/host/host.h", "#include \"network/peer.h\"", kNothing);
    row("gui on all", "gui/views/log.h", "#include \"network/host/host.h\"", kNothing);
    row("network on gui", "network/peer.h", "#include \"gui/views/log.h\"", "arrow");
    row("relative", raft, "#include \"message.h\"", "from the source root");
    row("moc", "tests/unit/tst_x.cpp", "#include \"tst_x.moc\"", kNothing);
    row("Qt in engine", raft, "#include <QString>", "is Qt, which engine/raft may not use");
    row("Qt in storage", "storage/wal.h", "#include <QFile>", "is Qt");
    row("Qt in network", "network/peer.h", "#include <QTcpSocket>", kNothing);
    row("widgets in network", "network/peer.h", "#include <QtWidgets/QLabel>", "beyond Core");
    row("POSIX in engine", raft, "#include <unistd.h>", "is POSIX");
    row("POSIX in storage", "storage/wal.h", "#include <sys/stat.h>", kNothing);
    row("POSIX in network", "network/peer.h", "#include <fcntl.h>", "is POSIX");
    row("POSIX in host", "network/host/main.cpp", "#include <sys/socket.h>", kNothing);
    row("LevelDB in storage", "storage/db.h", "#include <leveldb/db.h>", kNothing);
    row("LevelDB in network", "network/peer.h", "#include <leveldb/db.h>", "LevelDB");
    row("zstd in storage", "storage/db.h", "#include <zstd.h>", kNothing);
    row("ISA-L in network", "network/frame.h", "#include <isa-l/crc.h>", kNothing);
    row("Beast in network", "network/http.h", "#include <boost/beast/http.hpp>", kNothing);
    row("other Boost", "network/http.h", "#include <boost/fiber/all.hpp>", "does not know");
    row("a clock in engine", raft, "#include <chrono>", "<chrono> is banned");
    row("threads in engine", raft, "#include <thread>", "<thread> is banned");
    row("hashing in engine", raft, "#  include <unordered_map>", "<unordered_map> is banned");
    row("atomics in engine", raft, "#include <atomic>", "<atomic> is banned");
    row("a clock in storage", "storage/wal.h", "#include <chrono>", "<chrono> is banned");
    row("a clock in network", "network/peer.h", "#include <chrono>", kNothing);
    row("the rest of the library", raft, "#include <map>\n#include <cstdint>\n", kNothing);
    row("in a comment", raft, "// #include <chrono>\n/*\n#include <thread>\n*/\n", kNothing);
    row("in a string", raft, "auto x = R\"(\n#include <thread>\n)\";\n", kNothing);
}

void SourceRulesTest::includesFollowTheTable() {
    QFETCH(const QByteArray, path);
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, expected);
    const auto wrong = mismatch(checkIncludes({path.toStdString(), text.toStdString()}), expected);
    QVERIFY2(wrong.isEmpty(), wrong.constData());
}

void SourceRulesTest::theEngineIsPure_data() {
    addColumns();
    const QByteArray raft = "engine/raft/raft.cpp";
    row("rand", raft, "int x = rand() % 3;", "rand(");
    row("std::rand", raft, "\n\nint x = std::rand();", "raft.cpp:3: rand(");
    row("return rand", raft, "return rand();", "rand(");
    row("time", raft, "srandomize(time(nullptr));", "time(");
    row("global time", raft, "auto now = ::time (nullptr);", "time(");
    row("getenv", raft, "if (getenv(\"X\")) {}", "getenv(");
    row("a member called", raft, "return event.time() + clock->time();", kNothing);
    row("a member declared", raft, "[[nodiscard]] Moment time() const;", kNothing);
    row("a member defined", raft, "Moment Event::time() const { return m_time; }", kNothing);
    row("a reference declared", raft, "TickClock& clock() noexcept;", kNothing);
    row("a template declared", raft, "std::vector<Moment> time() const;", kNothing);
    row("an operand", raft, "x = y & clock();", "clock(");
    row("a comparison", raft, "if (deadline > time(nullptr)) {}", "time(");
    row("longer names", raft, "runtime(); operand(); lifetime(x);", kNothing);
    row("a variable", raft, "const Moment time = start;", kNothing);
    row("in a comment", raft, "int x;  // never rand() here", kNothing);
    row("in a string", raft, "auto x = \"rand() and \\\" time(0)\";", kNothing);
    row("after digit separators", raft, "int x = 1'000 + rand();", "rand(");
    row("hashing", raft, "std::unordered_map<int, int> x;", "unordered_map is banned");
    row("thread_local", raft, "thread_local int x;", "thread_local is banned");
    row("throw", raft, "throw 1;", "errors are values");
    row("passed on", raft, "catch (const InvariantViolation&) { throw; }", kNothing);
    row("the one that throws", "engine/base/invariant.cpp", "throw 1;", kNothing);
    row("outside engine", "network/peer.cpp", "auto now = time(nullptr);", kNothing);
}

void SourceRulesTest::theEngineIsPure() {
    QFETCH(const QByteArray, path);
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, expected);
    const auto wrong = mismatch(checkPurity({path.toStdString(), text.toStdString()}), expected);
    QVERIFY2(wrong.isEmpty(), wrong.constData());
}

void SourceRulesTest::linksFollowTheTable_data() {
    addColumns();
    const QByteArray engine = "engine/CMakeLists.txt";
    const QByteArray storage = "storage/CMakeLists.txt";
    const QByteArray network = "network/CMakeLists.txt";
    const QByteArray host = "network/host/CMakeLists.txt";
    row("warnings", engine, "target_link_libraries(quorate_engine PRIVATE quorate_warnings)",
        kNothing);
    row("engine with Qt", engine, "target_link_libraries(quorate_engine\n  PUBLIC Qt6::Core)",
        "engine/CMakeLists.txt:2: linking 'Qt6::Core' (Qt)");
    row("engine with storage", engine, "target_link_libraries(quorate_engine quorate_storage)",
        "arrow");
    row("part of engine", "engine/kv/CMakeLists.txt", "target_link_libraries(x quorate_engine)",
        kNothing);
    row("storage with engine", storage,
        "target_link_libraries(quorate_storage PUBLIC quorate_engine PRIVATE leveldb::leveldb)",
        kNothing);
    row("storage with network", storage, "target_link_libraries(x quorate_network)", "arrow");
    row("storage with a variable", storage, "target_link_libraries(x ${ISAL_LIBRARIES})", kNothing);
    row("network with Qt", network, "target_link_libraries(x Qt6::Core Qt6::Network)", kNothing);
    row("network with widgets", network, "target_link_libraries(x Qt6::Widgets)", "beyond Core");
    row("network with storage", network, "target_link_libraries(x quorate_storage)", "arrow");
    row("host with storage", host, "target_link_libraries(x quorate_storage)", kNothing);
    row("host with itself", host, "target_link_libraries(quorated quorate_network_host)", kNothing);
    row("a stranger", network, "target_link_libraries(x curl)", "does not know");
    row("tests", "tests/CMakeLists.txt", "target_link_libraries(x Qt6::Test curl)", kNothing);
    row("a comment", engine, "# target_link_libraries(x Qt6::Core)", kNothing);
    row("global flags", engine, "add_compile_options(-w)", "for every target");
    row("global variable", "CMakeLists.txt", "set(CMAKE_CXX_FLAGS_RELEASE -O3)", "is global");
    row("glob", engine, "\nfile(GLOB_RECURSE sources *.cpp)", ":2: list the sources");
}

void SourceRulesTest::linksFollowTheTable() {
    QFETCH(const QByteArray, path);
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, expected);
    const auto wrong = mismatch(checkLinks({path.toStdString(), text.toStdString()}), expected);
    QVERIFY2(wrong.isEmpty(), wrong.constData());
}

void SourceRulesTest::filesHaveTheirForm_data() {
    addColumns();
    const QByteArray license = "// SPDX-License-Identifier: Apache-2.0\n";
    const QByteArray hash = "# SPDX-License-Identifier: Apache-2.0\n";
    row("a source", "gui/a.cpp", license + "int x;\n", kNothing);
    row("a source without license", "gui/a.cpp", "int x;\n", "a.cpp:1: this line must be '// SPDX");
    row("an empty source", "gui/a.cpp", "", "a.cpp:1:");
    row("a header", "gui/a.h", license + "#pragma once\n", kNothing);
    row("a header without guard", "gui/a.h", license + "int x;\n", "a.h:2: this line must be '#pr");
    row("CMake", "gui/CMakeLists.txt", hash, kNothing);
    row("CMake without license", "gui/CMakeLists.txt", "project(x)\n", "CMakeLists.txt:1:");
    row("a script", ".ci/run", "#!/bin/sh\n" + hash, kNothing);
    row("a script without license", ".ci/run", "#!/bin/sh\ntrue\n", "run:2:");
    row("a tab", "gui/a.cpp", license + "\tint x;\n", "a.cpp:2: a tab");
    row("make's tabs", "Makefile", hash + "x:\n\ttrue\n", kNothing);
    row("a path", "README.md", QByteArray("See /") + "work/shared/x.\n", "README.md:1: a path");
    row("a path in code", "gui/a.cpp", license + "auto p = \"/" + "tmp/x\";\n", "a.cpp:2: a path");
    row("the end of a path", "README.md", QByteArray("network/") + "work/x and a/" + "tmp/x\n",
        kNothing);
    row("data", "tests/fuzz/corpus/x/y", "\t\x01", kNothing);
}

void SourceRulesTest::filesHaveTheirForm() {
    QFETCH(const QByteArray, path);
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, expected);
    const auto wrong = mismatch(checkForm({path.toStdString(), text.toStdString()}), expected);
    QVERIFY2(wrong.isEmpty(), wrong.constData());
}

void SourceRulesTest::aSourceThatNobodyListsIsFound() {
    const std::vector<SourceFile> files{
        {"CMakeLists.txt", "add_subdirectory(engine)\nadd_subdirectory(tests)"},
        {"engine/CMakeLists.txt", "target_sources(x PRIVATE raft/a.cpp)\n# raft/b.cpp"},
        {"engine/raft/a.cpp", ""},
        {"engine/raft/b.cpp", ""},
        {"tests/CMakeLists.txt", "add_executable(y ${PROJECT_SOURCE_DIR}/tests/fuzz/c.cpp a.cpp)"},
        {"tests/fuzz/c.cpp", ""},
    };
    const auto wrong = mismatch(checkNothingIsLeftOut(files), "engine/raft/b.cpp:1: no CMakeLists");
    QVERIFY2(wrong.isEmpty(), wrong.constData());
}

void SourceRulesTest::aFolderThatNobodyAddsIsFound() {
    const std::vector<SourceFile> files{
        {"CMakeLists.txt", "add_subdirectory(engine)"},
        {"engine/CMakeLists.txt", "add_library(x STATIC)\nadd_subdirectory(raft)"},
        {"engine/raft/CMakeLists.txt", ""},
        {"engine/kv/CMakeLists.txt", ""},
    };
    const auto wrong =
        mismatch(checkNothingIsLeftOut(files), "engine/kv/CMakeLists.txt:1: no add_");
    QVERIFY2(wrong.isEmpty(), wrong.constData());
}

void SourceRulesTest::aHeaderThatNobodyIncludesIsFound() {
    const std::vector<SourceFile> files{
        {"engine/CMakeLists.txt", "target_sources(x PRIVATE a.cpp a.h b.h)"},
        {"CMakeLists.txt", "add_subdirectory(engine)"},
        {"engine/a.cpp", "#include \"engine/a.h\"\n// #include \"engine/b.h\"\n"},
        {"engine/a.h", ""},
        {"engine/b.h", ""},
    };
    const auto wrong = mismatch(checkNothingIsLeftOut(files), "engine/b.h:1: nobody includes");
    QVERIFY2(wrong.isEmpty(), wrong.constData());
}

void SourceRulesTest::aFolderWithoutReadmeIsFound() {
    const std::vector<SourceFile> files{
        {"engine/raft/a.cpp", ""},   {"engine/README.md", ""},         {"engine/kv/b.h", ""},
        {"engine/kv/README.md", ""}, {"tests/fuzz/corpus/x/data", ""},
    };
    const auto wrong = mismatch(checkFolders(files), "engine/raft/README.md:1: missing");
    QVERIFY2(wrong.isEmpty(), wrong.constData());
}

void SourceRulesTest::codeOutsideTheProjectsFoldersIsFound() {
    const std::vector<SourceFile> files{{"util/a.cpp", ""}, {"util/README.md", ""}};
    const auto wrong = mismatch(checkFolders(files), "util:1: code lies in engine");
    QVERIFY2(wrong.isEmpty(), wrong.constData());
}

void SourceRulesTest::aFindingReadsLikeACompilersMessage() {
    QCOMPARE(toString({"engine/raft/raft.h", 12, "wrong"}),
             std::string("engine/raft/raft.h:12: wrong"));
}

QTEST_APPLESS_MAIN(SourceRulesTest)
#include "tst_source_rules.moc"
