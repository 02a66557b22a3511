// SPDX-License-Identifier: Apache-2.0
#include "network/etcd/prometheus_text.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

namespace quorate::network {

namespace {

constexpr std::size_t kMostLineBytes = std::size_t{64} * 1024;
constexpr std::size_t kMostLabels = 64;

bool isBlank(char c) {
    return c == ' ' || c == '\t';
}

bool isNameCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == ':';
}

std::optional<double> numberOf(std::string_view text) {
    if (text == "NaN") {
        return std::numeric_limits<double>::quiet_NaN();
    }
    if (text.starts_with('+')) {
        text.remove_prefix(1);
        if (text.starts_with('-')) {
            return std::nullopt;
        }
    }
    double value = 0;
    const char* end = text.data() + text.size();
    const auto [position, error] = std::from_chars(text.data(), end, value);
    // What is out of range is as large or small as can be told.
    const bool isRead = error == std::errc() || error == std::errc::result_out_of_range;
    return isRead && position == end ? std::optional(value) : std::nullopt;
}

/// Takes one line apart.
class Line {
public:
    explicit Line(std::string_view text) : m_rest(text) {}

    /// Nullptr, or what is wrong.
    const char* read(MetricSample& sample) {
        sample.name = takeName();
        if (sample.name.empty()) {
            return "it does not begin with a name";
        }
        skipBlanks();
        sample.labels.clear();
        if (take('{')) {
            if (const char* wrong = readLabels(sample.labels)) {
                return wrong;
            }
        }
        skipBlanks();
        const std::optional<double> value = numberOf(takeWord());
        if (!value) {
            return "it has no number";
        }
        sample.value = *value;
        skipBlanks();
        takeWord();  // the time stamp
        skipBlanks();
        return m_rest.empty() ? nullptr : "more follows than a time stamp";
    }

private:
    void skipBlanks() {
        while (!m_rest.empty() && isBlank(m_rest.front())) {
            m_rest.remove_prefix(1);
        }
    }
    bool take(char wanted) {
        if (!m_rest.starts_with(wanted)) {
            return false;
        }
        m_rest.remove_prefix(1);
        return true;
    }
    template <class IsPart>
    std::string_view takeWhile(IsPart isPart) {
        const auto end = std::find_if_not(m_rest.begin(), m_rest.end(), isPart);
        const std::string_view taken =
            m_rest.substr(0, static_cast<std::size_t>(end - m_rest.begin()));
        m_rest.remove_prefix(taken.size());
        return taken;
    }
    std::string_view takeName() { return takeWhile(isNameCharacter); }
    std::string_view takeWord() {
        return takeWhile([](char c) { return !isBlank(c); });
    }

    const char* readLabels(std::vector<MetricSample::Label>& labels) {
        for (;;) {
            skipBlanks();
            if (take('}')) {
                return nullptr;
            }
            if (labels.size() == kMostLabels) {
                return "it has too many labels";
            }
            MetricSample::Label& label = labels.emplace_back();
            label.name = takeName();
            skipBlanks();
            if (label.name.empty() || !take('=')) {
                return "a label has no name";
            }
            skipBlanks();
            if (!readText(label.value)) {
                return "a label has no value in quotes";
            }
            skipBlanks();
            if (!take(',') && !m_rest.starts_with('}')) {
                return "its labels do not end";
            }
        }
    }
    bool readText(std::string& text) {
        if (!take('"')) {
            return false;
        }
        while (!m_rest.empty()) {
            const char c = m_rest.front();
            m_rest.remove_prefix(1);
            if (c == '"') {
                return true;
            }
            if (c != '\\') {
                text += c;
                continue;
            }
            if (m_rest.empty()) {
                return false;
            }
            text += m_rest.front() == 'n' ? '\n' : m_rest.front();
            m_rest.remove_prefix(1);
        }
        return false;
    }

    std::string_view m_rest;
};

}  // namespace

std::string_view MetricSample::label(std::string_view wanted) const {
    const auto found = std::find_if(labels.begin(), labels.end(),
                                    [wanted](const Label& one) { return one.name == wanted; });
    return found == labels.end() ? std::string_view() : std::string_view(found->value);
}

Result<void> readPrometheusText(std::string_view text,
                                const std::function<void(const MetricSample&)>& visit) {
    if (text.size() > kMostMetricsBytes) {
        return Error(ErrorCode::TooLarge, "more than 16 MiB of metrics");
    }
    MetricSample sample;
    std::size_t number = 0;
    while (!text.empty()) {
        ++number;
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        while (!line.empty() && isBlank(line.front())) {
            line.remove_prefix(1);
        }
        if (line.empty() || line.front() == '#') {
            continue;
        }
        const char* wrong =
            line.size() > kMostLineBytes ? "it is too long" : Line(line).read(sample);
        if (wrong != nullptr) {
            return Error(ErrorCode::Malformed,
                         "line " + std::to_string(number) + " of the metrics: " + wrong);
        }
        visit(sample);
    }
    return {};
}

}  // namespace quorate::network
