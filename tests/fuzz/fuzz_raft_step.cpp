// SPDX-License-Identifier: Apache-2.0

// What a stranger can do to a node with messages. The input chooses a node in some role, and then
// what happens to it: messages that decode, ticks, storage work in pieces, proposals, requests,
// compactions and restarts. No invariant of the core may break, and what the node wrote must be
// something to start from.

#include <string>
#include <utility>

#include "engine/base/invariant.h"
#include "engine/raft/codec.h"
#include "tests/fuzz/core_host.h"
#include "tests/fuzz/forged_message.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/raft_situations.h"

using quorate::Bytes;
using quorate::tests::CoreHost;
using quorate::tests::FuzzInput;
namespace raft = quorate::raft;

namespace {

constexpr int kMaxSteps = 400;

/// As it came from the network. A refusal is a good answer.
void receive(CoreHost& host, const Bytes& bytes) {
    if (auto message = raft::decodeMessage(bytes)) {
        static_cast<void>(host.core().step(std::move(*message)));
    }
}

void receiveForged(CoreHost& host, FuzzInput& input) {
    const raft::Message message = quorate::tests::forgeMessage(input, host.core());
    std::string encoded;
    raft::encode(message, encoded);
    const Bytes bytes = Bytes::copyOf(encoded);
    const auto decoded = raft::decodeMessage(bytes);
    QUORATE_INVARIANT(decoded.has_value() && *decoded == message,
                      "a message does not survive its encoding");
    receive(host, bytes);
}

/// What the node's own users and transport ask of it.
void request(CoreHost& host, FuzzInput& input) {
    raft::RawNode& core = host.core();
    const raft::NodeId peer(input.below(7));
    switch (input.below(9)) {
    case 0:
        core.campaign();
        break;
    case 1:
        static_cast<void>(core.propose(Bytes::copyOf(input.take(input.below(50)))));
        break;
    case 2:
        static_cast<void>(core.proposeConfChange(quorate::tests::forgeConfChange(input)));
        break;
    case 3: {
        const auto change = quorate::tests::forgeConfChange(input);
        if (!change.changes.empty()) {
            static_cast<void>(
                core.proposeConfChange(raft::ConfChange{change.changes.front(), change.context}));
        }
        break;
    }
    case 4:
        static_cast<void>(core.readIndex(Bytes::copyOf(input.take(2))));
        break;
    case 5:
        static_cast<void>(core.transferLeader(peer));
        break;
    case 6:
        core.forgetLeader();
        break;
    case 7:
        core.reportUnreachable(peer);
        break;
    default:
        core.reportSnapshot(peer, input.boolean());
    }
}

void act(CoreHost& host, FuzzInput& input) {
    const std::size_t choice = input.below(64);
    if (choice < 24) {
        receiveForged(host, input);
    } else if (choice < 30) {
        host.takeReady();
    } else if (choice < 36) {
        host.workOnLog();
    } else if (choice < 42) {
        host.workOnStateMachine();
    } else if (choice < 46) {
        host.settle();
    } else if (choice < 50) {
        for (std::size_t ticks = 1 + input.below(8); ticks > 0; --ticks) {
            host.core().tick();
        }
    } else if (choice < 58) {
        request(host, input);
    } else if (choice < 60) {
        host.compact();
    } else if (choice < 61) {
        host.restart();
    } else {
        receive(host, Bytes::copyOf(input.take(input.byte())));
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    FuzzInput input(data, size);
    const auto situation =
        static_cast<quorate::tests::Situation>(input.below(quorate::tests::kSituations));
    const auto host = quorate::tests::makeSituation(situation, input.byte());
    for (int steps = 0; steps < kMaxSteps && !input.isAtEnd(); ++steps) {
        act(*host, input);
        host->check();
    }
    host->settle();
    host->check();
    host->restart();
    host->check();
    return 0;
}
