// SPDX-License-Identifier: Apache-2.0
#include "storage/inspection/verification.h"

#include <algorithm>
#include <string>
#include <utility>

#include "storage/inspection/log_map.h"
#include "storage/inspection/snapshot_list.h"
#include "storage/inspection/state_view.h"
#include "storage/inspection/table_check.h"
#include "storage/node_directory_layout.h"
#include "storage/path.h"
#include "storage/wal/inspection.h"
#include "storage/wal/recovery.h"

namespace quorate::storage {

namespace {

using Weight = Finding::Weight;

const char* const kCutAdvice = "nothing; the next start cuts it off";
const char* const kAskRepair = "`quorated repair` says whether anything of it can be saved";

class Verifier {
public:
    explicit Verifier(const DirectoryView& view) : m_view(view) {}

    Verification run() {
        if (!m_view.isOfANode()) {
            add({Weight::Problem,
                 {},
                 {},
                 "it is not the directory of a node",
                 "name the right one"});
            return std::move(m_result);
        }
        checkDirectory();
        if (m_view.isUnfinished()) {
            add({Weight::Note,
                 kUnfinishedName,
                 {},
                 "the making of the directory was interrupted",
                 "make it again; it holds nothing yet"});
            return std::move(m_result);
        }
        checkWal();
        checkSnapshots();
        if (m_view.isQuiet()) {
            checkState();
            checkStart();
        }
        return std::move(m_result);
    }

private:
    void add(Finding finding) { m_result.findings.push_back(std::move(finding)); }
    void add(const Error& error, const std::string& file) {
        add(findingOf(error, m_view.path(), file));
    }
    [[nodiscard]] bool isKnown(const Finding& finding) const {
        const auto& findings = m_result.findings;
        return std::any_of(findings.begin(), findings.end(), [&finding](const Finding& known) {
            return known.weight == Weight::Problem && known.file == finding.file &&
                   known.offset == finding.offset;
        });
    }

    void checkDirectory() {
        switch (m_view.lock()) {
        case DirectoryView::Lock::Held:
            add({Weight::Problem,
                 kLockName,
                 {},
                 "a node runs here, so its state was not looked at, nor whether all of it fits "
                 "together",
                 "stop the node, and verify again"});
            break;
        case DirectoryView::Lock::Unknown:
            add({Weight::Problem,
                 kLockName,
                 {},
                 "whether a node runs here cannot be told, so its state was not looked at: " +
                     m_view.lockError()->message,
                 adviceOn(m_view.lockError()->code)});
            break;
        case DirectoryView::Lock::Missing:
            add({Weight::Note, kLockName, {}, "is missing", "nothing; the next start makes it"});
            break;
        default:
            break;
        }
        if (m_view.isUnfinished()) {
            return;
        }
        if (!m_view.identity()) {
            addMissing(m_view.identity().error(), kIdentityName);
        }
        if (!m_view.peers()) {
            addMissing(m_view.peers().error(), kPeersName);
        }
    }

    void addMissing(const Error& error, const char* name) {
        if (error.code != ErrorCode::NotFound) {
            return add(error, name);
        }
        add({Weight::Problem, name, {}, "is missing", kAskRepair});
    }

    void checkWal() {
        const std::string directory = m_view.pathOf(kLogName);
        const auto names = segmentsOf(m_view.files(), directory);
        if (!names) {
            return add(names.error(), kLogName);
        }
        const auto owner = m_view.owner();
        // How recovery judges it, where it is known whose log this is.
        std::optional<Finding> refusal;
        std::optional<WalDropped> dropped;
        if (owner) {
            const auto found = recoverWal(m_view.files(), directory, *owner);
            if (!found) {
                refusal = findingOf(found.error(), m_view.path(), kLogName);
            } else {
                dropped = found->dropped;
            }
        }
        for (const SegmentName& name : *names) {
            const auto summary = summarise(m_view.files(), directory, name, owner);
            const std::string file = joinPath(kLogName, toString(name));
            if (!summary) {
                // A running node removes what it has released.
                if (m_view.isQuiet() || summary.error().code != ErrorCode::NotFound) {
                    add(summary.error(), file);
                }
                continue;
            }
            for (const DamagedPart& part : summary->damage) {
                addDamage(part, file, *names, name, refusal, dropped);
            }
        }
        if (refusal && m_view.isQuiet()) {
            add(*refusal);
        }
    }

    void addDamage(const DamagedPart& part, const std::string& file,
                   const std::vector<SegmentName>& names, const SegmentName& name,
                   std::optional<Finding>& refusal, const std::optional<WalDropped>& dropped) {
        if (refusal && refusal->file == file && refusal->offset == part.offset) {
            add(*std::exchange(refusal, std::nullopt));
            return;
        }
        const std::string what = std::to_string(part.size) + " bytes: " + part.reason;
        const bool isEnd =
            dropped && m_view.pathOf(file) == dropped->file && part.offset >= dropped->offset;
        if (isEnd) {
            add({Weight::Note, file, part.offset, what + ", the end of a write that did not finish",
                 kCutAdvice});
        } else if (!m_view.isQuiet() && name == names.back()) {
            add({Weight::Note, file, part.offset, what + ", while the node writes here",
                 "verify again when it has stopped"});
        } else {
            add({Weight::Problem, file, part.offset, what, kAskRepair});
        }
    }

    void checkSnapshots() {
        using Kind = SnapshotSummary::Kind;
        const auto summaries = summariseSnapshots(m_view.files(), m_view.pathOf(kSnapshotsName));
        if (!summaries) {
            return add(summaries.error(), kSnapshotsName);
        }
        for (const SnapshotSummary& snapshot : *summaries) {
            const std::string file = joinPath(kSnapshotsName, snapshot.name);
            switch (snapshot.kind) {
            case Kind::Broken: {
                Finding finding = findingOf(*snapshot.error, m_view.path(), file);
                if (snapshot.error->code == ErrorCode::Corrupted) {
                    finding.advice =
                        "nothing; the next start sets it aside, and takes another one if there is";
                }
                add(std::move(finding));
                break;
            }
            case Kind::SetAside:
                add({Weight::Note,
                     file,
                     {},
                     "a broken snapshot that was set aside",
                     "look at the disk; remove it when it is not needed any more"});
                break;
            case Kind::Unfinished:
                if (m_view.isQuiet()) {
                    add({Weight::Note,
                         file,
                         {},
                         "a snapshot that was not finished",
                         "nothing; the next start removes it"});
                }
                break;
            default:
                break;
            }
        }
    }

    void checkState() {
        const std::string directory = m_view.pathOf(kStoreName);
        const std::vector<Error> broken = checkTables(m_view.files(), directory);
        for (const Error& error : broken) {
            add(error, kStoreName);
        }
        const auto state = StateView::open(m_view);
        if (!state) {
            if (state.error().code == ErrorCode::NotFound) {
                add({Weight::Note,
                     kStoreName,
                     {},
                     "there is no state",
                     "nothing; a start makes it from the snapshot and the log, or says that it "
                     "cannot"});
            } else if (broken.empty()) {
                add(state.error(), kStoreName);
            }
            return;
        }
        m_result.store = checkStore((*state)->reader());
        const StoreReport& report = *m_result.store;
        for (const std::string& problem : report.problems) {
            add({Weight::Problem, kStoreName, {}, problem, kAskRepair});
        }
        if (report.problemCount > report.problems.size()) {
            add({Weight::Problem,
                 kStoreName,
                 {},
                 std::to_string(report.problemCount - report.problems.size()) + " more of the kind",
                 kAskRepair});
        }
        if (report.failure && broken.empty()) {
            add(*report.failure, kStoreName);
        }
    }

    void checkStart() {
        auto outlook = foreseeRecovery(m_view.files(), m_view.path());
        if (outlook) {
            m_result.outlook = std::move(outlook).value();
            return;
        }
        Finding finding = findingOf(outlook.error(), m_view.path(), {});
        if (!isKnown(finding)) {
            finding.what = "a start would fail: " + finding.what;
            add(std::move(finding));
        }
    }

    const DirectoryView& m_view;
    Verification m_result;
};

}  // namespace

bool Verification::isSound() const {
    return std::none_of(findings.begin(), findings.end(),
                        [](const Finding& finding) { return finding.weight == Weight::Problem; });
}

Verification verify(const DirectoryView& view) {
    return Verifier(view).run();
}

}  // namespace quorate::storage
