// SPDX-License-Identifier: Apache-2.0
#include "gui/storage/crash_place.h"

#include <algorithm>

namespace quorate::gui {

namespace {

/// A start is gone through whole, so it is not asked for at every refresh.
constexpr qint64 kIntervalMs = 900;
/// Of the time, so much at the most goes into the answers.
constexpr qint64 kShare = 10;

}  // namespace

CrashPlace::CrashPlace(DiskTalk& talk, QObject* parent) : QObject(parent), m_talk(talk) {
    connect(&talk, &DiskTalk::changed, this, &CrashPlace::clear);
}

void CrashPlace::clear() {
    m_answer.reset();
    m_record.reset();
    m_problem.clear();
    m_isAsking = false;
    m_isStale = true;
    if (m_kind == Kind::Record) {
        m_kind = Kind::Certain;
    }
    Q_EMIT changed();
}

void CrashPlace::setKind(Kind kind) {
    if (kind == m_kind) {
        return;
    }
    m_kind = kind;
    ask();
    Q_EMIT changed();
}

void CrashPlace::setRecord(const std::optional<storage::WalPosition>& end) {
    if (end == m_record) {
        return;
    }
    m_record = end;
    if (m_kind == Kind::Record) {
        ask();
    }
    Q_EMIT changed();
}

bool CrashPlace::refresh() {
    const qint64 wait = std::max(kIntervalMs, kShare * m_tookMs);
    if (!m_isStale && (m_isAsking || m_since.elapsed() < wait)) {
        return false;
    }
    ask();
    return true;
}

void CrashPlace::ask() {
    if (m_isAsking) {
        m_isStale = true;
        return;
    }
    storage::CrashQuestion question;
    if (m_kind == Kind::Written) {
        question.keeps = m_answer ? std::optional(m_answer->written) : std::nullopt;
    } else if (m_kind == Kind::Record) {
        question.keeps = m_record;
    }
    // Where all ends that is written, is known from the first answer on.
    m_isStale = m_kind == Kind::Written && !m_answer;
    m_isAsking = true;
    m_since.start();
    m_talk.ask<storage::CrashAnswer>(question, [this](const Result<storage::CrashAnswer>& answer) {
        m_isAsking = false;
        m_tookMs = m_since.elapsed();
        m_problem = answer ? QString() : QString::fromStdString(answer.error().message);
        m_answer = answer ? std::optional(*answer) : std::nullopt;
        if (m_isStale && answer) {
            ask();
        }
        Q_EMIT changed();
    });
}

}  // namespace quorate::gui
