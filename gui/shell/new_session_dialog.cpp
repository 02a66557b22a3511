// SPDX-License-Identifier: Apache-2.0
#include "gui/shell/new_session_dialog.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QPushButton>
#include <QRegularExpressionValidator>
#include <QVBoxLayout>

#include <algorithm>

namespace quorate::gui {

namespace {

constexpr std::uint64_t kMillisecondNs = 1'000'000;
constexpr int kMostNodes = 9;
constexpr int kNoteLetters = 44;

QSpinBox* spin(QWidget* parent, const QString& name, int low, int high, int value,
               const QString& suffix) {
    auto* box = new QSpinBox(parent);
    box->setObjectName(name);
    box->setRange(low, high);
    box->setValue(value);
    box->setSuffix(suffix);
    return box;
}

}  // namespace

NewSessionDialog::NewSessionDialog(QWidget* parent)
    : QDialog(parent),
      m_name(new QLineEdit(this)),
      m_kind(new QComboBox(this)),
      m_kindNote(new QLabel(this)),
      m_nodes(spin(this, QStringLiteral("nodes"), 1, kMostNodes, 3, {})),
      m_seed(new QLineEdit(this)),
      m_election(spin(this, QStringLiteral("election"), 100, 60'000, 1000, tr(" ms"))),
      m_heartbeat(spin(this, QStringLiteral("heartbeat"), 50, 30'000, 100, tr(" ms"))),
      m_delayMin(spin(this, QStringLiteral("delayMin"), 0, 10'000, 8, tr(" ms"))),
      m_delayMax(spin(this, QStringLiteral("delayMax"), 0, 10'000, 16, tr(" ms"))),
      m_snapshot(spin(this, QStringLiteral("snapshot"), 1, 1'000'000, 200, tr(" entries"))) {
    setObjectName(QStringLiteral("newSessionDialog"));
    setWindowTitle(tr("New session"));
    m_name->setObjectName(QStringLiteral("name"));
    m_name->setPlaceholderText(tr("by nodes and seed"));
    m_kind->setObjectName(QStringLiteral("kind"));
    m_kind->addItem(tr("Stage: virtual time"), static_cast<int>(SessionKind::Stage));
    m_kind->addItem(tr("Live: real time"), static_cast<int>(SessionKind::Live));
    m_kind->addItem(tr("Processes: real time"), static_cast<int>(SessionKind::Processes));
    m_kindNote->setWordWrap(true);
    m_seed->setObjectName(QStringLiteral("seed"));
    m_seed->setPlaceholderText(tr("drawn by chance"));
    m_seed->setValidator(new QRegularExpressionValidator(
        QRegularExpression(QStringLiteral("[0-9A-Fa-f]{0,8}")), this));
    m_seed->setToolTip(
        tr("In hexadecimal. The same seed and the same commands give the same events."));

    auto* delays = new QHBoxLayout;
    delays->addWidget(m_delayMin);
    delays->addWidget(new QLabel(tr("to"), this));
    delays->addWidget(m_delayMax);
    delays->addStretch(1);
    m_delayMin->setAccessibleName(tr("Messages take at least"));
    m_delayMax->setAccessibleName(tr("Messages take at most"));
    auto* form = new QFormLayout;
    form->addRow(tr("&Name"), m_name);
    form->addRow(tr("&Kind"), m_kind);
    form->addRow({}, m_kindNote);
    form->addRow(tr("N&odes"), m_nodes);
    form->addRow(tr("&Seed"), m_seed);
    form->addRow(tr("&Election timeout, at least"), m_election);
    form->addRow(tr("&Heartbeat every"), m_heartbeat);
    form->addRow(tr("Messages take"), delays);
    form->addRow(tr("Snapshot a&fter"), m_snapshot);
    auto* buttons = new QDialogButtonBox(this);
    // What it is comes before it is styled.
    auto* create = new QPushButton(tr("Create"), this);
    create->setObjectName(QStringLiteral("create"));
    create->setProperty("primary", true);
    create->setDefault(true);
    buttons->addButton(create, QDialogButtonBox::AcceptRole);
    buttons->addButton(QDialogButtonBox::Cancel);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(buttons);
    // The note on the kind folds, and is never squeezed.
    layout->setSizeConstraint(QLayout::SetFixedSize);
    m_kindNote->setMinimumWidth(m_kindNote->fontMetrics().averageCharWidth() * kNoteLetters);

    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &NewSessionDialog::showKind);
    // A leader that is silent for longer than an election timeout is none.
    connect(m_election, &QSpinBox::valueChanged, this,
            [this](int value) { m_heartbeat->setMaximum(std::max(value / 2, 1)); });
    connect(m_delayMin, &QSpinBox::valueChanged, this,
            [this](int value) { m_delayMax->setMinimum(value); });
    showKind();
}

void NewSessionDialog::showKind() {
    const auto kind = static_cast<SessionKind>(m_kind->currentData().toInt());
    const bool isStage = kind == SessionKind::Stage;
    m_kindNote->setText(
        isStage ? tr("Nodes in this window, on time that you can slow down, stop and step.")
        : kind == SessionKind::Live
            ? tr("Nodes in this window, each in its thread, on real time and real sockets.")
            : tr("Each node a process of its own, quorated, on real time and real sockets."));
    for (QWidget* widget : {static_cast<QWidget*>(m_seed), static_cast<QWidget*>(m_delayMin),
                            static_cast<QWidget*>(m_delayMax)}) {
        widget->setEnabled(isStage);
    }
}

SessionFile NewSessionDialog::file() const {
    SessionFile file;
    file.name = m_name->text().trimmed();
    file.kind = static_cast<SessionKind>(m_kind->currentData().toInt());
    file.firstMembers = static_cast<std::uint64_t>(m_nodes->value());
    file.seed = m_seed->text().toULongLong(nullptr, 16);
    const auto heartbeatNs = static_cast<std::uint64_t>(m_heartbeat->value()) * kMillisecondNs;
    file.heartbeatTicks = 2;
    file.tickNs = std::max(heartbeatNs / file.heartbeatTicks, kMillisecondNs);
    const auto electionNs = static_cast<std::uint64_t>(m_election->value()) * kMillisecondNs;
    file.electionTicks =
        std::max(static_cast<std::uint32_t>(electionNs / file.tickNs), file.heartbeatTicks + 1);
    file.minDelayNs = static_cast<std::uint64_t>(m_delayMin->value()) * kMillisecondNs;
    file.maxDelayNs = static_cast<std::uint64_t>(m_delayMax->value()) * kMillisecondNs;
    file.snapshotEntries = static_cast<std::uint64_t>(m_snapshot->value());
    file.catchUpEntries = file.snapshotEntries / 4;
    return file;
}

}  // namespace quorate::gui
