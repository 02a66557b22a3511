// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>

#include "network/host/quorated/report.h"
#include "network/host/quorated/verbs.h"
#include "storage/inspection/verification.h"
#include "storage/posix_file_system.h"

namespace quorate::host {

namespace options = boost::program_options;

namespace {

constexpr const char* kVerb = "verify";
constexpr const char* kHelp =
    "usage: quorated verify DIR [--json]\n"
    "\n"
    "Looks at every byte of a node's directory, without changing one: identity, each record of\n"
    "the log, each chunk of each snapshot, each block and record of the state, and whether a\n"
    "node could start from it. Says of each problem where it is and what to do. Notes are what\n"
    "crashes leave, and a start sets right.\n"
    "\n"
    "Exit codes: 0 no problem, 1 problems, or not all could be looked at (a node runs there),\n"
    "2 the command line is wrong.\n";

}  // namespace

int verifyVerb(const Arguments& arguments) {
    options::options_description known("options");
    known.add_options()("json", "one JSON object a line")("help", "this text");
    const auto parsed = parseDirectoryArguments(known, arguments);
    if (!parsed) {
        return refuse(kVerb, parsed.error().message, kExitUsage);
    }
    if (parsed->wantsHelp) {
        return printHelp(kHelp, known);
    }
    storage::PosixFileSystem files;
    const auto view = storage::DirectoryView::open(files, parsed->directory);
    if (!view) {
        return refuse(kVerb, view.error().message, kExitFindings);
    }
    const storage::Verification found = verify(**view);
    const auto report = parsed->options.count("json") > 0 ? makeJsonReport() : makeTextReport();
    if (found.store) {
        report->records(*found.store);
    }
    if (found.outlook) {
        report->start(*found.outlook);
    }
    for (const storage::Finding& finding : found.findings) {
        report->finding(finding);
    }
    const auto problems = static_cast<std::size_t>(std::count_if(
        found.findings.begin(), found.findings.end(), [](const storage::Finding& finding) {
            return finding.weight == storage::Finding::Weight::Problem;
        }));
    report->result(problems, found.findings.size() - problems);
    return found.isSound() ? kExitFine : kExitFindings;
}

}  // namespace quorate::host
