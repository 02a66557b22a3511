// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "engine/stage/pace.h"
#include "engine/stage/scenario/case_reader.h"
#include "engine/stage/scenario/node_set.h"
#include "engine/stage/scenario/quantity.h"
#include "engine/stage/scenario/scope.h"

/// The arguments that many commands have. Errors are those of CaseReader.
namespace quorate::stage {

Result<std::string> needText(CaseReader& reader, std::string_view what);
Result<NodeSet> needNodes(CaseReader& reader, const Scope& scope, std::string_view what = "a node");
Result<LinkSet> needLinks(CaseReader& reader, const Scope& scope);
Result<std::uint64_t> needNumber(CaseReader& reader, std::string_view what, std::uint64_t min,
                                 std::uint64_t max);
Result<Nanoseconds> needTime(CaseReader& reader, std::string_view what);
Result<Comparison> needComparison(CaseReader& reader);

// --- `key=value`; nothing where there is none
Result<std::optional<std::string>> textKey(CaseReader& reader, std::string_view key);
Result<std::optional<std::uint64_t>> numberKey(CaseReader& reader, std::string_view key,
                                               std::uint64_t min, std::uint64_t max);
Result<std::optional<bool>> booleanKey(CaseReader& reader, std::string_view key);
Result<std::optional<Nanoseconds>> timeKey(CaseReader& reader, std::string_view key);
Result<std::optional<Span>> spanKey(CaseReader& reader, std::string_view key);
Result<std::optional<std::uint32_t>> percentKey(CaseReader& reader, std::string_view key);
Result<std::optional<NodeSet>> nodesKey(CaseReader& reader, const Scope& scope,
                                        std::string_view key);

/// A new name for something; what may have it is checked by the caller.
Result<std::string> needName(CaseReader& reader, std::string_view what);
/// `as=NAME`, entered into the scope; empty without it.
Result<std::string> operationKey(CaseReader& reader, Scope& scope);

}  // namespace quorate::stage
