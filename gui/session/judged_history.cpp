// SPDX-License-Identifier: Apache-2.0
#include "gui/session/judged_history.h"

#include <utility>

namespace quorate::gui {

namespace {

constexpr qint64 kTellMs = 1000;

stage::HistoryOptions optionsFor(bool startsEmpty) {
    stage::HistoryOptions options;
    options.startsEmpty = startsEmpty;
    options.othersMayWrite = true;
    return options;
}

}  // namespace

JudgedHistory::JudgedHistory(bool startsEmpty)
    : m_checker(optionsFor(startsEmpty)), m_feed(m_checker) {}

std::optional<HistoryStanding> JudgedHistory::news(const std::optional<HistoryStanding>& told) {
    const stage::HistoryChecker::Counters counters = m_checker.counters();
    const bool isOther = told && told->verdict.kind != m_checker.verdict().kind;
    const bool isDue = !m_sinceTold.isValid() || m_sinceTold.elapsed() >= kTellMs;
    const bool hasMore = !told || told->judged != counters.judged;
    if (!isOther && !(hasMore && isDue)) {
        return {};
    }
    m_sinceTold.start();
    return HistoryStanding{counters.operations, counters.judged, counters.unknown,
                           m_checker.verdict()};
}

std::optional<std::string> JudgedHistory::newViolation() {
    const bool isViolated = m_checker.verdict().kind == stage::HistoryVerdict::Kind::Violated;
    return isViolated && !std::exchange(m_isViolationTold, true)
               ? std::optional(m_checker.verdict().why)
               : std::nullopt;
}

}  // namespace quorate::gui
