// SPDX-License-Identifier: Apache-2.0
#include "gui/actions/confirmation.h"

#include <QApplication>
#include <QMessageBox>
#include <QPushButton>

#include <variant>

#include "gui/model/etcd_report.h"

namespace quorate::gui {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Confirmation)
};

bool isStop(const Command& command) {
    const auto* act = std::get_if<ActOnNode>(&command);
    return act != nullptr && act->act == NodeAct::Stop;
}

}  // namespace

bool needsConfirmation(const ViewContext& context, const Command& command) {
    const Session* session = context.desk.session();
    const FramePtr& frame = context.frames.frame();
    if (session == nullptr || session->kind() != SessionKind::Attached || frame == nullptr) {
        return false;
    }
    const auto* act = std::get_if<ActOnNode>(&command);
    if (!etcd_report::tellsNoLog(frame->state)) {
        return isStop(command);
    }
    return std::holds_alternative<AddNode>(command) ||
           (act != nullptr && (act->act == NodeAct::MakeLeader || act->act == NodeAct::Promote ||
                               act->act == NodeAct::Remove));
}

void confirm(ViewContext& context, const Command& command) {
    const Session* session = context.desk.session();
    auto* box = new QMessageBox(
        QMessageBox::Question,
        isStop(command) ? Words::tr("Stop a node?") : Words::tr("Change the cluster?"),
        questionOf(command, context.frames.frame()->state), QMessageBox::Cancel,
        QApplication::activeWindow());
    box->setObjectName(QStringLiteral("confirmation"));
    box->setInformativeText(
        isStop(command)
            ? Words::tr("This window cannot start it again: whoever launched it has to.")
            : Words::tr("This is an etcd that runs elsewhere, and others may depend on it. The "
                        "session: %1.")
                  .arg(session->name()));
    QPushButton* yes = box->addButton(
        verbOf(command), isStop(command) ? QMessageBox::DestructiveRole : QMessageBox::AcceptRole);
    yes->setObjectName(QStringLiteral("confirm"));
    box->setDefaultButton(QMessageBox::Cancel);
    box->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(yes, &QPushButton::clicked, &context.desk, [&context, session, command] {
        if (context.desk.session() == session) {
            context.desk.run(command);
        }
    });
    box->open();
}

QString questionOf(const Command& command, const observe::ClusterState& state) {
    if (const auto* add = std::get_if<AddNode>(&command)) {
        const QString url = QString::fromStdString(add->peerUrl);
        return add->asLearner
                   ? Words::tr("Add a learner that the others reach at %1?").arg(url)
                   : Words::tr(
                         "Add a voter that the others reach at %1? Until it is started, a "
                         "majority has to be reached without it.")
                         .arg(url);
    }
    if (const auto* act = std::get_if<ActOnNode>(&command)) {
        const QString name = etcd_report::longNameOf(state, act->node);
        switch (act->act) {
        case NodeAct::Stop:
            return Words::tr("Stop %1? It was launched elsewhere, and its program ends.").arg(name);
        case NodeAct::MakeLeader:
            return Words::tr("Move the lead to %1?").arg(name);
        case NodeAct::Promote:
            return Words::tr("Make a voter of %1?").arg(name);
        case NodeAct::Remove:
            return Words::tr("Remove %1 from its cluster? It cannot come back with what it has.")
                .arg(name);
        default:
            break;
        }
    }
    return {};
}

QString verbOf(const Command& command) {
    if (isStop(command)) {
        return Words::tr("Stop it");
    }
    if (const auto* act = std::get_if<ActOnNode>(&command)) {
        return act->act == NodeAct::Remove    ? Words::tr("Remove it")
               : act->act == NodeAct::Promote ? Words::tr("Make it a voter")
                                              : Words::tr("Move the lead");
    }
    return Words::tr("Add it");
}

}  // namespace quorate::gui
