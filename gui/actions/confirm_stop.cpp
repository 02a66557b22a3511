// SPDX-License-Identifier: Apache-2.0
#include "gui/actions/confirm_stop.h"

#include <QApplication>
#include <QMessageBox>
#include <QPushButton>

#include <utility>
#include <variant>

#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

struct Confirmation {
    Q_DECLARE_TR_FUNCTIONS(Confirmation)
};

}  // namespace

bool needsConfirmation(const ViewContext& context, const Command& command) {
    const Session* session = context.desk.session();
    const auto* act = std::get_if<ActOnNode>(&command);
    return session != nullptr && session->kind() == SessionKind::Attached && act != nullptr &&
           act->act == NodeAct::Stop;
}

void askToConfirm(ViewContext& context, const Command& command, std::function<void()> confirmed) {
    const auto* act = std::get_if<ActOnNode>(&command);
    const QString name = act != nullptr ? nameOf(act->node) : QString();
    auto* box = new QMessageBox(
        QMessageBox::Warning, Confirmation::tr("Stop %1").arg(name),
        Confirmation::tr("Stop %1? It was launched elsewhere, and its program ends.").arg(name),
        QMessageBox::Cancel, QApplication::activeWindow());
    box->setObjectName(QStringLiteral("confirmStop"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(
        Confirmation::tr("This window cannot start it again: whoever launched it has to."));
    QPushButton* yes = box->addButton(Confirmation::tr("Stop it"), QMessageBox::DestructiveRole);
    yes->setObjectName(QStringLiteral("confirm"));
    QObject::connect(yes, &QPushButton::clicked, &context.desk,
                     [confirmed = std::move(confirmed)] { confirmed(); });
    box->open();
}

}  // namespace quorate::gui
