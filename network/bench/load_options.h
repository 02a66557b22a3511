// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "network/peer/address.h"

namespace quorate::bench {

enum class Api : std::uint8_t {
    Plain,  ///< PUT /kv and GET /kv/KEY
    Etcd,   ///< etcd's v3 API in JSON
};
enum class KeyOrder : std::uint8_t { Random, Sequential };

/// What load is put on which servers.
struct LoadOptions {
    std::vector<network::PeerAddress> endpoints;
    Api api{Api::Etcd};
    std::size_t connections{64};
    /// Of 100 requests, so many are puts and the others gets.
    unsigned putPercent{100};
    bool serializable{false};
    std::size_t keys{10'000};
    KeyOrder keyOrder{KeyOrder::Random};
    std::size_t valueBytes{256};
    double seconds{10};
    double warmUpSeconds{1};
    /// Ends after so many answers, too; 0 for no such end.
    std::uint64_t requests{0};
    std::uint32_t timeoutMs{5000};
    std::uint64_t seed{1};
    /// Processes whose use of CPU and memory is reported.
    std::vector<int> pids;
    bool wantsJson{false};
};

/// Text for standard output, and nothing more to do.
struct HelpText {
    std::string text;
};
/// One line that says what is wrong and what to write instead.
struct Refusal {
    std::string line;
};

/// From the arguments, without the program's name.
std::variant<LoadOptions, HelpText, Refusal> parseLoadOptions(
    const std::vector<std::string>& arguments);

/// Keys are numbered in so many digits.
inline constexpr std::size_t kMaxKeys = 99'999'999;

}  // namespace quorate::bench
