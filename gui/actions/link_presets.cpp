// SPDX-License-Identifier: Apache-2.0
#include "gui/actions/link_presets.h"

#include <QCoreApplication>

#include <cstdint>

namespace quorate::gui {

namespace {

constexpr std::uint64_t kMillisecond = 1'000'000;

QString say(const char* text) {
    return QCoreApplication::translate("LinkPresets", text);
}

}  // namespace

observe::LinkCondition soundCondition() {
    observe::LinkCondition condition;
    condition.minDelayNs = kMillisecond / 2;
    condition.maxDelayNs = 2 * kMillisecond;
    return condition;
}

std::vector<LinkPreset> lossPresets(const observe::LinkCondition& now) {
    std::vector<LinkPreset> presets;
    for (const std::uint32_t percent : {0U, 1U, 5U, 20U, 50U}) {
        observe::LinkCondition condition = now;
        condition.lossMillionths = percent * 10'000;
        presets.push_back(
            {percent == 0 ? say(QT_TRANSLATE_NOOP("LinkPresets", "Nothing is lost"))
                          : say(QT_TRANSLATE_NOOP("LinkPresets", "%1 % are lost")).arg(percent),
             condition});
    }
    return presets;
}

std::vector<LinkPreset> delayPresets(const observe::LinkCondition& now) {
    std::vector<LinkPreset> presets;
    const auto add = [&](const char* name, std::uint64_t least, std::uint64_t most) {
        observe::LinkCondition condition = now;
        condition.minDelayNs = least;
        condition.maxDelayNs = most;
        presets.push_back({say(name), condition});
    };
    const observe::LinkCondition sound = soundCondition();
    add(QT_TRANSLATE_NOOP("LinkPresets", "Local: up to 2 ms"), sound.minDelayNs, sound.maxDelayNs);
    add(QT_TRANSLATE_NOOP("LinkPresets", "Same region: 10–15 ms"), 10 * kMillisecond,
        15 * kMillisecond);
    add(QT_TRANSLATE_NOOP("LinkPresets", "Far away: 80–100 ms"), 80 * kMillisecond,
        100 * kMillisecond);
    add(QT_TRANSLATE_NOOP("LinkPresets", "Very slow: 300–600 ms"), 300 * kMillisecond,
        600 * kMillisecond);
    return presets;
}

}  // namespace quorate::gui
