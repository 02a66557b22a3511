// SPDX-License-Identifier: Apache-2.0
#include "network/etcd/etcd_answers.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "network/api/json_fields.h"
#include "network/client/cluster_answers.h"

namespace quorate::network {

namespace {

using Name = std::string_view;

/// Reads the members of the object that a body is with `read(fields, name, value)`.
template <class T, class Read>
Result<T> decode(JsonDocument& document, std::string_view body, const Read& read) {
    if (const auto parsed = document.parse(body); !parsed) {
        return parsed.error();
    }
    if (document.root().type() != JsonType::Object) {
        return Error(ErrorCode::Malformed, "the answer is no JSON object");
    }
    T result{};
    JsonFields fields(document);
    const bool isRead = fields.message(document.root(), [&](Name name, JsonValue value) {
        return read(fields, name, value, result);
    });
    return isRead ? Result<T>(std::move(result)) : Error(ErrorCode::Malformed, fields.reason());
}

bool readId(JsonFields& fields, JsonValue value, raft::NodeId& id) {
    std::uint64_t number = 0;
    const bool isRead = fields.read(value, number);
    id = raft::NodeId(number);
    return isRead;
}

bool readMember(JsonFields& fields, JsonValue value, EtcdMember& member) {
    return fields.message(value, [&](Name name, JsonValue field) {
        if (name == "ID") {
            return readId(fields, field, member.id);
        }
        if (name == "name") {
            return fields.read(field, member.name);
        }
        if (name == "peerURLs") {
            return fields.read(field, member.peerUrls);
        }
        if (name == "clientURLs") {
            return fields.read(field, member.clientUrls);
        }
        return name == "isLearner" ? fields.read(field, member.isLearner) : true;
    });
}

/// An enumerator comes by name or by number.
bool readKind(JsonFields& fields, JsonValue value, EtcdAlarm& alarm) {
    if (value.type() == JsonType::Number) {
        std::uint64_t number = 0;
        const bool isRead = fields.read(value, number);
        alarm.name = number == 1   ? "NOSPACE"
                     : number == 2 ? "CORRUPT"
                                   : "alarm " + std::to_string(number);
        if (!isRead) {
            return false;
        }
    } else if (!fields.read(value, alarm.name)) {
        return false;
    }
    alarm.kind = alarm.name == "NOSPACE"   ? EtcdAlarm::Kind::OutOfSpace
                 : alarm.name == "CORRUPT" ? EtcdAlarm::Kind::Corrupt
                                           : EtcdAlarm::Kind::Other;
    return true;
}

bool readAlarm(JsonFields& fields, JsonValue value, EtcdAlarm& alarm) {
    return fields.message(value, [&](Name name, JsonValue field) {
        if (name == "memberID" || name == "memberId") {
            return readId(fields, field, alarm.member);
        }
        return name == "alarm" ? readKind(fields, field, alarm) : true;
    });
}

}  // namespace

Result<EtcdStatus> decodeEtcdStatus(JsonDocument& document, std::string_view body) {
    auto read = decodeStatus(document, body);
    if (!read) {
        return read.error();
    }
    if (read->header.member == 0) {
        return Error(ErrorCode::Malformed, "the status does not say whose it is");
    }
    EtcdStatus status;
    status.cluster = read->header.cluster;
    status.member = raft::NodeId(read->header.member);
    status.leader = read->leader;
    status.term = read->term;
    status.raftIndex = read->committed;
    // A member that runs has applied something, and holds a database: zero is "does not tell".
    if (read->applied > raft::Index(0)) {
        status.appliedIndex = read->applied;
    }
    status.revision = read->header.revision;
    status.version = std::move(read->version);
    status.databaseBytes = read->databaseBytes;
    if (read->databaseBytesInUse > 0) {
        status.databaseBytesInUse = read->databaseBytesInUse;
    }
    status.isLearner = read->isLearner;
    status.errors = std::move(read->errors);
    return status;
}

Result<std::vector<EtcdMember>> decodeEtcdMembers(JsonDocument& document, std::string_view body) {
    using Members = std::vector<EtcdMember>;
    auto members = decode<Members>(
        document, body, [](JsonFields& fields, Name name, JsonValue value, Members& out) {
            return name != "members" || fields.list(value, [&](JsonValue element) {
                return readMember(fields, element, out.emplace_back());
            });
        });
    if (members) {
        std::sort(members->begin(), members->end(),
                  [](const EtcdMember& a, const EtcdMember& b) { return a.id < b.id; });
    }
    return members;
}

Result<std::vector<EtcdAlarm>> decodeEtcdAlarms(JsonDocument& document, std::string_view body) {
    using Alarms = std::vector<EtcdAlarm>;
    return decode<Alarms>(document, body,
                          [](JsonFields& fields, Name name, JsonValue value, Alarms& out) {
                              return name != "alarms" || fields.list(value, [&](JsonValue element) {
                                  return readAlarm(fields, element, out.emplace_back());
                              });
                          });
}

Result<EtcdVersion> decodeEtcdVersion(JsonDocument& document, std::string_view body) {
    auto version = decode<EtcdVersion>(
        document, body, [](JsonFields& fields, Name name, JsonValue value, EtcdVersion& out) {
            if (name == "etcdserver") {
                return fields.read(value, out.server);
            }
            return name != "etcdcluster" || fields.read(value, out.cluster);
        });
    if (version && version->server.empty()) {
        return Error(ErrorCode::Malformed, "the page is no version of an etcd");
    }
    // Until the members have agreed.
    if (version && version->cluster == "not_decided") {
        version->cluster.clear();
    }
    return version;
}

Result<EtcdHealth> decodeEtcdHealth(JsonDocument& document, std::string_view body) {
    bool isTold = false;
    auto health = decode<EtcdHealth>(
        document, body, [&isTold](JsonFields& fields, Name name, JsonValue value, EtcdHealth& out) {
            if (name == "health") {
                std::string text;
                isTold = true;
                // A text, in all versions so far.
                if (value.type() != JsonType::String) {
                    return fields.read(value, out.isHealthy);
                }
                const bool isRead = fields.read(value, text);
                out.isHealthy = text == "true";
                return isRead;
            }
            return name != "reason" || fields.read(value, out.reason);
        });
    if (health && !isTold) {
        return Error(ErrorCode::Malformed, "the page does not say how healthy it is");
    }
    return health;
}

}  // namespace quorate::network
