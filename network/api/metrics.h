// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace quorate::network {

/// A number that only grows.
class Counter {
public:
    void add(std::uint64_t amount = 1) noexcept { m_value += amount; }
    /// For one that is kept elsewhere; it must not go back.
    void set(std::uint64_t value) noexcept { m_value = value; }
    [[nodiscard]] std::uint64_t value() const noexcept { return m_value; }

private:
    std::uint64_t m_value{0};
};

/// A number that goes up and down.
class Gauge {
public:
    void set(double value) noexcept { m_value = value; }
    [[nodiscard]] double value() const noexcept { return m_value; }

private:
    double m_value{0};
};

/// How many of what was measured were at most so large, for each of some bounds.
class Histogram {
public:
    /// The bounds ascend.
    explicit Histogram(std::vector<double> bounds);
    void observe(double value) noexcept;

    [[nodiscard]] const std::vector<double>& bounds() const noexcept { return m_bounds; }
    /// Of each bound alone, and beyond the last.
    [[nodiscard]] const std::vector<std::uint64_t>& counts() const noexcept { return m_counts; }
    [[nodiscard]] double sum() const noexcept { return m_sum; }

    /// `count` bounds from `first` on, each `factor` times the one before it.
    static std::vector<double> exponential(double first, double factor, std::size_t count);

private:
    std::vector<double> m_bounds;
    std::vector<std::uint64_t> m_counts;
    double m_sum{0};
};

/// What a node counts and measures, and all of it as text for Prometheus (text format 0.0.4).
///
/// Belongs to one thread. What it gave lives as long as it does. Labels are written as in the text,
/// `To="2"`; the same name and labels give the same thing again.
class Metrics {
public:
    Metrics() = default;
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    Counter& counter(std::string_view name, std::string_view help, std::string_view labels = {});
    Gauge& gauge(std::string_view name, std::string_view help, std::string_view labels = {});
    Histogram& histogram(std::string_view name, std::string_view help,
                         const std::vector<double>& bounds, std::string_view labels = {});
    /// Called before anything is written, to bring up to date what is kept elsewhere.
    /// Until forget() is called with the same owner.
    void onCollect(const void* owner, std::function<void()> update) {
        m_updates.push_back({owner, std::move(update)});
    }
    void forget(const void* owner) {
        std::erase_if(m_updates, [owner](const auto& one) { return one.first == owner; });
    }

    void write(std::string& out) const;

private:
    template <class T>
    struct Family {
        std::string help;
        std::map<std::string, T*, std::less<>> members;  ///< by labels
    };
    template <class T>
    using Families = std::map<std::string, Family<T>, std::less<>>;
    template <class T, class... Arguments>
    static T& find(Families<T>& families, std::deque<T>& all, std::string_view name,
                   std::string_view help, std::string_view labels, const Arguments&... arguments);

    std::deque<Counter> m_counters;
    std::deque<Gauge> m_gauges;
    std::deque<Histogram> m_histograms;
    Families<Counter> m_counterFamilies;
    Families<Gauge> m_gaugeFamilies;
    Families<Histogram> m_histogramFamilies;
    std::vector<std::pair<const void*, std::function<void()>>> m_updates;
};

}  // namespace quorate::network
