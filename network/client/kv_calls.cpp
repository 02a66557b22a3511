// SPDX-License-Identifier: Apache-2.0
#include "network/client/kv_calls.h"

#include <cstddef>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "network/api/json_writer.h"

namespace quorate::network {

namespace {

template <class Enum, std::size_t count>
void writeEnum(JsonWriter& json, std::string_view name, Enum value,
               const std::string_view (&names)[count]) {
    // What is first is the default, and left out.
    if (const auto number = static_cast<std::size_t>(value); number > 0 && number < count) {
        json.text(name, names[number]);
    }
}

void write(JsonWriter& json, const kv::PutRequest& put) {
    json.bytes("key", put.key.view());
    json.bytes("value", put.value.view());
    json.number("lease", put.lease.value);
    json.flag("prev_kv", put.previousKv);
    json.flag("ignore_value", put.ignoreValue);
    json.flag("ignore_lease", put.ignoreLease);
}

void write(JsonWriter& json, const kv::RangeRequest& range) {
    json.bytes("key", range.key.view());
    json.bytes("range_end", range.rangeEnd.view());
    json.number("limit", range.limit);
    json.number("revision", range.revision);
    writeEnum(json, "sort_order", range.sortOrder, {"NONE", "ASCEND", "DESCEND"});
    writeEnum(json, "sort_target", range.sortTarget, {"KEY", "VERSION", "CREATE", "MOD", "VALUE"});
    json.flag("keys_only", range.keysOnly);
    json.flag("count_only", range.countOnly);
    json.number("min_mod_revision", range.minModRevision);
    json.number("max_mod_revision", range.maxModRevision);
    json.number("min_create_revision", range.minCreateRevision);
    json.number("max_create_revision", range.maxCreateRevision);
}

void write(JsonWriter& json, const kv::DeleteRangeRequest& remove) {
    json.bytes("key", remove.key.view());
    json.bytes("range_end", remove.rangeEnd.view());
    json.flag("prev_kv", remove.previousKv);
}

void write(JsonWriter& json, const kv::Compare& compare) {
    constexpr std::string_view kNumbers[] = {"version", "create_revision", "mod_revision", "",
                                             "lease"};
    writeEnum(json, "result", compare.result, {"EQUAL", "GREATER", "LESS", "NOT_EQUAL"});
    writeEnum(json, "target", compare.target, {"VERSION", "CREATE", "MOD", "VALUE", "LEASE"});
    json.bytes("key", compare.key.view());
    json.bytes("range_end", compare.rangeEnd.view());
    if (compare.target == kv::CompareTarget::Value) {
        json.bytes("value", compare.value.view());
    } else {
        json.number(kNumbers[static_cast<std::size_t>(compare.target)], compare.number);
    }
}

void write(JsonWriter& json, const kv::TxnRequest& txn);

// NOLINTNEXTLINE(misc-no-recursion): no deeper than commands are
void writeBranch(JsonWriter& json, std::string_view name,
                 const std::vector<kv::Operation>& operations) {
    constexpr std::string_view kNames[] = {"request_put", "request_range", "request_delete_range",
                                           "request_txn"};
    if (operations.empty()) {
        return;
    }
    json.beginArray(name);
    for (const kv::Operation& operation : operations) {
        json.beginElement();
        json.beginObject(kNames[operation.request.index()]);
        // NOLINTNEXTLINE(misc-no-recursion): likewise
        std::visit([&json](const auto& request) { write(json, request); }, operation.request);
        json.endObject();
        json.endObject();
    }
    json.endArray();
}

// NOLINTNEXTLINE(misc-no-recursion): likewise
void write(JsonWriter& json, const kv::TxnRequest& txn) {
    if (!txn.compares.empty()) {
        json.beginArray("compare");
        for (const kv::Compare& compare : txn.compares) {
            json.beginElement();
            write(json, compare);
            json.endObject();
        }
        json.endArray();
    }
    writeBranch(json, "success", txn.success);
    writeBranch(json, "failure", txn.failure);
}

void write(JsonWriter& json, const kv::CompactRequest& compact) {
    json.number("revision", compact.revision);
}
void write(JsonWriter& json, const kv::LeaseGrantRequest& grant) {
    json.number("TTL", grant.ttlSeconds);
    json.number("ID", grant.id.value);
}
void write(JsonWriter& json, const kv::LeaseRevokeRequest& revoke) {
    json.number("ID", revoke.id.value);
}

template <class Request>
std::string bodyOf(const Request& request) {
    std::string body;
    JsonWriter json(body);
    json.beginObject();
    write(json, request);
    json.endObject();
    return body;
}

}  // namespace

Result<KvCall> callOf(const kv::Command& command) {
    // In the order of kv::Command.
    constexpr std::string_view kPaths[] = {
        "/v3/kv/put",        "/v3/kv/range",    "/v3/kv/deleterange", "/v3/kv/txn",
        "/v3/kv/compaction", "/v3/lease/grant", "/v3/lease/revoke"};
    const auto call = [&command, &kPaths](const auto& request) -> Result<KvCall> {
        using Request = std::decay_t<decltype(request)>;
        if constexpr (std::is_same_v<Request, kv::LeaseCheckpointRequest>) {
            return Error(ErrorCode::InvalidArgument,
                         "checkpoints of leases are the leader's own, no client can ask for one");
        } else {
            return KvCall{std::string(kPaths[command.index()]), bodyOf(request)};
        }
    };
    return std::visit(call, command);
}

KvCall callOf(const ReadRequest& read) {
    KvCall call{"/v3/kv/range", {}};
    JsonWriter json(call.body);
    json.beginObject();
    write(json, read.range);
    json.flag("serializable", read.level == node::ReadLevel::Local);
    json.endObject();
    return call;
}

}  // namespace quorate::network
