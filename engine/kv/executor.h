// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "engine/base/result.h"
#include "engine/kv/command.h"
#include "engine/kv/response.h"
#include "engine/kv/txn.h"
#include "engine/kv/writer.h"

namespace quorate::kv {

/// Carries out one command after the other. A refused command has changed nothing; an Error is the
/// store's, and leaves the writer's overlay unusable.
class Executor {
public:
    explicit Executor(Writer& writer) : m_writer(writer) {}

    Result<Response> execute(const Command& command);

private:
    Result<Response> run(const PutRequest& put);
    Result<Response> run(const RangeRequest& request);
    Result<Response> run(const DeleteRangeRequest& remove);
    Result<Response> run(const TxnRequest& txn);
    Result<Response> run(const CompactRequest& compact);
    Result<Response> run(const LeaseGrantRequest& grant);
    Result<Response> run(const LeaseRevokeRequest& revoke);
    Result<Response> run(const LeaseCheckpointRequest& request);

    Result<PutResponse> doPut(const PutRequest& put);
    Result<RangeResponse> doRange(const RangeRequest& request);
    Result<DeleteRangeResponse> doDelete(const DeleteRangeRequest& remove);
    Result<TxnResponse> doTxn(const TxnRequest& txn, const TxnPath& path);
    Result<OperationResponse> doOperation(const Operation& operation, const TxnPath* nested);
    Result<KeyValue> valueBefore(const Event& event);
    Result<void> eraseOne(std::string_view key, bool previous, DeleteRangeResponse& response);

    Writer& m_writer;
};

}  // namespace quorate::kv
