// SPDX-License-Identifier: Apache-2.0
#include "gui/console/kv_console.h"

#include <QPointer>
#include <QSplitter>
#include <QVBoxLayout>

#include "gui/actions/command_check.h"
#include "gui/model/cluster_facts.h"
#include "gui/model/live_edge.h"

namespace quorate::gui {

namespace {

constexpr int kMargin = 8;
constexpr int kSpacing = 6;

}  // namespace

KvConsole::KvConsole(ViewContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_form(new AskPanel(this)),
      m_complaint(new QLabel(this)),
      m_workload(new WorkloadBar(context, this)) {
    setObjectName(QStringLiteral("kvConsole"));
    setAccessibleName(tr("KV console"));
    setFocusProxy(m_form);
    m_complaint->setObjectName(QStringLiteral("complaint"));
    m_complaint->setWordWrap(true);
    m_complaint->hide();
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    m_operations = new OperationsView(context, m_book, splitter);
    m_machines = new StateMachinesView(context, splitter);
    splitter->addWidget(m_operations);
    splitter->addWidget(m_machines);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);

    auto* top = new QVBoxLayout;
    top->setContentsMargins(kMargin, kMargin, kMargin, kSpacing);
    top->setSpacing(kSpacing);
    top->addWidget(m_form);
    top->addWidget(m_complaint);
    top->addWidget(m_workload);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(splitter, 1);

    connect(m_form, &AskPanel::sendRequested, this, &KvConsole::send);
    connect(m_machines, &StateMachinesView::keyChosen, m_form, &AskPanel::setKey);
    connect(&context.frames, &FrameSource::frameChanged, this, &KvConsole::look);
    connect(new LiveEdge(context.time, this), &LiveEdge::crossed, this, &KvConsole::allow);
    connect(&context.desk, &SessionDesk::statusChanged, this, &KvConsole::allow);
    connect(&context.desk, &SessionDesk::sessionChanged, this, &KvConsole::adoptSession);
    adoptSession();
}

KvConsole::~KvConsole() = default;

void KvConsole::adoptSession() {
    m_book.clear();
    complain({});
    if (Session* session = m_context.desk.session()) {
        connect(session, &Session::answered, this, [this](const Answer& answer) {
            m_book.answered(answer);
            look();
            m_operations->refresh();
        });
    }
    m_operations->refresh();
    allow();
}

void KvConsole::look() {
    const FramePtr& frame = m_context.frames.frame();
    if (frame == nullptr || !frame->isLive) {
        return;
    }
    m_book.see(frame->state);
    std::vector<raft::NodeId> nodes;
    std::vector<raft::NodeId> running;
    for (std::size_t i = 0; i < frame->state.nodeCount(); ++i) {
        const observe::NodeState& node = frame->state.nodeAt(i);
        nodes.push_back(node.id);
        if (isRunning(node)) {
            running.push_back(node.id);
        }
    }
    m_form->setNodes(nodes, running);
}

void KvConsole::allow() {
    m_form->setReason(whyNot(m_context, Ask{}));
}

void KvConsole::send() {
    Session* session = m_context.desk.session();
    if (session == nullptr) {
        return;
    }
    complain({});
    const Ask ask = askOf(m_form->form());
    const QPointer<KvConsole> self(this);
    const QPointer<Session> asked(session);
    session->ask(ask, [self, asked, ask](const Result<observe::OperationId>& begun) {
        // Of another session its numbers mean other operations.
        if (self == nullptr || self->m_context.desk.session() != asked) {
            return;
        }
        if (!begun) {
            self->complain(QString::fromStdString(begun.error().message));
            return;
        }
        self->m_book.asked(begun.value(), ask);
        self->m_context.selection.select(begun.value());
        self->m_operations->refresh();
    });
}

void KvConsole::complain(const QString& reason) {
    QPalette palette = m_complaint->palette();
    palette.setColor(QPalette::WindowText, m_context.theme.theme().danger);
    m_complaint->setPalette(palette);
    m_complaint->setText(reason.isEmpty() ? QString() : tr("✕ Not asked: %1").arg(reason));
    m_complaint->setVisible(!reason.isEmpty());
}

}  // namespace quorate::gui
