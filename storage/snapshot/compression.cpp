// SPDX-License-Identifier: Apache-2.0
#include "storage/snapshot/compression.h"

#include <zstd.h>

namespace quorate::storage {

namespace {

/// Fast: a snapshot is written while the node serves.
constexpr int kLevel = 1;

ZSTD_CCtx* compressing(void* context) {
    return static_cast<ZSTD_CCtx*>(context);
}
ZSTD_DCtx* decompressing(void* context) {
    return static_cast<ZSTD_DCtx*>(context);
}

}  // namespace

Compressor::Compressor() : m_context(ZSTD_createCCtx()) {}

void Compressor::Free::operator()(void* context) const noexcept {
    ZSTD_freeCCtx(compressing(context));
}

Result<void> Compressor::compress(std::string_view bytes, std::string& out) {
    out.resize(ZSTD_compressBound(bytes.size()));
    const std::size_t size = ZSTD_compressCCtx(compressing(m_context.get()), out.data(), out.size(),
                                               bytes.data(), bytes.size(), kLevel);
    if (ZSTD_isError(size) != 0) {
        return Error(ErrorCode::IoError,
                     std::string("cannot compress: ") + ZSTD_getErrorName(size));
    }
    out.resize(size);
    return {};
}

Decompressor::Decompressor() : m_context(ZSTD_createDCtx()) {}

void Decompressor::Free::operator()(void* context) const noexcept {
    ZSTD_freeDCtx(decompressing(context));
}

Result<void> Decompressor::decompress(std::string_view bytes, std::size_t size, std::string& out) {
    out.resize(size);
    const std::size_t got = ZSTD_decompressDCtx(decompressing(m_context.get()), out.data(),
                                                out.size(), bytes.data(), bytes.size());
    if (ZSTD_isError(got) != 0) {
        return Error(ErrorCode::Corrupted,
                     std::string("cannot decompress: ") + ZSTD_getErrorName(got));
    }
    if (got != size) {
        return Error(ErrorCode::Corrupted, "it holds " + std::to_string(got) +
                                               " bytes instead of " + std::to_string(size));
    }
    return {};
}

}  // namespace quorate::storage
