// SPDX-License-Identifier: Apache-2.0
#include "gui/faults/faults_view.h"

#include <QHBoxLayout>
#include <QRandomGenerator>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

#include "gui/faults/fault_commands.h"
#include "gui/faults/fault_text.h"
#include "gui/faults/raft_model.h"
#include "gui/model/figures.h"
#include "gui/model/live_edge.h"
#include "gui/model/permission.h"
#include "gui/model/quorum_reach.h"
#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

constexpr std::size_t kShownEnded = 8;

QLabel* sectionTitle(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setContentsMargins(8, 6, 8, 2);
    label->setTextFormat(Qt::RichText);
    return label;
}

}  // namespace

FaultsView::FaultsView(ViewContext& context, QWidget* parent)
    : QWidget(parent), m_context(context) {
    setObjectName(QStringLiteral("faults"));
    setAccessibleName(tr("Faults"));
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);

    auto* inner = new QWidget(this);
    inner->setObjectName(QStringLiteral("faultsInner"));
    auto* column = new QVBoxLayout(inner);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_matrix = new LinkMatrix(context, inner);
    m_palette = new FaultPalette(
        context, [this] { return m_matrix->chosen(); }, inner);
    m_noFaults = new EmptyNote(tr("No active faults"), QString(), inner);
    m_active = new ActiveFaults(context, inner);
    m_ended = new FaultTable(context, {tr("Undone earlier"), tr("From"), tr("To"), QString()},
                             QStringLiteral("endedFaults"), inner);
    m_ended->setAccessibleName(tr("Faults that were undone earlier"));
    m_ended->hide();
    connect(m_active, &ActiveFaults::againWanted, this, &FaultsView::repeat);
    connect(m_active, &ActiveFaults::offChanged, this, &FaultsView::showEnded);
    column->addWidget(m_palette);
    column->addWidget(m_noFaults);
    column->addWidget(m_active);
    column->addWidget(
        sectionTitle(tr("<b>Links</b> &nbsp; row to column; click cuts, drag for a group"), inner));
    column->addWidget(m_matrix);

    column->addWidget(sectionTitle(tr("<b>Disks and clocks</b>"), inner));
    m_form = new NodeFaultForm(context, inner);
    column->addWidget(m_form);

    auto* chaosRow = new QHBoxLayout;
    chaosRow->setContentsMargins(8, 6, 8, 6);
    chaosRow->setSpacing(8);
    m_chaos = new SwitchButton(context.theme, tr("Chaos"), inner);
    m_chaos->setObjectName(QStringLiteral("chaos"));
    m_seed = new QLineEdit(QStringLiteral("7F3A"), inner);
    m_seed->setObjectName(QStringLiteral("chaosSeed"));
    m_seed->setAccessibleName(tr("Seed of chaos, hexadecimal"));
    m_seed->setMaxLength(16);
    m_seed->setMaximumWidth(m_seed->fontMetrics().horizontalAdvance(QString(17, u'D')));
    m_dice = new QToolButton(inner);
    m_dice->setText(tr("New seed"));
    m_dice->setObjectName(QStringLiteral("newSeed"));
    chaosRow->addWidget(m_chaos);
    auto* seedLabel = new QLabel(tr("seed"), inner);
    seedLabel->setForegroundRole(QPalette::PlaceholderText);
    chaosRow->addWidget(seedLabel);
    chaosRow->addWidget(m_seed, 1);
    chaosRow->addWidget(m_dice);
    chaosRow->addStretch(1);
    column->addLayout(chaosRow);
    column->addWidget(m_ended);
    column->addStretch(1);

    auto* scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("faultsScroll"));
    scroll->setAccessibleName(tr("Faults"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(inner);

    connect(m_palette, &FaultPalette::formWanted, this, [this, scroll](NodeFault fault) {
        scroll->ensureWidgetVisible(m_form);
        m_form->begin(fault);
    });

    m_quorum = new LinkedLabel(context, this);
    m_quorum->setObjectName(QStringLiteral("quorumLine"));
    m_quorum->setWordWrap(true);

    all->addWidget(scroll, 1);
    all->addWidget(m_quorum);
    m_model = new LinkedLabel(context, this);
    m_model->setObjectName(QStringLiteral("modelLine"));
    m_model->setWordWrap(true);
    all->addWidget(m_model);

    connect(new FramePace(context.frames, this), &FramePace::due, this, &FaultsView::refresh);
    connect(new LiveEdge(context.time, this), &LiveEdge::crossed, this, [this] {
        refresh();
        showEnded();
    });
    connect(&context.desk, &SessionDesk::sessionChanged, this, [this] {
        m_askedEnds = 0;
        m_known = std::make_shared<EndedFaults>();
        m_isAsking = false;
        m_endedFaults.clear();
        showEnded();
        refresh();
    });
    connect(&context.desk, &SessionDesk::statusChanged, this, &FaultsView::refresh);
    connect(&context.theme, &ThemeModel::changed, this, &FaultsView::restyle);
    connect(m_matrix, &LinkMatrix::toggled, this, [this](const std::vector<observe::Link>& links) {
        if (whyNot(m_context, Ability::Cuts).isEmpty()) {
            for (const Command& command : toggleCut(m_context.frames.frame()->state, links)) {
                m_context.desk.run(command);
            }
        }
    });
    connect(m_matrix, &LinkMatrix::menuWanted, this, [this](const QPoint& place) {
        if (whyNot(m_context, Ability::Cuts).isEmpty()) {
            auto* menu = new QMenu(this);
            menu->setAttribute(Qt::WA_DeleteOnClose);
            m_palette->fillLinkMenu(*menu, m_matrix->chosen());
            menu->popup(place);
        }
    });
    connect(m_chaos, &QAbstractButton::clicked, this, &FaultsView::setChaos);
    connect(m_dice, &QToolButton::clicked, this, [this] {
        const quint32 seed = QRandomGenerator::global()->bounded(0x10000U);
        m_seed->setText(QString::number(seed, 16).toUpper());
    });
    restyle();
    refresh();
}

void FaultsView::restyle() {
    const Theme& theme = m_context.theme.theme();
    setStyleSheet(QStringLiteral("QWidget#faultsInner, QScrollArea { background: %1; }"
                                 "QTableWidget { border: none; }"
                                 "QLabel#quorumLine { background: %2;"
                                 " border-top: 1px solid %3; padding: 6px 12px; }"
                                 "QLabel#modelLine { background: %2; padding: 0 12px 6px; }")
                      .arg(theme.base.name(), theme.header.name(), theme.border.name()));
    refresh();
}

/// What to do where nothing is broken.
QString FaultsView::advice() const {
    const Session* session = m_context.desk.session();
    if (session == nullptr || session->kind() != SessionKind::Attached) {
        return tr("Click a link to cut it, draw a partition with X, or select a node and press K.");
    }
    if (!session->can(Ability::Arming)) {
        return tr("etcd has no faults that can be asked for.");
    }
    return session->status().armed.empty()
               ? tr("Faults are off. Choose \"Allow faults on this node\" in the menu of a node "
                    "that was started with --allow-faults.")
               : tr("Click a link of a node on which faults are allowed (⚡), draw a partition "
                    "with X, or pause a node with P.");
}

void FaultsView::refresh() {
    m_noFaults->setText(tr("No active faults"), advice());
    m_palette->refresh();
    m_matrix->refresh();
    m_form->refresh();
    showChaos();
    const FramePtr& frame = m_context.frames.frame();
    if (frame == nullptr) {
        m_quorum->setLinkedText(tr("No session is open."));
        m_model->hide();
        m_active->hide();
        m_noFaults->show();
        return;
    }
    m_active->refresh(*frame);
    m_active->setVisible(m_active->rowCount() > 0);
    m_noFaults->setVisible(m_active->rowCount() == 0);
    askForEnded();
    showJudgement(*frame);
}

void FaultsView::showJudgement(const Frame& frame) {
    const Theme& theme = m_context.theme.theme();
    const auto show = [](LinkedLabel& label, const QString& mark, const QString& text,
                         const QColor& colour) {
        label.setLinkedText(mark + QStringLiteral("  ") + text);
        QPalette palette = label.palette();
        palette.setColor(QPalette::WindowText, colour);
        label.setPalette(palette);
    };
    const QuorumReach reach = quorumReach(frame.state);
    show(*m_quorum, reach.hasQuorum() ? QStringLiteral("✓") : QStringLiteral("✕"),
         quorumSentence(reach), reach.hasQuorum() ? theme.text : theme.danger);
    const std::vector<observe::ActiveFault>& faults = frame.state.faults();
    const std::vector<ModelNote> notes =
        outsideOfModel(faults, newestConfiguration(frame.state), frame.state);
    const QString sentence = modelSentence(notes, !faults.empty());
    const bool isOutside = std::any_of(notes.begin(), notes.end(), [](const ModelNote& note) {
        return note.standing == ModelNote::Standing::Outside;
    });
    show(*m_model,
         notes.empty() ? QStringLiteral("✓")
         : isOutside   ? QStringLiteral("✕")
                       : QStringLiteral("!"),
         sentence,
         isOutside       ? theme.danger
         : notes.empty() ? theme.text
                         : theme.late);
    m_model->setVisible(!sentence.isEmpty());
}

void FaultsView::askForEnded() {
    Session* session = m_context.desk.session();
    const auto history = m_context.frames.history();
    const FramePtr& frame = m_context.frames.frame();
    if (session == nullptr || history == nullptr || frame == nullptr || m_isAsking) {
        return;
    }
    const std::size_t ends = endCount(history->marks(), frame->moment);
    if (m_askedEnds == ends) {
        return;
    }
    m_askedEnds = ends;
    m_isAsking = true;
    session->recording().ask(
        this,
        [history, moment = frame->moment, known = m_known](const observe::Recording& recording) {
            return endedFaults(recording, history->marks(), moment, kShownEnded, *known);
        },
        [this](std::vector<EndedFault> ended) {
            m_isAsking = false;
            m_endedFaults = std::move(ended);
            showEnded();
            // Whatever ended in the meantime.
            askForEnded();
        });
}

void FaultsView::showEnded() {
    std::vector<EndedFault> ended = m_endedFaults;
    std::erase_if(ended, [this](const EndedFault& fault) { return m_active->hasOff(fault); });
    const QString reason = whyNot(m_context, Ability::Cuts);
    if (ended == m_shownEnded && reason == m_shownReason) {
        return;
    }
    m_shownEnded = ended;
    m_shownReason = reason;
    m_ended->setVisible(!ended.empty());
    m_ended->setRowCount(static_cast<int>(ended.size()));
    for (int row = 0; row < m_ended->rowCount(); ++row) {
        const EndedFault& fault = ended[static_cast<std::size_t>(row)];
        const QString title = faultTitle(fault.kind, fault.nodes, fault.text);
        m_ended->setText(row, 0, title);
        m_ended->setText(row, 1, textOf(fault.from));
        m_ended->setText(row, 2, textOf(fault.to));
        QToolButton* again =
            m_ended->addButton(row, 3, tr("Repeat"), QStringLiteral("repeat%1").arg(fault.fault));
        again->setAccessibleName(tr("Repeat %1").arg(title));
        again->setEnabled(reason.isEmpty());
        again->setToolTip(reason);
        connect(again, &QToolButton::clicked, this, [this, fault] { repeat(fault); });
    }
    m_ended->fitHeight();
}

void FaultsView::repeat(const EndedFault& fault) {
    Session* session = m_context.desk.session();
    if (session == nullptr) {
        return;
    }
    session->recording().ask(
        this, [fault](const observe::Recording& recording) { return repeatOf(recording, fault); },
        [this](const std::vector<Command>& commands) {
            if (commands.empty()) {
                Q_EMIT m_context.desk.refused(
                    tr("The recording does not tell enough of this fault to repeat it."));
            }
            for (const Command& command : commands) {
                m_context.desk.run(command);
            }
        });
}

void FaultsView::showChaos() {
    const QString reason = whyNot(m_context, Ability::RunNodes);
    const Session* session = m_context.desk.session();
    const bool isOn = session != nullptr && session->status().chaosSeed.has_value();
    m_chaos->setEnabled(reason.isEmpty());
    m_chaos->setToolTip(reason.isEmpty() ? tr("Random faults, the same ones for the same seed")
                                         : reason);
    m_chaos->setChecked(isOn);
    m_seed->setEnabled(reason.isEmpty() && !isOn);
    m_dice->setEnabled(reason.isEmpty() && !isOn);
    if (isOn) {
        m_seed->setText(QString::number(*session->status().chaosSeed, 16).toUpper());
    }
}

void FaultsView::setChaos(bool isOn) {
    bool isNumber = false;
    const std::uint64_t seed = m_seed->text().toULongLong(&isNumber, 16);
    if (isOn && !isNumber) {
        m_chaos->setChecked(false);
        m_seed->setFocus();
        m_seed->selectAll();
        return;
    }
    m_context.desk.run(SetChaos{isOn, seed});
}

}  // namespace quorate::gui
