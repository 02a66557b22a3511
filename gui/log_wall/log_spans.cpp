// SPDX-License-Identifier: Apache-2.0
#include "gui/log_wall/log_spans.h"

#include <algorithm>
#include <cmath>

namespace quorate::gui {

using raft::Index;
using raft::Term;

namespace {

void add(std::vector<TermSpan>& spans, double left, double right, Term term) {
    if (!spans.empty() && spans.back().term == term) {
        spans.back().right = right;
        return;
    }
    // A pixel with several terms shows the newest.
    while (!spans.empty() && spans.back().left >= left) {
        spans.pop_back();
    }
    if (!spans.empty()) {
        spans.back().right = std::min(spans.back().right, left);
        if (spans.back().term == term) {
            spans.back().right = right;
            return;
        }
    }
    spans.push_back({left, right, term});
}

/// Asks for the newest entry of each pixel, where runs are more than pixels.
std::vector<TermSpan> sampledSpans(const observe::LogState& log, const IndexScale& scale, Index low,
                                   Index high) {
    std::vector<TermSpan> spans;
    const double end = std::ceil(scale.xOf(high));
    for (double x = std::floor(scale.xOf(low)); x < end; ++x) {
        const Index last = std::clamp(scale.indexAt(x + 1 - 1e-9), low, high.previous());
        if (const auto run = log.entries.at(last)) {
            add(spans, x, x + 1, run->term);
        }
    }
    return spans;
}

}  // namespace

std::vector<CellRun> cellRuns(const observe::LogState& log, Index low, Index high) {
    std::vector<CellRun> runs;
    const DurabilityBounds bounds(log);
    log.entries.forEach(low, high, [&](Index first, Index end, Term term, observe::EntryKind kind) {
        while (first < end) {
            const Index until = std::min(end, bounds.endOfRun(first));
            runs.push_back({first, until, {term, kind, bounds.at(first)}});
            first = until;
        }
    });
    return runs;
}

std::vector<TermSpan> termSpans(const observe::LogState& log, const IndexScale& scale, Index low,
                                Index high) {
    low = std::max(low, log.first());
    high = std::min(high, log.entries.end());
    if (low >= high) {
        return {};
    }
    constexpr std::size_t kRunsPerBlock = 64;
    const double columns = scale.xOf(high) - scale.xOf(low);
    if (static_cast<double>(log.entries.blockCount() * kRunsPerBlock) > 4 * columns + 256) {
        return sampledSpans(log, scale, low, high);
    }
    std::vector<TermSpan> spans;
    log.entries.forEach(low, high, [&](Index first, Index end, Term term, observe::EntryKind) {
        add(spans, std::floor(scale.xOf(first)), std::ceil(scale.xOf(end)), term);
    });
    return spans;
}

std::vector<DurabilitySpan> durabilitySpans(const observe::LogState& log, const IndexScale& scale,
                                            Index low, Index high) {
    low = std::max(low, log.first());
    high = std::min(high, log.entries.end());
    std::vector<DurabilitySpan> spans;
    const DurabilityBounds bounds(log);
    while (low < high) {
        const Index until = std::min(high, bounds.endOfRun(low));
        const double left = std::floor(scale.xOf(low));
        spans.push_back({left, std::max(left + 1, std::ceil(scale.xOf(until))), bounds.at(low)});
        low = until;
    }
    return spans;
}

}  // namespace quorate::gui
