// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "storage/inspection/disk_question.h"
#include "storage/wal/inspection.h"

namespace quorate::storage {

/// Where there is not room for both, which one is to be seen: rare kinds prevail over frequent
/// ones, and of two of a kind the later one.
bool prevails(const LogStripe& stripe, const LogStripe& before) noexcept;

/// Makes the map of a segment while its pieces pass by: one stripe a piece while there are few, and
/// stripes of equal size where there are many. In those, what is rare prevails, so that it is seen.
class StripeMaker {
public:
    /// Of a segment of so many bytes.
    explicit StripeMaker(std::uint64_t size) : m_size(size) {}

    void add(const WalPiece& piece);
    /// Once, behind the last piece.
    [[nodiscard]] std::vector<LogStripe> take();

    static constexpr std::size_t kMostStripes = 1024;

private:
    void merge();
    void mergeIn(const LogStripe& stripe);

    std::uint64_t m_size;
    std::uint64_t m_step{0};  ///< of stripes of equal size; 0 while each piece has its own
    std::vector<LogStripe> m_stripes;
};

}  // namespace quorate::storage
