// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace quorate::network {

/// One line of metrics: a number with a name and labels. Good within the call that hands it out.
struct MetricSample {
    struct Label {
        std::string_view name;
        std::string value;
    };
    std::string_view name;
    std::vector<Label> labels;
    double value{0};

    /// The label's value; empty where there is no such label.
    [[nodiscard]] std::string_view label(std::string_view wanted) const;
};

/// More is no metrics.
inline constexpr std::size_t kMostMetricsBytes = std::size_t{16} * 1024 * 1024;

/// Reads Prometheus' text format, version 0.0.4 ("Exposition formats" of its documentation), and
/// hands out each sample in its order. Comments, types and time stamps are passed over.
///
/// Any bytes may be given. Malformed, with the number of the line, where it is not that format;
/// what came before was handed out. TooLarge.
Result<void> readPrometheusText(std::string_view text,
                                const std::function<void(const MetricSample&)>& visit);

}  // namespace quorate::network
