// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/node/proposal_id.h"

namespace quorate::node {

/// What the data of an entry holds: a command, and the name of the proposal that brought it. Also
/// the context of a configuration change, where the "command" is the change's own context. The
/// bytes are in FORMAT.md.
struct Envelope {
    /// The values are part of the encoding.
    enum class Form : std::uint8_t {
        Command = 1,    ///< or the context of a change
        Refusal = 2,    ///< of a change that a follower had proposed: encodeRefusal()
        Promotion = 3,  ///< the context of a change that makes a learner a voter, or nothing
    };

    ProposalId id;
    Bytes command;
    Form form{Form::Command};

    [[nodiscard]] Bytes encode() const;
    /// The command shares the buffer of `data`. Malformed for anything else.
    static Result<Envelope> decode(const Bytes& data);
};

/// Why a leader refused a change, as the command of an envelope. InvalidConfChange stays that, any
/// other code becomes FailedPrecondition.
[[nodiscard]] Bytes encodeRefusal(const Error& reason);
/// Takes any bytes.
[[nodiscard]] Error decodeRefusal(const Bytes& command);

}  // namespace quorate::node
