// SPDX-License-Identifier: Apache-2.0
#include "network/copy/key_writer.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

#include "engine/kv/command.h"
#include "network/copy/key_pages.h"

namespace quorate::network {

namespace {

/// etcd's --max-txn-ops.
constexpr std::size_t kMostOperations = 128;
/// etcd's --max-request-bytes is 1.5 MiB, and a key stands in a request three times.
constexpr std::size_t kMostBytes = std::size_t{1024} * 1024;

kv::Compare unchanged(const Bytes& key, std::int64_t seen) {
    kv::Compare compare;
    compare.target = kv::CompareTarget::Mod;
    compare.key = key;
    compare.number = seen;
    return compare;
}

kv::RangeRequest get(const Bytes& key) {
    kv::RangeRequest range;
    range.key = key;
    return range;
}

bool isAlike(const kv::KeyValue& a, const kv::KeyValue& b) {
    return a.value == b.value && a.lease.isNone() == b.lease.isNone();
}

/// What a transaction was answered with, a refusal as an error.
Result<kv::TxnResponse> txnIn(const Result<kv::Response>& answer, std::size_t operations) {
    if (!answer) {
        return answer.error();
    }
    if (const auto* refusal = std::get_if<kv::KvError>(&*answer)) {
        return kv::toError(*refusal);
    }
    const auto* txn = std::get_if<kv::TxnResponse>(&*answer);
    if (txn == nullptr || txn->responses.size() != operations) {
        return Error(ErrorCode::Unknown, "the answer is not that of the transaction");
    }
    return *txn;
}

}  // namespace

KeyWriter::KeyWriter(ClusterClient& to, LeaseCopies& leases, const CopyOptions& options,
                     CopyReport& report)
    : m_to(to),
      m_leases(leases),
      m_overwrites(options.overwrites),
      m_isDryRun(options.isDryRun),
      m_report(report) {}

void KeyWriter::write(std::vector<kv::KeyValue> kvs, const Done& done) {
    m_left.assign(std::make_move_iterator(kvs.begin()), std::make_move_iterator(kvs.end()));
    writeNext(done);
}

void KeyWriter::writeNext(const Done& done) {
    if (m_left.empty()) {
        done({});
        return;
    }
    const auto batch = std::make_shared<std::vector<Item>>();
    std::size_t bytes = 0;
    while (!m_left.empty() && batch->size() < kMostOperations) {
        const kv::KeyValue& first = m_left.front();
        constexpr std::size_t kAround = 64;  // what else a put has
        const std::size_t size = 3 * first.key.size() + first.value.size() + kAround;
        if (!batch->empty() && bytes + size > kMostBytes) {
            break;
        }
        bytes += size;
        batch->push_back({std::move(m_left.front()), 0});
        m_left.pop_front();
    }
    if (m_looksFirst || m_isDryRun) {
        look(batch, done);
    } else {
        grantAndPut(batch, done);
    }
}

void KeyWriter::look(const Batch& batch, const Done& done) {
    kv::TxnRequest txn;
    for (const Item& item : *batch) {
        txn.success.push_back({get(item.kv.key)});
    }
    m_to.ask(kv::Command(txn), [this, batch, done](const Result<kv::Response>& answer) {
        const auto seen = txnIn(answer, batch->size());
        const auto compared = seen ? compare(*batch, *seen, false) : Result<void>(seen.error());
        if (!compared) {
            done(compared);
            return;
        }
        goOn(batch, done);
    });
}

void KeyWriter::grantAndPut(const Batch& batch, const Done& done) {
    std::set<kv::LeaseId> leases;
    for (const Item& item : *batch) {
        leases.insert(item.kv.lease);
    }
    m_leases.grant(std::move(leases), [this, batch, done](const Result<void>& granted) {
        if (!granted) {
            done(granted);
        } else if (m_isDryRun) {
            for (const Item& item : *batch) {
                (item.seen == 0 ? m_report.created : m_report.overwritten) += 1;
            }
            writeNext(done);
        } else {
            put(batch, done);
        }
    });
}

void KeyWriter::put(const Batch& batch, const Done& done) {
    kv::TxnRequest txn;
    for (const Item& item : *batch) {
        txn.compares.push_back(unchanged(item.kv.key, item.seen));
        kv::PutRequest put;
        put.key = item.kv.key;
        put.value = item.kv.value;
        put.lease = m_leases.leaseOf(item.kv.lease);
        txn.success.push_back({std::move(put)});
        txn.failure.push_back({get(item.kv.key)});
    }
    m_to.ask(kv::Command(txn), [this, batch, before = m_to.unknowns(),
                                done](const Result<kv::Response>& answer) {
        const auto put = txnIn(answer, batch->size());
        if (put) {
            putDone(batch, *put, m_to.unknowns() != before, done);
        } else if (put.error() == kv::toError(kv::KvError::LeaseNotFound)) {
            done(Error(ErrorCode::NotFound,
                       "a lease that was granted at the target ended before its keys were there"));
        } else if (put.error() == kv::toError(kv::KvError::RequestTooLarge)) {
            done(Error(ErrorCode::TooLarge, "the target does not take so much: key " +
                                                shownKey(batch->front().kv.key) + " has " +
                                                std::to_string(sizeOf(batch->front().kv)) +
                                                " bytes with its value"));
        } else {
            done(put.error());
        }
    });
}

void KeyWriter::putDone(const Batch& batch, const kv::TxnResponse& txn, bool mayBeOurs,
                        const Done& done) {
    if (!txn.succeeded) {
        const auto compared = compare(*batch, txn, mayBeOurs);
        if (!compared) {
            done(compared);
            return;
        }
        goOn(batch, done);
        return;
    }
    m_ours.insert(txn.revision);
    for (const Item& item : *batch) {
        (item.seen == 0 ? m_report.created : m_report.overwritten) += 1;
    }
    writeNext(done);
}

Result<void> KeyWriter::compare(std::vector<Item>& batch, const kv::TxnResponse& txn,
                                bool mayBeOurs) {
    std::vector<Item> left;
    for (std::size_t at = 0; at < batch.size(); ++at) {
        Item& item = batch[at];
        const auto* range = std::get_if<kv::RangeResponse>(&txn.responses[at].response);
        if (range == nullptr) {
            return Error(ErrorCode::Unknown, "the answer is not that of the transaction");
        }
        if (range->kvs.empty()) {
            item.seen = 0;
            left.push_back(std::move(item));
            continue;
        }
        const kv::KeyValue& there = range->kvs.front();
        if (isAlike(there, item.kv)) {
            std::int64_t& written = item.seen == 0 ? m_report.created : m_report.overwritten;
            // What was written before the source was read anew is counted.
            const bool isCounted = !mayBeOurs && isOurs(there.modRevision);
            (mayBeOurs ? written : m_report.alike) += isCounted ? 0 : 1;
            if (mayBeOurs) {  // by the one whose outcome nobody knew
                m_ours.insert(there.modRevision);
            }
            continue;
        }
        if (!m_overwrites && !isOurs(there.modRevision)) {
            return Error(ErrorCode::FailedPrecondition, "somebody else writes to the target: key " +
                                                            shownKey(there.key) +
                                                            " came to be there and differs");
        }
        item.seen = there.modRevision;
        left.push_back(std::move(item));
    }
    batch = std::move(left);
    return {};
}

void KeyWriter::goOn(const Batch& batch, const Done& done) {
    if (batch->empty()) {
        writeNext(done);
    } else {
        grantAndPut(batch, done);
    }
}

void KeyWriter::remove(const std::vector<kv::KeyValue>& kvs, const Done& done) {
    if (kvs.empty()) {
        done({});
        return;
    }
    // One by one: there are few, and one that somebody else changed meanwhile stays.
    kv::TxnRequest txn;
    txn.compares = {unchanged(kvs.back().key, kvs.back().modRevision)};
    txn.success = {{kv::DeleteRangeRequest{kvs.back().key, {}, false}}};
    std::vector<kv::KeyValue> left(kvs.begin(), kvs.end() - 1);
    m_to.ask(kv::Command(txn),
             [this, left = std::move(left), done](const Result<kv::Response>& answer) {
                 const auto* txnDone = answer ? std::get_if<kv::TxnResponse>(&*answer) : nullptr;
                 if (txnDone == nullptr) {
                     done(answer ? Error(ErrorCode::Unknown, "the answer is not that of a deletion")
                                 : answer.error());
                     return;
                 }
                 m_report.removed += txnDone->succeeded ? 1 : 0;
                 remove(left, done);
             });
}

}  // namespace quorate::network
