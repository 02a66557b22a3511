// SPDX-License-Identifier: Apache-2.0
#include "storage/inspection/log_stripes.h"

#include <algorithm>
#include <utility>

namespace quorate::storage {

namespace {

/// What is seen where there is not room for all.
int weightOf(const LogStripe& stripe) noexcept {
    if (!stripe.kind) {
        return 7;
    }
    switch (*stripe.kind) {
    case WalRecordType::Snapshot:
        return 6;
    case WalRecordType::Release:
        return 5;
    case WalRecordType::Head:
    case WalRecordType::End:
        return 4;
    case WalRecordType::Entry:
        return 3;
    case WalRecordType::HardState:
        return 2;
    case WalRecordType::Batch:
        break;
    }
    return 1;
}

LogStripe stripeOf(const WalPiece& piece) {
    LogStripe stripe{piece.offset, piece.size, std::nullopt, raft::Term(0)};
    if (piece.record != nullptr) {
        stripe.kind = typeOf(*piece.record);
        if (const auto* entry = std::get_if<raft::Entry>(piece.record)) {
            stripe.term = entry->term;
        }
    }
    return stripe;
}

}  // namespace

bool prevails(const LogStripe& stripe, const LogStripe& before) noexcept {
    return weightOf(stripe) >= weightOf(before);
}

void StripeMaker::add(const WalPiece& piece) {
    const LogStripe stripe = stripeOf(piece);
    if (m_step > 0) {
        mergeIn(stripe);
        return;
    }
    m_stripes.push_back(stripe);
    if (m_stripes.size() > kMostStripes) {
        merge();
    }
}

void StripeMaker::merge() {
    m_step = m_size / kMostStripes + 1;
    for (const LogStripe& stripe : std::exchange(m_stripes, {})) {
        mergeIn(stripe);
    }
}

void StripeMaker::mergeIn(const LogStripe& stripe) {
    // A long piece has several stripes.
    for (std::uint64_t place = stripe.offset / m_step; place * m_step < stripe.offset + stripe.size;
         ++place) {
        const std::uint64_t offset = place * m_step;
        if (m_stripes.empty() || m_stripes.back().offset < offset) {
            m_stripes.push_back(
                {offset, std::min(m_step, m_size - offset), stripe.kind, stripe.term});
            continue;
        }
        LogStripe& there = m_stripes.back();
        if (prevails(stripe, there)) {
            there.kind = stripe.kind;
            there.term = stripe.term;
        }
    }
}

std::vector<LogStripe> StripeMaker::take() {
    return std::move(m_stripes);
}

}  // namespace quorate::storage
