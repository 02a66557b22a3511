// SPDX-License-Identifier: Apache-2.0
#include "gui/scenario/scenario_page.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QVBoxLayout>

#include <algorithm>

#include "gui/model/figures.h"
#include "gui/model/wording.h"
#include "gui/widgets/flow_layout.h"

namespace quorate::gui {

namespace {

constexpr int kMargin = 12;
constexpr int kGap = 8;
/// Lines of text that always have room, so that nothing below moves from one text to the next.
constexpr int kTextLines = 6;
constexpr int kProgressHeight = 6;

bool isForward(int key) {
    return key == Qt::Key_Space || key == Qt::Key_Return || key == Qt::Key_Enter ||
           key == Qt::Key_Right;
}

QLabel* paragraph(const QString& name, QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setObjectName(name);
    label->setWordWrap(true);
    label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    return label;
}

QToolButton* button(const QString& name, const QString& text, const QString& tip, QWidget* parent) {
    auto* made = new QToolButton(parent);
    made->setObjectName(name);
    made->setText(text);
    made->setToolTip(tip);
    // A click leaves the keys with the page.
    made->setFocusPolicy(Qt::TabFocus);
    return made;
}

}  // namespace

ScenarioPage::ScenarioPage(ViewContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_title(paragraph(QStringLiteral("scenarioTitle"), this)),
      m_progress(new QProgressBar(this)),
      m_count(new QLabel(this)),
      m_card(new QWidget(this)),
      m_paper(new QLabel(m_card)),
      m_text(new LinkedLabel(context, m_card)),
      m_choices(new QWidget(this)),
      m_why(paragraph(QStringLiteral("scenarioWhy"), this)),
      m_state(paragraph(QStringLiteral("scenarioState"), this)),
      m_back(button(QStringLiteral("scenarioBack"), tr("←  One event back"),
                    tr("Shows the moment before the last event (←)"), this)),
      m_forward(button(QStringLiteral("scenarioForward"), tr("Next  →"),
                       tr("Goes on to the next text (Space, Enter, →)"), this)),
      m_try(button(QStringLiteral("scenarioTry"), tr("Let me try"),
                   tr("The Stage is yours from this moment on"), this)),
      m_again(button(QStringLiteral("scenarioAgain"), tr("Play again"),
                     tr("Plays it from its beginning"), this)),
      m_list(button(QStringLiteral("scenarioList"), tr("All scenarios"), {}, this)) {
    setObjectName(QStringLiteral("scenarioPage"));
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Scenario"));
    m_progress->setObjectName(QStringLiteral("scenarioProgress"));
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("How far the scenario is"));
    m_progress->setFixedHeight(kProgressHeight);
    m_count->setObjectName(QStringLiteral("scenarioCount"));
    m_count->setForegroundRole(QPalette::PlaceholderText);
    m_text->setObjectName(QStringLiteral("scenarioText"));
    m_text->setWordWrap(true);
    m_text->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_card->setObjectName(QStringLiteral("scenarioCard"));
    m_paper->setObjectName(QStringLiteral("scenarioPaper"));
    m_paper->setForegroundRole(QPalette::PlaceholderText);
    auto* card = new QVBoxLayout(m_card);
    card->setContentsMargins(kMargin, kGap, kMargin, kGap);
    card->setSpacing(4);
    card->addWidget(m_paper);
    card->addWidget(m_text, 1);
    auto* choices = new QVBoxLayout(m_choices);
    choices->setContentsMargins(0, 0, 0, 0);
    choices->setSpacing(4);

    auto* head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(m_count, 0, Qt::AlignRight | Qt::AlignBottom);
    auto* steps = new FlowLayout;
    steps->setSpacing(kGap);
    for (QToolButton* each : {m_back, m_forward, m_try, m_again, m_list}) {
        steps->addWidget(each);
    }
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    column->setSpacing(kGap);
    column->addLayout(head);
    column->addWidget(m_progress);
    column->addWidget(m_card);
    column->addLayout(steps);
    column->addWidget(m_choices);
    column->addWidget(m_why);
    column->addWidget(m_state);
    column->addStretch(1);

    connect(m_back, &QToolButton::clicked, this, &ScenarioPage::back);
    connect(m_forward, &QToolButton::clicked, this, &ScenarioPage::forward);
    connect(m_try, &QToolButton::clicked, this, &ScenarioPage::letMeTry);
    connect(m_again, &QToolButton::clicked, this, &ScenarioPage::againRequested);
    connect(m_list, &QToolButton::clicked, this, &ScenarioPage::listRequested);
    connect(&context.desk, &SessionDesk::statusChanged, this, &ScenarioPage::refresh);
    connect(&context.frames, &FrameSource::frameChanged, this, &ScenarioPage::refresh);
    connect(&context.time, &TimeModel::placeChanged, this, &ScenarioPage::refresh);
    connect(&context.theme, &ThemeModel::changed, this, &ScenarioPage::restyle);
    restyle();
}

void ScenarioPage::restyle() {
    const Theme& theme = m_context.theme.theme();
    setStyleSheet(
        QStringLiteral("QWidget#scenarioCard { background: %1; border: 1px solid %2;"
                       " border-left: 3px solid %3; }"
                       "QProgressBar { background: %4; border: none; }"
                       "QProgressBar::chunk { background: %3; }")
            .arg(theme.base.name(), theme.border.name(), theme.accent.name(), theme.track.name()));
    QFont title = font();
    title.setWeight(QFont::DemiBold);
    title.setPointSizeF(title.pointSizeF() * 1.15);
    m_title->setFont(title);
    QFont text = font();
    text.setPointSizeF(text.pointSizeF() * 1.1);
    m_text->setFont(text);
    m_text->setMinimumHeight(kTextLines * QFontMetrics(text).lineSpacing());
    refresh();
}

const ScenarioStanding* ScenarioPage::standing() const {
    const Session* session = m_context.desk.session();
    return session != nullptr ? session->status().scenario.get() : nullptr;
}

const ScenarioSaid* ScenarioPage::shown() const {
    const ScenarioStanding* now = standing();
    if (now == nullptr || now->said.empty()) {
        return nullptr;
    }
    const FramePtr& frame = m_context.frames.frame();
    if (m_context.time.isLive() || frame == nullptr) {
        return &now->said.back();
    }
    const ScenarioSaid* last = nullptr;
    for (const ScenarioSaid& said : now->said) {
        if (said.count <= frame->eventCount) {
            last = &said;
        }
    }
    return last;
}

void ScenarioPage::refresh() {
    const ScenarioStanding* now = standing();
    if (now == nullptr) {
        return;
    }
    const bool isOther = m_standing == nullptr || m_standing->title != now->title ||
                         m_standing->said.size() > now->said.size();
    m_standing = m_context.desk.session()->status().scenario;
    const ScenarioSaid* said = shown();
    const std::size_t stop = said != nullptr ? said->stop : 0;
    m_title->setText(now->title);
    m_progress->setRange(0, std::max(1, static_cast<int>(now->stops)));
    m_progress->setValue(static_cast<int>(stop));
    m_count->setText(tr("%1 of %2").arg(stop).arg(now->stops));
    m_progress->setAccessibleName(tr("Text %1").arg(m_count->text()));
    if (isOther || stop != m_shownStop) {
        m_shownStop = stop;
        showText(said);
    }
    using State = ScenarioStanding::State;
    const bool isPast = !m_context.time.isLive();
    const FramePtr& frame = m_context.frames.frame();
    m_back->setEnabled(frame != nullptr && frame->eventCount > 0);
    m_forward->setEnabled(isPast || now->isLeading());
    m_forward->setText(isPast                          ? tr("One event on  →")
                       : now->state == State::AtReader ? tr("Next  →")
                                                       : tr("At once  →"));
    m_try->setEnabled(now->isLeading() || now->state == State::Finished);
    m_state->setText(stateText());
    QPalette palette = m_state->palette();
    palette.setColor(QPalette::WindowText, now->state == State::Failed
                                               ? m_context.theme.theme().danger
                                               : m_context.theme.theme().textSecondary);
    m_state->setPalette(palette);
}

QString ScenarioPage::stateText() const {
    const FramePtr& frame = m_context.frames.frame();
    if (!m_context.time.isLive() && frame != nullptr) {
        return tr("Event %1 of %2, at %3.")
            .arg(frame->eventCount)
            .arg(frame->lastCount)
            .arg(textOf(frame->moment));
    }
    switch (m_standing->state) {
    case ScenarioStanding::State::Playing:
        return tr("It goes on…");
    case ScenarioStanding::State::AtReader:
        return tr("Space, Enter or → goes on, ← goes one event back.");
    case ScenarioStanding::State::Finished:
        return tr("The end. \"Let me try\" lets this cluster run on, and it is yours.");
    case ScenarioStanding::State::Failed:
        return tr("It came out otherwise than the scenario expects: %1").arg(m_standing->problem);
    case ScenarioStanding::State::HandedOver:
        return tr("The Stage is yours: break something.");
    }
    return {};
}

void ScenarioPage::showText(const ScenarioSaid* said) {
    m_why->hide();
    qDeleteAll(m_choiceButtons);
    m_choiceButtons.clear();
    m_choices->setVisible(said != nullptr && said->isQuestion());
    if (said == nullptr) {
        m_paper->setText(tr("What it teaches"));
        m_text->setLinkedText(m_standing->teaches);
        return;
    }
    const QString what =
        said->isQuestion() ? tr("Question") : tr("At %1").arg(textOf(said->moment));
    m_paper->setText(said->paper.isEmpty() ? what
                                           : QStringLiteral("%1 · %2").arg(what, said->paper));
    m_text->setLinkedText(said->text);
    m_card->setAccessibleName(said->text);
    if (said->isQuestion()) {
        makeChoices(*said);
    }
}

void ScenarioPage::makeChoices(const ScenarioSaid& said) {
    for (int i = 0; i < said.choices.size(); ++i) {
        auto* choice = new ChoiceButton(
            m_context.theme, QStringLiteral("%1)  %2").arg(QChar(u'A' + i)).arg(said.choices[i]),
            m_choices);
        choice->setObjectName(QStringLiteral("choice%1").arg(i));
        connect(choice, &QAbstractButton::clicked, this, [this, i] { answer(i); });
        m_choices->layout()->addWidget(choice);
        m_choiceButtons.push_back(choice);
        choice->show();
    }
}

void ScenarioPage::answer(int choice) {
    const ScenarioSaid* said = shown();
    if (said == nullptr || !said->isQuestion()) {
        return;
    }
    for (int i = 0; i < said->choices.size(); ++i) {
        ChoiceButton* each = m_choiceButtons[static_cast<std::size_t>(i)];
        each->setMark(i == said->right ? ChoiceButton::Mark::Right
                      : i == choice    ? ChoiceButton::Mark::Wrong
                                       : ChoiceButton::Mark::None);
        each->setChecked(i == choice);
    }
    m_why->setText(choice == said->right ? tr("Right. %1").arg(said->why)
                                         : tr("No. %1").arg(said->why));
    m_why->show();
}

void ScenarioPage::forward() {
    const FramePtr& frame = m_context.frames.frame();
    if (m_context.time.isLive() || frame == nullptr) {
        if (standing() != nullptr && standing()->isLeading()) {
            m_context.desk.run(PlayScenarioOn{});
        }
        return;
    }
    if (frame->eventCount + 1 >= frame->lastCount) {
        m_context.time.goLive();
    } else {
        m_context.time.goTo(EventPlace{frame->eventCount + 1});
    }
}

void ScenarioPage::back() {
    const FramePtr& frame = m_context.frames.frame();
    if (frame == nullptr || frame->eventCount == 0) {
        return;
    }
    if (m_context.time.isLive() && m_context.desk.session()->status().isRunning) {
        m_context.desk.run(Pause{});
    }
    m_context.time.goTo(EventPlace{frame->eventCount - 1});
}

void ScenarioPage::letMeTry() {
    m_context.time.goLive();
    m_context.desk.run(TakeOverStage{});
}

/// These keys are the page's while it has the focus, whatever they are elsewhere.
bool ScenarioPage::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* keys = static_cast<QKeyEvent*>(event);
        if (keys->modifiers() == Qt::NoModifier &&
            (isForward(keys->key()) || keys->key() == Qt::Key_Left)) {
            event->accept();
            return true;
        }
    }
    return QWidget::event(event);
}

void ScenarioPage::keyPressEvent(QKeyEvent* event) {
    if (isForward(event->key())) {
        forward();
    } else if (event->key() == Qt::Key_Left) {
        back();
    } else {
        QWidget::keyPressEvent(event);
    }
}

}  // namespace quorate::gui
