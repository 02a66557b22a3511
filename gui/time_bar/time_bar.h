// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>
#include <QSlider>
#include <QToolButton>
#include <QWidget>

#include "gui/model/bookmarks.h"
#include "gui/model/view_context.h"

namespace quorate::gui {

class LiveButton;
class TimeStrip;

/// The foot of the window: play and step, the speed, the history to go back in, and the way back to
/// the newest moment.
class TimeBar final : public QWidget {
    Q_OBJECT

public:
    /// `context` outlives it.
    explicit TimeBar(ViewContext& context, QWidget* parent = nullptr);

    [[nodiscard]] Bookmarks& bookmarks() noexcept { return m_bookmarks; }
    [[nodiscard]] TimeStrip& strip() noexcept { return *m_strip; }

public Q_SLOTS:
    /// The cluster itself at the live edge, the recording elsewhere.
    void togglePlay();
    void nextEvent();
    void previousEvent();
    void faster();
    void slower();
    void goToStart();
    void goLive();
    /// At the moment that is shown.
    void addBookmark();
    /// To the next one after the moment that is shown, or before it.
    void goToBookmark(int direction);

protected:
    void changeEvent(QEvent* event) override;

private:
    void readBookmarks();
    void keepBookmarks();
    QToolButton* makeButton(const QString& name, const QString& words, const QString& tip);
    QWidget* makeTransport();
    void setSpeed(double speed);
    void refresh();
    void drawIcons();
    [[nodiscard]] std::uint64_t shownCount() const;

    ViewContext& m_context;
    Bookmarks m_bookmarks;
    QString m_folder;  ///< that they are kept in; empty for nowhere
    QToolButton* m_toStart{nullptr};
    QToolButton* m_back{nullptr};
    QToolButton* m_play{nullptr};
    QToolButton* m_forward{nullptr};
    QSlider* m_slider{nullptr};
    QLabel* m_speed{nullptr};
    TimeStrip* m_strip{nullptr};
    LiveButton* m_live{nullptr};
    bool m_showsPause{false};
};

}  // namespace quorate::gui
