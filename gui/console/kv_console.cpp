// SPDX-License-Identifier: Apache-2.0
#include "gui/console/kv_console.h"

#include <QEvent>
#include <QPointer>
#include <QVBoxLayout>

#include <algorithm>
#include <initializer_list>

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
      m_parts(new QSplitter(Qt::Vertical, this)),
      m_form(new AskPanel(this)),
      m_complaint(new QLabel(this)),
      m_workload(new WorkloadBar(context, this)) {
    setObjectName(QStringLiteral("kvConsole"));
    setAccessibleName(tr("KV console"));
    setFocusProxy(m_form);
    m_complaint->setObjectName(QStringLiteral("complaint"));
    m_complaint->setWordWrap(true);
    m_complaint->hide();
    m_parts->setChildrenCollapsible(false);
    m_operations = new OperationsView(context, m_book, m_parts);
    m_watches = new WatchesView(context, m_parts);
    m_leases = new LeasesView(context, m_parts);
    m_machines = new StateMachinesView(context, m_parts);
    for (QWidget* part :
         std::initializer_list<QWidget*>{m_operations, m_watches, m_leases, m_machines}) {
        m_parts->addWidget(part);
        part->installEventFilter(this);
    }
    share();

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
    layout->addWidget(m_parts, 1);

    connect(m_form, &AskPanel::sendRequested, this, qOverload<>(&KvConsole::send));
    connect(m_machines, &StateMachinesView::keyChosen, m_form, &AskPanel::setKey);
    connect(m_machines, &StateMachinesView::watchRequested, m_watches, &WatchesView::begin);
    connect(m_watches, &WatchesView::keyChosen, m_form, &AskPanel::setKey);
    connect(m_leases, &LeasesView::askRequested, this,
            [this](const Ask& ask, bool isByHand) { send(ask, isByHand); });
    connect(m_leases, &LeasesView::leaseChosen, m_form, &AskPanel::putWith);
    connect(m_leases, &LeasesView::namesChanged, this,
            [this] { m_form->setLeases(m_leases->names()); });
    connect(&context.frames, &FrameSource::frameChanged, this, &KvConsole::look);
    connect(new LiveEdge(context.time, this), &LiveEdge::crossed, this, &KvConsole::allow);
    connect(&context.desk, &SessionDesk::statusChanged, this, &KvConsole::allow);
    connect(&context.desk, &SessionDesk::sessionChanged, this, &KvConsole::adoptSession);
    adoptSession();
}

KvConsole::~KvConsole() = default;

/// Those that are there get their share of the height: operations most, leases least.
void KvConsole::share() {
    const QList<int> shares{3, 2, 1, 2};
    for (int place = 0; place < m_parts->count(); ++place) {
        m_parts->setStretchFactor(place, shares.value(place));
    }
    QList<int> sizes;
    for (const int each : shares) {
        sizes << each * std::max(m_parts->height(), 1);
    }
    m_parts->setSizes(sizes);
}

bool KvConsole::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::ShowToParent) {
        share();
    }
    return QWidget::eventFilter(watched, event);
}

void KvConsole::adoptSession() {
    m_book.clear();
    complain({});
    if (Session* session = m_context.desk.session()) {
        connect(session, &Session::answered, this, [this](const Answer& answer) {
            m_book.answered(answer);
            learn(answer.operation);
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
    const AskForm form = m_form->form();
    if (form.kind == AskKind::Watch) {
        m_watches->begin(watchOf(form));
    } else {
        send(askOf(form), true);
    }
}

void KvConsole::send(const Ask& ask, bool isByHand) {
    Session* session = m_context.desk.session();
    if (session == nullptr) {
        return;
    }
    const QPointer<KvConsole> self(this);
    const QPointer<Session> asked(session);
    session->ask(ask, [self, asked, ask, isByHand](const Result<observe::OperationId>& begun) {
        // Of another session its numbers mean other operations.
        if (self == nullptr || self->m_context.desk.session() != asked) {
            return;
        }
        if (!begun) {
            if (isByHand) {
                self->complain(QString::fromStdString(begun.error().message));
            }
            return;
        }
        self->m_book.asked(begun.value(), ask);
        self->learn(begun.value());
        if (isByHand) {
            self->m_context.selection.select(begun.value());
        }
        self->m_operations->refresh();
    });
}

/// Once both the question and the answer are known.
void KvConsole::learn(observe::OperationId operation) {
    const AnswerBook::Entry* entry = m_book.find(operation);
    if (entry != nullptr && entry->ask && entry->answer) {
        m_leases->learn(*entry->ask, *entry->answer, entry->answeredAt);
    }
}

void KvConsole::complain(const QString& reason) {
    QPalette palette = m_complaint->palette();
    palette.setColor(QPalette::WindowText, m_context.theme.theme().danger);
    m_complaint->setPalette(palette);
    m_complaint->setText(reason.isEmpty() ? QString() : tr("✕ Not asked: %1").arg(reason));
    m_complaint->setVisible(!reason.isEmpty());
}

}  // namespace quorate::gui
