// SPDX-License-Identifier: Apache-2.0
#include "network/bench/comparison_report.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>
#include <cstdio>

namespace quorate::bench {

namespace {

struct Row {
    double quorate{0};
    double etcd{0};
    /// How many times better Quorate is.
    double ratio{0};
};

Row rowOf(const Measure& measure) {
    Row row;
    row.quorate = medianOf(measure.samples.at(static_cast<std::size_t>(Product::Quorate)));
    row.etcd = medianOf(measure.samples.at(static_cast<std::size_t>(Product::Etcd)));
    const double better = measure.isMoreBetter ? row.quorate : row.etcd;
    const double worse = measure.isMoreBetter ? row.etcd : row.quorate;
    row.ratio = worse > 0 ? better / worse : 0;
    return row;
}

/// Three digits that matter, or all before the point.
std::string shown(double value) {
    const int decimals = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
    return text.data();
}

QJsonArray arrayOf(const std::vector<double>& samples) {
    QJsonArray array;
    for (const double sample : samples) {
        array.append(sample);
    }
    return array;
}

}  // namespace

double medianOf(std::vector<double> samples) {
    if (samples.empty()) {
        return 0;
    }
    std::sort(samples.begin(), samples.end());
    const std::size_t middle = samples.size() / 2;
    return samples.size() % 2 == 1 ? samples[middle] : (samples[middle - 1] + samples[middle]) / 2;
}

std::string textOf(const std::vector<Measure>& measures) {
    std::array<char, 256> line{};
    std::string text;
    const auto add = [&](const char* name, const char* unit, const std::string& quorate,
                         const std::string& etcd, const std::string& ratio) {
        std::snprintf(line.data(), line.size(), "%-42s %-8s %10s %10s %8s\n", name, unit,
                      quorate.c_str(), etcd.c_str(), ratio.c_str());
        text += line.data();
    };
    add("medians", "", nameOf(Product::Quorate), nameOf(Product::Etcd), "better");
    for (const Measure& measure : measures) {
        const Row row = rowOf(measure);
        add(measure.name.c_str(), measure.unit.c_str(), shown(row.quorate), shown(row.etcd),
            shown(row.ratio) + "x");
    }
    return text;
}

std::string jsonOf(const std::vector<Measure>& measures) {
    QJsonArray all;
    for (const Measure& measure : measures) {
        const Row row = rowOf(measure);
        all.append(QJsonObject{
            {"name", QString::fromStdString(measure.name)},
            {"unit", QString::fromStdString(measure.unit)},
            {"quorate", row.quorate},
            {"etcd", row.etcd},
            {"ratio", row.ratio},
            {"quorate_samples",
             arrayOf(measure.samples.at(static_cast<std::size_t>(Product::Quorate)))},
            {"etcd_samples", arrayOf(measure.samples.at(static_cast<std::size_t>(Product::Etcd)))},
        });
    }
    return QJsonDocument(QJsonObject{{"measures", all}})
               .toJson(QJsonDocument::Compact)
               .toStdString() +
           "\n";
}

}  // namespace quorate::bench
