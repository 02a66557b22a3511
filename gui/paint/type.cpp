// SPDX-License-Identifier: Apache-2.0
#include "gui/paint/type.h"

#include <QCoreApplication>
#include <QFontInfo>
#include <QThread>

#include <algorithm>
#include <cmath>
#include <vector>

namespace quorate::gui {

namespace {

/// Of text at 100 %.
constexpr double kTextSize = 12.0;

/// What was made of a font of a widget. A font that was used knows its engine, and to look that up
/// costs more than most texts that are painted with it.
struct Family {
    struct Member {
        int pixels;
        QFont::Weight weight;
        QFont font;
    };
    QFont base;
    double scale;
    std::vector<Member> members;
};

/// For the thread that paints; engines belong to threads as well.
std::vector<Family>& families() {
    thread_local std::vector<Family> known;
    return known;
}

void forgetFamilies() {
    families().clear();
}

Family& familyOf(const QFont& base) {
    std::vector<Family>& known = families();
    const auto found = std::find_if(known.begin(), known.end(),
                                    [&base](const Family& family) { return family.base == base; });
    if (found != known.end()) {
        return *found;
    }
    const QCoreApplication* application = QCoreApplication::instance();
    if (known.empty() && application != nullptr &&
        application->thread() == QThread::currentThread()) {
        // Fonts go before the application does.
        qAddPostRoutine(forgetFamilies);
    }
    constexpr std::size_t kMost = 8;
    if (known.size() == kMost) {
        known.erase(known.begin());
    }
    known.push_back({base, QFontInfo(base).pixelSize() / kTextSize, {}});
    return known.back();
}

}  // namespace

Type::Type(const QFont& base) : m_base(base), m_scale(familyOf(base).scale) {}

QFont Type::font(double size, QFont::Weight weight) const {
    const int pixels = std::max(1, static_cast<int>(std::lround(size * m_scale)));
    std::vector<Family::Member>& members = familyOf(m_base).members;
    for (const Family::Member& member : members) {
        if (member.pixels == pixels && member.weight == weight) {
            return member.font;
        }
    }
    QFont font(m_base);
    font.setPixelSize(pixels);
    font.setWeight(weight);
    members.push_back({pixels, weight, font});
    return font;
}

}  // namespace quorate::gui
