// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "network/bench/load_options.h"

namespace quorate::bench {

/// The requests of a load, written beforehand but for the key, whose place is filled in each time:
/// to make a request costs the generator next to nothing.
///
/// Keys are "bench/q00000042", with so many characters that their Base64 needs no padding; values
/// are of random bytes, or random letters where the API is plain.
class RequestBook {
public:
    RequestBook(const LoadOptions& options, const std::string& host);

    /// Views that are good until the next call.
    [[nodiscard]] std::string_view put(std::size_t key, std::size_t value);
    [[nodiscard]] std::string_view get(std::size_t key);

    static constexpr std::size_t kValues = 64;
    [[nodiscard]] static std::string keyName(std::size_t key);

private:
    struct Template {
        std::string text;
        std::size_t keyAt{0};
    };

    [[nodiscard]] Template request(std::string_view line, std::string_view body,
                                   const std::string& host) const;
    [[nodiscard]] std::string_view fill(Template& request, std::size_t key) const;

    const bool m_isEncoded;
    std::string m_keyPlace;
    std::vector<Template> m_puts;
    Template m_get;
};

}  // namespace quorate::bench
