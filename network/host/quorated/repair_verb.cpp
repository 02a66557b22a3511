// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <string>

#include "network/host/quorated/verbs.h"
#include "storage/inspection/repair.h"
#include "storage/posix_file_system.h"

namespace quorate::host {

namespace options = boost::program_options;

namespace {

using Kind = storage::RepairPlan::Kind;

constexpr const char* kVerb = "repair";
constexpr const char* kHelp =
    "usage: quorated repair DIR [--dry-run] [--accept-loss]\n"
    "\n"
    "Does for the broken directory of a stopped node what can be done without breaking what the\n"
    "node promised the others. It removes nothing: what it takes out of DIR, it moves to\n"
    "DIR.before-repair-N.\n"
    "\n"
    "- A torn end of the log and a broken snapshot need no repair: the next start sees to them.\n"
    "- A broken state is moved away where snapshots and log have all of it; the next start makes\n"
    "  it anew, and nothing is lost.\n"
    "- A log that is broken before its end has lost votes and entries that others count on, and\n"
    "  the node must not go on under its id. With --accept-loss the whole directory is moved\n"
    "  away; remove the member from the cluster, and add it again under a new id.\n"
    "\n"
    "Exit codes: 0 repaired, or nothing to repair, 1 not repaired, 2 the command line is wrong.\n";

void print(const std::string& line) {
    std::fputs((line + "\n").c_str(), stdout);
}

std::string nodeIn(const storage::DirectoryView& view) {
    return view.identity() ? "node " + toString(view.identity()->node) : "the node";
}

int carryOutPlan(const storage::DirectoryView& view, Kind kind) {
    const std::string node = nodeIn(view);
    const auto aside = storage::carryOut(view, kind);
    if (!aside) {
        return refuse(kVerb, aside.error().message, kExitFindings);
    }
    if (kind == Kind::RebuildState) {
        print("the state was moved to " + *aside + "; nothing is lost: start " + node +
              ", and it makes the state anew");
    } else {
        print("all of it was moved to " + *aside + "; now remove " + node +
              " from the cluster, and add it again under a new id with a new directory");
    }
    return kExitFine;
}

}  // namespace

int repairVerb(const Arguments& arguments) {
    options::options_description known("options");
    known.add_options()("dry-run", "say what would be done, and do nothing")(
        "accept-loss", "give the directory up where nothing else can be done")("help", "this text");
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
    const storage::RepairPlan plan = planRepair(**view, verify(**view));
    const bool isDry = parsed->options.count("dry-run") > 0;
    switch (plan.kind) {
    case Kind::Nothing:
        print("nothing to repair: " + plan.reason);
        return kExitFine;
    case Kind::Refused:
        return refuse(kVerb, plan.reason, kExitFindings);
    case Kind::RebuildState:
        print("the state is broken: " + plan.reason);
        break;
    case Kind::GiveUp:
        print("it cannot be repaired: " + plan.reason);
        if (parsed->options.count("accept-loss") == 0) {
            print("what " + nodeIn(**view) +
                  " promised may be lost, so it must not go on under its id: remove it from the "
                  "cluster, and add it again under a new id with a new directory. To move this "
                  "one out of the way: quorated repair " +
                  parsed->directory + " --accept-loss");
            return kExitFindings;
        }
        break;
    }
    if (isDry) {
        print("nothing was done");
        return kExitFindings;
    }
    return carryOutPlan(**view, plan.kind);
}

}  // namespace quorate::host
