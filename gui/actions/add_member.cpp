// SPDX-License-Identifier: Apache-2.0
#include "gui/actions/add_member.h"

#include <QCoreApplication>
#include <QInputDialog>

#include "gui/actions/command_check.h"
#include "gui/model/etcd_report.h"

namespace quorate::gui {

namespace {

struct Asking {
    Q_DECLARE_TR_FUNCTIONS(AddMember)
};

}  // namespace

void addMember(ViewContext& context, bool asLearner, QWidget* parent) {
    const Session* session = context.desk.session();
    if (session == nullptr || session->kind() != SessionKind::Attached) {
        runIfPossible(context, AddNode{asLearner, {}});
        return;
    }
    auto* dialog = new QInputDialog(parent);
    dialog->setObjectName(QStringLiteral("addMember"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setInputMode(QInputDialog::TextInput);
    dialog->setWindowTitle(asLearner ? Asking::tr("Add a learner") : Asking::tr("Add a node"));
    const FramePtr& frame = context.frames.frame();
    dialog->setLabelText(
        frame != nullptr && etcd_report::tellsNoLog(frame->state)
            ? Asking::tr("Where the other members reach it: its peer address. Start it there with "
                         "--initial-cluster-state existing once it is a member.")
            : Asking::tr("Where the other members reach it: its peer address. Start it there with "
                         "--join once it is a member."));
    dialog->setTextValue(QStringLiteral("http://"));
    QObject::connect(dialog, &QInputDialog::textValueSelected, parent,
                     [&context, asLearner](const QString& text) {
                         runIfPossible(context, AddNode{asLearner, text.trimmed().toStdString()});
                     });
    dialog->open();
}

}  // namespace quorate::gui
