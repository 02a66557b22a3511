// SPDX-License-Identifier: Apache-2.0
#include "gui/checks/check_details.h"

#include <QVBoxLayout>

#include "gui/model/wording.h"
#include "gui/widgets/flow_layout.h"

namespace quorate::gui {

namespace {

constexpr int kMargin = 10;
constexpr int kGap = 6;

/// What of a violation is shown first: the message, else an entry, else the event.
Selected subjectOf(const FoundViolation& first) {
    if (first.message) {
        return *first.message;
    }
    if (!first.entries.empty() && first.node != raft::kNoNode) {
        return EntryOnNode{first.node, first.entries.front().index};
    }
    return first.event;
}

QLabel* paragraph(const QString& name, QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setObjectName(name);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

}  // namespace

CheckDetails::CheckDetails(ViewContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_rule(paragraph(QStringLiteral("checkRule"), this)),
      m_text(new LinkedLabel(context, this)),
      m_go(new QToolButton(this)),
      m_links(new QWidget(this)) {
    setObjectName(QStringLiteral("checkDetails"));
    m_text->setObjectName(QStringLiteral("checkText"));
    m_text->setWordWrap(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kMargin, kGap, kMargin, kMargin);
    column->setSpacing(kGap);
    column->addWidget(m_rule);
    column->addWidget(m_text);
    column->addWidget(m_links);
    auto* links = new FlowLayout(m_links);
    links->setContentsMargins(0, 0, 0, 0);
    links->setSpacing(kGap);
    m_go->setObjectName(QStringLiteral("goToFirst"));
    m_go->setText(tr("Go to the first moment"));
    m_go->setToolTip(tr("Shows the moment at which this was seen, and selects what it is about"));
    links->addWidget(m_go);
    connect(m_go, &QToolButton::clicked, this, &CheckDetails::goToFirst);
    m_links->hide();
    m_text->hide();
}

void CheckDetails::show(const CheckRow& row) {
    const bool isNew = !m_row || m_row->name != row.name ||
                       m_row->first.has_value() != row.first.has_value() || m_row->note != row.note;
    m_row = row;
    if (!isNew) {
        return;
    }
    m_rule->setText(row.paper.isEmpty() ? row.rule
                                        : QStringLiteral("%1 (%2)").arg(row.rule, row.paper));
    const QString seen = row.first ? QString::fromStdString(row.first->text) : row.note;
    m_text->setLinkedText(row.first ? QStringLiteral("✕ %1").arg(seen) : seen,
                          row.first ? row.first->node : raft::kNoNode);
    m_text->setVisible(!seen.isEmpty());
    QPalette palette = m_text->palette();
    palette.setColor(QPalette::WindowText, row.first ? m_context.theme.theme().danger
                                                     : m_context.theme.theme().textSecondary);
    m_text->setPalette(palette);
    m_links->setVisible(row.first.has_value());
    fillLinks();
}

void CheckDetails::fillLinks() {
    qDeleteAll(m_subjects);
    m_subjects.clear();
    if (!m_row || !m_row->first) {
        return;
    }
    const FoundViolation& first = *m_row->first;
    if (first.node != raft::kNoNode) {
        addLink(nameOf(first.node), QStringLiteral("linkNode"), first.node);
    }
    int number = 0;
    for (const raft::EntryId entry : first.entries) {
        // An acknowledgement names an index only.
        const QString which = entry.term == raft::Term(0) ? tr("index %1").arg(entry.index.value())
                                                          : tr("entry %1").arg(textOf(entry));
        addLink(which, QStringLiteral("linkEntry%1").arg(number++),
                EntryOnNode{first.node, entry.index});
    }
    if (first.message) {
        addLink(tr("message"), QStringLiteral("linkMessage"), *first.message);
    }
    addLink(tr("event %1").arg(first.number + 1), QStringLiteral("linkEvent"), first.event);
}

void CheckDetails::addLink(const QString& text, const QString& name, const Selected& target) {
    auto* button = new QToolButton(m_links);
    button->setObjectName(name);
    button->setText(text);
    button->setAccessibleName(tr("Select %1").arg(text));
    button->setToolTip(tr("Selects it, at the moment at which the check was violated"));
    connect(button, &QToolButton::clicked, this, [this, target] { go(target); });
    m_links->layout()->addWidget(button);
    m_subjects.push_back(button);
    button->show();
}

/// All that the violation is about; an entry wherever there may be one at its index, since it is
/// mostly about logs that differ.
std::vector<Selected> CheckDetails::concerned() const {
    const FoundViolation& first = *m_row->first;
    std::vector<Selected> all;
    if (first.node != raft::kNoNode) {
        all.emplace_back(first.node);
    }
    if (first.message) {
        all.emplace_back(*first.message);
    }
    const FramePtr& frame = m_context.frames.frame();
    for (const raft::EntryId entry : first.entries) {
        all.emplace_back(EntryOnNode{first.node, entry.index});
        for (std::size_t i = 0; frame != nullptr && i < frame->state.nodeCount(); ++i) {
            if (frame->state.nodeAt(i).id != first.node) {
                all.emplace_back(EntryOnNode{frame->state.nodeAt(i).id, entry.index});
            }
        }
    }
    return all;
}

void CheckDetails::go(const Selected& target) {
    m_context.time.goTo(EventPlace{m_row->first->number + 1});
    m_context.selection.selectWith(target, concerned());
}

void CheckDetails::goToFirst() {
    if (m_row && m_row->first) {
        go(subjectOf(*m_row->first));
    }
}

}  // namespace quorate::gui
