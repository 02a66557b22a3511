// SPDX-License-Identifier: Apache-2.0

// Every decoder of raft takes any bytes, and a value has one encoding: what decodes is encoded to
// the very bytes it came from, and decodes to itself again.

#include <string>

#include "engine/base/invariant.h"
#include "engine/raft/codec.h"
#include "engine/raft/describe.h"
#include "engine/raft/message_check.h"
#include "tests/fuzz/fuzz_target.h"

using quorate::Bytes;
using quorate::ErrorCode;
using quorate::Result;
namespace raft = quorate::raft;

namespace {

template <class Value>
void tryDecoder(Result<Value> (*decode)(const Bytes&), const Bytes& input) {
    const auto value = decode(input);
    if (!value) {
        QUORATE_INVARIANT(value.error().code == ErrorCode::Malformed,
                          "bytes were refused for another reason than that they are malformed");
        return;
    }
    std::string encoded;
    raft::encode(*value, encoded);
    QUORATE_INVARIANT(encoded == input.view(), "a value has two encodings");
    const auto again = decode(Bytes::copyOf(encoded));
    QUORATE_INVARIANT(again.has_value() && *again == *value, "a value is not what it was");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
    const Bytes input = Bytes::copyOf({reinterpret_cast<const char*>(data), size});
    tryDecoder<raft::Entry>(raft::decodeEntry, input);
    tryDecoder<raft::HardState>(raft::decodeHardState, input);
    tryDecoder<raft::ConfState>(raft::decodeConfState, input);
    tryDecoder<raft::SnapshotMetadata>(raft::decodeSnapshotMetadata, input);
    tryDecoder<raft::Snapshot>(raft::decodeSnapshot, input);
    tryDecoder<raft::ConfChange>(raft::decodeConfChange, input);
    tryDecoder<raft::ConfChangeV2>(raft::decodeConfChangeV2, input);
    tryDecoder<raft::Message>(raft::decodeMessage, input);
    if (const auto message = raft::decodeMessage(input)) {
        static_cast<void>(raft::checkForm(*message));
        static_cast<void>(raft::describe(*message));
    }
    return 0;
}
