// SPDX-License-Identifier: Apache-2.0
#include "network/client/kv_answers.h"

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace quorate::network {

namespace {

using Name = std::string_view;

bool readKeyValues(JsonFields& fields, JsonValue value, std::vector<kv::KeyValue>& kvs) {
    return fields.list(value, [&](JsonValue element) {
        return readKeyValue(fields, element, kvs.emplace_back());
    });
}

/// The members of an answer but for its header, which all have.
template <class Response, class Read>
bool readAnswer(JsonFields& fields, JsonValue value, Response& response, const Read& read) {
    return fields.message(value, [&](Name name, JsonValue member) {
        if (name == "header") {
            ResponseHeader header;
            const bool isRead = readHeader(fields, member, header);
            response.revision = header.revision;
            return isRead;
        }
        return read(name, member);
    });
}

bool read(JsonFields& fields, JsonValue value, kv::PutResponse& put) {
    return readAnswer(fields, value, put, [&](Name name, JsonValue member) {
        if ((name == "prev_kv" || name == "prevKv") && member.type() != JsonType::Null) {
            return readKeyValue(fields, member, put.previous.emplace());
        }
        return true;
    });
}

bool read(JsonFields& fields, JsonValue value, kv::RangeResponse& range) {
    return readAnswer(fields, value, range, [&](Name name, JsonValue member) {
        if (name == "kvs") {
            return readKeyValues(fields, member, range.kvs);
        }
        if (name == "more") {
            return fields.read(member, range.more);
        }
        return name == "count" ? fields.read(member, range.count) : true;
    });
}

bool read(JsonFields& fields, JsonValue value, kv::DeleteRangeResponse& remove) {
    return readAnswer(fields, value, remove, [&](Name name, JsonValue member) {
        if (name == "deleted") {
            return fields.read(member, remove.deleted);
        }
        if (name == "prev_kvs" || name == "prevKvs") {
            return readKeyValues(fields, member, remove.previous);
        }
        return true;
    });
}

bool read(JsonFields& fields, JsonValue value, kv::TxnResponse& txn);

// NOLINTNEXTLINE(misc-no-recursion): the depth of a document is bounded
bool readOperation(JsonFields& fields, JsonValue value, kv::OperationResponse& operation) {
    bool isGiven = false;
    // NOLINTNEXTLINE(misc-no-recursion): likewise
    const bool isRead = fields.message(value, [&](Name name, JsonValue member) {
        isGiven = true;
        if (name == "response_put" || name == "responsePut") {
            return read(fields, member, operation.response.emplace<kv::PutResponse>());
        }
        if (name == "response_range" || name == "responseRange") {
            return read(fields, member, operation.response.emplace<kv::RangeResponse>());
        }
        if (name == "response_delete_range" || name == "responseDeleteRange") {
            return read(fields, member, operation.response.emplace<kv::DeleteRangeResponse>());
        }
        if (name == "response_txn" || name == "responseTxn") {
            return read(fields, member, operation.response.emplace<kv::TxnResponse>());
        }
        isGiven = false;
        return true;
    });
    return isRead && !isGiven ? fields.fail("an operation of a transaction has no answer") : isRead;
}

// NOLINTNEXTLINE(misc-no-recursion): likewise
bool read(JsonFields& fields, JsonValue value, kv::TxnResponse& txn) {
    // NOLINTNEXTLINE(misc-no-recursion): likewise
    return readAnswer(fields, value, txn, [&](Name name, JsonValue member) {
        if (name == "succeeded") {
            return fields.read(member, txn.succeeded);
        }
        if (name == "responses") {
            // NOLINTNEXTLINE(misc-no-recursion): likewise
            return fields.list(member, [&](JsonValue element) {
                return readOperation(fields, element, txn.responses.emplace_back());
            });
        }
        return true;
    });
}

bool read(JsonFields& fields, JsonValue value, kv::CompactResponse& compact) {
    return readAnswer(fields, value, compact, [](Name, JsonValue) { return true; });
}

bool read(JsonFields& fields, JsonValue value, kv::LeaseGrantResponse& grant) {
    return readAnswer(fields, value, grant, [&](Name name, JsonValue member) {
        if (name == "ID") {
            return fields.read(member, grant.id.value);
        }
        return name == "TTL" ? fields.read(member, grant.ttlSeconds) : true;
    });
}

bool read(JsonFields& fields, JsonValue value, kv::LeaseRevokeResponse& revoke) {
    return readAnswer(fields, value, revoke, [](Name, JsonValue) { return true; });
}

template <class Response>
Result<kv::Response> decodeAs(JsonDocument& document, std::string_view body) {
    if (const auto parsed = document.parse(body); !parsed) {
        return parsed.error();
    }
    JsonFields fields(document);
    Response response;
    if (document.root().type() != JsonType::Object || !read(fields, document.root(), response)) {
        return Error(ErrorCode::Malformed,
                     fields.reason().empty() ? "the answer is no JSON object" : fields.reason());
    }
    return kv::Response(std::move(response));
}

}  // namespace

bool readKeyValue(JsonFields& fields, JsonValue value, kv::KeyValue& kv) {
    return fields.message(value, [&](Name name, JsonValue member) {
        if (name == "key") {
            return fields.read(member, kv.key);
        }
        if (name == "create_revision" || name == "createRevision") {
            return fields.read(member, kv.createRevision);
        }
        if (name == "mod_revision" || name == "modRevision") {
            return fields.read(member, kv.modRevision);
        }
        if (name == "version") {
            return fields.read(member, kv.version);
        }
        if (name == "value") {
            return fields.read(member, kv.value);
        }
        return name == "lease" ? fields.read(member, kv.lease.value) : true;
    });
}

bool readHeader(JsonFields& fields, JsonValue value, ResponseHeader& header) {
    return fields.message(value, [&](Name name, JsonValue member) {
        if (name == "cluster_id" || name == "clusterId") {
            return fields.read(member, header.cluster);
        }
        if (name == "member_id" || name == "memberId") {
            return fields.read(member, header.member);
        }
        if (name == "revision") {
            return fields.read(member, header.revision);
        }
        if (name == "raft_term" || name == "raftTerm") {
            return fields.read(member, header.term);
        }
        return true;
    });
}

Result<kv::Response> decodeAnswer(JsonDocument& document, std::size_t kind, std::string_view body) {
    using Decode = Result<kv::Response> (*)(JsonDocument&, std::string_view);
    // In the order of kv::Command.
    constexpr Decode kDecoders[] = {
        &decodeAs<kv::PutResponse>,         &decodeAs<kv::RangeResponse>,
        &decodeAs<kv::DeleteRangeResponse>, &decodeAs<kv::TxnResponse>,
        &decodeAs<kv::CompactResponse>,     &decodeAs<kv::LeaseGrantResponse>,
        &decodeAs<kv::LeaseRevokeResponse>};
    if (kind >= std::size(kDecoders)) {
        return Error(ErrorCode::InvalidArgument, "nobody answers commands of this kind");
    }
    return kDecoders[kind](document, body);
}

}  // namespace quorate::network
