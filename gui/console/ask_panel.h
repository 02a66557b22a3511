// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QBoxLayout>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QStringList>
#include <QWidget>

#include <vector>

#include "gui/console/ask_form.h"
#include "gui/widgets/flow_layout.h"

namespace quorate::gui {

/// The form in which a person asks. Enter in any field sends. It lies in one row where there is
/// room, in more otherwise.
class AskPanel final : public QWidget {
    Q_OBJECT

public:
    explicit AskPanel(QWidget* parent = nullptr);

    /// Whoever is asked where it may be any node is the next one that runs after the last.
    [[nodiscard]] AskForm form() const;
    /// The nodes that can be asked by name, and which of them run.
    void setNodes(const std::vector<raft::NodeId>& nodes, const std::vector<raft::NodeId>& running);
    /// To be asked about next, by whatever operation is chosen.
    void setKey(const QString& key);
    /// To put with, or to ask about; what is typed stays.
    void setLeases(const QStringList& leases);
    /// The next put is attached to it.
    void putWith(const QString& lease);
    /// Watches this key next, or asks for it.
    void choose(AskKind kind);
    /// Why nothing can be asked now; empty where it can.
    void setReason(const QString& reason);

    /// Of its rows when they are folded, whether they are or not.
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// The form is complete, and may be sent.
    void sendRequested();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QLineEdit* addEdit(QBoxLayout* row, const QString& name, const QString& placeholder);
    QComboBox* addBox(QLayout* row, const QString& name, const QString& accessible);
    void showFields();
    void allow();
    void send();
    void arrange();
    [[nodiscard]] raft::NodeId target() const;

    std::vector<raft::NodeId> m_nodes;
    std::vector<raft::NodeId> m_running;
    raft::NodeId m_last;  ///< that was asked
    QString m_reason;
    QBoxLayout* m_rows;
    QHBoxLayout* m_what;
    QHBoxLayout* m_how;
    FlowLayout* m_boxes;
    QComboBox* m_kind;
    QLineEdit* m_key;
    QLineEdit* m_expected;
    QLineEdit* m_value;
    QComboBox* m_lease;
    QSpinBox* m_ttl;
    QComboBox* m_scope;
    QLineEdit* m_from;
    QComboBox* m_target;
    QComboBox* m_level;
    QComboBox* m_wait;
    QPushButton* m_send;
};

}  // namespace quorate::gui
