// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/node/proposal_id.h"

namespace quorate::node {

/// What the data of an entry holds: a command, and the name of the proposal that brought it. Also
/// the context of a configuration change, where the "command" is the change's own context.
///
///     version: 1 byte, 1
///     node, incarnation, sequence: varints
///     command: all the rest
struct Envelope {
    ProposalId id;
    Bytes command;

    [[nodiscard]] Bytes encode() const;
    /// The command shares the buffer of `data`. Malformed for anything else.
    static Result<Envelope> decode(const Bytes& data);
};

}  // namespace quorate::node
