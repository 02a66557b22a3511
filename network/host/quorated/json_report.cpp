// SPDX-License-Identifier: Apache-2.0
#include <QByteArray>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QString>

#include <cstdio>
#include <string_view>
#include <variant>

#include "network/host/quorated/report.h"
#include "storage/hexadecimal.h"

namespace quorate::host {

namespace {

using storage::WalRecordType;

QString text(const std::string& value) {
    return QString::fromStdString(value);
}

/// Numbers that use all of 64 bits; JSON's own lose some on the way through others' programs.
QString hex(std::uint64_t value) {
    return text(storage::toHex(value));
}

qint64 number(std::uint64_t value) {
    return static_cast<qint64>(value);
}

template <class Strong>
qint64 number(Strong value) {
    return number(value.value());
}

QString base64(std::string_view bytes) {
    const auto raw = QByteArray::fromRawData(bytes.data(), static_cast<qsizetype>(bytes.size()));
    return QString::fromLatin1(raw.toBase64());
}

QJsonArray nodes(const std::vector<raft::NodeId>& ids) {
    QJsonArray result;
    for (const raft::NodeId id : ids) {
        result.append(text(toString(id)));
    }
    return result;
}

/// The members of a record that are its own.
struct Members {
    QJsonObject& out;

    void operator()(const storage::WalHead& head) const {
        out["cluster"] = hex(head.owner.cluster);
        out["node"] = text(toString(head.owner.node));
        out["directory"] = hex(head.owner.directory);
        (*this)(head.hardState);
        out["start_index"] = number(head.start.index);
        out["last_index"] = number(head.last.index);
    }
    void operator()(const storage::WalBatch& batch) const {
        out["bytes"] = number(std::uint64_t{batch.size});
        out["durable_segment"] = number(batch.durable.segment);
        out["durable_offset"] = number(batch.durable.offset);
    }
    void operator()(const raft::Entry& entry) const {
        out["index"] = number(entry.index);
        out["term"] = number(entry.term);
        out["entry_type"] = entry.type == raft::EntryType::Normal         ? "normal"
                            : entry.type == raft::EntryType::ConfChangeV2 ? "conf change v2"
                                                                          : "conf change";
        out["data"] = base64(entry.data.view());
    }
    void operator()(const raft::HardState& state) const {
        out["term"] = number(state.term);
        out["vote"] = text(toString(state.vote));
        out["commit"] = number(state.commit);
    }
    void operator()(const storage::WalSnapshot& snapshot) const { place(snapshot.id); }
    void operator()(const storage::WalRelease& release) const { place(release.id); }
    void operator()(const storage::WalEnd& /*end*/) const {}

private:
    void place(const raft::EntryId& id) const {
        out["index"] = number(id.index);
        out["term"] = number(id.term);
    }
};

class JsonReport final : public Report {
public:
    void directory(const storage::DirectoryView& view) override {
        if (const auto& identity = view.identity()) {
            QJsonObject line = of("identity");
            line["cluster"] = hex(identity->cluster);
            line["node"] = text(toString(identity->node));
            line["directory"] = hex(identity->directory);
            line["start"] = number(identity->start);
            print(line);
        }
        QJsonObject lock = of("lock");
        lock["state"] = toString(view.lock());
        print(lock);
        if (view.peers()) {
            for (const auto& [peer, directory] : *view.peers()) {
                QJsonObject line = of("peer");
                line["node"] = text(toString(peer));
                line["directory"] = hex(directory);
                print(line);
            }
        }
    }

    void segment(const storage::SegmentSummary& segment) override {
        QJsonObject line = of("segment");
        line["file"] = "wal/" + text(toString(segment.name));
        line["sequence"] = number(segment.name.sequence);
        line["first"] = number(segment.name.first);
        line["file_size"] = number(segment.fileSize);
        line["written"] = number(segment.writtenSize);
        line["batches"] = number(segment.count(WalRecordType::Batch));
        line["entries"] = number(segment.count(WalRecordType::Entry));
        line["hard_states"] = number(segment.count(WalRecordType::HardState));
        line["ended"] = segment.count(WalRecordType::End) > 0;
        line["damaged_parts"] = static_cast<qint64>(segment.damage.size());
        if (segment.lowestEntry && segment.highestEntry) {
            line["lowest_entry"] = number(*segment.lowestEntry);
            line["highest_entry"] = number(*segment.highestEntry);
        }
        print(line);
    }

    void piece(const storage::SegmentName& segment, const storage::WalPiece& piece) override {
        QJsonObject line = of(piece.record != nullptr ? "record" : "damage");
        line["file"] = "wal/" + text(toString(segment));
        line["offset"] = number(piece.offset);
        line["size"] = number(piece.size);
        if (piece.record != nullptr) {
            line["type"] = toString(typeOf(*piece.record));
            line["chained"] = piece.isChained;
            std::visit(Members{line}, *piece.record);
        } else {
            line["reason"] = text(piece.damage);
        }
        print(line);
    }

    void snapshot(const storage::SnapshotSummary& snapshot) override {
        QJsonObject line = of("snapshot");
        line["file"] = "snap/" + text(snapshot.name);
        line["file_size"] = number(snapshot.fileSize);
        line["state"] = toString(snapshot.kind);
        if (snapshot.metadata) {
            line["index"] = number(snapshot.metadata->index);
            line["term"] = number(snapshot.metadata->term);
            line["voters"] = nodes(snapshot.metadata->confState.voters);
            line["learners"] = nodes(snapshot.metadata->confState.learners);
            line["chunks"] = number(snapshot.totals.chunks);
            line["bytes"] = number(snapshot.totals.bytes);
        }
        print(line);
    }

    void state(const kv::Meta& meta) override {
        QJsonObject line = of("state");
        line["applied_index"] = number(meta.applied.index);
        line["applied_term"] = number(meta.applied.term);
        line["revision"] = static_cast<qint64>(meta.revision);
        line["compacted"] = static_cast<qint64>(meta.compacted);
        line["keys"] = static_cast<qint64>(meta.keys);
        line["hash"] = hex(meta.chain);
        print(line);
    }

    void key(const kv::layout::Change& put) override {
        QJsonObject line = of("key");
        line["key"] = base64(put.key);
        line["value"] = base64(put.value);
        line["create_revision"] = static_cast<qint64>(put.record.createRevision);
        line["mod_revision"] = static_cast<qint64>(put.record.change.main);
        line["version"] = static_cast<qint64>(put.record.version);
        line["lease"] = static_cast<qint64>(put.record.lease.value);
        print(line);
    }

    void records(const storage::StoreReport& store) override {
        QJsonObject kinds;
        for (const auto& [kind, count] : store.records) {
            kinds[QString(QLatin1Char(kind))] = number(count);
        }
        QJsonObject line = of("records");
        line["bytes"] = number(store.bytes);
        line["count"] = kinds;
        print(line);
    }

    void start(const storage::RecoveryOutlook& outlook) override {
        QJsonObject line = of("start");
        line["term"] = number(outlook.hardState.term);
        line["vote"] = text(toString(outlook.hardState.vote));
        line["commit"] = number(outlook.hardState.commit);
        line["log_start_index"] = number(outlook.logStart.index);
        line["last_index"] = number(outlook.last.index);
        line["last_term"] = number(outlook.last.term);
        line["applied_index"] = number(outlook.applied.index);
        line["snapshot_index"] = number(outlook.snapshot.index);
        line["voters"] = nodes(outlook.voters);
        print(line);
    }

    void finding(const storage::Finding& finding) override {
        QJsonObject line = of("finding");
        line["weight"] = toString(finding.weight);
        line["file"] = text(finding.file);
        if (finding.offset) {
            line["offset"] = number(*finding.offset);
        }
        line["what"] = text(finding.what);
        line["advice"] = text(finding.advice);
        print(line);
    }

    void result(std::size_t problems, std::size_t notes) override {
        QJsonObject line = of("result");
        line["problems"] = static_cast<qint64>(problems);
        line["notes"] = static_cast<qint64>(notes);
        print(line);
    }

private:
    static QJsonObject of(const char* kind) {
        QJsonObject line;
        line["kind"] = kind;
        return line;
    }
    static void print(const QJsonObject& line) {
        const QByteArray bytes = QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n';
        std::fwrite(bytes.constData(), 1, static_cast<std::size_t>(bytes.size()), stdout);
    }
};

}  // namespace

std::unique_ptr<Report> makeJsonReport() {
    return std::make_unique<JsonReport>();
}

}  // namespace quorate::host
