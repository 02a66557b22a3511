// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "network/bench/bench_cluster.h"
#include "network/bench/load_result.h"

namespace quorate::bench {

struct CompareOptions {
    std::string quorated;
    std::string etcd;
    /// On the disk that is to be measured.
    std::string directory{"."};
    unsigned rounds{3};
    /// Of each load, without its warm-up.
    double seconds{2};
    std::vector<std::size_t> connections{1, 64, 256};
    std::size_t keys{10'000};
    std::size_t valueBytes{256};
    /// Of the cluster whose follower comes back; 0 leaves that out.
    std::size_t followerKeys{100'000};
    bool wantsJson{false};
};

/// One line of the comparison: what each round gave, for either product.
struct Measure {
    std::string name;
    std::string unit;
    bool isMoreBetter{false};
    std::array<std::vector<double>, kProducts.size()> samples;
};

/// Measures both products in turn, several rounds of one run, each with a new cluster: what the
/// machine does meanwhile then meets both alike.
class Comparison final {
public:
    /// `progress` is called with a line for people now and then.
    Comparison(CompareOptions options, std::function<void(const std::string&)> progress)
        : m_options(std::move(options)), m_progress(std::move(progress)) {}

    /// The error names the product and where its output is; the directory is left then.
    Result<void> run();
    [[nodiscard]] const std::vector<Measure>& measures() const noexcept { return m_measures; }

private:
    Result<void> measure(Product product, unsigned round);
    Result<void> measureLoads(Product product, BenchCluster& cluster);
    Result<void> measureFailOver(Product product, BenchCluster& cluster);
    Result<void> measureRestart(Product product, BenchCluster& cluster);
    Result<void> measureFollower(Product product, BenchCluster& cluster);
    Result<LoadResult> load(const BenchCluster& cluster, std::size_t connections, bool isPut);
    Result<void> fill(const BenchCluster& cluster, std::size_t keys);
    void note(Product product, const std::string& name, const std::string& unit, bool isMoreBetter,
              double value);

    const CompareOptions m_options;
    std::function<void(const std::string&)> m_progress;
    std::vector<Measure> m_measures;
};

}  // namespace quorate::bench
