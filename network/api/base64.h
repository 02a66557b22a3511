// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace quorate::network {

// Base64 with the alphabet of RFC 4648 §4, padded: what JSON has for bytes. Every key and value
// goes through here, so it is written to be quick and to work in place.

void appendBase64(std::string& out, std::string_view bytes);

struct Base64Result {
    std::size_t size{0};  ///< of what was decoded
    /// Where the text is not Base64, if it is not. Ends of line are passed over.
    std::optional<std::size_t> errorAt;
};

/// Decodes `text` to `out`, which has room for three quarters of it, and may be where `text`
/// begins.
Base64Result decodeBase64(std::string_view text, char* out);

}  // namespace quorate::network
