// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/scenario/arguments.h"

#include <utility>

#include "engine/stage/scenario/amount.h"

namespace quorate::stage {

namespace {

/// The next word as `parse` reads it.
template <class Parse>
auto needParsed(CaseReader& reader, std::string_view what, const Parse& parse)
    -> decltype(parse(std::string_view())) {
    auto word = reader.needWord(what);
    if (!word) {
        return word.error();
    }
    auto parsed = parse(std::string_view((*word)->text));
    if (!parsed) {
        return reader.error(**word, parsed.error().message);
    }
    return parsed;
}

template <class T, class Parse>
Result<std::optional<T>> parsedKey(CaseReader& reader, std::string_view key, const Parse& parse) {
    const ScriptArgument* argument = reader.takeKey(key);
    if (argument == nullptr) {
        return std::optional<T>();
    }
    Result<T> parsed = parse(CaseReader::valueOf(*argument));
    if (!parsed) {
        return reader.error(*argument, parsed.error().message);
    }
    return std::optional<T>(std::move(*parsed));
}

}  // namespace

Result<std::string> needText(CaseReader& reader, std::string_view what) {
    auto word = reader.needWord(what);
    return word ? Result<std::string>((*word)->text) : word.error();
}

Result<NodeSet> needNodes(CaseReader& reader, const Scope& scope, std::string_view what) {
    return needParsed(reader, what,
                      [&](std::string_view text) { return NodeSet::parse(text, scope); });
}

Result<LinkSet> needLinks(CaseReader& reader, const Scope& scope) {
    return needParsed(reader, "a link FROM->TO",
                      [&](std::string_view text) { return LinkSet::parse(text, scope); });
}

Result<std::uint64_t> needNumber(CaseReader& reader, std::string_view what, std::uint64_t min,
                                 std::uint64_t max) {
    return needParsed(reader, what,
                      [&](std::string_view text) { return parseWithin(text, what, min, max); });
}

Result<Nanoseconds> needTime(CaseReader& reader, std::string_view what) {
    return needParsed(reader, what, [](std::string_view text) { return parseTime(text); });
}

Result<Comparison> needComparison(CaseReader& reader) {
    return needParsed(
        reader, "one of = != < <= > >=", [](std::string_view text) -> Result<Comparison> {
            if (const auto comparison = parseComparison(text)) {
                return *comparison;
            }
            return Error(ErrorCode::Malformed,
                         "one of = != < <= > >= is needed, not \"" + std::string(text) + "\"");
        });
}

Result<std::optional<std::string>> textKey(CaseReader& reader, std::string_view key) {
    return parsedKey<std::string>(reader, key, [&](std::string_view text) -> Result<std::string> {
        if (text.empty()) {
            return Error(ErrorCode::Malformed, std::string(key) + " is empty");
        }
        return std::string(text);
    });
}

Result<std::optional<std::uint64_t>> numberKey(CaseReader& reader, std::string_view key,
                                               std::uint64_t min, std::uint64_t max) {
    return parsedKey<std::uint64_t>(
        reader, key, [&](std::string_view text) { return parseWithin(text, key, min, max); });
}

Result<std::optional<bool>> booleanKey(CaseReader& reader, std::string_view key) {
    return parsedKey<bool>(reader, key,
                           [&](std::string_view text) { return parseBoolean(text, key); });
}

Result<std::optional<Nanoseconds>> timeKey(CaseReader& reader, std::string_view key) {
    return parsedKey<Nanoseconds>(reader, key,
                                  [](std::string_view text) { return parseTime(text); });
}

Result<std::optional<Span>> spanKey(CaseReader& reader, std::string_view key) {
    return parsedKey<Span>(reader, key, [](std::string_view text) { return parseSpan(text); });
}

Result<std::optional<std::uint32_t>> percentKey(CaseReader& reader, std::string_view key) {
    return parsedKey<std::uint32_t>(reader, key,
                                    [](std::string_view text) { return parsePercent(text); });
}

Result<std::optional<NodeSet>> nodesKey(CaseReader& reader, const Scope& scope,
                                        std::string_view key) {
    return parsedKey<NodeSet>(reader, key,
                              [&](std::string_view text) { return NodeSet::parse(text, scope); });
}

Result<std::string> needName(CaseReader& reader, std::string_view what) {
    return needParsed(reader, what, [](std::string_view text) -> Result<std::string> {
        if (const std::string why = Scope::whyNoName(text); !why.empty()) {
            return Error(ErrorCode::Malformed, why);
        }
        return std::string(text);
    });
}

Result<std::string> operationKey(CaseReader& reader, Scope& scope) {
    const ScriptArgument* argument = reader.takeKey("as");
    if (argument == nullptr) {
        return std::string();
    }
    const std::string name(CaseReader::valueOf(*argument));
    if (const std::string why = Scope::whyNoName(name); !why.empty()) {
        return reader.error(*argument, why);
    }
    if (!scope.operations.insert(name).second) {
        return reader.error(*argument, "there is an operation \"" + name + "\" already");
    }
    return name;
}

}  // namespace quorate::stage
