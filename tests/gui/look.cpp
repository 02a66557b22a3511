// SPDX-License-Identifier: Apache-2.0
#include "tests/gui/look.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QtTest/QTest>

#include <algorithm>

namespace quorate::tests {

namespace {

/// Of the design, at 100 %.
constexpr double kPixels = 12;

}  // namespace

QString picturesFolder() {
    const QString folder = qEnvironmentVariable("QUORATE_PICTURES");
    return folder.isEmpty() || !QDir().mkpath(folder) ? QString() : folder;
}

TextSize::TextSize(int percent) : m_before(QApplication::font().toString()) {
    QFont font(QStringLiteral("Inter"));
    font.setPixelSize(static_cast<int>(kPixels * percent / 100 + 0.5));
    use(font);
}

TextSize::~TextSize() {
    QFont font;
    font.fromString(m_before);
    use(font);
}

void TextSize::use(const QFont& font) {
    QApplication::setFont(font);
    // Widgets that a style sheet has styled hear of it when that is set.
    qApp->setStyleSheet(qApp->styleSheet());
}

QStringList cutOffIn(const QWidget& view) {
    QStringList found;
    for (const QWidget* widget : view.findChildren<QWidget*>()) {
        if (!widget->isVisibleTo(&view)) {
            continue;
        }
        QString text;
        bool mayBeNarrow = false;
        QSize needed = widget->sizeHint();
        if (const auto* button = qobject_cast<const QAbstractButton*>(widget)) {
            text = button->text();
            // It may have less air than it likes.
            needed.setHeight(std::min(needed.height(), button->fontMetrics().height() + 6));
        } else if (const auto* box = qobject_cast<const QComboBox*>(widget)) {
            text = box->currentText();
        } else if (const auto* edit = qobject_cast<const QLineEdit*>(widget)) {
            text = edit->placeholderText();
            mayBeNarrow = true;
        } else if (const auto* label = qobject_cast<const QLabel*>(widget)) {
            text = label->text();
            mayBeNarrow =
                label->wordWrap() || label->sizePolicy().horizontalPolicy() == QSizePolicy::Ignored;
        }
        const int height =
            widget->hasHeightForWidth() ? widget->heightForWidth(widget->width()) : needed.height();
        // What has the focus may want a pixel more.
        const bool isCutOff = widget->height() + 2 < std::min(height, needed.height()) ||
                              (!mayBeNarrow && widget->width() < needed.width());
        if (!text.isEmpty() && isCutOff) {
            found << QStringLiteral("%1 \"%2\" is %3×%4, wants %5×%6")
                         .arg(QLatin1String(widget->metaObject()->className()), text)
                         .arg(widget->width())
                         .arg(widget->height())
                         .arg(needed.width())
                         .arg(needed.height());
        }
    }
    return found;
}

QMenu* menuAt(QWidget& widget, QPoint point, QWidget& owner, const char* name) {
    QContextMenuEvent event(QContextMenuEvent::Mouse, point, widget.mapToGlobal(point));
    QApplication::sendEvent(&widget, &event);
    return owner.findChild<QMenu*>(QLatin1String(name));
}

void clickIn(QMenu* menu, const char* name) {
    QVERIFY(menu != nullptr);
    auto* action = menu->findChild<QAction*>(QLatin1String(name));
    QVERIFY2(action != nullptr, name);
    QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
}

}  // namespace quorate::tests
