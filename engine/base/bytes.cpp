// SPDX-License-Identifier: Apache-2.0
#include "engine/base/bytes.h"

#include <cstring>

namespace quorate {

Bytes Bytes::copyOf(std::string_view text) {
    if (text.empty()) {
        return {};
    }
    auto buffer = std::make_shared_for_overwrite<char[]>(text.size());
    std::memcpy(buffer.get(), text.data(), text.size());
    const std::string_view view(buffer.get(), text.size());
    return within(std::move(buffer), view);
}

}  // namespace quorate
