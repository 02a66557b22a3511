// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <QWidget>

#include "gui/model/frame_source.h"

namespace quorate::gui {

/// Tells a widget of new frames at the pace that suits it, and not at all while nobody sees it: a
/// table that changes sixty times a second cannot be read. Widgets are told in turn, so that not
/// all of them have their work in the same frame.
class FramePace final : public QObject {
    Q_OBJECT

public:
    static constexpr int kTableMs = 100;
    enum class Turn : std::uint8_t {
        InTurn,
        WhileMoving,  ///< in turn, but at once where time stands still
        AtOnce,       ///< for what costs next to nothing
    };

    /// Belongs to `widget`. `frames` outlives it.
    FramePace(FrameSource& frames, QWidget* widget, int intervalMs = kTableMs,
              Turn turn = Turn::InTurn);

    /// As if there were another frame: what the widget shows depends on something else as well.
    void ask();

Q_SIGNALS:
    /// Look at the frame now: it is another one than last time, or the widget was hidden since.
    void due();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void tellInTurn();
    void tell();

    FrameSource& m_frames;
    QWidget* m_widget;
    int m_intervalMs;
    Turn m_turn;
    QTimer m_timer;
    QElapsedTimer m_sinceTold;
    bool m_isDirty{true};
    bool m_isWaiting{false};
};

}  // namespace quorate::gui
