// SPDX-License-Identifier: Apache-2.0
#include "gui/checks/sabotage_panel.h"

#include <QCoreApplication>
#include <QVBoxLayout>

#include <algorithm>

#include "gui/actions/command_check.h"
#include "gui/faults/fault_text.h"

namespace quorate::gui {

namespace {

constexpr int kMargin = 10;
constexpr int kGap = 4;

struct Switches {
    Q_DECLARE_TR_FUNCTIONS(SabotageSwitches)

public:
    static QString harmOf(stage::SabotagedRule rule) {
        switch (rule) {
        case stage::SabotagedRule::CommitOldTerms:
            return tr(
                "A leader counts copies of entries of any term. What it called committed "
                "can be overwritten (§5.4.2, Figure 8).");
        case stage::SabotagedRule::SkipSync:
            return tr(
                "A log says that it is synced and has not even tried. What was acknowledged "
                "is lost with the power.");
        case stage::SabotagedRule::ForgetVotes:
            return tr(
                "A vote is not stored. After a restart a node can vote again in the same "
                "term, and two nodes can lead in it.");
        case stage::SabotagedRule::ReadAlone:
            return tr(
                "A leader answers reads without asking whether it still leads. Cut off from "
                "the others, it answers from the past.");
        }
        return {};
    }
};

}  // namespace

SabotagePanel::SabotagePanel(ViewContext& context, QWidget* parent)
    : QWidget(parent), m_context(context), m_reason(new QLabel(this)) {
    setObjectName(QStringLiteral("sabotage"));
    setAccessibleName(tr("Sabotage"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kMargin, kGap, kMargin, kMargin);
    column->setSpacing(kGap);
    auto* title = new QLabel(tr("<b>Sabotage</b> &nbsp; what happens without a rule"), this);
    title->setTextFormat(Qt::RichText);
    title->setWordWrap(true);
    column->addWidget(title);
    for (const stage::SabotagedRule rule : stage::kSabotagedRules) {
        QString text = sabotageText(rule);
        text[0] = text[0].toUpper();
        auto* button = new SwitchButton(context.theme, text, this);
        button->setObjectName(QStringLiteral("sabotage-") +
                              QString::fromLatin1(stage::toString(rule).data(),
                                                  static_cast<int>(stage::toString(rule).size())));
        connect(button, &QAbstractButton::clicked, this, [this, rule](bool isOn) {
            m_context.desk.run(SetSabotage{rule, isOn});
            refresh();
        });
        m_switches[static_cast<std::size_t>(rule)] = button;
        column->addWidget(button);
    }
    m_reason->setObjectName(QStringLiteral("sabotageReason"));
    m_reason->setWordWrap(true);
    m_reason->setForegroundRole(QPalette::PlaceholderText);
    column->addWidget(m_reason);
    refresh();
}

void SabotagePanel::refresh() {
    const FramePtr& frame = m_context.frames.frame();
    const QString reason = whyNot(m_context, SetSabotage{});
    for (const stage::SabotagedRule rule : stage::kSabotagedRules) {
        SwitchButton* button = m_switches[static_cast<std::size_t>(rule)];
        const bool isOn =
            frame != nullptr &&
            std::any_of(frame->state.faults().begin(), frame->state.faults().end(),
                        [rule](const auto& fault) { return fault.fault == faultOf(rule); });
        button->setChecked(isOn);
        button->setEnabled(reason.isEmpty());
        button->setToolTip(reason.isEmpty() ? Switches::harmOf(rule) : reason);
    }
    m_reason->setText(reason);
    m_reason->setVisible(!reason.isEmpty());
}

}  // namespace quorate::gui
