// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>
#include <QSplitter>
#include <QWidget>

#include "gui/console/answer_book.h"
#include "gui/console/ask_panel.h"
#include "gui/console/leases_view.h"
#include "gui/console/operations_view.h"
#include "gui/console/state_machines_view.h"
#include "gui/console/watches_view.h"
#include "gui/console/workload_bar.h"
#include "gui/model/view_context.h"

namespace quorate::gui {

/// The dock in which a person is a client of the cluster: asks, sees how far every operation is,
/// and what the state machines of all nodes hold.
class KvConsole final : public QWidget {
    Q_OBJECT

public:
    explicit KvConsole(ViewContext& context, QWidget* parent = nullptr);
    ~KvConsole() override;

    [[nodiscard]] const OperationsView& operations() const noexcept { return *m_operations; }
    [[nodiscard]] const WatchesView& watches() const noexcept { return *m_watches; }
    [[nodiscard]] const LeasesView& leases() const noexcept { return *m_leases; }
    [[nodiscard]] const StateMachinesView& stateMachines() const noexcept { return *m_machines; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void adoptSession();
    void look();
    void allow();
    void send();
    void send(const Ask& ask, bool isByHand);
    void learn(observe::OperationId operation);
    void complain(const QString& reason);
    void share();

    ViewContext& m_context;
    AnswerBook m_book;
    QSplitter* m_parts;
    AskPanel* m_form;
    QLabel* m_complaint;
    WorkloadBar* m_workload;
    OperationsView* m_operations;
    WatchesView* m_watches;
    LeasesView* m_leases;
    StateMachinesView* m_machines;
};

}  // namespace quorate::gui
