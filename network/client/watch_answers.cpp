// SPDX-License-Identifier: Apache-2.0
#include "network/client/watch_answers.h"

#include "network/api/json_fields.h"
#include "network/api/json_writer.h"
#include "network/client/kv_answers.h"

namespace quorate::network {

namespace {

using Name = std::string_view;

bool readEvent(JsonFields& fields, JsonValue value, kv::Event& event) {
    const bool isRead = fields.message(value, [&](Name name, JsonValue member) {
        if (name == "type") {
            return fields.read(member, "mvccpb.Event_EventType", {"PUT", "DELETE"}, event.kind);
        }
        if (name == "kv") {
            return readKeyValue(fields, member, event.kv);
        }
        if ((name == "prev_kv" || name == "prevKv") && member.type() != JsonType::Null) {
            return readKeyValue(fields, member, event.previous.emplace());
        }
        return true;
    });
    event.revision.main = event.kv.modRevision;
    return isRead;
}

bool readResult(JsonFields& fields, JsonValue value, WatchLine& line) {
    return fields.message(value, [&](Name name, JsonValue member) {
        if (name == "header") {
            ResponseHeader header;
            const bool isRead = readHeader(fields, member, header);
            line.revision = header.revision;
            return isRead;
        }
        if (name == "created") {
            return fields.read(member, line.isCreated);
        }
        if (name == "canceled") {
            return fields.read(member, line.isCanceled);
        }
        if (name == "compact_revision" || name == "compactRevision") {
            return fields.read(member, line.compacted);
        }
        if (name == "cancel_reason" || name == "cancelReason") {
            return fields.read(member, line.reason);
        }
        return name != "events" || fields.list(member, [&](JsonValue element) {
            return readEvent(fields, element, line.events.emplace_back());
        });
    });
}

bool readError(JsonFields& fields, JsonValue value, std::string& message) {
    return fields.message(value, [&](Name name, JsonValue member) {
        return name != "message" || fields.read(member, message);
    });
}

}  // namespace

std::string watchBody(const WatchQuestion& what) {
    std::string body;
    JsonWriter json(body);
    json.beginObject();
    json.beginObject("create_request");
    json.bytes("key", what.key);
    json.bytes("range_end", what.rangeEnd);
    json.number("start_revision", what.from);
    json.flag("progress_notify", true);
    json.flag("prev_kv", true);
    json.endObject();
    json.endObject();
    return body;
}

Result<WatchLine> decodeWatchLine(JsonDocument& document, std::string_view line) {
    if (const auto parsed = document.parse(line); !parsed) {
        return parsed.error();
    }
    JsonFields fields(document);
    WatchLine result;
    std::string refusal;
    bool isRefused = false;
    const bool isRead = document.root().type() == JsonType::Object &&
                        fields.message(document.root(), [&](Name name, JsonValue member) {
                            if (name == "result") {
                                return readResult(fields, member, result);
                            }
                            isRefused = isRefused || name == "error";
                            return name != "error" || readError(fields, member, refusal);
                        });
    if (!isRead) {
        return Error(ErrorCode::Malformed, fields.reason().empty()
                                               ? "a line of a watch is no JSON object"
                                               : fields.reason());
    }
    if (isRefused) {
        return Error(ErrorCode::Unavailable, refusal);
    }
    return result;
}

}  // namespace quorate::network
