// SPDX-License-Identifier: Apache-2.0
#include "gui/inspector/field_changes.h"

#include <QCoreApplication>

#include "gui/model/figures.h"

namespace quorate::gui {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Inspector)
};

QString nameIn(const QString& section, const QString& field) {
    return section + u'/' + field;
}

}  // namespace

void FieldChanges::forget() {
    m_seen.clear();
    m_round = 0;
}

QString FieldChanges::changeFrom(const Seen& before, const Field& now) {
    if (before.number && now.number && before.number != now.number) {
        return *now.number > *before.number
                   ? QStringLiteral("+%1").arg(countText(*now.number - *before.number))
                   : QStringLiteral("−%1").arg(countText(*before.number - *now.number));
    }
    return Texts::tr("was %1").arg(before.text);
}

void FieldChanges::update(const Inspection& now, const Frame& frame, std::int64_t wallMs) {
    const bool isOtherMoment = frame.moment != m_moment || frame.eventCount != m_count;
    m_moment = frame.moment;
    m_count = frame.eventCount;
    const bool isFirst = m_round++ == 0;
    for (const FieldSection& section : now.sections) {
        for (const Field& field : section.fields) {
            const QString name = nameIn(section.key, field.key);
            const auto known = m_seen.find(name);
            if (known == m_seen.end()) {
                Seen seen{field.text(), field.number, {}, -kFlashMs, m_round};
                if (!isFirst && !field.isFlowing) {
                    seen.change = Texts::tr("new");
                    seen.changedMs = wallMs;
                }
                m_seen.insert(name, seen);
                continue;
            }
            known->round = m_round;
            if (field.isFlowing) {
                continue;
            }
            if (known->text != field.text()) {
                known->change = changeFrom(*known, field);
                known->changedMs = wallMs;
                known->text = field.text();
                known->number = field.number;
            } else if (isOtherMoment &&
                       (!frame.isRunning || wallMs - known->changedMs >= kToldMs)) {
                known->change.clear();
            }
        }
    }
    for (auto seen = m_seen.begin(); seen != m_seen.end();) {
        seen = seen->round == m_round ? std::next(seen) : m_seen.erase(seen);
    }
}

const FieldChanges::Seen* FieldChanges::find(const QString& section, const QString& field) const {
    const auto seen = m_seen.constFind(nameIn(section, field));
    return seen == m_seen.cend() ? nullptr : &*seen;
}

QString FieldChanges::changeOf(const QString& section, const QString& field) const {
    const Seen* seen = find(section, field);
    return seen != nullptr ? seen->change : QString();
}

bool FieldChanges::isFlashing(const QString& section, const QString& field,
                              std::int64_t wallMs) const {
    const Seen* seen = find(section, field);
    return seen != nullptr && wallMs - seen->changedMs < kFlashMs;
}

}  // namespace quorate::gui
