// SPDX-License-Identifier: Apache-2.0
#include "storage/inspection/repair.h"

#include <optional>

#include "engine/base/invariant.h"
#include "storage/inspection/recovery_outlook.h"
#include "storage/node_directory_layout.h"
#include "storage/path.h"

namespace quorate::storage {

namespace {

using Kind = RepairPlan::Kind;

bool isStateBroken(const Verification& found) {
    const std::string front = std::string(kStoreName) + "/";
    for (const Finding& finding : found.findings) {
        if (finding.weight == Finding::Weight::Problem &&
            (finding.file == kStoreName || finding.file.starts_with(front))) {
            return true;
        }
    }
    return false;
}

std::string firstProblem(const Verification& found) {
    for (const Finding& finding : found.findings) {
        if (finding.weight == Finding::Weight::Problem) {
            return (finding.file.empty() ? "" : finding.file + ": ") + finding.what;
        }
    }
    return "a start would fail";
}

/// A name that is free.
Result<std::string> nameForOld(const DirectoryView& view) {
    for (int i = 1;; ++i) {
        std::string name = view.path() + ".before-repair-" + std::to_string(i);
        const auto exists = view.files().exists(name);
        if (!exists) {
            return exists.error();
        }
        if (!*exists) {
            return name;
        }
    }
}

Result<void> moveStore(const DirectoryView& view, const std::string& aside) {
    FileSystem& files = view.files();
    if (auto made = files.createDirectory(aside); !made) {
        return made;
    }
    if (auto synced = files.syncDirectory(parentDirectory(aside)); !synced) {
        return synced;
    }
    if (auto moved = files.rename(view.pathOf(kStoreName), joinPath(aside, kStoreName)); !moved) {
        return moved;
    }
    if (auto synced = files.syncDirectory(aside); !synced) {
        return synced;
    }
    return files.syncDirectory(view.path());
}

}  // namespace

const char* toString(RepairPlan::Kind kind) noexcept {
    switch (kind) {
    case Kind::Nothing:
        return "nothing";
    case Kind::RebuildState:
        return "rebuild state";
    case Kind::GiveUp:
        return "give up";
    default:
        return "refused";
    }
}

RepairPlan planRepair(const DirectoryView& view, const Verification& found) {
    if (!view.isOfANode()) {
        return {Kind::Refused, "it is not the directory of a node"};
    }
    if (!view.isQuiet()) {
        return {Kind::Refused,
                view.lock() == DirectoryView::Lock::Held
                    ? "a node runs here: stop it first"
                    : "whether a node runs here cannot be told: " + view.lockError()->message};
    }
    if (view.isUnfinished()) {
        return {Kind::Nothing, "its making was interrupted, and it holds nothing: make it again"};
    }
    const bool isBroken = isStateBroken(found);
    if (found.outlook && !isBroken) {
        return {Kind::Nothing, "a start works, and sets right what there is to be set right"};
    }
    if (isBroken) {
        const auto without = foreseeRecoveryWithoutStore(view.files(), view.path());
        if (!without) {
            return {Kind::GiveUp, firstProblem(found) + "; and without the state, " +
                                      findingOf(without.error(), view.path(), {}).what};
        }
        // A state that is ahead of the log says that the log has lost its end.
        const bool isAhead = found.store && found.store->meta &&
                             found.store->meta->applied.index > without->last.index.value();
        if (!isAhead) {
            return {Kind::RebuildState,
                    firstProblem(found) + "; the snapshots and the log have all of it"};
        }
    }
    return {Kind::GiveUp, firstProblem(found)};
}

Result<std::string> carryOut(const DirectoryView& view, RepairPlan::Kind kind) {
    QUORATE_INVARIANT(view.isQuiet(), "a repair of a directory that may be in use");
    auto aside = nameForOld(view);
    if (!aside) {
        return aside.error();
    }
    Result<void> done;
    if (kind == Kind::RebuildState) {
        done = moveStore(view, *aside);
    } else if (kind == Kind::GiveUp) {
        done = view.files().rename(view.path(), *aside);
        if (done) {
            done = view.files().syncDirectory(parentDirectory(view.path()));
        }
    }
    if (!done) {
        return done.error();
    }
    return aside;
}

}  // namespace quorate::storage
