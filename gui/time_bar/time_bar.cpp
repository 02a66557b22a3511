// SPDX-License-Identifier: Apache-2.0
#include "gui/time_bar/time_bar.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

#include "gui/model/bookmark_file.h"
#include "gui/model/figures.h"
#include "gui/model/live_edge.h"
#include "gui/model/permission.h"
#include "gui/model/wording.h"
#include "gui/paint/transport_icon.h"
#include "gui/paint/type.h"
#include "gui/time_bar/live_button.h"
#include "gui/time_bar/speed_scale.h"
#include "gui/time_bar/time_strip.h"

namespace quorate::gui {

namespace {

/// Of the buttons, at 100 %.
constexpr int kButtonWidth = 30;
constexpr int kButtonHeight = 24;
constexpr int kPlayWidth = 40;

}  // namespace

TimeBar::TimeBar(ViewContext& context, QWidget* parent) : QWidget(parent), m_context(context) {
    setObjectName(QStringLiteral("timeBar"));
    setAccessibleName(tr("Time"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 0, 8, 0);
    layout->setSpacing(6);
    layout->addWidget(makeTransport());
    m_strip = new TimeStrip(context, m_bookmarks, this);
    layout->addWidget(m_strip, 1);
    m_live = new LiveButton(context.theme, this);
    layout->addWidget(m_live);

    connect(m_toStart, &QToolButton::clicked, this, &TimeBar::goToStart);
    connect(m_back, &QToolButton::clicked, this, &TimeBar::previousEvent);
    connect(m_play, &QToolButton::clicked, this, &TimeBar::togglePlay);
    connect(m_forward, &QToolButton::clicked, this, &TimeBar::nextEvent);
    connect(m_slider, &QSlider::valueChanged, this, [this](int step) { setSpeed(speedAt(step)); });
    connect(m_live, &LiveButton::clicked, this, &TimeBar::goLive);
    connect(&m_context.frames, &FrameSource::frameChanged, this, &TimeBar::refresh);
    connect(new LiveEdge(m_context.time, this), &LiveEdge::crossed, this, &TimeBar::refresh);
    connect(&m_context.time, &TimeModel::replayingChanged, this, &TimeBar::refresh);
    connect(&m_context.desk, &SessionDesk::statusChanged, this, &TimeBar::refresh);
    connect(&m_context.desk, &SessionDesk::sessionChanged, this, &TimeBar::readBookmarks);
    connect(&m_bookmarks, &Bookmarks::changed, this, &TimeBar::keepBookmarks);
    connect(&m_context.theme, &ThemeModel::changed, this, &TimeBar::drawIcons);
    drawIcons();
    refresh();
}

QToolButton* TimeBar::makeButton(const QString& name, const QString& words, const QString& tip) {
    auto* button = new QToolButton(this);
    button->setObjectName(name);
    button->setAccessibleName(words);
    button->setToolTip(tip);
    button->setAutoRepeat(false);
    return button;
}

QWidget* TimeBar::makeTransport() {
    auto* box = new QWidget(this);
    auto* rows = new QVBoxLayout(box);
    rows->setContentsMargins(0, 6, 0, 4);
    rows->setSpacing(4);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(5);
    m_toStart = makeButton(QStringLiteral("timeToStart"), tr("To the start"), {});
    m_back = makeButton(QStringLiteral("timeBack"), tr("One event back"), {});
    m_play = makeButton(QStringLiteral("timePlay"), tr("Play"), {});
    m_forward = makeButton(QStringLiteral("timeForward"), tr("One event forward"), {});
    m_back->setAutoRepeat(true);
    m_forward->setAutoRepeat(true);
    for (QToolButton* button : {m_toStart, m_back, m_play, m_forward}) {
        buttons->addWidget(button);
    }
    buttons->addStretch(1);
    m_speed = new QLabel(box);
    m_speed->setObjectName(QStringLiteral("speedLabel"));
    m_speed->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    QFont bold = m_speed->font();
    bold.setWeight(QFont::DemiBold);
    m_speed->setFont(bold);
    m_speed->setMinimumWidth(QFontMetrics(bold).horizontalAdvance(QStringLiteral("0.00055×")));
    buttons->addWidget(m_speed);
    rows->addLayout(buttons);

    m_slider = new QSlider(Qt::Horizontal, box);
    m_slider->setObjectName(QStringLiteral("speedSlider"));
    m_slider->setAccessibleName(tr("Speed"));
    m_slider->setRange(0, kSpeedSteps);
    m_slider->setPageStep(kSpeedStepsPerDecade);
    m_slider->setTickInterval(kSpeedStepsPerDecade);
    m_slider->setTickPosition(QSlider::TicksBelow);
    m_speed->setBuddy(m_slider);
    rows->addWidget(m_slider);
    box->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    return box;
}

void TimeBar::drawIcons() {
    const double scale = Type(font()).scale();
    const int pixels = static_cast<int>(std::lround(14 * scale));
    const Theme& theme = m_context.theme.theme();
    const auto set = [&](QToolButton* button, TransportSign sign) {
        button->setIcon(transportIcon(sign, pixels, devicePixelRatioF(), theme));
        button->setIconSize({pixels, pixels});
        button->setMinimumSize(QSize(kButtonWidth, kButtonHeight) * scale);
    };
    set(m_toStart, TransportSign::ToStart);
    set(m_back, TransportSign::Back);
    set(m_play, m_showsPause ? TransportSign::Pause : TransportSign::Play);
    set(m_forward, TransportSign::Forward);
    m_play->setMinimumWidth(static_cast<int>(std::lround(kPlayWidth * scale)));
}

void TimeBar::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange && m_play != nullptr) {
        drawIcons();
    }
}

void TimeBar::refresh() {
    const FramePtr& frame = m_context.frames.frame();
    const Session* session = m_context.desk.session();
    const bool isLive = m_context.time.isLive();
    const bool hasFrame = frame != nullptr;
    const bool canPace = m_context.desk.can(Ability::Speed);
    const bool isRunning = session != nullptr && session->status().isRunning;

    const bool showsPause = isLive ? isRunning : m_context.time.isReplaying();
    if (showsPause != m_showsPause) {
        m_showsPause = showsPause;
        drawIcons();
    }
    const QString reason = isLive ? whyNot(m_context, Ability::Speed) : QString();
    const auto set = [](QToolButton* button, bool isEnabled, const QString& tip) {
        if (button->isEnabled() != isEnabled) {
            button->setEnabled(isEnabled);
        }
        if (button->toolTip() != tip) {
            button->setToolTip(tip);
        }
    };
    set(m_toStart, hasFrame, tr("To the start (Home)"));
    set(m_back, hasFrame && frame->eventCount > 0, tr("One event back (,)"));
    const QString play = showsPause ? tr("Pause (Space)") : tr("Play (Space)");
    set(m_play, hasFrame && reason.isEmpty(), reason.isEmpty() ? play : reason);
    m_play->setAccessibleName(showsPause ? tr("Pause") : tr("Play"));
    set(m_forward, hasFrame && reason.isEmpty(),
        reason.isEmpty() ? tr("One event forward (.)") : reason);

    m_slider->setEnabled(canPace);
    const double speed = session != nullptr ? session->status().speed : 1;
    if (!m_slider->isSliderDown()) {
        const QSignalBlocker blocker(m_slider);
        m_slider->setValue(stepOf(speed));
    }
    m_speed->setText(speedText(speed));
    m_speed->setEnabled(canPace);
    const double reached = session != nullptr ? session->status().reachedSpeed : speed;
    const QString tip = !canPace ? whyNot(m_context, Ability::Speed)
                        : reached < speed * 0.8
                            ? tr("Speed: %1 is wanted, this machine reaches %2")
                                  .arg(speedText(speed), speedText(reached))
                            : tr("Speed against real time ([ slower, ] faster)");
    m_slider->setToolTip(tip);

    m_live->setEnabled(hasFrame);
    QString caption;
    if (hasFrame && !isLive) {
        const std::uint64_t behind = frame->lastMoment.nanoseconds() - frame->moment.nanoseconds();
        caption = tr("%1 behind").arg(textOf(observe::Moment(behind)));
    } else if (hasFrame) {
        caption = isRunning ? tr("following") : tr("paused");
    }
    m_live->show(isLive, caption);
}

std::uint64_t TimeBar::shownCount() const {
    // Steps that follow each other quickly do not wait for the frame.
    if (const auto& place = m_context.time.place()) {
        if (const auto* event = std::get_if<EventPlace>(&*place)) {
            return event->count;
        }
    }
    return m_context.frames.frame()->eventCount;
}

void TimeBar::togglePlay() {
    const Session* session = m_context.desk.session();
    if (session == nullptr || m_context.frames.frame() == nullptr) {
        return;
    }
    if (!m_context.time.isLive()) {
        m_context.time.setReplaying(!m_context.time.isReplaying());
    } else if (m_context.desk.can(Ability::Speed)) {
        m_context.desk.run(session->status().isRunning ? Command(Pause{}) : Command(Play{}));
    }
}

void TimeBar::nextEvent() {
    const Session* session = m_context.desk.session();
    const FramePtr& frame = m_context.frames.frame();
    if (session == nullptr || frame == nullptr) {
        return;
    }
    if (!m_context.time.isLive()) {
        m_context.time.setReplaying(false);
        const std::uint64_t next = shownCount() + 1;
        if (next > frame->lastCount) {
            m_context.time.goLive();
        } else {
            m_context.time.goTo(EventPlace{next});
        }
    } else if (m_context.desk.can(Ability::Speed)) {
        // What runs is stopped first: the next event of something that moves is none to look at.
        m_context.desk.run(session->status().isRunning ? Command(Pause{}) : Command(StepEvent{}));
    }
}

void TimeBar::previousEvent() {
    if (m_context.frames.frame() == nullptr) {
        return;
    }
    const std::uint64_t count = shownCount();
    if (count > 0) {
        m_context.time.setReplaying(false);
        m_context.time.goTo(EventPlace{count - 1});
    }
}

void TimeBar::setSpeed(double speed) {
    const Session* session = m_context.desk.session();
    if (session != nullptr && m_context.desk.can(Ability::Speed)) {
        m_context.desk.run(SetSpeed{speed});
        m_speed->setText(speedText(speed));
    }
}

void TimeBar::faster() {
    if (const Session* session = m_context.desk.session()) {
        setSpeed(neighbourSpeed(session->status().speed, 1));
    }
}

void TimeBar::slower() {
    if (const Session* session = m_context.desk.session()) {
        setSpeed(neighbourSpeed(session->status().speed, -1));
    }
}

void TimeBar::goToStart() {
    if (const FramePtr& frame = m_context.frames.frame()) {
        m_context.time.setReplaying(false);
        m_context.time.goTo(frame->firstMoment);
    }
}

void TimeBar::goLive() {
    m_context.time.goLive();
}

void TimeBar::readBookmarks() {
    m_folder.clear();
    m_bookmarks.clear();
    const Session* session = m_context.desk.session();
    if (session == nullptr || session->folder().isEmpty()) {
        return;
    }
    for (const Bookmark& bookmark : gui::readBookmarks(session->folder())) {
        m_bookmarks.add(bookmark.moment, bookmark.name);
    }
    m_folder = session->folder();
}

void TimeBar::keepBookmarks() {
    if (m_folder.isEmpty()) {
        return;
    }
    if (const auto kept = writeBookmarks(m_folder, m_bookmarks.all()); !kept) {
        Q_EMIT m_context.desk.refused(QString::fromStdString(kept.error().message));
    }
}

void TimeBar::goToBookmark(int direction) {
    const FramePtr& frame = m_context.frames.frame();
    if (frame == nullptr) {
        return;
    }
    const std::vector<Bookmark>& all = m_bookmarks.all();
    const auto isLater = [&frame](const Bookmark& bookmark) {
        return bookmark.moment > frame->moment;
    };
    const auto isEarlier = [&frame](const Bookmark& bookmark) {
        return bookmark.moment < frame->moment;
    };
    const Bookmark* found = nullptr;
    if (direction > 0) {
        const auto next = std::find_if(all.begin(), all.end(), isLater);
        found = next != all.end() ? &*next : nullptr;
    } else {
        const auto previous = std::find_if(all.rbegin(), all.rend(), isEarlier);
        found = previous != all.rend() ? &*previous : nullptr;
    }
    if (found == nullptr) {
        Q_EMIT m_context.desk.refused(direction > 0 ? tr("No bookmark comes after this moment")
                                                    : tr("No bookmark comes before this moment"));
        return;
    }
    m_context.time.setReplaying(false);
    m_context.time.goTo(found->moment);
}

void TimeBar::addBookmark() {
    if (const FramePtr& frame = m_context.frames.frame()) {
        m_bookmarks.add(frame->moment);
    }
}

}  // namespace quorate::gui
