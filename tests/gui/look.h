// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFont>
#include <QString>
#include <QStringList>
#include <QWidget>

class QMenu;

/// How a view looks, for tests of it and for the eye.
namespace quorate::tests {

/// Where pictures for the eye go: the folder that QUORATE_PICTURES names; empty for none.
QString picturesFolder();
/// All has text of so many percent of the usual size, until it is gone.
class TextSize {
public:
    explicit TextSize(int percent);
    ~TextSize();
    TextSize(const TextSize&) = delete;
    TextSize& operator=(const TextSize&) = delete;

private:
    static void use(const QFont& font);

    QString m_before;
};

/// What is cut off in a view: widgets with text that have less room than it needs, by class and
/// text. Those that elide, wrap or scroll are only to be high enough.
QStringList cutOffIn(const QWidget& view);
/// Opens the context menu at a point of a widget, and gives it; null where none comes.
QMenu* menuAt(QWidget& widget, QPoint point, QWidget& owner, const char* name);
/// Clicks an action of an open menu, by its object name.
void clickIn(QMenu* menu, const char* name);

}  // namespace quorate::tests
