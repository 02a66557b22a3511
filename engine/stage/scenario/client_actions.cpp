// SPDX-License-Identifier: Apache-2.0
// What clients ask for.
#include <string>
#include <utility>

#include "engine/stage/scenario/action.h"
#include "engine/stage/scenario/arguments.h"
#include "engine/stage/scenario/asking.h"

namespace quorate::stage {

namespace {

using Request = decltype(ClientRequest::what);
using RequestParser = Result<Request> (*)(CaseReader& reader);

Request putOf(const std::string& key, const std::string& value) {
    kv::PutRequest put;
    put.key = Bytes::copyOf(key);
    put.value = Bytes::copyOf(value);
    return kv::Command(std::move(put));
}

Result<Request> parsePut(CaseReader& reader) {
    auto key = needText(reader, "a key");
    if (!key) {
        return key.error();
    }
    auto value = needText(reader, "a value");
    return value ? Result<Request>(putOf(*key, *value)) : value.error();
}

Result<Request> parseDelete(CaseReader& reader) {
    auto key = needText(reader, "a key");
    if (!key) {
        return key.error();
    }
    kv::DeleteRangeRequest erase;
    erase.key = Bytes::copyOf(*key);
    return Request(kv::Command(std::move(erase)));
}

/// Compare and swap: the key must hold the old value, or with `none` not be there.
Result<Request> parseSwap(CaseReader& reader) {
    auto key = needText(reader, "a key");
    if (!key) {
        return key.error();
    }
    auto old = needText(reader, "the old value, or none,");
    if (!old) {
        return old.error();
    }
    auto value = needText(reader, "the new value");
    if (!value) {
        return value.error();
    }
    kv::Compare compare;
    compare.key = Bytes::copyOf(*key);
    if (*old != "none") {
        compare.target = kv::CompareTarget::Value;
        compare.value = Bytes::copyOf(*old);
    }
    kv::PutRequest put;
    put.key = compare.key;
    put.value = Bytes::copyOf(*value);
    kv::TxnRequest txn;
    txn.compares.push_back(std::move(compare));
    txn.success.push_back({std::move(put)});
    return Request(kv::Command(std::move(txn)));
}

Result<node::ReadLevel> levelKey(CaseReader& reader) {
    const ScriptArgument* argument = reader.takeKey("level");
    const std::string_view level =
        argument != nullptr ? CaseReader::valueOf(*argument) : std::string_view("linearizable");
    if (level == "linearizable") {
        return node::ReadLevel::Linearizable;
    }
    if (level == "lease") {
        return node::ReadLevel::Lease;
    }
    if (level == "local") {
        return node::ReadLevel::Local;
    }
    return reader.error(*argument, "a read is linearizable, lease or local");
}

template <bool HasEnd>
Result<Request> parseRead(CaseReader& reader) {
    auto key = needText(reader, "a key");
    if (!key) {
        return key.error();
    }
    ClientRead read;
    read.range.key = Bytes::copyOf(*key);
    if (HasEnd) {
        auto end = needText(reader, "the key before which the range ends");
        if (!end) {
            return end.error();
        }
        read.range.rangeEnd = Bytes::copyOf(*end);
    }
    auto level = levelKey(reader);
    if (!level) {
        return level.error();
    }
    read.level = *level;
    return Request(std::move(read));
}

ActionPointer askFor(Asking asking, ClientRequest request) {
    return makeAction([asking = std::move(asking), request = std::move(request)](
                          ScenarioWorld& world) { return asking.ask(world, request); });
}

Result<ActionPointer> parseClient(CaseReader& reader, Scope& scope) {
    struct Verb {
        std::string_view name;
        RequestParser parse;
    };
    constexpr std::array<Verb, 5> kVerbs{{{"put", &parsePut},
                                          {"get", &parseRead<false>},
                                          {"delete", &parseDelete},
                                          {"cas", &parseSwap},
                                          {"range", &parseRead<true>}}};
    auto name = needName(reader, "the name of a client");
    if (!name) {
        return name.error();
    }
    auto word = reader.needWord("one of put, get, delete, cas, range");
    if (!word) {
        return word.error();
    }
    for (const Verb& verb : kVerbs) {
        if (verb.name != (*word)->text) {
            continue;
        }
        auto what = verb.parse(reader);
        if (!what) {
            return what.error();
        }
        auto asking = Asking::parse(reader, scope);
        if (!asking) {
            return asking.error();
        }
        ClientRequest request;
        request.client = scope.clients.emplace(*name, scope.clients.size() + 1).first->second;
        request.what = std::move(*what);
        return askFor(std::move(*asking), std::move(request));
    }
    return reader.error(
        **word, "a client asks for put, get, delete, cas or range, not \"" + (*word)->text + "\"");
}

/// A put of a text under itself, by the operator.
Result<ActionPointer> parsePropose(CaseReader& reader, Scope& scope) {
    auto node = needNodes(reader, scope);
    if (!node) {
        return node.error();
    }
    auto text = needText(reader, "a text");
    if (!text) {
        return text.error();
    }
    auto asking = Asking::parse(reader, scope);
    if (!asking) {
        return asking.error();
    }
    if (asking->target) {
        return reader.error("at= has no place here: the node is the first argument");
    }
    asking->target = std::move(*node);
    ClientRequest request;
    request.what = putOf(*text, *text);
    return askFor(std::move(*asking), std::move(request));
}

}  // namespace

ActionParser findClientAction(std::string_view command) {
    constexpr std::array<NamedParser, 2> kParsers{
        {{"client", &parseClient}, {"propose", &parsePropose}}};
    return findIn(kParsers, command);
}

}  // namespace quorate::stage
