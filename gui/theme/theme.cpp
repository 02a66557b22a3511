// SPDX-License-Identifier: Apache-2.0
#include "gui/theme/theme.h"

#include <array>
#include <cstddef>

namespace quorate::gui {

namespace {

struct TermColour {
    QRgb fill;
    QRgb label;
};
/// Neighbours differ for all kinds of colour vision, labels have a contrast of at least 5.2:1.
constexpr std::array<TermColour, 6> kTerms{{{0xFF0072B2, 0xFFFFFFFF},
                                            {0xFFF0E442, 0xFF000000},
                                            {0xFF882255, 0xFFFFFFFF},
                                            {0xFF56B4E9, 0xFF000000},
                                            {0xFFD55E00, 0xFF000000},
                                            {0xFFB9E3C6, 0xFF000000}}};

const TermColour& colourOf(raft::Term term) {
    return kTerms[static_cast<std::size_t>((term.value() - 1) % kTerms.size())];
}

Theme makeLight() {
    Theme theme;
    theme.isDark = false;
    theme.window = QColor(0xF1F2F4);
    theme.base = QColor(0xFFFFFF);
    theme.canvas = QColor(0xFAFBFC);
    theme.alternateRow = QColor(0xF6F7F9);
    theme.header = QColor(0xEAECEF);
    theme.buttonTop = QColor(0xFCFCFD);
    theme.buttonBottom = QColor(0xEEF0F2);
    theme.border = QColor(0xC5CAD1);
    theme.softRule = QColor(0xE0E3E8);
    theme.text = QColor(0x1C1F24);
    theme.textSecondary = QColor(0x555B64);
    theme.textTertiary = QColor(0x6A707A);
    theme.disabled = QColor(0xA2A8B1);
    theme.accent = QColor(0x5D54A4);
    theme.selectedRow = QColor(0xE6E4F3);
    theme.textOnAccent = QColor(0xFFFFFF);
    theme.danger = QColor(0xC8102E);
    theme.dangerGround = QColor(0xFBEAEC);
    theme.late = QColor(0x8A5A00);
    theme.lateGround = QColor(0xFFF1D6);
    theme.outline = QColor(0x5A5F66);
    theme.cellOutline = QColor(0x5A5F66);
    theme.lane = QColor(0xA9B0B9);
    theme.laneQuiet = QColor(0xDDE1E6);
    theme.timerArc = QColor(0x747B85);
    theme.track = QColor(0xE1E4E9);
    theme.sideWithQuorum = QColor(0xF1F3F6);
    theme.sideWithoutQuorum = QColor(0xE7E9ED);
    theme.applied = QColor(0x3A3F47);
    theme.committed = QColor(0x858C96);
    theme.stable = QColor(0xC9CED6);
    theme.last = QColor(0xFFFFFF);
    return theme;
}

Theme makeDark() {
    Theme theme;
    theme.isDark = true;
    theme.window = QColor(0x23262B);
    theme.base = QColor(0x1A1C20);
    theme.canvas = QColor(0x17191C);
    theme.alternateRow = QColor(0x1E2125);
    theme.header = QColor(0x2A2E34);
    theme.buttonTop = QColor(0x353A41);
    theme.buttonBottom = QColor(0x2D3137);
    theme.border = QColor(0x41464E);
    theme.softRule = QColor(0x2D3137);
    theme.text = QColor(0xE8EAED);
    theme.textSecondary = QColor(0xAFB5BE);
    theme.textTertiary = QColor(0x8F96A0);
    theme.disabled = QColor(0x656C76);
    theme.accent = QColor(0xA9A2EE);
    theme.selectedRow = QColor(0x38345C);
    theme.textOnAccent = QColor(0x17191C);
    theme.danger = QColor(0xFF6B6B);
    theme.dangerGround = QColor(0x3B2226);
    theme.late = QColor(0xF0B95B);
    theme.lateGround = QColor(0x3A2E17);
    theme.outline = QColor(0xC9CED6);
    theme.cellOutline = QColor(0x9AA1AB);
    theme.lane = QColor(0x6A717B);
    theme.laneQuiet = QColor(0x2F343A);
    theme.timerArc = QColor(0x9AA1AB);
    theme.track = QColor(0x31363D);
    theme.sideWithQuorum = QColor(0x1D2024);
    theme.sideWithoutQuorum = QColor(0x121315);
    theme.applied = QColor(0xE8EAED);
    theme.committed = QColor(0x979EA8);
    theme.stable = QColor(0x555C66);
    theme.last = QColor(0x1A1C20);
    return theme;
}

}  // namespace

QColor Theme::termFill(raft::Term term) const {
    return term.value() == 0 ? track : QColor::fromRgb(colourOf(term).fill);
}

QColor Theme::termLabel(raft::Term term) const {
    return term.value() == 0 ? text : QColor::fromRgb(colourOf(term).label);
}

const Theme& lightTheme() {
    static const Theme kTheme = makeLight();
    return kTheme;
}

const Theme& darkTheme() {
    static const Theme kTheme = makeDark();
    return kTheme;
}

}  // namespace quorate::gui
