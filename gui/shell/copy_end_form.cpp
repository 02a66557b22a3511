// SPDX-License-Identifier: Apache-2.0
#include "gui/shell/copy_end_form.h"

#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>

#include <string>

namespace quorate::gui {

namespace {

constexpr int kLetters = 60;

}  // namespace

CopyEndForm::CopyEndForm(const QString& label, const QStringList& recent, QWidget* parent)
    : QWidget(parent),
      m_addresses(new QComboBox(this)),
      m_secure(new QPushButton(tr("Security…"), this)),
      m_security(new SecurityForm(this)) {
    const QString name = QString(label).remove(QLatin1Char('&'));
    m_addresses->setObjectName(QStringLiteral("addresses"));
    m_addresses->setEditable(true);
    m_addresses->setInsertPolicy(QComboBox::NoInsert);
    m_addresses->addItems(recent);
    m_addresses->setEditText({});
    m_addresses->lineEdit()->setPlaceholderText(QStringLiteral("localhost:2379, localhost:12379"));
    m_addresses->setAccessibleName(name);
    m_addresses->setMinimumWidth(fontMetrics().averageCharWidth() * kLetters);
    m_addresses->setToolTip(
        tr("Client ports of members of one cluster, as host:port or https://host:port: when one "
           "fails the next one is asked."));
    auto* text = new QLabel(label, this);
    text->setBuddy(m_addresses);
    m_secure->setObjectName(QStringLiteral("secure"));
    m_secure->setAccessibleName(tr("Security: %1").arg(name));
    m_secure->setCheckable(true);
    m_secure->setAutoDefault(false);
    m_secure->setToolTip(tr("Certificates for https:// addresses, and a user with a password"));
    m_security->hide();

    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(text, 0, 0, 1, 2);
    layout->addWidget(m_addresses, 1, 0);
    layout->addWidget(m_secure, 1, 1);
    layout->addWidget(m_security, 2, 0, 1, 2);
    layout->setColumnStretch(0, 1);
    setFocusProxy(m_addresses);

    connect(m_secure, &QPushButton::toggled, this, [this](bool isOn) {
        m_security->setVisible(isOn);
        this->layout()->activate();
        Q_EMIT resized();
    });
}

void CopyEndForm::setSecurity(const AttachSecurity& security) {
    m_security->setSecurity(security);
    m_secure->setChecked(!(security == AttachSecurity()));
}

void CopyEndForm::focusAddresses() {
    m_addresses->setFocus();
    m_addresses->lineEdit()->selectAll();
}

Result<std::vector<network::ServerAddress>> CopyEndForm::addresses() const {
    // Spaces are taken between addresses, as where one attaches.
    std::string list;
    for (const QString& each :
         text().replace(QLatin1Char(','), QLatin1Char(' ')).split(' ', Qt::SkipEmptyParts)) {
        list += (list.empty() ? "" : ",") + each.toStdString();
    }
    return network::ServerAddress::parseList(list);
}

Result<network::ClientCredentials> CopyEndForm::credentials() const {
    return m_secure->isChecked() ? m_security->credentials() : network::ClientCredentials();
}

}  // namespace quorate::gui
