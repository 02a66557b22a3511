// SPDX-License-Identifier: Apache-2.0
#include "storage/wal/tail_repair.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "storage/wal/record_codec.h"

namespace quorate::storage {

Result<WalTail> repairTail(File& file, const WalFound& found, const WalOwner& owner,
                           std::uint64_t segmentSize) {
    const std::string_view bytes = found.bytes.view();
    const std::uint64_t sequence = found.segments.back().name.sequence;
    std::uint64_t from = 0;
    std::uint64_t end = found.end;
    std::uint32_t chain = found.chain;
    std::string shorter;
    if (found.batch) {
        const WalBatch& batch = *found.batch;
        from = batch.durable.segment == sequence ? batch.durable.offset : 0;
        if (end < batch.at.offset + batch.size) {
            const std::uint64_t records = batch.at.offset + kWalBatchFrameSize;
            chain = found.chainBeforeBatch;
            if (end > records) {
                appendBatchFrame(
                    {batch.at, batch.durable, static_cast<std::uint32_t>(end - batch.at.offset)},
                    owner, shorter);
                shorter.append(bytes.substr(static_cast<std::size_t>(records),
                                            static_cast<std::size_t>(end - records)));
                chain = sealFrames(shorter, chain);
            }
            end = batch.at.offset;
        }
    }
    if (found.dropped && !found.unfinished) {
        if (auto cut = file.truncate(end); !cut) {
            return cut.error();
        }
    }
    std::string again(
        bytes.substr(static_cast<std::size_t>(from), static_cast<std::size_t>(end - from)));
    again += shorter;
    end += shorter.size();
    if (auto written = file.write(from, again); !written) {
        return written.error();
    }
    if (auto reserved = file.preallocate(end, std::max(segmentSize, sectorCeiling(end)));
        !reserved) {
        return reserved.error();
    }
    if (auto synced = file.sync(); !synced) {
        return synced.error();
    }
    return WalTail{sectorCeiling(end), chain};
}

}  // namespace quorate::storage
