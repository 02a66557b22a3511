// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/invariant.h"
#include "engine/kv/command_check.h"
#include "engine/kv/command_codec.h"
#include "network/api/kv_requests.h"
#include "network/api/rpc_messages.h"
#include "tests/fuzz/fuzz_target.h"

using namespace quorate;
using namespace quorate::network;

namespace {

/// A request that passes the check has an encoding, unless it is too large.
template <class Request>
void tryCommand(Decoded<Request> request) {
    if (!request) {
        QUORATE_INVARIANT(!request.reason().empty(), "a refusal without a reason");
        return;
    }
    const kv::Command command(*request);
    if (!kv::check(command, kv::kDefaultTxnOperations)) {
        const Result<Bytes> encoded = kv::encode(command);
        QUORATE_INVARIANT(encoded || encoded.error().code == ErrorCode::TooLarge,
                          "a command cannot be encoded");
        if (encoded) {
            const Result<kv::Command> decoded = kv::decode(*encoded);
            QUORATE_INVARIANT(decoded.has_value() && *decoded == command,
                              "a command is not what it was");
        }
    }
}

}  // namespace

/// Any bytes are a body of each request, or are refused with a reason.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    JsonDocument document;
    tryCommand(decodePut(document, body));
    tryCommand(decodeDeleteRange(document, body));
    tryCommand(decodeCompaction(document, body));
    tryCommand(decodeLeaseGrant(document, body));
    if (auto range = decodeRange(document, body)) {
        tryCommand(Decoded<kv::RangeRequest>(range->range));
    }
    if (auto txn = decodeTxn(document, body)) {
        tryCommand(Decoded<kv::TxnRequest>(txn->txn));
    }
    (void)decodeLease(document, body);
    (void)decodeKeepAlives(document, body);
    (void)decodeMember(document, body);
    (void)decodeMoveLeader(document, body);
    (void)decodeAlarm(document, body);
    (void)decodeWatches(document, body);
    return 0;
}
