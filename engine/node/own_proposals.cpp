// SPDX-License-Identifier: Apache-2.0
#include "engine/node/own_proposals.h"

#include "engine/base/wire.h"
#include "engine/node/envelope.h"

namespace quorate::node {

namespace {

bool isForm(char byte) {
    const auto form = static_cast<Envelope::Form>(byte);
    return form == Envelope::Form::Command || form == Envelope::Form::Refusal ||
           form == Envelope::Form::Promotion;
}

/// As WireReader::varint() reads it.
std::optional<std::uint64_t> varintAt(std::string_view bytes) {
    constexpr unsigned kMaxShift = 63;
    std::uint64_t value = 0;
    unsigned shift = 0;
    for (std::size_t i = 0; i < bytes.size() && shift <= kMaxShift; ++i, shift += 7) {
        const std::uint64_t digit = static_cast<std::uint8_t>(bytes[i]);
        if (shift == kMaxShift && digit > 1) {
            return std::nullopt;
        }
        value |= (digit & 0x7FU) << shift;
        if (digit < 0x80) {
            return digit == 0 && shift > 0 ? std::nullopt : std::optional(value);
        }
    }
    return std::nullopt;
}

}  // namespace

OwnProposals::OwnProposals(const ProposalId& any) {
    WireWriter writer(m_start);
    writer.varint(any.node.value());
    writer.varint(any.incarnation);
}

std::optional<std::uint64_t> OwnProposals::sequenceIn(std::string_view envelope) const {
    if (envelope.empty() || !isForm(envelope.front()) ||
        envelope.substr(1, m_start.size()) != m_start) {
        return std::nullopt;
    }
    return varintAt(envelope.substr(1 + m_start.size()));
}

}  // namespace quorate::node
