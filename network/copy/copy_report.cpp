// SPDX-License-Identifier: Apache-2.0
#include "network/copy/copy_report.h"

#include <cstddef>

namespace quorate::network {

Result<void> checkEnds(const CopyOptions& options) {
    for (const ServerAddress& address : options.to) {
        for (const ServerAddress& other : options.from) {
            if (address == other) {
                return Error(ErrorCode::InvalidArgument,
                             address.text() + " is both source and target; name two clusters");
            }
        }
    }
    return {};
}

std::string shownKey(const Bytes& key) {
    constexpr std::size_t kMost = 100;
    constexpr const char* kHex = "0123456789abcdef";
    std::string text = "'";
    for (const char c : key.view().substr(0, kMost)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20U || byte > 0x7EU || c == '\\' || c == '\'') {
            text += "\\x";
            text += kHex[byte >> 4U];
            text += kHex[byte & 15U];
        } else {
            text += c;
        }
    }
    return text + (key.size() > kMost ? "...'" : "'");
}

}  // namespace quorate::network
