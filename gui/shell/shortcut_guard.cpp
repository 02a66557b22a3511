// SPDX-License-Identifier: Apache-2.0
#include "gui/shell/shortcut_guard.h"

#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QTextEdit>

namespace quorate::gui {

namespace {

bool isTypedInto(const QWidget* widget) {
    if (const auto* combo = qobject_cast<const QComboBox*>(widget)) {
        return combo->isEditable();
    }
    if (const auto* text = qobject_cast<const QTextEdit*>(widget)) {
        return !text->isReadOnly();
    }
    if (const auto* text = qobject_cast<const QPlainTextEdit*>(widget)) {
        return !text->isReadOnly();
    }
    return qobject_cast<const QLineEdit*>(widget) != nullptr ||
           qobject_cast<const QAbstractSpinBox*>(widget) != nullptr ||
           qobject_cast<const QMenu*>(widget) != nullptr;
}

bool isPlainKey(const QKeyEvent& event) {
    return (event.modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) == Qt::NoModifier &&
           (!event.text().isEmpty() || event.key() == Qt::Key_Home || event.key() == Qt::Key_End);
}

}  // namespace

bool ShortcutGuard::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::ShortcutOverride) {
        return false;
    }
    const auto* key = static_cast<QKeyEvent*>(event);
    const QWidget* focus = QApplication::focusWidget();
    if (focus == nullptr || watched != focus || !isPlainKey(*key) || key->key() == Qt::Key_Escape) {
        return false;
    }
    const bool isReachedByKey = focus->window()->testAttribute(Qt::WA_KeyboardFocusChange);
    const bool isPressed = key->key() == Qt::Key_Space && isReachedByKey &&
                           qobject_cast<const QAbstractButton*>(focus) != nullptr;
    if (isTypedInto(focus) || isPressed) {
        event->accept();
        return true;
    }
    return false;
}

}  // namespace quorate::gui
