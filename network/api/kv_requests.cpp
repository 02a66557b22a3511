// SPDX-License-Identifier: Apache-2.0
#include "network/api/kv_requests.h"

#include <array>
#include <cstdint>
#include <optional>

#include "network/api/json_fields.h"

namespace quorate::network {

namespace {

using Name = std::string_view;

bool readPut(JsonFields& fields, JsonValue value, kv::PutRequest& put) {
    return fields.message(value, [&](Name name, JsonValue member) {
        if (name == "key") {
            return fields.read(member, put.key);
        }
        if (name == "value") {
            return fields.read(member, put.value);
        }
        if (name == "lease") {
            return fields.read(member, put.lease.value);
        }
        if (name == "prev_kv" || name == "prevKv") {
            return fields.read(member, put.previousKv);
        }
        if (name == "ignore_value" || name == "ignoreValue") {
            return fields.read(member, put.ignoreValue);
        }
        if (name == "ignore_lease" || name == "ignoreLease") {
            return fields.read(member, put.ignoreLease);
        }
        return true;
    });
}

/// What bounds a range, apart from its keys.
bool readRangeBounds(JsonFields& fields, Name name, JsonValue member, kv::RangeRequest& range) {
    if (name == "min_mod_revision" || name == "minModRevision") {
        return fields.read(member, range.minModRevision);
    }
    if (name == "max_mod_revision" || name == "maxModRevision") {
        return fields.read(member, range.maxModRevision);
    }
    if (name == "min_create_revision" || name == "minCreateRevision") {
        return fields.read(member, range.minCreateRevision);
    }
    if (name == "max_create_revision" || name == "maxCreateRevision") {
        return fields.read(member, range.maxCreateRevision);
    }
    return true;
}

bool readRange(JsonFields& fields, JsonValue value, kv::RangeRequest& range, bool& serializable) {
    return fields.message(value, [&](Name name, JsonValue member) {
        if (name == "key") {
            return fields.read(member, range.key);
        }
        if (name == "range_end" || name == "rangeEnd") {
            return fields.read(member, range.rangeEnd);
        }
        if (name == "limit") {
            return fields.read(member, range.limit);
        }
        if (name == "revision") {
            return fields.read(member, range.revision);
        }
        if (name == "sort_order" || name == "sortOrder") {
            return fields.read(member, "etcdserverpb.RangeRequest_SortOrder",
                               {"NONE", "ASCEND", "DESCEND"}, range.sortOrder);
        }
        if (name == "sort_target" || name == "sortTarget") {
            return fields.read(member, "etcdserverpb.RangeRequest_SortTarget",
                               {"KEY", "VERSION", "CREATE", "MOD", "VALUE"}, range.sortTarget);
        }
        if (name == "serializable") {
            return fields.read(member, serializable);
        }
        if (name == "keys_only" || name == "keysOnly") {
            return fields.read(member, range.keysOnly);
        }
        if (name == "count_only" || name == "countOnly") {
            return fields.read(member, range.countOnly);
        }
        return readRangeBounds(fields, name, member, range);
    });
}

bool readDeleteRange(JsonFields& fields, JsonValue value, kv::DeleteRangeRequest& remove) {
    return fields.message(value, [&](Name name, JsonValue member) {
        if (name == "key") {
            return fields.read(member, remove.key);
        }
        if (name == "range_end" || name == "rangeEnd") {
            return fields.read(member, remove.rangeEnd);
        }
        if (name == "prev_kv" || name == "prevKv") {
            return fields.read(member, remove.previousKv);
        }
        return true;
    });
}

/// What a compare compares with comes in a field of its target; one of another target counts as
/// not given, as in etcd.
bool readCompare(JsonFields& fields, JsonValue value, kv::Compare& compare) {
    constexpr std::size_t kTargets = 5;
    std::array<std::int64_t, kTargets> numbers{};
    const auto number = [&numbers](kv::CompareTarget target) -> std::int64_t& {
        return numbers[static_cast<std::size_t>(target)];
    };
    Bytes bytes;
    const bool isRead = fields.message(value, [&](Name name, JsonValue member) {
        if (name == "result") {
            return fields.read(member, "etcdserverpb.Compare_CompareResult",
                               {"EQUAL", "GREATER", "LESS", "NOT_EQUAL"}, compare.result);
        }
        if (name == "target") {
            return fields.read(member, "etcdserverpb.Compare_CompareTarget",
                               {"VERSION", "CREATE", "MOD", "VALUE", "LEASE"}, compare.target);
        }
        if (name == "key") {
            return fields.read(member, compare.key);
        }
        if (name == "range_end" || name == "rangeEnd") {
            return fields.read(member, compare.rangeEnd);
        }
        if (name == "version") {
            return fields.read(member, number(kv::CompareTarget::Version));
        }
        if (name == "create_revision" || name == "createRevision") {
            return fields.read(member, number(kv::CompareTarget::Create));
        }
        if (name == "mod_revision" || name == "modRevision") {
            return fields.read(member, number(kv::CompareTarget::Mod));
        }
        if (name == "value") {
            return fields.read(member, bytes);
        }
        if (name == "lease") {
            return fields.read(member, number(kv::CompareTarget::Lease));
        }
        return true;
    });
    if (compare.target == kv::CompareTarget::Value) {
        compare.value = bytes;
    } else {
        compare.number = number(compare.target);
    }
    return isRead;
}

bool readTxn(JsonFields& fields, JsonValue value, kv::TxnRequest& txn, DecodedTxn& whole);

// NOLINTNEXTLINE(misc-no-recursion): the depth of a document is bounded
bool readOperation(JsonFields& fields, JsonValue value, kv::Operation& operation,
                   DecodedTxn& whole) {
    bool isGiven = false;
    // NOLINTNEXTLINE(misc-no-recursion): likewise
    const bool isRead = fields.message(value, [&](Name name, JsonValue member) {
        if (member.type() == JsonType::Null) {
            return true;
        }
        if (name == "request_range" || name == "requestRange") {
            isGiven = true;
            bool serializable = false;
            auto& range = operation.request.emplace<kv::RangeRequest>();
            const bool isRange = readRange(fields, member, range, serializable);
            whole.isSerializable = whole.isSerializable && serializable;
            return isRange;
        }
        if (name == "request_put" || name == "requestPut") {
            isGiven = true;
            whole.writes = true;
            return readPut(fields, member, operation.request.emplace<kv::PutRequest>());
        }
        if (name == "request_delete_range" || name == "requestDeleteRange") {
            isGiven = true;
            whole.writes = true;
            return readDeleteRange(fields, member,
                                   operation.request.emplace<kv::DeleteRangeRequest>());
        }
        if (name == "request_txn" || name == "requestTxn") {
            isGiven = true;
            return readTxn(fields, member, operation.request.emplace<kv::TxnRequest>(), whole);
        }
        return true;
    });
    if (isRead && !isGiven) {
        return fields.fail(kv::text(kv::KvError::KeyNotFound));
    }
    return isRead;
}

// NOLINTNEXTLINE(misc-no-recursion): the depth of a document is bounded
bool readTxn(JsonFields& fields, JsonValue value, kv::TxnRequest& txn, DecodedTxn& whole) {
    // NOLINTNEXTLINE(misc-no-recursion): likewise
    const auto readBranch = [&](JsonValue branch, std::vector<kv::Operation>& operations) {
        operations.clear();
        // NOLINTNEXTLINE(misc-no-recursion): likewise
        return fields.list(branch, [&](JsonValue element) {
            return readOperation(fields, element, operations.emplace_back(), whole);
        });
    };
    // NOLINTNEXTLINE(misc-no-recursion): likewise
    return fields.message(value, [&](Name name, JsonValue member) {
        if (name == "compare") {
            txn.compares.clear();
            return fields.list(member, [&](JsonValue element) {
                return readCompare(fields, element, txn.compares.emplace_back());
            });
        }
        if (name == "success") {
            return readBranch(member, txn.success);
        }
        if (name == "failure") {
            return readBranch(member, txn.failure);
        }
        return true;
    });
}

bool readLeaseGrant(JsonFields& fields, JsonValue value, kv::LeaseGrantRequest& grant) {
    return fields.message(value, [&](Name name, JsonValue member) {
        if (name == "TTL") {
            return fields.read(member, grant.ttlSeconds);
        }
        if (name == "ID") {
            return fields.read(member, grant.id.value);
        }
        return true;
    });
}

template <class T, class Read>
Decoded<T> decodeWith(JsonDocument& document, std::string_view body, const Read& read) {
    const Result<std::size_t> parsed = document.parse(body);
    if (!parsed) {
        return BadRequest{parsed.error().message};
    }
    JsonFields fields(document);
    T request;
    if (!read(fields, document.root(), request)) {
        return BadRequest{fields.reason()};
    }
    return request;
}

}  // namespace

Decoded<kv::PutRequest> decodePut(JsonDocument& document, std::string_view body) {
    return decodeWith<kv::PutRequest>(document, body, readPut);
}

Decoded<ReadRequest> decodeRange(JsonDocument& document, std::string_view body) {
    const auto read = [](JsonFields& fields, JsonValue value, ReadRequest& request) {
        bool serializable = false;
        const bool isRead = readRange(fields, value, request.range, serializable);
        request.level = serializable ? node::ReadLevel::Local : node::ReadLevel::Linearizable;
        return isRead;
    };
    return decodeWith<ReadRequest>(document, body, read);
}

Decoded<kv::DeleteRangeRequest> decodeDeleteRange(JsonDocument& document, std::string_view body) {
    return decodeWith<kv::DeleteRangeRequest>(document, body, readDeleteRange);
}

Decoded<DecodedTxn> decodeTxn(JsonDocument& document, std::string_view body) {
    const auto read = [](JsonFields& fields, JsonValue value, DecodedTxn& decoded) {
        return readTxn(fields, value, decoded.txn, decoded);
    };
    return decodeWith<DecodedTxn>(document, body, read);
}

Decoded<kv::CompactRequest> decodeCompaction(JsonDocument& document, std::string_view body) {
    const auto read = [](JsonFields& fields, JsonValue value, kv::CompactRequest& compact) {
        return fields.message(value, [&](Name name, JsonValue member) {
            return name == "revision" ? fields.read(member, compact.revision) : true;
        });
    };
    return decodeWith<kv::CompactRequest>(document, body, read);
}

Decoded<kv::LeaseGrantRequest> decodeLeaseGrant(JsonDocument& document, std::string_view body) {
    return decodeWith<kv::LeaseGrantRequest>(document, body, readLeaseGrant);
}

}  // namespace quorate::network
