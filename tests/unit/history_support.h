// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/stage/history/client_history.h"
#include "engine/stage/history/history_checker.h"

/// Short ways to write down histories.
namespace quorate::test {

inline kv::KeyValue seen(std::string_view value, std::int64_t mod, std::int64_t create,
                         std::int64_t version, std::string_view key = "k") {
    kv::KeyValue kv;
    kv.key = Bytes::copyOf(key);
    kv.value = Bytes::copyOf(value);
    kv.modRevision = mod;
    kv.createRevision = create;
    kv.version = version;
    return kv;
}

/// A history under construction: times in seconds, operations numbered from 1 in order of writing.
class HistoryText {
public:
    stage::ClientRecord& add(std::uint64_t from, std::optional<std::uint64_t> to,
                             kv::Command request, std::optional<kv::Response> response) {
        stage::ClientRecord record;
        record.operation.id = observe::OperationId(m_records.size() + 1);
        record.operation.client = m_records.size() % 3 + 1;
        record.operation.node = raft::NodeId(1);
        record.operation.invoked = observe::Moment(from * kSecond);
        record.operation.request = std::move(request);
        if (to) {
            record.returned = observe::Moment(*to * kSecond);
        }
        if (response) {
            record.outcome = {observe::Outcome::Done, std::move(*response)};
        }
        m_records.push_back(std::move(record));
        return m_records.back();
    }

    void put(std::uint64_t from, std::uint64_t to, std::string_view value, std::int64_t revision,
             std::string_view key = "k") {
        kv::PutResponse response;
        response.revision = revision;
        add(from, to, putOf(value, key), response);
    }
    void putUnknown(std::uint64_t from, std::optional<std::uint64_t> to, std::string_view value,
                    std::string_view key = "k") {
        add(from, to, putOf(value, key), std::nullopt);
    }
    stage::ClientRecord& get(std::uint64_t from, std::uint64_t to, std::int64_t revision,
                             std::optional<kv::KeyValue> kv, std::string_view key = "k") {
        kv::RangeRequest request;
        request.key = Bytes::copyOf(key);
        kv::RangeResponse response;
        response.revision = revision;
        if (kv) {
            response.kvs.push_back(std::move(*kv));
            response.count = 1;
        }
        return add(from, to, request, response);
    }
    void erase(std::uint64_t from, std::uint64_t to, std::int64_t revision, std::int64_t deleted,
               std::string_view key = "k") {
        kv::DeleteRangeResponse response;
        response.revision = revision;
        response.deleted = deleted;
        add(from, to, eraseOf(key), response);
    }
    /// A put on the condition that the key was last changed at `mod` (0: does not exist).
    static kv::TxnRequest swapOf(std::int64_t mod, std::string_view value,
                                 std::string_view key = "k") {
        kv::TxnRequest txn;
        kv::Compare compare;
        compare.target = kv::CompareTarget::Mod;
        compare.key = Bytes::copyOf(key);
        compare.number = mod;
        txn.compares.push_back(compare);
        txn.success.push_back({putOf(value, key)});
        return txn;
    }
    void swap(std::uint64_t from, std::uint64_t to, std::int64_t mod, std::string_view value,
              std::int64_t revision, bool succeeded) {
        add(from, to, swapOf(mod, value), swapped(revision, succeeded));
    }
    static kv::TxnResponse swapped(std::int64_t revision, bool succeeded) {
        kv::TxnResponse response;
        response.revision = revision;
        response.succeeded = succeeded;
        if (succeeded) {
            kv::PutResponse put;
            put.revision = revision;
            response.responses.push_back({put});
        }
        return response;
    }
    static kv::PutRequest putOf(std::string_view value, std::string_view key = "k") {
        kv::PutRequest put;
        put.key = Bytes::copyOf(key);
        put.value = Bytes::copyOf(value);
        return put;
    }
    static kv::DeleteRangeRequest eraseOf(std::string_view key = "k") {
        kv::DeleteRangeRequest erase;
        erase.key = Bytes::copyOf(key);
        return erase;
    }

    [[nodiscard]] const std::vector<stage::ClientRecord>& records() const { return m_records; }
    [[nodiscard]] stage::HistoryVerdict judge(stage::HistoryOptions options = {}) const {
        return stage::judge(m_records, options);
    }

private:
    static constexpr std::uint64_t kSecond = 1'000'000'000;
    std::vector<stage::ClientRecord> m_records;
};

}  // namespace quorate::test
