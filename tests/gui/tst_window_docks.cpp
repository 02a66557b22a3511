// SPDX-License-Identifier: Apache-2.0
// Docks of the window: perspectives, titles, names, sizes of text, and what is there again.
#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QDockWidget>
#include <QHeaderView>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollBar>
#include <QTabBar>
#include <QTest>
#include <QTimer>
#include <QToolButton>

#include <cstddef>
#include <memory>
#include <vector>

#include "gui/inspector/inspector_view.h"
#include "gui/shell/dock_buttons.h"
#include "gui/shell/session_menu.h"
#include "tests/gui/on_screen.h"
#include "tests/gui/window_fixture.h"

using namespace quorate;
using namespace quorate::gui;

namespace {

/// What a person can act on or reads something from, but for parts of such.
bool isToHaveAName(const QWidget& widget) {
    const auto* label = qobject_cast<const QLabel*>(&widget);
    if (widget.focusProxy() != nullptr || widget.window()->windowType() == Qt::Popup ||
        (label != nullptr && label->text().isEmpty()) || widget.inherits("QTableCornerButton") ||
        qobject_cast<const QLineEdit*>(widget.parentWidget()) != nullptr ||
        qobject_cast<const QAbstractSpinBox*>(widget.parentWidget()) != nullptr ||
        qobject_cast<const QComboBox*>(widget.parentWidget()) != nullptr ||
        qobject_cast<const QTabBar*>(&widget) != nullptr ||
        qobject_cast<const QHeaderView*>(&widget) != nullptr ||
        qobject_cast<const QScrollBar*>(&widget) != nullptr ||
        widget.objectName().startsWith(QStringLiteral("qt_"))) {
        return false;
    }
    return widget.focusPolicy() != Qt::NoFocus ||
           qobject_cast<const QAbstractButton*>(&widget) != nullptr ||
           qobject_cast<const QComboBox*>(&widget) != nullptr ||
           qobject_cast<const QLineEdit*>(&widget) != nullptr ||
           qobject_cast<const QAbstractSpinBox*>(&widget) != nullptr ||
           qobject_cast<const QAbstractSlider*>(&widget) != nullptr ||
           qobject_cast<const QAbstractItemView*>(&widget) != nullptr ||
           qobject_cast<const QProgressBar*>(&widget) != nullptr;
}

/// Those without a name, hidden ones too.
QStringList namelessIn(const QWidget& top) {
    QStringList found;
    for (QWidget* widget : top.findChildren<QWidget*>()) {
        const QAccessibleInterface* spoken =
            isToHaveAName(*widget) ? QAccessible::queryAccessibleInterface(widget) : nullptr;
        if (spoken != nullptr && spoken->text(QAccessible::Name).isEmpty()) {
            found << QStringLiteral("%1 \"%2\" in \"%3\"")
                         .arg(QLatin1String(widget->metaObject()->className()),
                              widget->objectName(), widget->parentWidget()->objectName());
        }
    }
    return found;
}

}  // namespace

class WindowDocksTest : public QObject, protected tests::WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { close(); }

    void everyPerspectiveShowsItsDocks();
    void aPerspectiveIsThereAgainAsItWas();
    void theComparisonOfNodesIsThereAgain();
    void docksHaveOneTitleEach();
    void everyWidgetHasAName();
    void largerTextReachesEveryWidget();
    void textsFitAtEverySizeOfFontAndInASmallWindow();
};

void WindowDocksTest::everyPerspectiveShowsItsDocks() {
    m_window->openLatest();
    QTRY_VERIFY_WITH_TIMEOUT(leader() != nullptr, kPatienceMs);
    for (const char* name : {"learn", "operate", "debug", "forensics"}) {
        trigger(name);
        int shown = 0;
        for (const auto* dock : m_window->findChildren<QDockWidget*>()) {
            shown += dock->isVisible() ? 1 : 0;
        }
        QVERIFY2(shown > 0, name);
        QVERIFY(m_window->actions().find(QLatin1String(name))->isChecked());
    }
}

void WindowDocksTest::aPerspectiveIsThereAgainAsItWas() {
    const auto isHidden = [this](const char* dock) {
        return m_window->findChild<QDockWidget*>(QLatin1String(dock))->isHidden();
    };
    for (int i = 0; i < 2; ++i) {
        m_window->openLatest();
        QTRY_VERIFY_WITH_TIMEOUT(leader() != nullptr, kPatienceMs);
        if (i == 0) {
            trigger("learn");
        }
        QVERIFY(isHidden("console") && isHidden("faults") && isHidden("nodes"));
        QVERIFY(!isHidden("events") && !isHidden("inspector"));
        m_window->close();
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->isVisible(), kPatienceMs);
        m_window =
            std::make_unique<MainWindow>(m_directory->filePath(QStringLiteral("sessions")),
                                         m_directory->filePath(QStringLiteral("settings.ini")));
        QVERIFY(tests::bringUp(*m_window));
    }
}

void WindowDocksTest::theComparisonOfNodesIsThereAgain() {
    const auto inspector = [this] {
        return m_window->findChild<InspectorView*>(QStringLiteral("inspectorView"));
    };
    QVERIFY(!inspector()->comparesAll());
    auto* compare = inspector()->findChild<QToolButton*>(QStringLiteral("inspectAll"));
    compare->click();
    QVERIFY(inspector()->comparesAll());
    reopen();
    QVERIFY(inspector()->comparesAll());
}

void WindowDocksTest::docksHaveOneTitleEach() {
    m_window->openLatest();
    trigger("operate");
    const auto title = [this](const char* dock) {
        auto* found = m_window->findChild<QDockWidget*>(QLatin1String(dock));
        return qobject_cast<DockTitle*>(found->titleBarWidget());
    };
    QTRY_VERIFY(title("console")->isTabbed());
    QTRY_COMPARE(title("console")->height(), 0);
    // The button at the end of the tabs closes the one in front.
    auto* console = m_window->findChild<QDockWidget*>(QStringLiteral("console"));
    console->raise();
    QTabBar* tabs = nullptr;
    for (auto* each : m_window->findChildren<QTabBar*>(Qt::FindDirectChildrenOnly)) {
        if (each->isVisible() && each->tabText(each->currentIndex()) == console->windowTitle()) {
            tabs = each;
        }
    }
    QVERIFY(tabs != nullptr);
    auto* close = tabs->findChild<QAbstractButton*>(QStringLiteral("closeDock"));
    QVERIFY(close != nullptr && close->isVisible());
    QTRY_COMPARE(close->accessibleName(), QStringLiteral("Close KV console"));
    QTest::mouseClick(close, Qt::LeftButton);
    QTRY_VERIFY(!console->isVisible());
    // One that is alone has a bar with its name.
    trigger("learn");
    QTRY_VERIFY(!title("checks")->isTabbed());
    QTRY_VERIFY(title("checks")->height() >= 20);
    auto* lift = title("checks")->findChild<QAbstractButton*>(QStringLiteral("floatDock"));
    QTest::mouseClick(lift, Qt::LeftButton);
    QVERIFY(m_window->findChild<QDockWidget*>(QStringLiteral("checks"))->isFloating());
    QTest::mouseClick(lift, Qt::LeftButton);
    QVERIFY(!m_window->findChild<QDockWidget*>(QStringLiteral("checks"))->isFloating());
}

void WindowDocksTest::everyWidgetHasAName() {
    const auto check = [](const QWidget& top) {
        const QStringList nameless = namelessIn(top);
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QStringLiteral(", "))));
    };
    check(*m_window);
    m_window->openLatest();
    QTRY_VERIFY_WITH_TIMEOUT(leader() != nullptr, kPatienceMs);
    for (const char* name : {"learn", "operate", "debug", "forensics"}) {
        trigger(name);
        check(*m_window);
    }
    for (auto* dock : m_window->findChildren<QDockWidget*>()) {
        dock->show();
        dock->raise();
        // Lists fill at their own pace.
        QTest::qWait(20);
        check(*dock);
    }
    const auto checkDialog = [this, check](const char* name) {
        auto* dialog = m_window->findChild<QDialog*>();
        QVERIFY2(dialog != nullptr && dialog->isVisible(), name);
        check(*dialog);
        QVERIFY2(!dialog->windowTitle().isEmpty(), name);
        dialog->reject();
        QTRY_VERIFY2(m_window->findChild<QDialog*>() == nullptr, name);
    };
    for (const char* name : {"palette", "keys", "legend", "about", "newSession"}) {
        trigger(name);
        checkDialog(name);
    }
    m_window->findChild<QPushButton*>(QStringLiteral("editWorkload"))->click();
    checkDialog("workload");
    m_window->openSession(QStringLiteral("/nowhere"));
    QTRY_VERIFY_WITH_TIMEOUT(m_window->findChild<QDialog*>() != nullptr, kPatienceMs);
    checkDialog("explanation");
    // Those that wait for their answer themselves.
    int asked = 0;
    const auto whenAsked = [this, check, &asked] {
        QTimer::singleShot(0, m_window.get(), [this, check, &asked] {
            auto* dialog = m_window->findChild<QDialog*>();
            QVERIFY(dialog != nullptr);
            check(*dialog);
            ++asked;
            dialog->reject();
        });
    };
    whenAsked();
    trigger("renameSession");
    SessionMenu* deletion = m_window->findChildren<SessionMenu*>().back();
    deletion->fill();
    whenAsked();
    deletion->actions().front()->trigger();
    QCOMPARE(asked, 2);
}

void WindowDocksTest::largerTextReachesEveryWidget() {
    m_window->openLatest();
    QTRY_VERIFY_WITH_TIMEOUT(leader() != nullptr, kPatienceMs);
    const auto sizes = [this] {
        std::vector<double> found;
        for (const auto* button : m_window->findChildren<QToolButton*>()) {
            found.push_back(button->font().pointSizeF());
        }
        return found;
    };
    const QFont before = QApplication::font();
    const std::vector<double> usual = sizes();
    trigger("largerText");
    const std::vector<double> larger = sizes();
    QCOMPARE(larger.size(), usual.size());
    for (std::size_t i = 0; i < usual.size(); ++i) {
        QVERIFY(larger[i] > usual[i]);
    }
    trigger("smallerText");
    QCOMPARE(sizes(), usual);
    QApplication::setFont(before);
}

void WindowDocksTest::textsFitAtEverySizeOfFontAndInASmallWindow() {
    m_window->openLatest();
    QTRY_VERIFY_WITH_TIMEOUT(leader() != nullptr, kPatienceMs);
    m_window->resize(1280, 800);
    const QFont before = QApplication::font();
    for (const double percent : {0.8, 1.0, 2.0}) {
        QFont font = before;
        font.setPointSizeF(before.pointSizeF() * percent);
        QApplication::setFont(font);
        QTest::qWait(20);
        for (const auto* button : m_window->findChildren<QPushButton*>()) {
            if (button->isVisible()) {
                QVERIFY2(button->height() >= button->fontMetrics().height(),
                         qPrintable(button->objectName()));
            }
        }
        QVERIFY(m_window->minimumSizeHint().height() <= 800 || percent > 1.5);
    }
    QApplication::setFont(before);
}

QTEST_MAIN(WindowDocksTest)
#include "tst_window_docks.moc"
