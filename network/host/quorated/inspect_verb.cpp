// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <boost/program_options/value_semantic.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "network/host/quorated/report.h"
#include "network/host/quorated/verbs.h"
#include "storage/inspection/directory_view.h"
#include "storage/inspection/state_view.h"
#include "storage/node_directory_layout.h"
#include "storage/path.h"
#include "storage/posix_file_system.h"

namespace quorate::host {

namespace options = boost::program_options;

namespace {

constexpr const char* kVerb = "inspect";
constexpr const char* kHelp =
    "usage: quorated inspect DIR [--wal] [--from INDEX] [--to INDEX] [--snapshots]\n"
    "                            [--keys PREFIX] [--json]\n"
    "\n"
    "Shows what the directory of a node holds, without changing a byte of it; without one of\n"
    "--wal, --snapshots and --keys a summary of everything. What is broken is shown as far as\n"
    "it can be read. Of a running node all is shown but its state and its keys.\n"
    "\n"
    "Exit codes: 0 all was read, 1 something could not be, or is broken, 2 the command line is\n"
    "wrong.\n";

struct Wanted {
    bool records{false};
    bool snapshots{false};
    std::optional<std::string> keys;
    /// Of entries; with either, other records are not shown.
    std::optional<std::uint64_t> from;
    std::optional<std::uint64_t> to;

    [[nodiscard]] bool isSummary() const { return !records && !snapshots && !keys; }
    [[nodiscard]] bool takes(const storage::WalPiece& piece) const {
        if ((!from && !to) || piece.record == nullptr) {
            return true;
        }
        const auto* entry = std::get_if<raft::Entry>(piece.record);
        return entry != nullptr && entry->index.value() >= from.value_or(0) &&
               entry->index.value() <= to.value_or(entry->index.value());
    }
};

class Inspection {
public:
    Inspection(const storage::DirectoryView& view, Wanted wanted, Report& report)
        : m_view(view), m_wanted(std::move(wanted)), m_report(report) {}

    int run() {
        if (m_wanted.isSummary()) {
            showDirectory();
        }
        // Where there is nothing of a node, one line says so, not one for each part.
        if (m_view.isOfANode() && !m_view.isUnfinished()) {
            if (m_wanted.isSummary() || m_wanted.records) {
                showLog();
            }
            if (m_wanted.isSummary() || m_wanted.snapshots) {
                showSnapshots();
            }
            if (m_wanted.isSummary() || m_wanted.keys) {
                showState();
            }
        } else {
            finding({storage::Finding::Weight::Problem,
                     {},
                     {},
                     m_view.isUnfinished() ? "its making was interrupted, and it holds nothing yet"
                                           : "it is not the directory of a node",
                     m_view.isUnfinished() ? "make it again" : "name the right one"});
        }
        return m_hasFindings ? kExitFindings : kExitFine;
    }

private:
    void finding(const storage::Finding& finding) {
        m_hasFindings = true;
        m_report.finding(finding);
    }
    void finding(const Error& error, const std::string& file) {
        finding(storage::findingOf(error, m_view.path(), file));
    }

    void showDirectory() {
        m_report.directory(m_view);
        if (m_view.isOfANode() && !m_view.isUnfinished()) {
            if (!m_view.identity()) {
                finding(m_view.identity().error(), storage::kIdentityName);
            }
            if (!m_view.peers()) {
                finding(m_view.peers().error(), storage::kPeersName);
            }
        }
    }

    void showLog() {
        const std::string directory = m_view.pathOf(storage::kLogName);
        const auto names = storage::segmentsOf(m_view.files(), directory);
        if (!names) {
            return finding(names.error(), storage::kLogName);
        }
        if (names->empty()) {
            finding({storage::Finding::Weight::Problem,
                     storage::kLogName,
                     {},
                     "holds no segment of a log",
                     storage::adviceOn(ErrorCode::Corrupted)});
        }
        for (const storage::SegmentName& name : *names) {
            const auto segment =
                storage::summarise(m_view.files(), directory, name, m_view.owner());
            if (!segment) {
                finding(segment.error(), storage::joinPath(storage::kLogName, toString(name)));
                continue;
            }
            m_report.segment(*segment);
            m_hasFindings = m_hasFindings || !segment->damage.empty();
            showPieces(name, m_wanted.records ? nullptr : &*segment);
        }
    }

    /// In a summary what is damaged is all that is shown of single pieces.
    void showPieces(const storage::SegmentName& name, const storage::SegmentSummary* summary) {
        if (summary != nullptr) {
            for (const storage::DamagedPart& part : summary->damage) {
                storage::WalPiece piece;
                piece.offset = part.offset;
                piece.size = part.size;
                piece.damage = part.reason;
                m_report.piece(name, piece);
            }
            return;
        }
        const auto visited = storage::visitSegment(
            m_view.files(), m_view.pathOf(storage::kLogName), name,
            [this, &name](const storage::WalPiece& piece) {
                if (m_wanted.takes(piece)) {
                    m_report.piece(name, piece);
                }
                return true;
            },
            m_view.owner());
        if (!visited) {
            finding(visited.error(), storage::joinPath(storage::kLogName, toString(name)));
        }
    }

    void showSnapshots() {
        const auto snapshots =
            storage::summariseSnapshots(m_view.files(), m_view.pathOf(storage::kSnapshotsName));
        if (!snapshots) {
            return finding(snapshots.error(), storage::kSnapshotsName);
        }
        for (const storage::SnapshotSummary& snapshot : *snapshots) {
            m_report.snapshot(snapshot);
            if (snapshot.error) {
                finding(*snapshot.error, storage::joinPath(storage::kSnapshotsName, snapshot.name));
            }
        }
    }

    void showState() {
        if (!m_view.isQuiet() && !m_wanted.keys) {
            return;  // Said with the lock.
        }
        const auto state = storage::StateView::open(m_view);
        if (!state) {
            return finding(state.error(), storage::kStoreName);
        }
        if (!m_wanted.keys) {
            const auto meta = (*state)->meta();
            if (!meta) {
                return finding(meta.error(), storage::kStoreName);
            }
            return m_report.state(*meta);
        }
        const auto visited =
            (*state)->visitKeys(*m_wanted.keys, [this](const Result<kv::layout::Change>& put) {
                if (put) {
                    m_report.key(*put);
                } else {
                    finding(put.error(), storage::kStoreName);
                }
                return true;
            });
        if (!visited) {
            finding(visited.error(), storage::kStoreName);
        }
    }

    const storage::DirectoryView& m_view;
    Wanted m_wanted;
    Report& m_report;
    bool m_hasFindings{false};
};

options::options_description knownOptions() {
    options::options_description known("options");
    known.add_options()("wal", "the records of the log, one by one")(
        "from", options::value<std::string>()->value_name("INDEX"),
        "of the log, only entries from this index on")(
        "to", options::value<std::string>()->value_name("INDEX"),
        "of the log, only entries up to this index")("snapshots", "the snapshots")(
        "keys", options::value<std::string>()->value_name("PREFIX"),
        "the keys that begin like this, with their values; '' for all")(
        "json", "one JSON object a line")("help", "this text");
    return known;
}

Result<Wanted> wantedBy(const DirectoryArguments& arguments) {
    Wanted wanted;
    auto from = numberOf(arguments, "from");
    auto to = numberOf(arguments, "to");
    if (!from || !to) {
        return from ? to.error() : from.error();
    }
    wanted.from = *from;
    wanted.to = *to;
    wanted.records = arguments.options.count("wal") > 0 || wanted.from || wanted.to;
    wanted.snapshots = arguments.options.count("snapshots") > 0;
    if (arguments.options.count("keys") > 0) {
        wanted.keys = arguments.options["keys"].as<std::string>();
    }
    return wanted;
}

}  // namespace

int inspectVerb(const Arguments& arguments) {
    const auto known = knownOptions();
    const auto parsed = parseDirectoryArguments(known, arguments);
    if (!parsed) {
        return refuse(kVerb, parsed.error().message, kExitUsage);
    }
    if (parsed->wantsHelp) {
        return printHelp(kHelp, known);
    }
    auto wanted = wantedBy(*parsed);
    if (!wanted) {
        return refuse(kVerb, wanted.error().message, kExitUsage);
    }
    storage::PosixFileSystem files;
    const auto view = storage::DirectoryView::open(files, parsed->directory);
    if (!view) {
        return refuse(kVerb, view.error().message, kExitFindings);
    }
    const auto report = parsed->options.count("json") > 0 ? makeJsonReport() : makeTextReport();
    return Inspection(**view, std::move(wanted).value(), *report).run();
}

}  // namespace quorate::host
