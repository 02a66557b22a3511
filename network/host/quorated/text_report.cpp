// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "network/host/quorated/report.h"
#include "storage/hexadecimal.h"

namespace quorate::host {

namespace {

using storage::WalRecordType;

void print(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fputc('\n', stdout);
}

std::string padded(const std::string& text, std::size_t width) {
    return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
}

std::string text(const raft::EntryId& id) {
    return toString(id.index) + " of term " + toString(id.term);
}

std::string text(const std::vector<raft::NodeId>& nodes) {
    std::string result;
    for (const raft::NodeId node : nodes) {
        result += (result.empty() ? "" : " ") + toString(node);
    }
    return result.empty() ? "none" : result;
}

/// Printable bytes as they are, others as \xNN.
std::string quoted(std::string_view bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string result = "\"";
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte < 0x7f && c != '"' && c != '\\') {
            result.push_back(c);
        } else {
            result.append("\\x").push_back(kDigits[byte >> 4U]);
            result.push_back(kDigits[byte & 0xfU]);
        }
    }
    result.push_back('"');
    return result;
}

const char* nameOf(char kind) {
    switch (kind) {
    case kv::layout::kAttachment:
        return "attachments to leases";
    case kv::layout::kConfiguration:
        return "memberships";
    case kv::layout::kReplaced:
        return "records of replaced values";
    case kv::layout::kCurrent:
        return "keys";
    case kv::layout::kLease:
        return "leases";
    case kv::layout::kMeta:
        return "positions";
    case kv::layout::kProposals:
        return "windows of proposals";
    case kv::layout::kRetired:
        return "lists of former lives";
    case kv::layout::kChange:
        return "changes";
    default:
        return "unknown records";
    }
}

class TextReport final : public Report {
public:
    void directory(const storage::DirectoryView& view) override {
        const auto& identity = view.identity();
        if (identity) {
            print("node " + toString(identity->node) + " of cluster " +
                  storage::toHex(identity->cluster) + ", directory number " +
                  storage::toHex(identity->directory) + ", started " +
                  std::to_string(identity->start) + (identity->start == 1 ? " time" : " times"));
        } else {
            print("identity: cannot be read");
        }
        print(std::string("lock: ") + lockText(view.lock()));
        if (view.peers()) {
            for (const auto& [peer, number] : *view.peers()) {
                print("peer " + toString(peer) + ": directory number " + storage::toHex(number));
            }
        }
    }

    void segment(const storage::SegmentSummary& segment) override {
        std::string line = "wal/" + toString(segment.name) + ": " +
                           std::to_string(segment.fileSize) + " bytes, " +
                           std::to_string(segment.writtenSize) + " written, " +
                           count(segment, WalRecordType::Batch, "batches");
        line += ", " + count(segment, WalRecordType::Entry, "entries");
        if (segment.lowestEntry && segment.highestEntry) {
            line += " (" + toString(*segment.lowestEntry) + " to " +
                    toString(*segment.highestEntry) + ")";
        }
        line += ", " + count(segment, WalRecordType::HardState, "hard states");
        if (segment.count(WalRecordType::End) > 0) {
            line += ", ended";
        }
        if (!segment.damage.empty()) {
            line += ", damaged in " + std::to_string(segment.damage.size()) +
                    (segment.damage.size() == 1 ? " place" : " places");
        }
        print(line);
    }

    void piece(const storage::SegmentName& /*segment*/, const storage::WalPiece& piece) override {
        std::string line = padded(std::to_string(piece.offset), 10) + " " +
                           padded(std::to_string(piece.size), 8) + "  ";
        if (piece.record == nullptr) {
            line += "DAMAGED: " + piece.damage;
        } else {
            line += describe(*piece.record);
            line += piece.isChained ? "" : " (behind damage: confirmed by itself only)";
        }
        print(line);
    }

    void snapshot(const storage::SnapshotSummary& snapshot) override {
        std::string line = "snap/" + snapshot.name + ": " + std::to_string(snapshot.fileSize) +
                           " bytes, " + toString(snapshot.kind);
        if (snapshot.metadata) {
            line += ", entry " + text({snapshot.metadata->term, snapshot.metadata->index}) +
                    ", voters " + text(snapshot.metadata->confState.voters) + ", " +
                    std::to_string(snapshot.totals.bytes) + " bytes of state in " +
                    std::to_string(snapshot.totals.chunks) +
                    (snapshot.totals.chunks == 1 ? " chunk" : " chunks");
        }
        print(line);
    }

    void state(const kv::Meta& meta) override {
        print("state: applied entry " + std::to_string(meta.applied.index) + " of term " +
              std::to_string(meta.applied.term) + ", revision " + std::to_string(meta.revision) +
              (meta.compacted < 0 ? "" : ", compacted to " + std::to_string(meta.compacted)) +
              ", " + std::to_string(meta.keys) + (meta.keys == 1 ? " key" : " keys"));
    }

    void key(const kv::layout::Change& put) override {
        const kv::layout::Record& record = put.record;
        std::string line = quoted(put.key) + " = " + quoted(put.value) + "  created " +
                           std::to_string(record.createRevision) + ", modified " +
                           std::to_string(record.change.main) + ", version " +
                           std::to_string(record.version);
        if (record.lease.value != 0) {
            line += ", lease " + storage::toHex(static_cast<std::uint64_t>(record.lease.value));
        }
        print(line);
    }

    void records(const storage::StoreReport& store) override {
        std::string line = "records: " + std::to_string(store.bytes) + " bytes";
        for (const auto& [kind, number] : store.records) {
            line += ", " + std::to_string(number) + " " + nameOf(kind);
        }
        print(line);
    }

    void start(const storage::RecoveryOutlook& outlook) override {
        print(
            "a start would begin with: term " + toString(outlook.hardState.term) + ", vote " +
            toString(outlook.hardState.vote) + ", commit " + toString(outlook.hardState.commit) +
            "; log behind entry " + text(outlook.logStart) + " up to " + text(outlook.last) +
            "; state of entry " + text(outlook.applied) + "; snapshot of " +
            (outlook.snapshot.index == raft::Index() ? "none" : "entry " + text(outlook.snapshot)) +
            "; voters " + text(outlook.voters));
    }

    void finding(const storage::Finding& finding) override {
        std::string line = std::string(toString(finding.weight)) + ": ";
        if (!finding.file.empty()) {
            line += finding.file + ": ";
        }
        if (finding.offset) {
            line += "at byte " + std::to_string(*finding.offset) + ": ";
        }
        print(line + finding.what);
        if (!finding.advice.empty()) {
            print("    do: " + finding.advice);
        }
    }

    void result(std::size_t problems, std::size_t notes) override {
        print(std::to_string(problems) + (problems == 1 ? " problem, " : " problems, ") +
              std::to_string(notes) + (notes == 1 ? " note" : " notes"));
    }

private:
    static const char* lockText(storage::DirectoryView::Lock lock) {
        switch (lock) {
        case storage::DirectoryView::Lock::Taken:
            return "free, no node runs here";
        case storage::DirectoryView::Lock::Missing:
            return "missing, no node runs here";
        case storage::DirectoryView::Lock::Held:
            return "held, a node runs here: its state is not opened";
        default:
            return "cannot be taken, so a node may run here: its state is not opened";
        }
    }

    static std::string count(const storage::SegmentSummary& segment, WalRecordType type,
                             const char* what) {
        return std::to_string(segment.count(type)) + " " + what;
    }
};

}  // namespace

std::unique_ptr<Report> makeTextReport() {
    return std::make_unique<TextReport>();
}

}  // namespace quorate::host
