// SPDX-License-Identifier: Apache-2.0
#include "gui/shell/announcer.h"

#include <QAccessible>
#include <QAccessibleWidget>

#include <utility>

#include "gui/checks/check_rows.h"
#include "gui/model/cluster_facts.h"
#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

/// What screen readers speak when it shows itself.
QAccessibleInterface* makeFor(const QString& /*className*/, QObject* object) {
    auto* announcer = qobject_cast<Announcer*>(object);
    return announcer != nullptr ? new QAccessibleWidget(announcer, QAccessible::Notification)
                                : nullptr;
}

void tell(QWidget* widget, QAccessible::Event type) {
    QAccessibleEvent event(widget, type);
    QAccessible::updateAccessibility(&event);
}

}  // namespace

Announcer::Announcer(ViewContext& context, QWidget* parent)
    : QWidget(parent), m_context(context), m_pause(this) {
    QAccessible::installFactory(&makeFor);
    setObjectName(QStringLiteral("announcer"));
    // There for those who ask the window what it has, and in nobody's way.
    setFixedSize(1, 1);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    m_pause.setSingleShot(true);
    m_pause.setInterval(kPauseMs);
    connect(&m_pause, &QTimer::timeout, this, [this] {
        if (!m_next.isEmpty()) {
            say(std::exchange(m_next, QString()));
        }
    });
    connect(&m_context.frames, &FrameSource::frameChanged, this, &Announcer::look);
    connect(&m_context.desk, &SessionDesk::sessionChanged, this, [this] {
        m_last.reset();
        m_checks = nullptr;
        m_violated.reset();
        m_next.clear();
    });
}

Announcer::Standing Announcer::standingOf(const Frame& frame) {
    Standing standing;
    const observe::NodeState* leader = leaderOf(frame.state);
    const observe::NodeState* candidate = candidateOf(frame.state);
    if (leader != nullptr) {
        standing.leader = leader->id;
        standing.term = leader->term;
    }
    if (candidate != nullptr && candidate->role == raft::Role::Candidate &&
        candidate->term > standing.term) {
        standing.candidate = candidate->id;
        standing.term = candidate->term;
    }
    return standing;
}

void Announcer::look() {
    const FramePtr& frame = m_context.frames.frame();
    if (frame == nullptr) {
        return;
    }
    lookAtChecks();
    const Standing now = standingOf(*frame);
    const std::optional<Standing> before = std::exchange(m_last, now);
    if (before == now) {
        return;
    }
    if (now.candidate) {
        announce(tr("Election: %1 asks for votes in term %2")
                     .arg(nameOf(*now.candidate))
                     .arg(now.term.value()));
    } else if (now.leader) {
        announce(tr("%1 leads term %2").arg(nameOf(*now.leader)).arg(now.term.value()));
    } else if (before && before->leader) {
        announce(tr("Nobody leads"));
    }
}

/// Of a session that was opened, what was violated earlier is no news.
void Announcer::lookAtChecks() {
    Session* session = m_context.desk.session();
    const CheckResultsPtr results =
        session != nullptr ? session->recording().latest()->checks : nullptr;
    if (results == nullptr || results == m_checks) {
        return;
    }
    m_checks = results;
    std::set<QString> violated;
    QString news;
    for (const CheckRow& row : checkRows(*results, session)) {
        if (row.lamp != Lamp::Violated) {
            continue;
        }
        violated.insert(row.name);
        if (m_violated && m_violated->count(row.name) == 0 && news.isEmpty()) {
            news = tr("Violated: %1. %2").arg(row.title, row.rule);
        }
    }
    m_violated = std::move(violated);
    if (!news.isEmpty()) {
        // Elections are told later, or not at all.
        m_next.clear();
        say(news);
    }
}

void Announcer::announce(const QString& text) {
    if (m_pause.isActive()) {
        m_next = text;
    } else {
        say(text);
    }
}

/// Several ways, since each platform listens to another one.
void Announcer::say(const QString& text) {
    m_pause.start();
    tell(this, QAccessible::ObjectHide);
    setAccessibleName(text);
    tell(this, QAccessible::ObjectShow);
    tell(this, QAccessible::Alert);
}

}  // namespace quorate::gui
