// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QCheckBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>

#include <memory>
#include <optional>

#include "gui/session/session_file.h"
#include "gui/shell/copy_end_form.h"
#include "network/copy/cluster_copy.h"

namespace quorate::gui {

/// Copies the keys of a cluster into another one, as `quorated copy` does, and stays to say how far
/// it is and what came of it. The window goes on meanwhile. When it is closed, the copy is stopped.
class CopyDialog final : public QDialog {
    Q_OBJECT

public:
    /// `recent`: clusters that were named before, the latest first.
    explicit CopyDialog(const QStringList& recent, QWidget* parent = nullptr);
    ~CopyDialog() override;

    /// What it begins with.
    void setSource(const QString& addresses, const AttachSecurity& security);
    [[nodiscard]] bool isCopying() const noexcept { return m_copy != nullptr; }

    /// Ends a copy that is under way; else the dialog.
    void reject() override;

Q_SIGNALS:
    /// All is at the target, as it was verified.
    void verified(const QString& target);
    /// In a line, for those who look elsewhere or listen.
    void ended(const QString& text);

protected:
    void closeEvent(QCloseEvent* event) override;

private:
    [[nodiscard]] std::optional<network::CopyOptions> options();
    void start();
    void stop();
    void finish(const Result<network::CopyReport>& result);
    /// The copy may be what calls.
    void letGo();
    void setCopying(bool isCopying);
    void tell(const network::CopyProgress& progress);
    void say(const QString& text);
    void complain(const Error& error, QWidget* focus);
    void fit();

    CopyEndForm* m_from;
    CopyEndForm* m_to;
    QLineEdit* m_prefix;
    QCheckBox* m_overwrites;
    QCheckBox* m_isDryRun;
    QLabel* m_phase;
    QProgressBar* m_progress;
    QLabel* m_note;
    QLabel* m_result;
    QPushButton* m_start;
    QPushButton* m_close;
    QString m_target;  ///< of the copy that is under way
    bool m_wasDryRun{false};
    std::unique_ptr<network::ClusterCopy> m_copy;
};

}  // namespace quorate::gui
