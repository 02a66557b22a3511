// SPDX-License-Identifier: Apache-2.0
#include "network/client/cluster_answers.h"

#include <utility>

#include "engine/kv/kv_error.h"
#include "network/api/json_fields.h"
#include "network/client/kv_answers.h"

namespace quorate::network {

namespace {

using Name = std::string_view;

template <class T>
bool readNumberOf(JsonFields& fields, JsonValue value, T& out) {
    std::uint64_t number = 0;
    const bool isRead = fields.read(value, number);
    out = T(number);
    return isRead;
}

bool readFirst(JsonFields& fields, JsonValue value, std::string& out) {
    std::vector<std::string> all;
    const bool isRead = fields.read(value, all);
    if (!all.empty()) {
        out = std::move(all.front());
    }
    return isRead;
}

bool readMember(JsonFields& fields, JsonValue value, MemberInfo& info) {
    return fields.message(value, [&](Name name, JsonValue member) {
        if (name == "ID") {
            return readNumberOf(fields, member, info.id);
        }
        if (name == "name") {
            return fields.read(member, info.name);
        }
        if (name == "peerURLs") {
            return readFirst(fields, member, info.peerUrl);
        }
        if (name == "clientURLs") {
            return readFirst(fields, member, info.clientUrl);
        }
        return name == "isLearner" ? fields.read(member, info.isLearner) : true;
    });
}

bool readStatus(JsonFields& fields, Name name, JsonValue member, NodeStatus& status) {
    if (name == "header") {
        return readHeader(fields, member, status.header);
    }
    if (name == "version") {
        return fields.read(member, status.version);
    }
    if (name == "dbSize") {
        return fields.read(member, status.databaseBytes);
    }
    if (name == "leader") {
        return readNumberOf(fields, member, status.leader);
    }
    if (name == "raftIndex") {
        return readNumberOf(fields, member, status.committed);
    }
    if (name == "raftTerm") {
        return readNumberOf(fields, member, status.term);
    }
    if (name == "raftAppliedIndex") {
        return readNumberOf(fields, member, status.applied);
    }
    if (name == "errors") {
        return fields.read(member, status.errors);
    }
    if (name == "dbSizeInUse") {
        return fields.read(member, status.databaseBytesInUse);
    }
    return name == "isLearner" ? fields.read(member, status.isLearner) : true;
}

/// Reads the members of an answer with `read(fields, name, value)`.
template <class T, class Read>
Result<T> decode(JsonDocument& document, std::string_view body, T out, const Read& read) {
    if (const auto parsed = document.parse(body); !parsed) {
        return parsed.error();
    }
    JsonFields fields(document);
    if (document.root().type() != JsonType::Object) {
        return Error(ErrorCode::Malformed, "the answer is no JSON object");
    }
    const bool isRead = fields.message(document.root(), [&](Name name, JsonValue member) {
        return read(fields, name, member, out);
    });
    return isRead ? Result<T>(std::move(out)) : Error(ErrorCode::Malformed, fields.reason());
}

}  // namespace

Result<NodeStatus> decodeStatus(JsonDocument& document, std::string_view body) {
    return decode(document, body, NodeStatus(), readStatus);
}

Result<std::vector<MemberInfo>> decodeMembers(JsonDocument& document, std::string_view body) {
    return decode(
        document, body, std::vector<MemberInfo>(),
        [](JsonFields& fields, Name name, JsonValue member, std::vector<MemberInfo>& out) {
            return name != "members" || fields.list(member, [&](JsonValue element) {
                return readMember(fields, element, out.emplace_back());
            });
        });
}

Result<MemberInfo> decodeAdded(JsonDocument& document, std::string_view body) {
    auto added = decode(document, body, MemberInfo(),
                        [](JsonFields& fields, Name name, JsonValue member, MemberInfo& out) {
                            return name != "member" || readMember(fields, member, out);
                        });
    if (added && added->id == raft::kNoNode) {
        return Error(ErrorCode::Malformed, "the answer does not say which member was added");
    }
    return added;
}

Result<std::int64_t> decodeKeptAlive(JsonDocument& document, std::string_view body) {
    auto seconds = decode(document, body, std::int64_t{0},
                          [](JsonFields& fields, Name name, JsonValue member, std::int64_t& out) {
                              return name != "result" ||
                                     fields.message(member, [&](Name inner, JsonValue ttl) {
                                         return inner != "TTL" || fields.read(ttl, out);
                                     });
                          });
    if (seconds && *seconds <= 0) {
        return kv::toError(kv::KvError::LeaseNotFound);
    }
    return seconds;
}

Result<Backend::LeaseTimes> decodeLeaseTimes(JsonDocument& document, std::string_view body) {
    using Times = Backend::LeaseTimes;
    const auto times = decode(document, body, Times(),
                              [](JsonFields& fields, Name name, JsonValue member, Times& out) {
                                  if (name == "grantedTTL") {
                                      return fields.read(member, out.grantedSeconds);
                                  }
                                  return name != "TTL" || fields.read(member, out.remainingSeconds);
                              });
    // A lease in its last second has 0 left.
    if (times && (times->remainingSeconds < 0 || times->grantedSeconds <= 0)) {
        return kv::toError(kv::KvError::LeaseNotFound);
    }
    return times;
}

}  // namespace quorate::network
