// SPDX-License-Identifier: Apache-2.0
#include "gui/shell/status_line.h"

#include <QAccessible>
#include <QEvent>
#include <QLocale>

#include <algorithm>

#include "gui/model/cluster_facts.h"
#include "gui/widgets/frame_pace.h"

namespace quorate::gui {

namespace {

constexpr int kForgetMs = 8000;
constexpr int kMargin = 8;
constexpr int kGap = 16;

}  // namespace

StatusLine::StatusLine(ViewContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_facts(new LinkedLabel(context, this)),
      m_message(new LinkedLabel(context, this)) {
    setObjectName(QStringLiteral("statusLine"));
    m_facts->setObjectName(QStringLiteral("facts"));
    m_message->setObjectName(QStringLiteral("message"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_message->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_forget.setSingleShot(true);
    m_forget.setInterval(kForgetMs);
    connect(&m_forget, &QTimer::timeout, this, [this] {
        m_message->setLinkedText(QString());
        fit();
    });
    connect(new FramePace(context.frames, this), &FramePace::due, this, &StatusLine::read);
    connect(&m_context.desk, &SessionDesk::statusChanged, this, &StatusLine::read);
}

QStringList StatusLine::factsOf(const Frame& frame) {
    const QLocale locale;
    const observe::ClusterState& state = frame.state;
    const observe::NodeState* leader = leaderOf(state);
    raft::Term term;
    raft::Index commit;
    std::size_t running = 0;
    std::size_t members = 0;
    bool isUnreachable = false;
    for (std::size_t i = 0; i < state.nodeCount(); ++i) {
        const observe::NodeState& node = state.nodeAt(i);
        running += isRunning(node) ? 1U : 0U;
        isUnreachable = isUnreachable || node.condition == observe::NodeCondition::Unreachable;
        term = std::max(term, node.term);
        commit = std::max(commit, node.log.committed);
        members = std::max(members, observe::membersOf(node.configuration).size());
    }
    QStringList facts;
    facts << (leader != nullptr
                  ? tr("term %1 · leader n%2").arg(leader->term.value()).arg(leader->id.value())
                  : tr("term %1 · no leader").arg(term.value()));
    const std::size_t voters =
        leader != nullptr ? leader->configuration.voters.size() : state.nodeCount();
    facts << tr("commit %1 · quorum %2 of %3").arg(commit.value()).arg(voters / 2 + 1).arg(voters);
    // Of one that is not seen nobody knows whether it runs.
    facts << (isUnreachable ? tr("%1 of %2 nodes seen") : tr("%1 of %2 nodes running"))
                 .arg(running)
                 .arg(std::max(members, running));
    if (!state.faults().empty()) {
        const auto count = static_cast<int>(state.faults().size());
        facts << (count == 1 ? tr("1 fault active") : tr("%1 faults active").arg(count));
    }
    facts << tr("%1 events recorded").arg(locale.toString(frame.lastCount));
    return facts;
}

void StatusLine::read() {
    const FramePtr& frame = m_context.frames.frame();
    if (frame == nullptr) {
        m_said.clear();
        fit();
        return;
    }
    QStringList facts = factsOf(*frame);
    Session* session = m_context.desk.session();
    if (session != nullptr && frame->isRunning) {
        const SessionStatus& status = session->status();
        if (status.reachedSpeed < status.speed * 0.8) {
            facts << tr("%1× of %2×: this machine does not keep up")
                         .arg(status.reachedSpeed, 0, 'g', 2)
                         .arg(status.speed, 0, 'g', 2);
        }
        if (const auto& failure = session->recording().latest()->fileFailure) {
            facts
                << tr("recorded in memory only: %1").arg(QString::fromStdString(failure->message));
        }
    }
    m_said = facts.join(QStringLiteral("   |   "));
    fit();
}

QSize StatusLine::sizeHint() const {
    return {1, std::max(m_facts->sizeHint().height(), m_message->sizeHint().height())};
}

/// What was told last is whole; the facts end where there is no room for all of them. There is no
/// layout, since one would have the whole window laid out anew with each change of the text.
void StatusLine::fit() {
    const int message = m_message->text().isEmpty() ? 0 : m_message->sizeHint().width() + kGap;
    const int room = std::max(0, contentsRect().width() - 2 * kMargin - message);
    m_facts->setLinkedText(m_facts->fontMetrics().elidedText(m_said, Qt::ElideRight, room));
    m_facts->setToolTip(m_said);
    const QRect all = contentsRect().adjusted(kMargin, 0, -kMargin, 0);
    const int facts = std::min(all.width(), m_facts->sizeHint().width());
    m_facts->setGeometry(all.left(), all.top(), facts, all.height());
    m_message->setGeometry(all.adjusted(facts, 0, 0, 0));
}

void StatusLine::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fit();
}

void StatusLine::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        updateGeometry();
        fit();
    }
}

void StatusLine::complain(const QString& text) {
    say(text, true);
}
void StatusLine::tell(const QString& text) {
    say(text, false);
}

void StatusLine::say(const QString& text, bool isComplaint) {
    const Theme& theme = m_context.theme.theme();
    m_message->setStyleSheet(
        QStringLiteral("color: %1").arg((isComplaint ? theme.danger : theme.text).name()));
    m_message->setLinkedText(isComplaint ? QStringLiteral("⚠ ") + text : text);
    m_message->setToolTip(text);
    fit();
    QAccessibleEvent event(m_message, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
    m_forget.start();
}

}  // namespace quorate::gui
