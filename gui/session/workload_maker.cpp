// SPDX-License-Identifier: Apache-2.0
#include "gui/session/workload_maker.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace quorate::gui {

namespace {

constexpr double kScale = 4294967296.0;
constexpr std::uint64_t kSecondNs = 1'000'000'000;

}  // namespace

WorkloadMaker::WorkloadMaker(const Workload& workload, Random random)
    : m_workload(workload), m_random(random) {
    m_workload.keys = std::max<std::uint32_t>(m_workload.keys, 1);
    m_workload.clients = std::max<std::uint32_t>(m_workload.clients, 1);
    double total = 0;
    std::vector<double> sums;
    for (std::uint32_t key = 1; key <= m_workload.keys; ++key) {
        total += std::pow(static_cast<double>(key), -m_workload.skew);
        sums.push_back(total);
    }
    for (const double sum : sums) {
        m_weights.push_back(static_cast<std::uint64_t>(sum / total * kScale));
    }
}

std::size_t WorkloadMaker::drawKey() {
    const std::uint64_t drawn = m_random.below(m_weights.back());
    const auto found = std::upper_bound(m_weights.begin(), m_weights.end(), drawn);
    return static_cast<std::size_t>(found - m_weights.begin());
}

Ask WorkloadMaker::next() {
    const std::string key = "key" + std::to_string(drawKey() + 1);
    Ask ask;
    if (m_random.below(100) < m_workload.readPercent) {
        stage::ClientRead read;
        read.range.key = Bytes::copyOf(key);
        ask.what = std::move(read);
        return ask;
    }
    std::string value = std::to_string(++m_count);
    value.resize(std::max<std::size_t>(m_workload.valueBytes, value.size()), '.');
    kv::PutRequest put;
    put.key = Bytes::copyOf(key);
    put.value = Bytes::copyOf(value);
    ask.what = kv::Command(std::move(put));
    return ask;
}

std::uint64_t WorkloadMaker::thinkNs() {
    if (m_workload.operationsPerSecond == 0) {
        return 0;
    }
    const std::uint64_t mean = kSecondNs * m_workload.clients / m_workload.operationsPerSecond;
    return m_random.between(mean / 2, mean + mean / 2);
}

}  // namespace quorate::gui
