// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "tests/source_tree/source_rules.h"

using namespace quorate::source_tree;

namespace {

std::string contentsOf(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

/// The folders at the root that .gitignore leaves out, written there as "/name/".
std::set<std::string> ignoredFolders(const std::filesystem::path& root) {
    std::set<std::string> folders;
    std::ifstream stream(root / ".gitignore");
    for (std::string line; std::getline(stream, line);) {
        if (line.size() > 2 && line.front() == '/' && line.back() == '/') {
            folders.insert(line.substr(1, line.size() - 2));
        }
    }
    return folders;
}

/// Folders that are no part of the source: hidden ones, ignored ones and build folders.
bool isForeign(const std::filesystem::path& folder, const std::set<std::string>& ignored,
               const std::filesystem::path& root) {
    const std::string name = folder.filename().string();
    const bool hidden = name.starts_with(".") && name != ".ci";
    const bool isIgnored = folder.parent_path() == root && ignored.contains(name);
    return hidden || isIgnored || std::filesystem::exists(folder / "CMakeCache.txt");
}

std::vector<SourceFile> readTree(const std::filesystem::path& root) {
    const auto ignored = ignoredFolders(root);
    std::vector<SourceFile> files;
    for (auto at = std::filesystem::recursive_directory_iterator(root);
         at != std::filesystem::recursive_directory_iterator(); ++at) {
        if (at->is_directory()) {
            if (isForeign(at->path(), ignored, root)) {
                at.disable_recursion_pending();
            }
        } else if (at->is_regular_file()) {
            files.push_back(
                {at->path().lexically_relative(root).generic_string(), contentsOf(at->path())});
        }
    }
    std::sort(files.begin(), files.end(),
              [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
    return files;
}

}  // namespace

/// Holds the rules of source_rules.h against the source tree that this test was built from.
class SourceTreeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void nothingIncludesUpward();
    void theEngineDependsOnItsInputsAlone();
    void nothingLinksUpward();
    void everyFileHasItsForm();
    void everySourceIsBuiltAndEveryHeaderUsed();
    void everyFolderSaysWhatItIs();

private:
    using FileRule = std::vector<Finding> (*)(const SourceFile&);

    void hold(FileRule rule, const char* ending);
    static void report(const std::vector<Finding>& findings);

    std::vector<SourceFile> m_files;
};

void SourceTreeTest::initTestCase() {
    m_files = readTree(QUORATE_SOURCE_DIR);
    const auto isThere = [this](const char* path) {
        return std::any_of(m_files.begin(), m_files.end(), [path](const SourceFile& file) {
            return file.path == path && !file.text.empty();
        });
    };
    QVERIFY2(isThere("engine/base/bytes.cpp") && isThere(".ci/run") && isThere("CMakeLists.txt"),
             "the source tree is not where it was when this was built: " QUORATE_SOURCE_DIR);
}

void SourceTreeTest::hold(FileRule rule, const char* ending) {
    std::vector<Finding> findings;
    for (const SourceFile& file : m_files) {
        if (file.path.ends_with(ending)) {
            const auto found = rule(file);
            findings.insert(findings.end(), found.begin(), found.end());
        }
    }
    report(findings);
}

void SourceTreeTest::report(const std::vector<Finding>& findings) {
    std::string text;
    for (const Finding& finding : findings) {
        text.append("\n").append(toString(finding));
    }
    QVERIFY2(findings.empty(), text.c_str());
}

void SourceTreeTest::nothingIncludesUpward() {
    hold(checkIncludes, ".h");
    hold(checkIncludes, ".cpp");
}

void SourceTreeTest::theEngineDependsOnItsInputsAlone() {
    hold(checkPurity, ".h");
    hold(checkPurity, ".cpp");
}

void SourceTreeTest::nothingLinksUpward() {
    hold(checkLinks, "CMakeLists.txt");
}

void SourceTreeTest::everyFileHasItsForm() {
    hold(checkForm, "");
}

void SourceTreeTest::everySourceIsBuiltAndEveryHeaderUsed() {
    report(checkNothingIsLeftOut(m_files));
}

void SourceTreeTest::everyFolderSaysWhatItIs() {
    report(checkFolders(m_files));
}

QTEST_APPLESS_MAIN(SourceTreeTest)
#include "tst_source_tree.moc"
