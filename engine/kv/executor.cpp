// SPDX-License-Identifier: Apache-2.0
#include "engine/kv/executor.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "engine/base/invariant.h"
#include "engine/kv/command_check.h"
#include "engine/kv/command_codec.h"
#include "engine/kv/key_interval.h"
#include "engine/kv/layout.h"
#include "engine/kv/leases.h"
#include "engine/kv/lookup.h"
#include "engine/kv/ordered_store.h"
#include "engine/kv/range.h"

namespace quorate::kv {

namespace {

template <class T>
Result<Response> respond(Result<T> result) {
    if (!result) {
        return result.error();
    }
    return Response(std::move(*result));
}

}  // namespace

Result<Response> Executor::execute(const Command& command) {
    if (const auto refusal = check(command, kMaxCommandParts)) {
        return Response(*refusal);
    }
    return std::visit([this](const auto& request) { return run(request); }, command);
}

Result<Response> Executor::run(const PutRequest& put) {
    const auto refusal = checkPut(m_writer.view(), put);
    if (!refusal) {
        return refusal.error();
    }
    return *refusal ? Response(**refusal) : respond(doPut(put));
}

Result<Response> Executor::run(const RangeRequest& request) {
    KvResult<RangeResponse> answer = range(m_writer.view(), request);
    if (!answer) {
        return answer.error();
    }
    return *answer ? Response(std::move(*answer).value()) : Response(answer->refusal());
}

Result<Response> Executor::run(const DeleteRangeRequest& remove) {
    return respond(doDelete(remove));
}

Result<Response> Executor::run(const TxnRequest& txn) {
    const View before = m_writer.view();
    const Result<TxnPath> path = choosePath(before, txn);
    if (!path) {
        return path.error();
    }
    const auto refusal = checkPath(before, txn, *path);
    if (!refusal) {
        return refusal.error();
    }
    if (*refusal) {
        return Response(**refusal);
    }
    Result<TxnResponse> response = doTxn(txn, *path);
    if (response) {
        response->revision = m_writer.view().revision();
    }
    return respond(std::move(response));
}

Result<Response> Executor::run(const CompactRequest& compact) {
    const View view = m_writer.view();
    if (compact.revision <= view.compacted()) {
        return Response(KvError::Compacted);
    }
    if (compact.revision > view.revision()) {
        return Response(KvError::FutureRevision);
    }
    m_writer.compact(compact.revision);
    return Response(CompactResponse{view.revision()});
}

Result<Response> Executor::run(const LeaseGrantRequest& grant) {
    const View view = m_writer.view();
    const auto known = findLease(view, grant.id);
    if (!known) {
        return known.error();
    }
    if (known->has_value()) {
        return Response(KvError::LeaseExists);
    }
    const Lease lease{grant.id, std::max<std::int64_t>(grant.ttlSeconds, 1), 0};
    m_writer.grantLease(lease);
    return Response(LeaseGrantResponse{view.revision(), lease.id, lease.ttlSeconds});
}

Result<Response> Executor::run(const LeaseRevokeRequest& revoke) {
    const View view = m_writer.view();
    const auto known = findLease(view, revoke.id);
    if (!known) {
        return known.error();
    }
    if (!known->has_value()) {
        return Response(KvError::LeaseNotFound);
    }
    const std::string prefix = layout::attachmentPrefix(revoke.id);
    const std::unique_ptr<StoreIterator> attached = view.reader().iterate();
    for (attached->seek(prefix); attached->valid() && attached->key().starts_with(prefix);
         attached->next()) {
        const std::string key(attached->key().substr(prefix.size()));
        const auto erased = m_writer.erase(key);
        if (!erased) {
            return erased.error();
        }
        if (*erased == nullptr) {
            return layout::corrupted(attached->key());
        }
    }
    if (const auto status = attached->status(); !status) {
        return status.error();
    }
    m_writer.forgetLease(revoke.id);
    return Response(LeaseRevokeResponse{m_writer.view().revision()});
}

/// Checkpoints of leases that are gone in the meantime are passed over.
Result<Response> Executor::run(const LeaseCheckpointRequest& request) {
    const View view = m_writer.view();
    for (const LeaseCheckpoint& checkpoint : request.checkpoints) {
        const auto known = findLease(view, checkpoint.id);
        if (!known) {
            return known.error();
        }
        if (known->has_value()) {
            Lease lease = **known;
            lease.remainingSeconds =
                std::clamp<std::int64_t>(checkpoint.remainingSeconds, 0, lease.ttlSeconds);
            m_writer.checkpointLease(lease);
        }
    }
    return Response(LeaseCheckpointResponse{view.revision()});
}

Result<PutResponse> Executor::doPut(const PutRequest& put) {
    Bytes value = put.value;
    LeaseId lease = put.lease;
    if (put.ignoreValue || put.ignoreLease) {
        std::string stored;
        layout::Change kept;
        const Result<bool> found =
            readCurrent(m_writer.view().reader(), put.key.view(), stored, kept);
        if (!found) {
            return found.error();
        }
        QUORATE_INVARIANT(*found, "a put that keeps what is not there was let through");
        value = put.ignoreValue ? Bytes::copyOf(kept.value) : value;
        lease = put.ignoreLease ? kept.record.lease : lease;
    }
    const Result<const Event*> event = m_writer.put(put.key, value, lease);
    if (!event) {
        return event.error();
    }
    PutResponse response;
    response.revision = (*event)->revision.main;
    if (put.previousKv && (*event)->replaced) {
        Result<KeyValue> before = valueBefore(**event);
        if (!before) {
            return before.error();
        }
        response.previous = std::move(*before);
    }
    return response;
}

/// What the event replaced, which it has.
Result<KeyValue> Executor::valueBefore(const Event& event) {
    std::string stored;
    const auto put =
        readPut(m_writer.view().reader(), event.kv.key.view(), *event.replaced, stored);
    return put ? Result(layout::toKeyValue(*put)) : put.error();
}

Result<RangeResponse> Executor::doRange(const RangeRequest& request) {
    KvResult<RangeResponse> answer = range(m_writer.view(), request);
    if (!answer) {
        return answer.error();
    }
    QUORATE_INVARIANT(answer->has_value(), "a range that must be refused was let through");
    return std::move(*answer).value();
}

Result<void> Executor::eraseOne(std::string_view key, bool previous,
                                DeleteRangeResponse& response) {
    const Result<const Event*> event = m_writer.erase(key);
    if (!event) {
        return event.error();
    }
    if (*event != nullptr) {
        ++response.deleted;
        if (previous) {
            Result<KeyValue> before = valueBefore(**event);
            if (!before) {
                return before.error();
            }
            response.previous.push_back(std::move(*before));
        }
    }
    return {};
}

Result<DeleteRangeResponse> Executor::doDelete(const DeleteRangeRequest& remove) {
    DeleteRangeResponse response;
    const KeyInterval interval = KeyInterval::of(remove.key, remove.rangeEnd);
    if (interval.kind == KeyInterval::Kind::Single) {
        if (const auto erased = eraseOne(interval.begin, remove.previousKv, response); !erased) {
            return erased.error();
        }
        response.revision = m_writer.view().revision();
        return response;
    }
    const View view = m_writer.view();
    const std::unique_ptr<StoreIterator> iterator = view.reader().iterate();
    for (iterator->seek(layout::currentKey(interval.begin)); iterator->valid(); iterator->next()) {
        const std::string stored(iterator->key());
        const std::string_view key = std::string_view(stored).substr(1);
        if (stored.front() != layout::kCurrent || !interval.endsAfter(key)) {
            break;
        }
        if (const auto erased = eraseOne(key, remove.previousKv, response); !erased) {
            return erased.error();
        }
    }
    if (const auto status = iterator->status(); !status) {
        return status.error();
    }
    response.revision = m_writer.view().revision();
    return response;
}

// NOLINTNEXTLINE(misc-no-recursion): bounded by kMaxCommandDepth
Result<OperationResponse> Executor::doOperation(const Operation& operation, const TxnPath* nested) {
    const auto wrap = [](auto result) -> Result<OperationResponse> {
        if (!result) {
            return result.error();
        }
        return OperationResponse{std::move(*result)};
    };
    if (const auto* put = std::get_if<PutRequest>(&operation.request)) {
        return wrap(doPut(*put));
    }
    if (const auto* request = std::get_if<RangeRequest>(&operation.request)) {
        return wrap(doRange(*request));
    }
    if (const auto* remove = std::get_if<DeleteRangeRequest>(&operation.request)) {
        return wrap(doDelete(*remove));
    }
    return wrap(doTxn(*std::get_if<TxnRequest>(&operation.request), *nested));
}

// NOLINTNEXTLINE(misc-no-recursion): bounded by kMaxCommandDepth
Result<TxnResponse> Executor::doTxn(const TxnRequest& txn, const TxnPath& path) {
    TxnResponse response;
    response.succeeded = path.succeeded;
    const std::vector<Operation>& operations = path.succeeded ? txn.success : txn.failure;
    response.responses.reserve(operations.size());
    std::size_t nested = 0;
    for (const Operation& operation : operations) {
        const bool isTxn = std::holds_alternative<TxnRequest>(operation.request);
        const TxnPath* inner = isTxn ? &path.nested[nested++] : nullptr;
        Result<OperationResponse> done = doOperation(operation, inner);
        if (!done) {
            return done.error();
        }
        response.responses.push_back(std::move(*done));
    }
    return response;
}

}  // namespace quorate::kv
