// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QComboBox>
#include <QPushButton>
#include <QStringList>
#include <QWidget>

#include <vector>

#include "engine/base/result.h"
#include "gui/session/session_file.h"
#include "gui/shell/security_form.h"
#include "network/client/client_credentials.h"
#include "network/client/server_address.h"

namespace quorate::gui {

/// One end of a copy: where its cluster is, and how it knows this client.
class CopyEndForm final : public QWidget {
    Q_OBJECT

public:
    /// `label`, with its mnemonic, names the addresses. `recent` are chosen from.
    CopyEndForm(const QString& label, const QStringList& recent, QWidget* parent = nullptr);

    void setAddresses(const QString& text) { m_addresses->setEditText(text); }
    /// On show at once where it is not empty.
    void setSecurity(const AttachSecurity& security);
    void focusAddresses();

    /// As they were written.
    [[nodiscard]] QString text() const { return m_addresses->currentText().simplified(); }
    /// InvalidArgument says what to write.
    [[nodiscard]] Result<std::vector<network::ServerAddress>> addresses() const;
    /// InvalidArgument says which file is wrong.
    [[nodiscard]] Result<network::ClientCredentials> credentials() const;

Q_SIGNALS:
    /// It takes more room than before, or less.
    void resized();

private:
    QComboBox* m_addresses;
    QPushButton* m_secure;
    SecurityForm* m_security;
};

}  // namespace quorate::gui
