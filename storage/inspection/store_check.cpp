// SPDX-License-Identifier: Apache-2.0
#include "storage/inspection/store_check.h"

#include <cstddef>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/kv/layout.h"
#include "engine/kv/lookup.h"
#include "engine/kv/proposal_ids.h"
#include "engine/node/membership.h"

namespace quorate::storage {

namespace {

namespace layout = kv::layout;

constexpr std::size_t kMaxProblems = 100;
constexpr std::size_t kLeaseBytes = 9;  ///< of a kAttachment key, before the key

class Check {
public:
    explicit Check(const kv::StoreReader& store) : m_store(store), m_past(store) {}

    StoreReport run() {
        readMeta();
        const auto iterator = m_store.iterate();
        for (iterator->seek({}); iterator->valid(); iterator->next()) {
            take(iterator->key(), iterator->value());
        }
        if (const auto status = iterator->status(); !status) {
            m_report.failure = status.error();
            return std::move(m_report);
        }
        finish();
        return std::move(m_report);
    }

private:
    void problem(std::string text) {
        ++m_report.problemCount;
        if (m_report.problems.size() < kMaxProblems) {
            m_report.problems.push_back(std::move(text));
        }
    }
    void problem(std::string_view storedKey, const char* what) {
        problem(layout::corrupted(storedKey).message + ": " + what);
    }

    void readMeta() {
        std::string stored;
        const auto found = m_store.get(kv::metaKey(), stored);
        if (found && *found) {
            if (const auto meta = kv::decodeMeta(stored)) {
                m_report.meta = *meta;
            } else {
                problem(meta.error().message);
            }
        }
        m_meta = m_report.meta.value_or(kv::Meta());
    }

    void take(std::string_view key, std::string_view value) {
        if (m_hasLast && key <= m_last) {
            problem(key, "it is out of order");
        }
        m_last.assign(key);
        m_hasLast = true;
        m_report.bytes += key.size() + value.size();
        if (key.empty()) {
            problem(key, "an empty key");
            return;
        }
        ++m_report.records[key.front()];
        switch (key.front()) {
        case layout::kAttachment:
            return takeAttachment(key, value);
        case layout::kConfiguration:
            if (!node::Membership::decode(Bytes::copyOf(value))) {
                problem(key, "it is no membership");
            }
            return;
        case layout::kReplaced:
            return takeReplaced(key, value);
        case layout::kCurrent:
            return takeCurrent(key, value);
        case layout::kLease:
            if (!layout::parseLeaseKey(key) || !layout::parseLease(value)) {
                problem(key, "it is no lease");
            }
            return;
        case layout::kChange:
            return takeChange(key, value);
        case layout::kMeta:
        case layout::kProposals:
        case layout::kRetired:
            return;  // Read as a whole.
        default:
            problem(key, "no record begins like this");
        }
    }

    void takeAttachment(std::string_view key, std::string_view value) {
        if (key.size() <= kLeaseBytes || !value.empty()) {
            return problem(key, "it attaches no key to a lease");
        }
        const auto lease =
            layout::parseLeaseKey(std::string(1, layout::kLease) + std::string(key.substr(1, 8)));
        std::string stored;
        if (get(layout::currentKey(key.substr(kLeaseBytes)), stored)) {
            const auto record = layout::parseRecord(stored);
            if (record && lease && record->lease.value == lease->value) {
                return;
            }
        }
        problem(key, "the key that it attaches has not this lease");
    }

    void takeCurrent(std::string_view key, std::string_view value) {
        const auto record = layout::parseRecord(value);
        if (!record || !areInOrder(*record) || record->change.main > m_meta.revision) {
            return problem(key, "it is no value of a key at this revision");
        }
        std::string stored;
        const auto put = kv::readPut(m_store, key.substr(1), record->change, stored);
        if (!put || !(put->record == *record)) {
            problem(key, "the put of its value is missing or another one");
        }
        if (record->lease.value == 0) {
            return;
        }
        if (!get(layout::leaseKey(record->lease), stored)) {
            problem(key, "its lease is missing");
        }
        if (!get(layout::attachmentKey(record->lease, key.substr(1)), stored)) {
            problem(key, "its lease does not know of it");
        }
    }

    void takeReplaced(std::string_view key, std::string_view value) {
        const auto end = layout::parseReplacedKey(key, m_key);
        const auto record = layout::parseRecord(value);
        if (!end || !record || !areInOrder(*record) || record->change.main > end->main ||
            end->main > m_meta.revision) {
            return problem(key, "it is no value that was replaced");
        }
        std::string stored;
        const auto put = kv::readPut(m_store, m_key, record->change, stored);
        if (!put || !(put->record == *record)) {
            problem(key, "the put of its value is missing or another one");
        }
    }

    void takeChange(std::string_view key, std::string_view value) {
        const auto change = layout::parseChange(key, value);
        if (!change || change->record.change.main > m_meta.revision ||
            (change->kind == kv::EventKind::Put && !areInOrder(change->record))) {
            return problem(key, "it is no change that can be there");
        }
        if (change->record.change < m_meta.reclaimed) {
            return takeReclaimed(key, *change);
        }
        std::string stored;
        if (change->replaced && !kv::readPut(m_store, change->key, *change->replaced, stored)) {
            problem(key, "what it replaced is missing");
        }
        if (change->isIndexed &&
            !get(layout::replacedKey(change->key, change->record.change), stored)) {
            problem(key, "the record of what it replaced is missing");
        }
    }

    /// Of the changes that compaction went over, those stay that put what was still held.
    void takeReclaimed(std::string_view stored, const layout::Change& change) {
        layout::Record record;
        const auto found = kv::readRecord(m_store, change.key, record);
        const auto now = found && *found ? std::optional(record) : std::nullopt;
        const bool isWhole = m_meta.reclaimed.sub == 0;
        const auto held = isWhole ? m_past.at(change.key, m_meta.reclaimed.main - 1, now)
                                  : Result(std::optional(change.record));
        if (change.kind == kv::EventKind::Delete ||
            (held && !(*held && (*held)->change == change.record.change))) {
            problem(stored, "it was compacted, and should be gone");
        }
    }

    static bool areInOrder(const layout::Record& record) {
        return record.createRevision <= record.change.main && record.version >= 1;
    }

    bool get(const std::string& key, std::string& stored) {
        const auto found = m_store.get(key, stored);
        // A store that fails here fails the walk, too, which says so.
        return !found || *found;
    }

    void finish() {
        const std::uint64_t keys = m_report.records[layout::kCurrent];
        if (keys == 0) {
            m_report.records.erase(layout::kCurrent);
        }
        if (static_cast<std::uint64_t>(m_meta.keys) != keys) {
            problem("there are " + std::to_string(keys) + " keys, and " +
                    std::to_string(m_meta.keys) + " are counted");
        }
        if (!m_report.meta && m_report.problemCount == 0 && !m_report.records.empty()) {
            problem("there are records, and none that says where the key space stands");
        }
        if (const auto proposals = kv::ProposalIds::load(m_store); !proposals) {
            problem(proposals.error().message);
        }
    }

    const kv::StoreReader& m_store;
    kv::PastReader m_past;
    kv::Meta m_meta;
    StoreReport m_report;
    std::string m_last;
    bool m_hasLast{false};
    std::string m_key;
};

}  // namespace

StoreReport checkStore(const kv::StoreReader& store) {
    return Check(store).run();
}

}  // namespace quorate::storage
