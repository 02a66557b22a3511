// SPDX-License-Identifier: Apache-2.0
#include "gui/faults/node_fault_form.h"

#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

#include "gui/actions/command_check.h"
#include "gui/faults/fault_commands.h"
#include "gui/model/permission.h"
#include "gui/model/wording.h"
#include "gui/widgets/flow_layout.h"

namespace quorate::gui {

namespace {

constexpr int kMargin = 8;

QLabel* paleLabel(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

QToolButton* makeButton(const QString& text, const QString& name, QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setObjectName(name);
    button->setText(text);
    button->setAccessibleName(text);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

void empty(QLayout& layout) {
    while (QLayoutItem* item = layout.takeAt(0)) {
        if (item->widget() != nullptr) {
            item->widget()->setObjectName(QString());
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
}

}  // namespace

NodeFaultForm::NodeFaultForm(ViewContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_fault(new QComboBox(this)),
      m_amountName(paleLabel(QString(), this)),
      m_amount(new QDoubleSpinBox(this)),
      m_presets(new QWidget(this)),
      m_nodes(new QWidget(this)),
      m_all(makeButton(tr("All"), QStringLiteral("allNodes"), this)),
      m_apply(makeButton(QString(), QStringLiteral("applyNodeFault"), this)),
      m_note(new QLabel(this)) {
    setObjectName(QStringLiteral("nodeFaultForm"));
    setAccessibleName(tr("Faults of disks and clocks"));
    m_fault->setObjectName(QStringLiteral("nodeFault"));
    m_fault->setAccessibleName(tr("What is to be wrong with the disk or the clock"));
    for (int i = 0; i < kNodeFaultCount; ++i) {
        m_fault->addItem(nameOf(static_cast<NodeFault>(i)));
    }
    m_fault->setMaxVisibleItems(kNodeFaultCount);
    m_fault->setMinimumContentsLength(12);
    m_fault->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_amount->setObjectName(QStringLiteral("faultAmount"));
    m_amount->setKeyboardTracking(true);
    m_nodes->setObjectName(QStringLiteral("faultNodes"));
    m_nodes->setAccessibleName(tr("Nodes that it is about"));
    m_presets->setAccessibleName(tr("Usual amounts"));
    for (QWidget* group : {m_nodes, m_presets}) {
        (new FlowLayout(group))->setContentsMargins(0, 0, 0, 0);
    }
    m_note->setObjectName(QStringLiteral("nodeFaultNote"));
    m_note->setWordWrap(true);
    m_note->setForegroundRole(QPalette::PlaceholderText);

    auto* what = new QHBoxLayout;
    what->setSpacing(kMargin);
    what->addWidget(m_fault, 1);
    what->addWidget(m_apply);
    auto* amount = new QHBoxLayout;
    amount->setSpacing(kMargin);
    amount->addWidget(m_amountName);
    amount->addWidget(m_amount);
    amount->addStretch(1);
    auto* where = new QHBoxLayout;
    where->setSpacing(kMargin);
    where->addWidget(paleLabel(tr("on"), this));
    where->addWidget(m_nodes, 1);
    where->addWidget(m_all);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kMargin, 2, kMargin, 4);
    column->setSpacing(6);
    column->addLayout(what);
    column->addLayout(amount);
    column->addWidget(m_presets);
    column->addLayout(where);
    column->addWidget(m_note);
    setTabOrder(m_fault, m_amount);

    connect(m_fault, &QComboBox::currentIndexChanged, this, &NodeFaultForm::showFault);
    connect(m_apply, &QToolButton::clicked, this, &NodeFaultForm::apply);
    connect(m_all, &QToolButton::clicked, this, [this] {
        const bool isOn = nodes().size() != m_buttons.size();
        for (QToolButton* button : m_buttons) {
            button->setChecked(isOn);
        }
        m_isChosen = true;
        refresh();
    });
    connect(&context.selection, &SelectionModel::selectedChanged, this, [this] {
        if (!m_isChosen) {
            takeSelected();
            refresh();
        }
    });
    connect(&context.desk, &SessionDesk::sessionChanged, this, [this] { m_isChosen = false; });
    showFault();
}

NodeFault NodeFaultForm::fault() const {
    return static_cast<NodeFault>(std::max(0, m_fault->currentIndex()));
}

std::vector<raft::NodeId> NodeFaultForm::nodes() const {
    std::vector<raft::NodeId> chosen;
    for (std::size_t i = 0; i < m_buttons.size(); ++i) {
        if (m_buttons[i]->isChecked()) {
            chosen.push_back(m_known[i]);
        }
    }
    return chosen;
}

void NodeFaultForm::makeNodes(const std::vector<raft::NodeId>& nodes) {
    const std::vector<raft::NodeId> chosen = this->nodes();
    empty(*m_nodes->layout());
    m_buttons.clear();
    m_known = nodes;
    QWidget* before = m_presets;
    for (const raft::NodeId node : nodes) {
        QToolButton* button =
            makeButton(nameOf(node), QStringLiteral("faultAt%1").arg(node.value()), m_nodes);
        button->setCheckable(true);
        button->setChecked(std::find(chosen.begin(), chosen.end(), node) != chosen.end());
        m_nodes->layout()->addWidget(button);
        m_buttons.push_back(button);
        setTabOrder(before, button);
        before = button;
        connect(button, &QToolButton::clicked, this, [this] {
            m_isChosen = true;
            refresh();
        });
    }
    setTabOrder(before, m_all);
    setTabOrder(m_all, m_apply);
    if (!m_isChosen) {
        takeSelected();
    }
    m_nodes->updateGeometry();
}

void NodeFaultForm::takeSelected() {
    if (m_buttons.empty()) {
        return;
    }
    const auto selected = std::find(m_known.begin(), m_known.end(), m_context.selection.node());
    const auto place =
        selected == m_known.end() ? 0U : static_cast<std::size_t>(selected - m_known.begin());
    for (std::size_t i = 0; i < m_buttons.size(); ++i) {
        m_buttons[i]->setChecked(i == place);
    }
}

void NodeFaultForm::refresh() {
    const FramePtr& frame = m_context.frames.frame();
    const auto known = frame != nullptr ? nodesOf(frame->state) : std::vector<raft::NodeId>();
    if (known != m_known) {
        makeNodes(known);
    }
    const QString cannot = whyNot(m_context, abilityFor(fault()));
    const QString reason = !cannot.isEmpty() ? cannot
                           : nodes().empty() ? tr("Choose at least one node.")
                                             : whyNotCommand();
    const bool isCrash =
        fault() == NodeFault::CrashForgetting || fault() == NodeFault::CrashTearing;
    m_apply->setText(isCrash ? tr("Crash") : tr("Break"));
    m_apply->setEnabled(reason.isEmpty());
    const QString all =
        tr("%1 %2: %3")
            .arg(nameOf(fault()), amountText(fault(), m_amount->value()), listOf(nodes()));
    m_apply->setToolTip(reason.isEmpty() ? all.simplified() : reason);
    m_apply->setAccessibleName(tr("%1: %2").arg(m_apply->text(), all.simplified()));
    m_note->setText(reason.isEmpty() || nodes().empty() ? explain(fault()) : reason);
    for (QWidget* widget :
         {static_cast<QWidget*>(m_amount), m_presets, m_nodes, static_cast<QWidget*>(m_all)}) {
        widget->setEnabled(cannot.isEmpty());
        widget->setToolTip(cannot);
    }
}

void NodeFaultForm::showPresets(const AmountChoice& choice) {
    empty(*m_presets->layout());
    int number = 0;
    for (const double preset : choice.presets) {
        const QString text = amountText(fault(), preset);
        QToolButton* button = makeButton(text, QStringLiteral("preset%1").arg(number++), m_presets);
        m_presets->layout()->addWidget(button);
        connect(button, &QToolButton::clicked, m_amount,
                [this, preset] { m_amount->setValue(preset); });
    }
    m_presets->updateGeometry();
}

void NodeFaultForm::showFault() {
    const AmountChoice choice = amountOf(fault());
    m_amountName->setText(choice.name);
    m_amountName->setVisible(choice.isAsked());
    m_amount->setVisible(choice.isAsked());
    m_presets->setVisible(choice.isAsked());
    {
        const QSignalBlocker quiet(m_amount);
        m_amount->setDecimals(choice.decimals);
        m_amount->setRange(choice.least, choice.most);
        m_amount->setSuffix(u' ' + choice.unit);
        m_amount->setValue(choice.usual);
        m_amount->setAccessibleName(tr("%1 in %2").arg(choice.name, choice.unit));
    }
    showPresets(choice);
    refresh();
}

void NodeFaultForm::begin(NodeFault fault) {
    m_fault->setCurrentIndex(static_cast<int>(fault));
    m_fault->setFocus(Qt::OtherFocusReason);
}

QString NodeFaultForm::whyNotCommand() const {
    const auto command = commandFor(fault(), m_amount->value(), nodes());
    return command ? whyNot(m_context, *command) : QString();
}

void NodeFaultForm::apply() {
    if (!whyNot(m_context, abilityFor(fault())).isEmpty() || !whyNotCommand().isEmpty()) {
        return;
    }
    if (const auto command = commandFor(fault(), m_amount->value(), nodes())) {
        m_context.desk.run(*command);
    }
}

}  // namespace quorate::gui
