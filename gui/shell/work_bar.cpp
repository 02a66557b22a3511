// SPDX-License-Identifier: Apache-2.0
#include "gui/shell/work_bar.h"

#include <QHBoxLayout>

#include <algorithm>

namespace quorate::gui {

namespace {

constexpr int kLookMs = 50;
constexpr int kWidth = 140;
constexpr int kSteps = 1000;

}  // namespace

WorkBar::WorkBar(QWidget* parent)
    : QWidget(parent),
      m_what(new QLabel(this)),
      m_bar(new QProgressBar(this)),
      m_cancel(new QToolButton(this)) {
    setObjectName(QStringLiteral("workBar"));
    m_what->setObjectName(QStringLiteral("workName"));
    m_bar->setObjectName(QStringLiteral("workProgress"));
    m_bar->setAccessibleName(tr("Progress"));
    m_bar->setTextVisible(false);
    m_bar->setFixedWidth(kWidth);
    m_bar->setMaximumHeight(fontMetrics().height());
    m_cancel->setObjectName(QStringLiteral("cancelWork"));
    m_cancel->setText(tr("Cancel"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 0, 8, 0);
    row->setSpacing(8);
    row->addWidget(m_what);
    row->addWidget(m_bar);
    row->addWidget(m_cancel);
    m_timer.setInterval(kLookMs);
    connect(&m_timer, &QTimer::timeout, this, &WorkBar::look);
    connect(m_cancel, &QToolButton::clicked, this, [this] {
        if (!m_works.empty() && m_works.front().ending == Ending::ByPerson) {
            const Work work = m_works.front().work;
            work->cancel();
            m_cancel->setEnabled(false);
            Q_EMIT cancelled(work);
        }
    });
    hide();
}

WorkBar::Work WorkBar::begin(const QString& what, Ending ending) {
    Watched watched{std::make_shared<Progress>(), what, ending, QElapsedTimer()};
    watched.since.start();
    m_works.push_back(watched);
    m_cancel->setEnabled(true);
    m_timer.start();
    return watched.work;
}

void WorkBar::finish(const Work& work) {
    m_works.erase(std::remove_if(m_works.begin(), m_works.end(),
                                 [&work](const Watched& watched) { return watched.work == work; }),
                  m_works.end());
    look();
}

void WorkBar::look() {
    if (m_works.empty()) {
        m_timer.stop();
        hide();
        return;
    }
    const Watched& first = m_works.front();
    if (first.since.elapsed() < kPatienceMs) {
        return;
    }
    const double share = first.work->share();
    m_bar->setRange(0, share < 0 ? 0 : kSteps);
    m_bar->setValue(std::max(0, static_cast<int>(share * kSteps)));
    m_what->setText(share < 0 ? first.what
                              : tr("%1 %2 %").arg(first.what).arg(static_cast<int>(share * 100)));
    m_bar->setAccessibleName(first.what);
    m_cancel->setAccessibleName(tr("Cancel: %1").arg(first.what));
    m_cancel->setVisible(first.ending == Ending::ByPerson);
    m_cancel->setEnabled(!first.work->isCancelled());
    show();
}

}  // namespace quorate::gui
