// SPDX-License-Identifier: Apache-2.0
#include "gui/pipeline/pipeline_accessible.h"

#include <algorithm>

namespace quorate::gui {

namespace {

/// One box, edge or step. Its list outlives it.
class Item final : public QAccessibleInterface, public QAccessibleActionInterface {
public:
    Item(const PipelineAccessible& list, int place) : m_list(list), m_place(place) {}

    [[nodiscard]] int place() const noexcept { return m_place; }
    [[nodiscard]] const PipelineItem& item() const {
        return PipelineLayout::order()[static_cast<std::size_t>(m_place)];
    }

    // --- QAccessibleInterface
    [[nodiscard]] bool isValid() const override { return m_list.isValid(); }
    [[nodiscard]] QObject* object() const override { return nullptr; }
    [[nodiscard]] QWindow* window() const override { return m_list.window(); }
    [[nodiscard]] QAccessibleInterface* childAt(int /*x*/, int /*y*/) const override {
        return nullptr;
    }
    [[nodiscard]] QAccessibleInterface* parent() const override {
        return QAccessible::queryAccessibleInterface(&m_list.canvas());
    }
    [[nodiscard]] QAccessibleInterface* child(int /*place*/) const override { return nullptr; }
    [[nodiscard]] int childCount() const override { return 0; }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface* /*child*/) const override {
        return -1;
    }
    [[nodiscard]] QString text(QAccessible::Text kind) const override {
        return kind == QAccessible::Name && isValid() ? describe(m_list.canvas().content(), item())
                                                      : QString();
    }
    void setText(QAccessible::Text /*kind*/, const QString& /*text*/) override {}
    [[nodiscard]] QRect rect() const override {
        const PipelineCanvas& canvas = m_list.canvas();
        const QRectF place = canvas.layout().rectOf(item());
        return {canvas.viewport()->mapToGlobal(canvas.inViewport(place.topLeft())),
                place.size().toSize()};
    }
    [[nodiscard]] QAccessible::Role role() const override { return QAccessible::ListItem; }
    [[nodiscard]] QAccessible::State state() const override {
        QAccessible::State state;
        if (!isValid()) {
            state.invalid = true;
            return state;
        }
        const PipelineCanvas& canvas = m_list.canvas();
        state.focusable = true;
        state.readOnly = true;
        state.focused = canvas.hasFocus() && canvas.focused() == item();
        state.hasPopup = std::holds_alternative<PipelineEdge>(item());
        const QRect seen(canvas.viewport()->mapToGlobal(QPoint()), canvas.viewport()->size());
        state.offscreen = !seen.intersects(rect());
        return state;
    }
    [[nodiscard]] void* interface_cast(QAccessible::InterfaceType type) override {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface*>(this)
                                                    : nullptr;
    }

    // --- QAccessibleActionInterface
    [[nodiscard]] QStringList actionNames() const override {
        return std::holds_alternative<PipelineEdge>(item())
                   ? QStringList{setFocusAction(), showMenuAction()}
                   : QStringList{setFocusAction()};
    }
    void doAction(const QString& action) override {
        m_list.canvas().focusOn(item());
        if (action == showMenuAction()) {
            m_list.canvas().openMenuOfFocus();
        }
    }
    [[nodiscard]] QStringList keyBindingsForAction(const QString& /*action*/) const override {
        return {};
    }

private:
    const PipelineAccessible& m_list;
    int m_place;
};

QAccessibleInterface* makeFor(const QString& /*className*/, QObject* object) {
    auto* canvas = qobject_cast<PipelineCanvas*>(object);
    return canvas != nullptr ? new PipelineAccessible(canvas) : nullptr;
}

}  // namespace

PipelineAccessible::PipelineAccessible(PipelineCanvas* canvas)
    : QAccessibleWidget(canvas, QAccessible::List),
      m_children(PipelineLayout::order().size(), QAccessible::Id{0}) {}

PipelineAccessible::~PipelineAccessible() {
    for (const QAccessible::Id id : m_children) {
        if (id != 0) {
            QAccessible::deleteAccessibleInterface(id);
        }
    }
}

void PipelineAccessible::install() {
    QAccessible::installFactory(&makeFor);
}

PipelineCanvas& PipelineAccessible::canvas() const {
    return *static_cast<PipelineCanvas*>(object());
}

int PipelineAccessible::childCount() const {
    return static_cast<int>(m_children.size());
}

QAccessibleInterface* PipelineAccessible::child(int place) const {
    if (place < 0 || place >= childCount()) {
        return nullptr;
    }
    QAccessible::Id& id = m_children[static_cast<std::size_t>(place)];
    if (id != 0) {
        return QAccessible::accessibleInterface(id);
    }
    auto* item = new Item(*this, place);
    id = QAccessible::registerAccessibleInterface(item);
    return item;
}

QAccessibleInterface* PipelineAccessible::childAt(int x, int y) const {
    for (int i = 0; i < childCount(); ++i) {
        if (QAccessibleInterface* item = child(i); item->rect().contains(x, y)) {
            return item;
        }
    }
    return nullptr;
}

int PipelineAccessible::indexOfChild(const QAccessibleInterface* child) const {
    const auto* item = dynamic_cast<const Item*>(child);
    return item == nullptr ? -1 : item->place();
}

QAccessibleInterface* PipelineAccessible::focusChild() const {
    const auto& order = PipelineLayout::order();
    const auto found = std::find(order.begin(), order.end(), canvas().focused());
    return canvas().hasFocus() && found != order.end()
               ? child(static_cast<int>(found - order.begin()))
               : nullptr;
}

}  // namespace quorate::gui
