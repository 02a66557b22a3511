// SPDX-License-Identifier: Apache-2.0
#include "gui/shell/attach_dialog.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

#include "gui/model/etcd_report.h"
#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

constexpr int kPatienceMs = 3000;
constexpr int kLetters = 60;
constexpr int kWide = 118;
constexpr int kRows = 4;

QString clusterText(std::uint64_t cluster) {
    return QStringLiteral("%1").arg(cluster, 16, 16, QLatin1Char('0'));
}

QString whatAnswers(const AddressAnswer& answer) {
    if (!answer.problem.isEmpty()) {
        return (answer.kind == AddressAnswer::Kind::Silent ? QStringLiteral("✕ ")
                                                           : QStringLiteral("≠ ")) +
               answer.problem;
    }
    return (answer.kind == AddressAnswer::Kind::Etcd ? AttachDialog::tr("✓ etcd %1")
                                                     : AttachDialog::tr("✓ Quorate %1"))
        .arg(QString::fromStdString(answer.version));
}

}  // namespace

AttachDialog::AttachDialog(const QStringList& recent, QWidget* parent)
    : QDialog(parent),
      m_addresses(new QComboBox(this)),
      m_findsOthers(new QCheckBox(tr("&Find the other members from these"), this)),
      m_secure(new QPushButton(tr("&Security…"), this)),
      m_security(new SecurityForm(this)),
      m_test(new QPushButton(tr("&Test"), this)),
      m_progress(new QProgressBar(this)),
      m_answers(new QTableWidget(0, 5, this)),
      m_problem(new QLabel(this)) {
    setObjectName(QStringLiteral("attachDialog"));
    setWindowTitle(tr("Attach to a cluster"));
    auto* intro = new QLabel(tr("Watch Quorate nodes or an etcd that run elsewhere. They are "
                                "asked at their client ports for what they do; nothing of them is "
                                "started, stopped or changed."),
                             this);
    intro->setWordWrap(true);
    m_addresses->setObjectName(QStringLiteral("addresses"));
    m_addresses->setEditable(true);
    m_addresses->setInsertPolicy(QComboBox::NoInsert);
    m_addresses->addItems(recent);
    m_addresses->lineEdit()->setPlaceholderText(QStringLiteral("localhost:2379, localhost:12379"));
    m_addresses->setAccessibleName(tr("Addresses of nodes"));
    m_addresses->setMinimumWidth(fontMetrics().averageCharWidth() * kLetters);
    auto* label = new QLabel(tr("&Addresses of nodes, as host:port or https://host:port"), this);
    label->setBuddy(m_addresses);
    m_findsOthers->setObjectName(QStringLiteral("findsOthers"));
    m_findsOthers->setChecked(true);
    m_findsOthers->setToolTip(
        tr("A node knows all members, and where those of them that have "
           "spoken to it answer clients."));
    m_secure->setObjectName(QStringLiteral("secure"));
    m_secure->setCheckable(true);
    m_secure->setAutoDefault(false);
    m_secure->setToolTip(tr("Certificates for https:// addresses, and the user of an etcd"));
    m_security->hide();
    m_test->setObjectName(QStringLiteral("test"));
    m_test->setAutoDefault(false);
    m_test->setToolTip(tr("Asks each address once what is there"));
    m_progress->setObjectName(QStringLiteral("progress"));
    m_progress->setFormat(tr("%v of %m asked"));
    m_answers->setObjectName(QStringLiteral("answers"));
    m_answers->setAccessibleName(tr("What answered"));
    m_answers->setHorizontalHeaderLabels(
        {tr("Address"), tr("Node"), tr("Leader"), tr("Cluster"), tr("What answers")});
    m_answers->horizontalHeader()->setStretchLastSection(true);
    m_answers->horizontalHeader()->setHighlightSections(false);
    m_answers->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_answers->verticalHeader()->hide();
    m_answers->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_answers->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_answers->setSelectionMode(QAbstractItemView::SingleSelection);
    m_answers->setShowGrid(false);
    m_answers->setAlternatingRowColors(true);
    m_answers->setTabKeyNavigation(false);
    m_answers->setWordWrap(false);
    m_answers->setMinimumHeight((kRows + 1) * (fontMetrics().height() + 12));
    m_problem->setObjectName(QStringLiteral("problem"));
    m_problem->setWordWrap(true);
    m_problem->setTextInteractionFlags(Qt::TextSelectableByMouse);

    auto* testing = new QHBoxLayout;
    testing->addWidget(m_findsOthers);
    testing->addStretch(1);
    testing->addWidget(m_secure);
    testing->addWidget(m_progress);
    testing->addWidget(m_test);
    auto* buttons = new QDialogButtonBox(this);
    // What it is comes before it is styled.
    auto* attach = new QPushButton(tr("Attach"), this);
    attach->setObjectName(QStringLiteral("attach"));
    attach->setProperty("primary", true);
    attach->setDefault(true);
    buttons->addButton(attach, QDialogButtonBox::AcceptRole);
    buttons->addButton(QDialogButtonBox::Cancel);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(intro);
    layout->addSpacing(4);
    layout->addWidget(label);
    layout->addWidget(m_addresses);
    layout->addLayout(testing);
    layout->addWidget(m_security);
    layout->addWidget(m_answers, 1);
    layout->addWidget(m_problem);
    layout->addWidget(buttons);
    m_progress->hide();
    m_problem->hide();
    // The last column says what is wrong, in a sentence.
    resize(fontMetrics().averageCharWidth() * kWide, sizeHint().height());
    m_addresses->setFocus();

    connect(buttons, &QDialogButtonBox::accepted, this, &AttachDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_secure, &QPushButton::toggled, this, [this](bool isOn) {
        m_security->setVisible(isOn);
        this->layout()->activate();
        resize(width(), std::max(height(), sizeHint().height()));
    });
    connect(m_test, &QPushButton::clicked, this, &AttachDialog::toggleTest);
    connect(m_addresses, &QComboBox::editTextChanged, this, [this] { say({}); });
}

QString AttachDialog::addresses() const {
    return m_addresses->currentText().simplified();
}

SessionFile AttachDialog::file() const {
    SessionFile file;
    file.kind = SessionKind::Attached;
    if (const auto read = nodeAddressesOf(addresses())) {
        file.addresses = textsOf(*read);
    }
    file.findsOthers = m_findsOthers->isChecked();
    if (m_secure->isChecked()) {
        file.security = m_security->security();
    }
    file.name = tr("Attached to %1").arg(file.addresses.join(QStringLiteral(", ")));
    return file;
}

void AttachDialog::setSecurity(const AttachSecurity& security) {
    m_security->setSecurity(security);
    m_secure->setChecked(!(security == AttachSecurity()));
}

void AttachDialog::accept() {
    if (!readAddresses().empty() && credentials()) {
        QDialog::accept();
    }
}

std::optional<network::ClientCredentials> AttachDialog::credentials() {
    if (!m_secure->isChecked()) {
        return network::ClientCredentials();
    }
    auto loaded = m_security->credentials();
    if (!loaded) {
        say(QString::fromStdString(loaded.error().message));
        return {};
    }
    return std::move(*loaded);
}

std::vector<NodeAddress> AttachDialog::readAddresses() {
    auto read = nodeAddressesOf(addresses());
    say(read ? QString() : QString::fromStdString(read.error().message));
    if (!read) {
        m_addresses->setFocus();
        return {};
    }
    return std::move(*read);
}

void AttachDialog::say(const QString& problem) {
    m_problem->setText(problem.isEmpty() ? QString() : QStringLiteral("⚠ ") + problem);
    m_problem->setVisible(!problem.isEmpty());
}

void AttachDialog::toggleTest() {
    if (m_looks.empty()) {
        test();
    } else {
        stopTest();
    }
}

void AttachDialog::test() {
    const std::vector<NodeAddress> addresses = readAddresses();
    const auto credentials = this->credentials();
    if (addresses.empty() || !credentials) {
        return;
    }
    m_answers->setRowCount(static_cast<int>(addresses.size()));
    m_progress->setRange(0, m_answers->rowCount());
    m_progress->setValue(0);
    m_progress->show();
    m_test->setText(tr("S&top"));
    for (int row = 0; row < m_answers->rowCount(); ++row) {
        const NodeAddress& address = addresses[static_cast<std::size_t>(row)];
        for (int column = 1; column < m_answers->columnCount(); ++column) {
            m_answers->setItem(row, column, new QTableWidgetItem());
        }
        m_answers->setItem(row, 0, new QTableWidgetItem(address.text()));
        m_answers->item(row, m_answers->columnCount() - 1)->setText(tr("…"));
        m_looks.push_back(std::make_unique<AddressLook>(
            address, *credentials, kPatienceMs,
            [this, row](const AddressAnswer& answer) { show(row, answer); }));
    }
}

void AttachDialog::stopTest() {
    for (auto& look : std::exchange(m_looks, {})) {
        // One of them may be what calls.
        look.release()->deleteLater();
    }
    for (int row = 0; row < m_answers->rowCount(); ++row) {
        QTableWidgetItem* what = m_answers->item(row, m_answers->columnCount() - 1);
        if (what->text() == tr("…")) {
            what->setText(tr("not asked to the end"));
        }
    }
    m_progress->hide();
    m_test->setText(tr("&Test"));
}

void AttachDialog::show(int row, const AddressAnswer& answer) {
    if (m_looks.empty()) {
        return;  // stopped
    }
    const bool isEtcd = answer.kind == AddressAnswer::Kind::Etcd;
    const bool isNode =
        (isEtcd || answer.kind == AddressAnswer::Kind::Quorate) && answer.problem.isEmpty();
    const auto name = [isEtcd](raft::NodeId node) {
        return isEtcd && node != raft::kNoNode
                   ? QString::fromStdString(etcd_report::textOfMember(node))
                   : nameOf(node);
    };
    m_answers->item(row, 1)->setText(isNode ? name(answer.node) : QStringLiteral("–"));
    m_answers->item(row, 2)->setText(isNode ? name(answer.leader) : QStringLiteral("–"));
    m_answers->item(row, 3)->setText(isNode ? clusterText(answer.cluster) : QStringLiteral("–"));
    const QString what = whatAnswers(answer);
    m_answers->item(row, 4)->setText(what);
    m_answers->item(row, 4)->setToolTip(what);
    for (int column = 0; column < 4; ++column) {
        m_answers->resizeColumnToContents(column);
    }
    m_progress->setValue(m_progress->value() + 1);
    if (m_progress->value() == m_progress->maximum()) {
        stopTest();
    }
}

}  // namespace quorate::gui
