// SPDX-License-Identifier: Apache-2.0
#include "gui/shell/security_form.h"

#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace quorate::gui {

SecurityForm::SecurityForm(QWidget* parent)
    : QWidget(parent), m_user(new QLineEdit(this)), m_password(new QLineEdit(this)) {
    setObjectName(QStringLiteral("security"));
    auto* form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    m_authorities =
        addFile(*form, QStringLiteral("authorities"), tr("&CA file"),
                tr("Who may vouch for nodes at https:// addresses, in PEM. Empty: those "
                   "that this machine trusts."));
    m_certificate = addFile(*form, QStringLiteral("certificate"), tr("C&ertificate"),
                            tr("What is shown to nodes that want to know their clients, in PEM."));
    m_key = addFile(*form, QStringLiteral("key"), tr("&Key"),
                    tr("The private key of the certificate, in PEM, without a passphrase."));
    m_user->setObjectName(QStringLiteral("user"));
    m_user->setToolTip(tr("Of an etcd that has users. Empty: nobody."));
    form->addRow(tr("&User"), m_user);
    m_password->setObjectName(QStringLiteral("password"));
    m_password->setEchoMode(QLineEdit::Password);
    m_password->setToolTip(tr("It is never stored: it is asked for again with each new session."));
    form->addRow(tr("&Password"), m_password);
}

QLineEdit* SecurityForm::addFile(QFormLayout& form, const QString& name, const QString& label,
                                 const QString& tip) {
    auto* line = new QLineEdit(this);
    line->setObjectName(name);
    line->setToolTip(tip);
    line->setPlaceholderText(tr("none"));
    auto* browse = new QPushButton(tr("Browse…"), this);
    browse->setAutoDefault(false);
    browse->setAccessibleName(tr("Browse for: %1").arg(QString(label).remove(QLatin1Char('&'))));
    auto* row = new QHBoxLayout;
    row->addWidget(line, 1);
    row->addWidget(browse);
    form.addRow(label, row);
    // A row that is a layout gives its label no buddy.
    if (auto* text = qobject_cast<QLabel*>(form.labelForField(row))) {
        text->setBuddy(line);
    }
    connect(browse, &QPushButton::clicked, this, [this, line, tip] {
        const QString path = QFileDialog::getOpenFileName(this, tip, line->text());
        if (!path.isEmpty()) {
            line->setText(path);
        }
    });
    return line;
}

void SecurityForm::setSecurity(const AttachSecurity& security) {
    m_authorities->setText(security.authorities);
    m_certificate->setText(security.certificate);
    m_key->setText(security.key);
    m_user->setText(security.user);
    m_password->setText(security.password);
}

AttachSecurity SecurityForm::security() const {
    return {m_authorities->text().trimmed(), m_certificate->text().trimmed(),
            m_key->text().trimmed(), m_user->text().trimmed(), m_password->text()};
}

Result<network::ClientCredentials> SecurityForm::credentials() const {
    const AttachSecurity given = security();
    return network::ClientCredentials::load(
        {given.authorities.toStdString(), given.certificate.toStdString(), given.key.toStdString()},
        {given.user.toStdString(), given.password.toStdString()});
}

}  // namespace quorate::gui
