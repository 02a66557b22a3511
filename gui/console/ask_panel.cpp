// SPDX-License-Identifier: Apache-2.0
#include "gui/console/ask_panel.h"

#include <QEvent>

#include <algorithm>

#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

constexpr int kSpacing = 6;
constexpr quint64 kSecond = 1'000'000'000;
/// Of a field, in characters.
constexpr int kLeastCharacters = 9;
constexpr int kUsualTtlSeconds = 60;
constexpr int kMostTtlSeconds = 9'000'000;

/// Of the box of targets.
constexpr qulonglong kAny = ~qulonglong{0};

AskKind kindOf(const QComboBox& box) {
    return static_cast<AskKind>(box.currentData().toInt());
}

template <class Widget>
Widget* addTo(QLayout& row, Widget* widget) {
    row.addWidget(widget);
    return widget;
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
      m_lease(addBox(m_boxes, QStringLiteral("lease"), tr("Lease"))),
      m_ttl(addTo(*m_boxes, new QSpinBox(this))),
      m_scope(addBox(m_boxes, QStringLiteral("scope"), tr("Which keys"))),
      m_from(addTo(*m_boxes, new QLineEdit(this))),
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
    const auto addKind = [this](const QString& text, AskKind kind, const QString& tip = {}) {
        m_kind->addItem(text, static_cast<int>(kind));
        m_kind->setItemData(m_kind->count() - 1, tip, Qt::ToolTipRole);
    };
    addKind(tr("put"), AskKind::Put);
    addKind(tr("get"), AskKind::Get);
    addKind(tr("delete"), AskKind::Delete);
    addKind(tr("cas"), AskKind::CompareAndSwap,
            tr("Compare and swap: the new value, if the old one is as expected"));
    addKind(tr("range"), AskKind::Range, tr("All keys that begin alike"));
    addKind(tr("watch"), AskKind::Watch, tr("Tells what changes, whoever changes it"));
    addKind(tr("grant lease"), AskKind::LeaseGrant,
            tr("A lease: when it ends, the keys that were put with it are deleted"));
    addKind(tr("keep alive"), AskKind::LeaseKeepAlive, tr("Its time begins anew"));
    addKind(tr("time to live"), AskKind::LeaseTimeToLive, tr("How much of it is left"));
    addKind(tr("revoke"), AskKind::LeaseRevoke, tr("Ends it, and deletes its keys"));
    m_expected->setToolTip(tr("The value that must be there; nothing: no such key"));

    m_lease->setEditable(true);
    m_lease->setInsertPolicy(QComboBox::NoInsert);
    m_lease->lineEdit()->setPlaceholderText(tr("lease"));
    m_ttl->setObjectName(QStringLiteral("ttl"));
    m_ttl->setAccessibleName(tr("Time to live"));
    m_ttl->setRange(static_cast<int>(kLeastTtlSeconds), kMostTtlSeconds);
    m_ttl->setValue(kUsualTtlSeconds);
    m_ttl->setSuffix(tr(" s"));
    m_ttl->setToolTip(tr("How long the lease lasts where nobody keeps it alive"));
    m_scope->addItem(tr("this key"), false);
    m_scope->addItem(tr("all that begin so"), true);
    m_from->setObjectName(QStringLiteral("from"));
    m_from->setPlaceholderText(tr("from now on"));
    m_from->setAccessibleName(tr("From which revision on"));
    m_from->setToolTip(tr("From which revision on; nothing: what changes from now on"));
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

    // Without a field behind it the operation stays as wide as it is.
    m_kind->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    m_what->addStretch(0);
    setFocusProxy(m_key);
    setNodes({}, {});
    connect(m_kind, &QComboBox::currentIndexChanged, this, &AskPanel::showFields);
    connect(m_send, &QPushButton::clicked, this, &AskPanel::send);
    for (QLineEdit* edit : {m_key, m_expected, m_value, m_from, m_lease->lineEdit()}) {
        connect(edit, &QLineEdit::returnPressed, this, &AskPanel::send);
        connect(edit, &QLineEdit::textChanged, this, &AskPanel::allow);
    }
    connect(m_scope, &QComboBox::currentIndexChanged, this, &AskPanel::allow);
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
    form.lease = m_lease->isHidden() ? QString() : m_lease->currentText();
    form.ttlSeconds = m_ttl->value();
    form.isPrefix = m_scope->currentData().toBool();
    form.from = m_from->text();
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

void AskPanel::setLeases(const QStringList& leases) {
    const QString typed = m_lease->currentText();
    m_lease->clear();
    m_lease->addItems(leases);
    m_lease->setCurrentText(typed);
    showFields();
}

void AskPanel::putWith(const QString& lease) {
    choose(AskKind::Put);
    m_lease->setCurrentText(lease);
    m_key->setFocus(Qt::OtherFocusReason);
}

void AskPanel::choose(AskKind kind) {
    m_kind->setCurrentIndex(m_kind->findData(static_cast<int>(kind)));
}

void AskPanel::setReason(const QString& reason) {
    m_reason = reason;
    allow();
}

void AskPanel::showFields() {
    const AskKind kind = kindOf(*m_kind);
    const bool isSwap = kind == AskKind::CompareAndSwap;
    const bool isRange = kind == AskKind::Range;
    const bool isWatch = kind == AskKind::Watch;
    const bool isGrant = kind == AskKind::LeaseGrant;
    const bool isOfLease = kind == AskKind::LeaseKeepAlive || kind == AskKind::LeaseTimeToLive ||
                           kind == AskKind::LeaseRevoke;
    m_key->setVisible(!isGrant && !isOfLease);
    m_key->setPlaceholderText(isRange ? tr("prefix") : tr("key"));
    m_key->setAccessibleName(m_key->placeholderText());
    m_expected->setVisible(isSwap);
    m_value->setVisible(isSwap || kind == AskKind::Put);
    // Of a put it is in nobody's way where there is no lease.
    m_lease->setVisible(isOfLease || (kind == AskKind::Put && m_lease->count() > 0));
    m_lease->lineEdit()->setPlaceholderText(isOfLease ? tr("lease") : tr("no lease"));
    m_lease->setToolTip(isOfLease
                            ? tr("Which lease, in hexadecimal digits")
                            : tr("When this lease ends, the key is deleted; nothing: it stays"));
    m_ttl->setVisible(isGrant);
    m_scope->setVisible(isWatch);
    m_from->setVisible(isWatch);
    m_wait->setVisible(!isWatch);
    m_send->setText(isWatch ? tr("Watch") : tr("Send"));
    m_value->setPlaceholderText(isSwap ? tr("new value") : tr("value"));
    m_value->setAccessibleName(m_value->placeholderText());
    m_level->setVisible(isRange || kind == AskKind::Get);
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
    for (const QWidget* box : {static_cast<QWidget*>(m_kind), static_cast<QWidget*>(m_lease),
                               static_cast<QWidget*>(m_ttl), static_cast<QWidget*>(m_scope),
                               static_cast<QWidget*>(m_from), static_cast<QWidget*>(m_target),
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
