// SPDX-License-Identifier: Apache-2.0
#include "network/api/rpc_messages.h"

#include <cstddef>

#include "network/api/json_fields.h"

namespace quorate::network {

namespace {

using Name = std::string_view;

/// Reads all the values of a body, one behind the other; what gRPC has as a stream of messages.
template <class Read>
BadRequest readStream(JsonDocument& document, std::string_view body, const Read& read) {
    constexpr Name kBlanks = " \t\r\n";
    while (body.find_first_not_of(kBlanks) != Name::npos) {
        const Result<std::size_t> end = document.parse(body);
        if (!end) {
            return {end.error().message};
        }
        JsonFields fields(document);
        if (!read(fields, document.root())) {
            return {fields.reason()};
        }
        body.remove_prefix(*end);
    }
    return {};
}

template <class Read>
BadRequest readOne(JsonDocument& document, std::string_view body, const Read& read) {
    const Result<std::size_t> parsed = document.parse(body);
    if (!parsed) {
        return {parsed.error().message};
    }
    JsonFields fields(document);
    if (!fields.message(document.root(),
                        [&](Name name, JsonValue member) { return read(fields, name, member); })) {
        return {fields.reason()};
    }
    return {};
}

template <class T>
Decoded<T> answerWith(T value, BadRequest bad) {
    if (!bad.reason.empty()) {
        return bad;
    }
    return value;
}

bool readText(JsonFields& fields, JsonValue value, std::string& out) {
    Bytes bytes;
    if (!fields.read(value, bytes)) {
        return false;
    }
    out = bytes.toString();
    return true;
}

bool readFilters(JsonFields& fields, JsonValue value, WatchRequest& watch) {
    return fields.list(value, [&](JsonValue element) {
        std::size_t filter = 0;
        if (!fields.readEnum(element, "etcdserverpb.WatchCreateRequest_FilterType",
                             {"NOPUT", "NODELETE"}, filter)) {
            return false;
        }
        (filter == 0 ? watch.noPut : watch.noDelete) = true;
        return true;
    });
}

bool readCreate(JsonFields& fields, JsonValue value, WatchRequest& watch) {
    return fields.message(value, [&](Name name, JsonValue member) {
        if (name == "key") {
            return readText(fields, member, watch.key);
        }
        if (name == "range_end" || name == "rangeEnd") {
            return readText(fields, member, watch.rangeEnd);
        }
        if (name == "start_revision" || name == "startRevision") {
            return fields.read(member, watch.startRevision);
        }
        if (name == "progress_notify" || name == "progressNotify") {
            return fields.read(member, watch.progressNotify);
        }
        if (name == "filters") {
            return readFilters(fields, member, watch);
        }
        if (name == "prev_kv" || name == "prevKv") {
            return fields.read(member, watch.previousKv);
        }
        if (name == "watch_id" || name == "watchId") {
            return fields.read(member, watch.watchId);
        }
        if (name == "fragment") {
            return fields.read(member, watch.fragment);
        }
        return true;
    });
}

bool readWatch(JsonFields& fields, JsonValue value, WatchRequest& watch) {
    return fields.message(value, [&](Name name, JsonValue member) {
        if (member.type() == JsonType::Null) {
            return true;
        }
        if (name == "create_request" || name == "createRequest") {
            watch.kind = WatchRequest::Kind::Create;
            return readCreate(fields, member, watch);
        }
        if (name == "cancel_request" || name == "cancelRequest") {
            watch.kind = WatchRequest::Kind::Cancel;
            return fields.message(member, [&](Name inner, JsonValue id) {
                return inner == "watch_id" || inner == "watchId" ? fields.read(id, watch.watchId)
                                                                 : true;
            });
        }
        if (name == "progress_request" || name == "progressRequest") {
            watch.kind = WatchRequest::Kind::Progress;
        }
        return true;
    });
}

}  // namespace

Decoded<EmptyRequest> decodeEmpty(JsonDocument& document, std::string_view body) {
    BadRequest bad = readOne(document, body, [](JsonFields&, Name, JsonValue) { return true; });
    return answerWith(EmptyRequest(), std::move(bad));
}

Decoded<LeaseRequest> decodeLease(JsonDocument& document, std::string_view body) {
    LeaseRequest lease;
    const auto read = [&lease](JsonFields& fields, Name name, JsonValue member) {
        if (name == "ID") {
            return fields.read(member, lease.id.value);
        }
        return name == "keys" ? fields.read(member, lease.keys) : true;
    };
    BadRequest bad = readOne(document, body, read);
    return answerWith(lease, std::move(bad));
}

Decoded<std::vector<kv::LeaseId>> decodeKeepAlives(JsonDocument& document, std::string_view body) {
    std::vector<kv::LeaseId> leases;
    const auto read = [&leases](JsonFields& fields, JsonValue value) {
        kv::LeaseId& lease = leases.emplace_back();
        return fields.message(value, [&](Name name, JsonValue member) {
            return name == "ID" ? fields.read(member, lease.value) : true;
        });
    };
    BadRequest bad = readStream(document, body, read);
    return answerWith(std::move(leases), std::move(bad));
}

Decoded<MemberRequest> decodeMember(JsonDocument& document, std::string_view body) {
    MemberRequest member;
    const auto read = [&member](JsonFields& fields, Name name, JsonValue value) {
        if (name == "ID") {
            return fields.read(value, member.id);
        }
        if (name == "peerURLs") {
            return fields.read(value, member.peerUrls);
        }
        return name == "isLearner" ? fields.read(value, member.isLearner) : true;
    };
    BadRequest bad = readOne(document, body, read);
    return answerWith(std::move(member), std::move(bad));
}

Decoded<std::uint64_t> decodeMoveLeader(JsonDocument& document, std::string_view body) {
    std::uint64_t target = 0;
    const auto read = [&target](JsonFields& fields, Name name, JsonValue value) {
        return name == "targetID" ? fields.read(value, target) : true;
    };
    BadRequest bad = readOne(document, body, read);
    return answerWith(target, std::move(bad));
}

Decoded<AlarmAction> decodeAlarm(JsonDocument& document, std::string_view body) {
    AlarmAction action = AlarmAction::Get;
    std::size_t alarm = 0;
    const auto read = [&action, &alarm](JsonFields& fields, Name name, JsonValue value) {
        if (name == "alarm") {
            return fields.readEnum(value, "etcdserverpb.AlarmType", {"NONE", "NOSPACE", "CORRUPT"},
                                   alarm);
        }
        return name == "action" ? fields.read(value, "etcdserverpb.AlarmRequest_AlarmAction",
                                              {"GET", "ACTIVATE", "DEACTIVATE"}, action)
                                : true;
    };
    BadRequest bad = readOne(document, body, read);
    return answerWith(action, std::move(bad));
}

Decoded<std::vector<WatchRequest>> decodeWatches(JsonDocument& document, std::string_view body) {
    std::vector<WatchRequest> watches;
    const auto read = [&watches](JsonFields& fields, JsonValue value) {
        return readWatch(fields, value, watches.emplace_back());
    };
    BadRequest bad = readStream(document, body, read);
    return answerWith(std::move(watches), std::move(bad));
}

}  // namespace quorate::network
