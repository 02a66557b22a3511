// SPDX-License-Identifier: Apache-2.0
#include "network/api/metrics.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <utility>

namespace quorate::network {

namespace {

template <class Number>
void appendNumber(std::string& out, Number value) {
    std::array<char, 40> text{};
    const auto result = std::to_chars(text.data(), text.data() + text.size(), value);
    out.append(text.data(), static_cast<std::size_t>(result.ptr - text.data()));
}

void appendValue(std::string& out, double value) {
    if (std::isfinite(value)) {
        appendNumber(out, value);
    } else {
        out += std::isnan(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
    }
}

void appendHead(std::string& out, std::string_view name, std::string_view help,
                std::string_view type) {
    out.append("# HELP ").append(name).append(" ").append(help);
    out.append("\n# TYPE ").append(name).append(" ").append(type).append("\n");
}

/// "name{labels,extra} ", without braces where there is nothing to put there.
void appendName(std::string& out, std::string_view name, std::string_view labels,
                std::string_view extra = {}) {
    out += name;
    if (!labels.empty() || !extra.empty()) {
        out += '{';
        out += labels;
        if (!labels.empty() && !extra.empty()) {
            out += ',';
        }
        out += extra;
        out += '}';
    }
    out += ' ';
}

void appendHistogram(std::string& out, const std::string& name, std::string_view labels,
                     const Histogram& histogram) {
    std::uint64_t cumulated = 0;
    for (std::size_t i = 0; i < histogram.counts().size(); ++i) {
        cumulated += histogram.counts()[i];
        std::string bound = "le=\"";
        if (i < histogram.bounds().size()) {
            appendValue(bound, histogram.bounds()[i]);
        } else {
            bound += "+Inf";
        }
        bound += '"';
        appendName(out, name + "_bucket", labels, bound);
        appendNumber(out, cumulated);
        out += '\n';
    }
    appendName(out, name + "_sum", labels);
    appendValue(out, histogram.sum());
    out += '\n';
    appendName(out, name + "_count", labels);
    appendNumber(out, cumulated);
    out += '\n';
}

}  // namespace

Histogram::Histogram(std::vector<double> bounds)
    : m_bounds(std::move(bounds)), m_counts(m_bounds.size() + 1) {}

void Histogram::observe(double value) noexcept {
    const auto bound = std::lower_bound(m_bounds.begin(), m_bounds.end(), value);
    ++m_counts[static_cast<std::size_t>(bound - m_bounds.begin())];
    m_sum += value;
}

std::vector<double> Histogram::exponential(double first, double factor, std::size_t count) {
    std::vector<double> bounds;
    for (double bound = first; bounds.size() < count; bound *= factor) {
        bounds.push_back(bound);
    }
    return bounds;
}

template <class T, class... Arguments>
T& Metrics::find(Families<T>& families, std::deque<T>& all, std::string_view name,
                 std::string_view help, std::string_view labels, const Arguments&... arguments) {
    Family<T>& family = families[std::string(name)];
    if (family.help.empty()) {
        family.help = help;
    }
    T*& member = family.members[std::string(labels)];
    if (member == nullptr) {
        member = &all.emplace_back(arguments...);
    }
    return *member;
}

Counter& Metrics::counter(std::string_view name, std::string_view help, std::string_view labels) {
    return find(m_counterFamilies, m_counters, name, help, labels);
}

Gauge& Metrics::gauge(std::string_view name, std::string_view help, std::string_view labels) {
    return find(m_gaugeFamilies, m_gauges, name, help, labels);
}

Histogram& Metrics::histogram(std::string_view name, std::string_view help,
                              const std::vector<double>& bounds, std::string_view labels) {
    return find(m_histogramFamilies, m_histograms, name, help, labels, bounds);
}

void Metrics::write(std::string& out) const {
    for (const auto& update : m_updates) {
        update.second();
    }
    for (const auto& [name, family] : m_counterFamilies) {
        appendHead(out, name, family.help, "counter");
        for (const auto& [labels, counter] : family.members) {
            appendName(out, name, labels);
            appendNumber(out, counter->value());
            out += '\n';
        }
    }
    for (const auto& [name, family] : m_gaugeFamilies) {
        appendHead(out, name, family.help, "gauge");
        for (const auto& [labels, gauge] : family.members) {
            appendName(out, name, labels);
            appendValue(out, gauge->value());
            out += '\n';
        }
    }
    for (const auto& [name, family] : m_histogramFamilies) {
        appendHead(out, name, family.help, "histogram");
        for (const auto& [labels, histogram] : family.members) {
            appendHistogram(out, name, labels, *histogram);
        }
    }
}

}  // namespace quorate::network
