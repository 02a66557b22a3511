// SPDX-License-Identifier: Apache-2.0
#include "network/api/kv_responses.h"

#include <type_traits>
#include <variant>
#include <vector>

namespace quorate::network {

namespace {

void writeKeyValues(JsonWriter& json, std::string_view name, const std::vector<kv::KeyValue>& kvs) {
    if (kvs.empty()) {
        return;
    }
    json.beginArray(name);
    for (const kv::KeyValue& kv : kvs) {
        json.beginElement();
        writeKeyValue(json, kv);
        json.endObject();
    }
    json.endArray();
}

std::string_view nameOf(const kv::OperationResponse& response) {
    constexpr std::string_view kNames[] = {"response_put", "response_range",
                                           "response_delete_range", "response_txn"};
    return kNames[response.response.index()];
}

}  // namespace

void writeHeader(JsonWriter& json, const ResponseHeader& header) {
    json.beginObject("header");
    json.number("cluster_id", header.cluster);
    json.number("member_id", header.member);
    json.number("revision", header.revision);
    json.number("raft_term", header.term);
    json.endObject();
}

void writeKeyValue(JsonWriter& json, const kv::KeyValue& kv) {
    json.bytes("key", kv.key.view());
    json.number("create_revision", kv.createRevision);
    json.number("mod_revision", kv.modRevision);
    json.number("version", kv.version);
    json.bytes("value", kv.value.view());
    json.number("lease", kv.lease.value);
}

void writeKeyValue(JsonWriter& json, const kv::layout::Change& put) {
    json.bytes("key", put.key);
    json.number("create_revision", put.record.createRevision);
    json.number("mod_revision", put.record.change.main);
    json.number("version", put.record.version);
    json.bytes("value", put.value);
    json.number("lease", put.record.lease.value);
}

void write(JsonWriter& json, const kv::PutResponse& response) {
    if (response.previous) {
        json.beginObject("prev_kv");
        writeKeyValue(json, *response.previous);
        json.endObject();
    }
}

void write(JsonWriter& json, const kv::RangeResponse& response) {
    writeKeyValues(json, "kvs", response.kvs);
    json.flag("more", response.more);
    json.number("count", response.count);
}

void write(JsonWriter& json, const kv::DeleteRangeResponse& response) {
    json.number("deleted", response.deleted);
    writeKeyValues(json, "prev_kvs", response.previous);
}

// NOLINTNEXTLINE(misc-no-recursion): no deeper than commands are
void write(JsonWriter& json, const kv::TxnResponse& response) {
    json.flag("succeeded", response.succeeded);
    if (response.responses.empty()) {
        return;
    }
    json.beginArray("responses");
    for (const kv::OperationResponse& operation : response.responses) {
        json.beginElement();
        json.beginObject(nameOf(operation));
        // NOLINTNEXTLINE(misc-no-recursion): likewise
        const auto writeOne = [&json](const auto& one) {
            writeHeader(json, {0, 0, one.revision, 0});
            write(json, one);
        };
        std::visit(writeOne, operation.response);
        json.endObject();
        json.endObject();
    }
    json.endArray();
}

void write(JsonWriter& json, const kv::LeaseGrantResponse& response) {
    json.number("ID", response.id.value);
    json.number("TTL", response.ttlSeconds);
}

void writeEvent(JsonWriter& json, const kv::Event& event, bool withPrevious) {
    json.beginElement();
    if (event.kind == kv::EventKind::Delete) {
        json.text("type", "DELETE");
    }
    json.beginObject("kv");
    writeKeyValue(json, event.kv);
    json.endObject();
    if (withPrevious && event.previous) {
        json.beginObject("prev_kv");
        writeKeyValue(json, *event.previous);
        json.endObject();
    }
    json.endObject();
}

}  // namespace quorate::network
