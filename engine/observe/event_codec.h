// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/base/result.h"
#include "engine/observe/event.h"
#include "engine/observe/field_writer.h"

/// The variable part of an event, as FORMAT.md has it: the term and the fields of the body.
namespace quorate::observe {

/// The number under which a kind of event is stored.
std::uint8_t kindOf(const Body& body) noexcept;
/// "TermChanged"; empty for a number that is none.
std::string_view nameOfKind(std::uint8_t kind) noexcept;

/// Kinds of a core lie below this, those of the runtime below the next one.
inline constexpr std::uint8_t kFirstRuntimeKind = 64;
inline constexpr std::uint8_t kFirstLinkKind = 112;

/// Appends to what `writer` holds. A NodeFrame must have a state.
void encodeBody(const Event& event, FieldWriter& writer);

/// Fills in term and body. Malformed for what is no such event; takes any bytes.
Result<void> decodeBody(std::uint8_t kind, std::string_view bytes, Event& event);

}  // namespace quorate::observe
