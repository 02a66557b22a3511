// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "gui/cluster/caption.h"
#include "gui/model/view_context.h"
#include "gui/widgets/linked_label.h"

namespace quorate::gui {

/// The caption at the foot of the cluster view, always in the same place. What it names are links.
class CaptionBar final : public QWidget {
    Q_OBJECT

public:
    /// `context` outlives it.
    CaptionBar(ViewContext& context, QWidget* parent);

    [[nodiscard]] const Caption& caption() const noexcept { return m_caption; }
    /// `moment`: when this is so, in words.
    void show(const Caption& caption, const QString& moment);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    bool event(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    [[nodiscard]] QFont wordsFont() const;
    void fit();
    /// Puts the words where the chip and the moment leave room for them.
    void arrange();
    [[nodiscard]] QRect chipBox() const;

    ViewContext& m_context;
    LinkedLabel* m_words;
    Caption m_caption;
    QString m_moment;
};

}  // namespace quorate::gui
