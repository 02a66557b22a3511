// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/invariant.h"
#include "network/http/origin_check.h"
#include "network/http/request_parser.h"
#include "tests/fuzz/fuzz_target.h"

using namespace quorate;
using namespace quorate::network;

namespace {

constexpr const char* kRefused = "refused";

/// What the parser makes of the bytes when they come in pieces of this size: the requests, and how
/// it ends.
std::vector<std::string> parsed(std::string_view bytes, std::size_t pieceBytes) {
    RequestParser parser{HttpLimits()};
    const OriginCheck check;
    std::vector<std::string> found;
    std::string rest;
    while (!bytes.empty()) {
        rest += bytes.substr(0, pieceBytes);
        bytes.remove_prefix(std::min(pieceBytes, bytes.size()));
        std::string_view piece = rest;
        while (!piece.empty()) {
            const RequestParser::Step step = parser.feed(piece);
            QUORATE_INVARIANT(step.consumed <= piece.size(), "more was consumed than there is");
            piece.remove_prefix(step.consumed);
            if (step.status == RequestParser::Status::Failed) {
                QUORATE_INVARIANT(step.httpStatus >= 400 && step.message != nullptr,
                                  "a refusal without a reason");
                found.emplace_back(kRefused);
                return found;
            }
            if (step.status == RequestParser::Status::NeedMore) {
                break;
            }
            const HttpRequest& request = parser.request();
            (void)check.refusal(request);
            found.push_back(std::string(request.target) + ' ' + std::string(request.host) + ' ' +
                            std::string(request.body));
            parser.next();
        }
        rest = std::string(piece);
    }
    return found;
}

}  // namespace

/// Any bytes are requests or are refused, and it does not matter in which pieces they come.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    if (bytes.empty()) {
        return 0;
    }
    const std::vector<std::string> whole = parsed(bytes, bytes.size());
    for (const std::size_t pieceBytes : {std::size_t{1}, std::size_t{7}}) {
        std::vector<std::string> pieces = parsed(bytes, pieceBytes);
        // In pieces, a header that is wrong may be refused at its end only.
        if (pieces.size() + 1 == whole.size() && whole.back() == kRefused) {
            pieces.emplace_back(kRefused);
        }
        QUORATE_INVARIANT(pieces == whole, "pieces are read differently");
    }
    return 0;
}
