// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/stage/history/client_history.h"

/// Histories as text, one line an operation, to be kept and judged again; FORMAT.md has the form.
namespace quorate::stage {

/// The first line, with its version.
inline constexpr std::string_view kHistoryHeader = "quorate-history 1";

/// The line of one operation, without its end. TooLarge for a request that no log would take.
Result<std::string> toHistoryLine(const ClientRecord& record);
/// The whole text. TooLarge likewise.
Result<std::string> toHistoryText(const std::vector<ClientRecord>& history);

/// One operation from its line, which is the `number`-th (from 1) of its text. Malformed, with line
/// and column, for anything that is not one. Survives any bytes.
Result<ClientRecord> parseHistoryLine(std::string_view line, std::size_t number);
/// All operations, in the order of their lines. Malformed, with line and column, for any other
/// text, and where two operations have the same id.
Result<std::vector<ClientRecord>> parseHistoryText(std::string_view text);

}  // namespace quorate::stage
