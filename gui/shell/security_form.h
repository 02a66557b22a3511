// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLineEdit>
#include <QWidget>

#include "engine/base/result.h"
#include "gui/session/session_file.h"
#include "network/client/client_credentials.h"

class QFormLayout;

namespace quorate::gui {

/// By what nodes over TLS are known, and who asks them: files and a user with a password.
class SecurityForm final : public QWidget {
    Q_OBJECT

public:
    explicit SecurityForm(QWidget* parent = nullptr);

    void setSecurity(const AttachSecurity& security);
    [[nodiscard]] AttachSecurity security() const;
    /// As the files have them; InvalidArgument says which one is wrong.
    [[nodiscard]] Result<network::ClientCredentials> credentials() const;

private:
    QLineEdit* addFile(QFormLayout& form, const QString& name, const QString& label,
                       const QString& tip);

    QLineEdit* m_authorities;
    QLineEdit* m_certificate;
    QLineEdit* m_key;
    QLineEdit* m_user;
    QLineEdit* m_password;
};

}  // namespace quorate::gui
