// SPDX-License-Identifier: Apache-2.0
#include "gui/console/ask_panel.h"

#include <QEvent>

#include <algorithm>

#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

using observe::OperationKind;

constexpr int kSpacing = 6;
constexpr quint64 kSecond = 1'000'000'000;
/// Of a field, in characters.
constexpr int kLeastCharacters = 9;

/// Of the box of targets.
constexpr qulonglong kAny = ~qulonglong{0};

OperationKind kindOf(const QComboBox& box) {
    return static_cast<OperationKind>(box.currentData().toInt());
}

}  // namespace

AskPanel::AskPanel(QWidget* parent)
    : QWidget(parent),
      m_rows(new QBoxLayout(QBoxLayout::LeftToRight, this)),
      m_what(new QHBoxLayout),
      m_how(new QHBoxLayout),
      m_boxes(new FlowLayout),
      m_kind(addBox(m_what, QStringLiteral("operation"), tr("Operation"))),
      m_key(addEdit(m_what, QStringLiteral("key"), tr("key"))),
      m_expected(addEdit(m_what, QStringLiteral("expected"), tr("expected"))),
      m_value(addEdit(m_what, QStringLiteral("value"), tr("value"))),
      m_target(addBox(m_boxes, QStringLiteral("target"), tr("Node to ask"))),
      m_level(addBox(m_boxes, QStringLiteral("level"), tr("What a read promises"))),
      m_wait(addBox(m_boxes, QStringLiteral("wait"), tr("How long to wait"))),
      m_send(new QPushButton(tr("Send"), this)) {
    setObjectName(QStringLiteral("askPanel"));
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(kSpacing);
    for (QHBoxLayout* row : {m_what, m_how}) {
        row->setSpacing(kSpacing);
        m_rows->addLayout(row, row == m_what ? 1 : 0);
    }
    const auto addKind = [this](const QString& text, OperationKind kind) {
        m_kind->addItem(text, static_cast<int>(kind));
    };
    addKind(tr("put"), OperationKind::Put);
    addKind(tr("get"), OperationKind::Get);
    addKind(tr("delete"), OperationKind::Delete);
    addKind(tr("cas"), OperationKind::CompareAndSwap);
    addKind(tr("range"), OperationKind::Range);
    m_kind->setItemData(3, tr("Compare and swap: the new value, if the old one is as expected"),
                        Qt::ToolTipRole);
    m_kind->setItemData(4, tr("All keys that begin alike"), Qt::ToolTipRole);
    m_expected->setToolTip(tr("The value that must be there; nothing: no such key"));

    m_target->setToolTip(tr("Whom to ask: whoever leads, any node in turn, or one of them"));
    const auto addLevel = [this](const QString& text, node::ReadLevel level, const QString& tip) {
        m_level->addItem(text, static_cast<int>(level));
        m_level->setItemData(m_level->count() - 1, tip, Qt::ToolTipRole);
    };
    addLevel(tr("linearizable"), node::ReadLevel::Linearizable,
             tr("Sees all that was answered before; a quorum confirms the leader"));
    addLevel(tr("lease"), node::ReadLevel::Lease,
             tr("The same as long as clocks run at about the same rate"));
    addLevel(tr("local"), node::ReadLevel::Local, tr("What the node has applied, however old"));
    m_level->setToolTip(tr("What a read promises"));
    for (const quint64 seconds : {1U, 5U, 30U}) {
        m_wait->addItem(tr("wait %1 s").arg(seconds), seconds * kSecond);
    }
    m_wait->addItem(tr("no limit"), quint64{0});
    m_wait->setCurrentIndex(1);
    m_wait->setToolTip(tr("After this time the client no longer waits for its answer"));
    m_send->setObjectName(QStringLiteral("send"));
    m_send->setProperty("primary", true);
    m_send->setAutoDefault(false);
    m_boxes->setSpacing(kSpacing);
    m_how->addLayout(m_boxes, 1);
    m_how->addWidget(m_send, 0, Qt::AlignBottom);

    setFocusProxy(m_key);
    setNodes({}, {});
    connect(m_kind, &QComboBox::currentIndexChanged, this, &AskPanel::showFields);
    connect(m_send, &QPushButton::clicked, this, &AskPanel::send);
    for (QLineEdit* edit : {m_key, m_expected, m_value}) {
        connect(edit, &QLineEdit::returnPressed, this, &AskPanel::send);
        connect(edit, &QLineEdit::textChanged, this, &AskPanel::allow);
    }
    showFields();
}

QLineEdit* AskPanel::addEdit(QBoxLayout* row, const QString& name, const QString& placeholder) {
    auto* edit = new QLineEdit(this);
    edit->setObjectName(name);
    edit->setPlaceholderText(placeholder);
    edit->setAccessibleName(placeholder);
    row->addWidget(edit, 1);
    return edit;
}

QComboBox* AskPanel::addBox(QLayout* row, const QString& name, const QString& accessible) {
    auto* box = new QComboBox(this);
    box->setObjectName(name);
    box->setAccessibleName(accessible);
    box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    row->addWidget(box);
    return box;
}

AskForm AskPanel::form() const {
    AskForm form;
    form.kind = kindOf(*m_kind);
    form.key = m_key->text().toStdString();
    form.value = m_value->text().toStdString();
    form.expected = m_expected->text().toStdString();
    form.target = target();
    form.level = static_cast<node::ReadLevel>(m_level->currentData().toInt());
    form.timeoutNs = m_wait->currentData().toULongLong();
    return form;
}

raft::NodeId AskPanel::target() const {
    const qulonglong chosen = m_target->currentData().toULongLong();
    if (chosen != kAny) {
        return raft::NodeId(chosen);
    }
    if (m_running.empty()) {
        return raft::kNoNode;
    }
    const auto next = std::upper_bound(m_running.begin(), m_running.end(), m_last);
    return next == m_running.end() ? m_running.front() : *next;
}

void AskPanel::setKey(const QString& key) {
    m_key->setText(key);
    QLineEdit* next = m_value->isHidden() ? m_key : m_value;
    next->setFocus(Qt::OtherFocusReason);
    next->selectAll();
}

void AskPanel::setNodes(const std::vector<raft::NodeId>& nodes,
                        const std::vector<raft::NodeId>& running) {
    m_running = running;
    if (m_target->count() > 0 && nodes == m_nodes) {
        return;
    }
    m_nodes = nodes;
    const QVariant before = m_target->currentData();
    m_target->clear();
    m_target->addItem(tr("leader"), qulonglong{raft::kNoNode.value()});
    m_target->addItem(tr("any"), kAny);
    m_target->setItemData(1, tr("One node after the other, of those that run"), Qt::ToolTipRole);
    for (const raft::NodeId node : nodes) {
        m_target->addItem(nameOf(node), qulonglong{node.value()});
    }
    m_target->setCurrentIndex(std::max(0, m_target->findData(before)));
    arrange();
}

void AskPanel::setReason(const QString& reason) {
    m_reason = reason;
    allow();
}

void AskPanel::showFields() {
    const OperationKind kind = kindOf(*m_kind);
    const bool isSwap = kind == OperationKind::CompareAndSwap;
    const bool isRange = kind == OperationKind::Range;
    m_key->setPlaceholderText(isRange ? tr("prefix") : tr("key"));
    m_key->setAccessibleName(m_key->placeholderText());
    m_expected->setVisible(isSwap);
    m_value->setVisible(isSwap || kind == OperationKind::Put);
    m_value->setPlaceholderText(isSwap ? tr("new value") : tr("value"));
    m_value->setAccessibleName(m_value->placeholderText());
    m_level->setVisible(isRange || kind == OperationKind::Get);
    allow();
    arrange();
}

void AskPanel::allow() {
    const QString lacks = whatLacks(form());
    m_send->setEnabled(m_reason.isEmpty() && lacks.isEmpty());
    m_send->setToolTip(m_reason.isEmpty() ? lacks : m_reason);
}

void AskPanel::send() {
    if (m_send->isEnabled()) {
        const raft::NodeId asked = target();
        Q_EMIT sendRequested();
        m_last = asked;
    }
}

void AskPanel::arrange() {
    const int least = fontMetrics().averageCharWidth() * kLeastCharacters + 2 * kSpacing;
    int needed = 0;
    for (const QWidget* box : {static_cast<QWidget*>(m_kind), static_cast<QWidget*>(m_target),
                               static_cast<QWidget*>(m_level), static_cast<QWidget*>(m_wait),
                               static_cast<QWidget*>(m_send)}) {
        needed += box->isHidden() ? 0 : box->sizeHint().width() + kSpacing;
    }
    for (QLineEdit* edit : {m_key, m_expected, m_value}) {
        edit->setMinimumWidth(least / 2);
        needed += edit->isHidden() ? 0 : least + kSpacing;
    }
    const auto wanted = needed <= width() ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom;
    if (m_rows->direction() != wanted) {
        m_rows->setDirection(wanted);
    }
}

QSize AskPanel::minimumSizeHint() const {
    return {std::max(m_what->minimumSize().width(), m_how->minimumSize().width()),
            layout()->minimumSize().height()};
}

void AskPanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrange();
}

void AskPanel::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        arrange();
    }
}

}  // namespace quorate::gui
