// SPDX-License-Identifier: Apache-2.0
#include "gui/inspector/inspector_view.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <utility>

#include "gui/inspector/term_badge.h"
#include "gui/widgets/flow_layout.h"
#include "gui/widgets/frame_pace.h"

namespace quorate::gui {

namespace {

constexpr int kMargin = 8;
/// A longer chain of causes is cut off.
constexpr std::size_t kCauses = 100;

EventStory tell(const observe::Recording& recording, raft::EventId id) {
    EventStory story;
    story.id = id;
    const auto number = recording.numberOf(id);
    if (!number) {
        story.problem = QString::fromStdString(number.error().message);
        return story;
    }
    auto chain = recording.chainOfCauses(id, kCauses);
    if (!chain) {
        story.problem = QString::fromStdString(chain.error().message);
        return story;
    }
    story.number = *number;
    story.chain = std::move(*chain);
    return story;
}

}  // namespace

InspectorView::InspectorView(ViewContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_tree(new FieldTree(this)),
      m_fields(new FieldView(*m_tree, context.theme, this)),
      m_comparison(new CompareTable(this)),
      m_compare(new CompareView(*m_comparison, context.theme, this)),
      m_one(new QToolButton(this)),
      m_all(new QToolButton(this)),
      m_term(new TermBadge(context.theme, this)),
      m_title(new QLabel(this)),
      m_subtitle(new QLabel(this)),
      m_goThere(new QToolButton(this)),
      m_note(new EmptyNote(tr("Nothing is selected"),
                           tr("Click a node, a message, a log entry, a link, an operation or an "
                              "event, in whatever view."),
                           this)),
      m_pages(new QStackedWidget(this)) {
    setObjectName(QStringLiteral("inspectorView"));
    auto* thing = new QWidget(m_pages);
    auto* column = new QVBoxLayout(thing);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(makeHeader());
    column->addWidget(m_fields, 1);
    m_pages->addWidget(m_note);
    m_pages->addWidget(thing);
    m_pages->addWidget(m_compare);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    layout->addWidget(makeSwitch());
    layout->addWidget(m_pages, 1);
    m_wall.start();
    m_flashOver.setSingleShot(true);
    m_flashOver.setInterval(static_cast<int>(FieldChanges::kFlashMs) + 20);

    connect(m_fields, &FieldView::followed, &context.selection, &SelectionModel::select);
    connect(m_fields, &FieldView::pointedAt, &context.selection, &SelectionModel::hover);
    connect(m_compare, &CompareView::followed, &context.selection, &SelectionModel::select);
    connect(m_compare, &CompareView::pointedAt, &context.selection, &SelectionModel::hover);
    connect(m_goThere, &QToolButton::clicked, this, [this] {
        if (m_story && !m_story->chain.empty()) {
            m_context.time.goTo(EventPlace{m_story->number + 1});
        }
    });
    auto* pace = new FramePace(context.frames, this);
    connect(pace, &FramePace::due, this, &InspectorView::refresh);
    connect(&m_flashOver, &QTimer::timeout, pace, &FramePace::ask);
    connect(&context.selection, &SelectionModel::selectedChanged, this,
            &InspectorView::adoptSelection);
    connect(&context.desk, &SessionDesk::sessionChanged, this, &InspectorView::adoptSelection);
    adoptSelection();
}

QWidget* InspectorView::makeHeader() {
    auto* header = new QWidget(this);
    m_title->setObjectName(QStringLiteral("inspectorTitle"));
    m_title->setWordWrap(true);
    m_title->setTextFormat(Qt::PlainText);
    QFont bold = m_title->font();
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
    m_subtitle->setObjectName(QStringLiteral("inspectorSubtitle"));
    m_subtitle->setWordWrap(true);
    m_subtitle->setTextFormat(Qt::PlainText);
    m_subtitle->setForegroundRole(QPalette::PlaceholderText);
    m_term->setObjectName(QStringLiteral("inspectorTerm"));
    m_goThere->setObjectName(QStringLiteral("goThere"));
    m_goThere->setText(tr("Go there"));
    m_goThere->setToolTip(tr("Show the moment right after this event"));
    auto* words = new QVBoxLayout;
    words->setSpacing(1);
    words->addWidget(m_title);
    words->addWidget(m_subtitle);
    auto* layout = new QHBoxLayout(header);
    layout->setContentsMargins(2, 0, 0, 0);
    layout->addWidget(m_term, 0, Qt::AlignTop);
    layout->addLayout(words, 1);
    layout->addWidget(m_goThere, 0, Qt::AlignTop);
    return header;
}

QWidget* InspectorView::makeSwitch() {
    auto* row = new QWidget(this);
    auto* layout = new FlowLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    const struct {
        QToolButton* button;
        const char* name;
        QString text;
        QString tip;
        bool compares;
    } choices[] = {
        {m_one, "inspectOne", tr("Selected"), tr("All fields of what is selected"), false},
        {m_all, "inspectAll", tr("Compare all"),
         tr("All nodes beside each other; what differs from the leader's is outlined"), true}};
    for (const auto& choice : choices) {
        choice.button->setObjectName(QLatin1String(choice.name));
        choice.button->setText(choice.text);
        choice.button->setAccessibleName(choice.text);
        choice.button->setToolTip(choice.tip);
        choice.button->setCheckable(true);
        choice.button->setAutoExclusive(true);
        choice.button->setFocusPolicy(Qt::StrongFocus);
        layout->addWidget(choice.button);
        connect(choice.button, &QToolButton::clicked, this,
                [this, compares = choice.compares] { setComparesAll(compares); });
    }
    m_one->setChecked(true);
    return row;
}

void InspectorView::setComparesAll(bool compares) {
    (compares ? m_all : m_one)->setChecked(true);
    if (compares == m_comparesAll) {
        return;
    }
    m_comparesAll = compares;
    m_comparison->clear();
    adoptSelection();
    Q_EMIT comparesAllChanged(compares);
}

void InspectorView::compare(const Frame* frame) {
    if (frame == nullptr) {
        m_comparison->clear();
        m_pages->setCurrentIndex(0);
        return;
    }
    m_pages->setCurrentWidget(m_compare);
    m_comparison->show(*frame, m_wall.elapsed());
    if (m_comparison->isFlashing()) {
        m_flashOver.start();
    }
}

void InspectorView::adoptSelection() {
    m_changes.forget();
    m_story.reset();
    m_isAsking = false;
    refresh();
}

void InspectorView::askForStory() {
    const raft::EventId id = storyOf(m_context.selection.selected());
    Session* session = m_context.desk.session();
    const bool isThere = m_story && m_story->id == id && !m_story->chain.empty();
    if (session == nullptr || id == raft::kNoEvent || isThere || m_isAsking) {
        return;
    }
    m_isAsking = true;
    session->recording().ask(
        this, [id](const observe::Recording& recording) { return tell(recording, id); },
        [this](EventStory story) {
            if (storyOf(m_context.selection.selected()) != story.id) {
                return;
            }
            m_isAsking = false;
            const bool isNew = !m_story || !story.chain.empty();
            m_story = std::move(story);
            // One that cannot be had is asked for again with the next frame: it may be on its way.
            if (isNew) {
                m_changes.forget();
                refresh();
            }
        });
}

void InspectorView::refresh() {
    const FramePtr& frame = m_context.frames.frame();
    if (m_comparesAll) {
        compare(m_context.desk.session() != nullptr ? frame.get() : nullptr);
        return;
    }
    const Selected& selected = m_context.selection.selected();
    const auto inspection = frame == nullptr || m_context.desk.session() == nullptr
                                ? std::nullopt
                                : inspect(*frame, selected, m_story ? &*m_story : nullptr);
    m_pages->setCurrentIndex(inspection ? 1 : 0);
    if (!inspection) {
        m_tree->show({}, {});
        return;
    }
    m_changes.update(*inspection, *frame, m_wall.elapsed());
    display(*inspection);
    askForStory();
}

void InspectorView::display(const Inspection& inspection) {
    m_title->setText(inspection.title);
    m_subtitle->setText(inspection.subtitle);
    m_term->setVisible(inspection.term.has_value());
    m_term->setTerm(inspection.term.value_or(raft::Term()));
    m_goThere->setVisible(std::holds_alternative<raft::EventId>(m_context.selection.selected()) &&
                          m_story && !m_story->chain.empty());
    FieldTree::Marks marks;
    const std::int64_t now = m_wall.elapsed();
    bool isFlashing = false;
    for (const FieldSection& section : inspection.sections) {
        auto& row = marks.emplace_back();
        for (const Field& field : section.fields) {
            row.push_back({m_changes.changeOf(section.key, field.key),
                           m_changes.isFlashing(section.key, field.key, now)});
            isFlashing = isFlashing || row.back().isFlashing;
        }
    }
    m_tree->show(inspection.sections, std::move(marks));
    if (isFlashing) {
        m_flashOver.start();
    }
}

}  // namespace quorate::gui
