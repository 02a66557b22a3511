// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>
#include <QTextLayout>

#include <optional>
#include <vector>

#include "gui/model/linked_text.h"
#include "gui/model/view_context.h"

namespace quorate::gui {

/// A label in which all that it names is a link: a click selects it everywhere, and so do the arrow
/// keys and Enter. Plain text, from the top.
class LinkedLabel final : public QLabel {
    Q_OBJECT

public:
    /// `context` outlives it.
    explicit LinkedLabel(ViewContext& context, QWidget* parent = nullptr);

    /// `about` and `more`: see linksIn(). What it names is looked for in the frame that is shown.
    void setLinkedText(const QString& text, raft::NodeId about = raft::kNoNode,
                       const std::vector<TextLink>& more = {});
    [[nodiscard]] const std::vector<TextLink>& links() const noexcept { return m_links; }
    /// In the middle of a link; for tests.
    [[nodiscard]] QPoint placeOf(std::size_t link) const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void layOut(QTextLayout& layout) const;
    [[nodiscard]] QRect textBox() const;
    [[nodiscard]] std::optional<std::size_t> linkAt(QPoint place) const;
    static std::vector<QRectF> rectsOf(const QTextLayout& layout, const TextLink& link);
    void hover(std::optional<std::size_t> link);
    void follow(std::size_t link);

    ViewContext& m_context;
    std::vector<TextLink> m_links;
    std::optional<std::size_t> m_hovered;
    std::optional<std::size_t> m_focused;
};

}  // namespace quorate::gui
