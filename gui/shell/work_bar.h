// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QLabel>
#include <QProgressBar>
#include <QTimer>
#include <QToolButton>
#include <QWidget>

#include <functional>
#include <memory>
#include <vector>

#include "gui/model/progress.h"

namespace quorate::gui {

/// Says of work that takes longer than half a second what it is and how far, and ends it where that
/// can be done. Of several pieces, the oldest. Takes no room while there is none.
class WorkBar final : public QWidget {
    Q_OBJECT

public:
    static constexpr int kPatienceMs = 500;

    explicit WorkBar(QWidget* parent = nullptr);

    enum class Ending { Never, ByPerson };
    using Work = std::shared_ptr<Progress>;

    /// Begins to watch a piece of work, until finish() of the same.
    Work begin(const QString& what, Ending ending);
    void finish(const Work& work);
    [[nodiscard]] bool isBusy() const noexcept { return !m_works.empty(); }

Q_SIGNALS:
    /// The person has ended it; the work itself looks at its Progress.
    void cancelled(const quorate::gui::WorkBar::Work& work);

private:
    struct Watched {
        Work work;
        QString what;
        Ending ending;
        QElapsedTimer since;
    };
    void look();

    std::vector<Watched> m_works;
    QLabel* m_what;
    QProgressBar* m_bar;
    QToolButton* m_cancel;
    QTimer m_timer;
};

}  // namespace quorate::gui
