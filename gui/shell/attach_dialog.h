// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QTableWidget>

#include <memory>
#include <optional>
#include <vector>

#include "gui/session/attached/address_look.h"
#include "gui/session/attached/node_address.h"
#include "gui/session/session_file.h"
#include "gui/shell/security_form.h"

namespace quorate::gui {

/// Which cluster to attach to: addresses of its nodes, tried beforehand if the person likes.
class AttachDialog final : public QDialog {
    Q_OBJECT

public:
    /// `recent`: what was given before, the latest first.
    explicit AttachDialog(const QStringList& recent, QWidget* parent = nullptr);

    /// What was chosen.
    [[nodiscard]] SessionFile file() const;
    /// As it was written.
    [[nodiscard]] QString addresses() const;

    /// What it begins with; it is on show at once where it is not empty.
    void setSecurity(const AttachSecurity& security);

    void accept() override;

private:
    /// Nothing, with the reason on show, where it is wrong.
    std::vector<NodeAddress> readAddresses();
    std::optional<network::ClientCredentials> credentials();
    void toggleTest();
    void test();
    void stopTest();
    void show(int row, const AddressAnswer& answer);
    void say(const QString& problem);

    QComboBox* m_addresses;
    QCheckBox* m_findsOthers;
    QPushButton* m_secure;
    SecurityForm* m_security;
    QPushButton* m_test;
    QProgressBar* m_progress;
    QTableWidget* m_answers;
    QLabel* m_problem;
    std::vector<std::unique_ptr<AddressLook>> m_looks;
};

}  // namespace quorate::gui
