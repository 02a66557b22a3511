// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/kv/key_value.h"
#include "network/api/json_document.h"

namespace quorate::network {

/// What is watched: the keys of an interval, from a revision on.
struct WatchQuestion {
    std::string key;
    std::string rangeEnd;  ///< see kv::KeyInterval::of
    std::int64_t from{0};  ///< zero: what changes from now on
};
/// The body of etcd's WatchCreateRequest, with what was there before each change.
std::string watchBody(const WatchQuestion& what);

/// One line of the answer: etcd's WatchResponse, as its gateway writes it.
struct WatchLine {
    std::int64_t revision{0};  ///< of the header: where the key space stands
    bool isCreated{false};
    bool isCanceled{false};
    std::int64_t compacted{0};  ///< of one that began before this revision; zero for others
    std::string reason;         ///< of one that is cancelled
    std::vector<kv::Event> events;
};
/// Any bytes may be given: Malformed says what is wrong. An error that the server tells instead of
/// a line is Unavailable, in its words.
Result<WatchLine> decodeWatchLine(JsonDocument& document, std::string_view line);

}  // namespace quorate::network
