// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace quorate::storage {

/// zstd, one frame a call; the work memory is kept from call to call, and bounded.
class Compressor {
public:
    Compressor();
    /// Replaces `out`.
    Result<void> compress(std::string_view bytes, std::string& out);

private:
    struct Free {
        void operator()(void* context) const noexcept;
    };
    std::unique_ptr<void, Free> m_context;
};

class Decompressor {
public:
    Decompressor();
    /// Replaces `out` with exactly `size` bytes. Corrupted for any other input.
    Result<void> decompress(std::string_view bytes, std::size_t size, std::string& out);

private:
    struct Free {
        void operator()(void* context) const noexcept;
    };
    std::unique_ptr<void, Free> m_context;
};

}  // namespace quorate::storage
