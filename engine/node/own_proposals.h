// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/node/proposal_id.h"

namespace quorate::node {

/// Finds the proposals of one life of a node among entries, for less than Envelope::decode() costs:
/// for when most entries are looked at and few are meant.
class OwnProposals {
public:
    /// `any` is one of them.
    explicit OwnProposals(const ProposalId& any);

    /// The sequence of one that is in an envelope; nothing for any other, and where decode() would
    /// be an error.
    [[nodiscard]] std::optional<std::uint64_t> sequenceIn(std::string_view envelope) const;

private:
    std::string m_start;  ///< of all their names
};

}  // namespace quorate::node
