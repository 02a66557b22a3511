// SPDX-License-Identifier: Apache-2.0
// Controls in the colours of both themes, and what takes long in the status bar.
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QProgressBar>
#include <QProxyStyle>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>

#include "gui/shell/work_bar.h"
#include "gui/theme/theme_model.h"

using namespace quorate::gui;

namespace {

/// How many pixels have about this colour.
int pixelsOf(const QImage& picture, const QColor& colour, int slack = 24) {
    int count = 0;
    for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x) {
            const QColor pixel = picture.pixelColor(x, y);
            count += std::abs(pixel.red() - colour.red()) < slack &&
                             std::abs(pixel.green() - colour.green()) < slack &&
                             std::abs(pixel.blue() - colour.blue()) < slack
                         ? 1
                         : 0;
        }
    }
    return count;
}

/// Stands for a system whose colours change: what a style does to the palette of the platform.
class SystemColours final : public QProxyStyle {
public:
    explicit SystemColours(bool isDark) : QProxyStyle(QStringLiteral("Fusion")), m_isDark(isDark) {}
    using QProxyStyle::polish;
    void polish(QPalette& palette) override {
        palette = QPalette(QColor(m_isDark ? 0x282828 : 0xF0F0F0));
    }

private:
    bool m_isDark;
};

}  // namespace

class ThemeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void controlsHaveTheColoursOfTheTheme_data();
    void controlsHaveTheColoursOfTheTheme();
    void theSystemIsFollowedWhileTheProgramRuns();
    void aSpinBoxIsSteppedByItsButtons();
    void aComboBoxIsWideEnoughForItsText();
    void workIsSeenAfterHalfASecondAndCanBeEnded();
    void workThatIsQuickIsNeverSeen();
};

void ThemeTest::controlsHaveTheColoursOfTheTheme_data() {
    QTest::addColumn<bool>("isDark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void ThemeTest::controlsHaveTheColoursOfTheTheme() {
    QFETCH(bool, isDark);
    ThemeModel model;
    model.setAppearance(isDark ? Appearance::Dark : Appearance::Light);
    const Theme& theme = model.theme();
    QComboBox combo;
    combo.addItems({QStringLiteral("one"), QStringLiteral("two")});
    combo.resize(combo.sizeHint());
    const QImage closed = combo.grab().toImage();
    // The border all around, in its own colour and not in black.
    QVERIFY(pixelsOf(closed, theme.border) > combo.width());
    // Thin lines are mixed with what is below.
    constexpr int kThin = 110;
    QVERIFY(pixelsOf(closed.copy(closed.width() - 20, 4, 18, closed.height() - 8), theme.text,
                     kThin) > 4);
    if (!isDark) {
        QCOMPARE(pixelsOf(closed.copy(closed.width() - 24, 0, 24, 4), QColor(Qt::black)), 0);
    }

    QSpinBox spin;
    spin.setRange(0, 9);
    spin.setValue(5);
    spin.resize(spin.sizeHint());
    const QImage both = spin.grab().toImage();
    const QRect buttons(both.width() - 18, 2, 16, both.height() - 4);
    const int upper =
        pixelsOf(both.copy(buttons.adjusted(0, 0, 0, -buttons.height() / 2)), theme.text, kThin);
    const int lower =
        pixelsOf(both.copy(buttons.adjusted(0, buttons.height() / 2, 0, 0)), theme.text, kThin);
    QVERIFY2(upper > 2 && lower > 2, "both arrows are drawn");

    QCheckBox check(QStringLiteral("check"));
    check.setChecked(true);
    check.resize(check.sizeHint());
    QVERIFY(pixelsOf(check.grab().toImage(), theme.accent) > 40);
    check.setChecked(false);
    QCOMPARE(pixelsOf(check.grab().toImage(), theme.accent), 0);
}

void ThemeTest::theSystemIsFollowedWhileTheProgramRuns() {
    ThemeModel model;
    QWidget window;
    const auto becomes = [&window](bool isDark) {
        QApplication::setStyle(new SystemColours(isDark));
        QEvent change(QEvent::ThemeChange);
        QApplication::sendEvent(&window, &change);
    };
    QVERIFY(!model.theme().isDark);
    QSignalSpy changes(&model, &ThemeModel::changed);
    becomes(true);
    QTRY_VERIFY(model.theme().isDark);
    QCOMPARE(changes.count(), 1);
    QCOMPARE(QApplication::palette().color(QPalette::Window), darkTheme().window);
    // What a person chose stays, and the system is there again when it is asked for.
    model.setAppearance(Appearance::Light);
    QVERIFY(!model.theme().isDark);
    becomes(true);
    QTest::qWait(10);
    QVERIFY(!model.theme().isDark);
    QCOMPARE(QApplication::palette().color(QPalette::Window), lightTheme().window);
    model.setAppearance(Appearance::System);
    QVERIFY(model.theme().isDark);
    becomes(false);
    QTRY_VERIFY(!model.theme().isDark);
}

void ThemeTest::aSpinBoxIsSteppedByItsButtons() {
    const ThemeModel model;
    QSpinBox spin;
    spin.setRange(0, 9);
    spin.setValue(5);
    spin.resize(120, spin.sizeHint().height());
    spin.show();
    QTest::mouseClick(&spin, Qt::LeftButton, {}, QPoint(110, 6));
    QCOMPARE(spin.value(), 6);
    QTest::mouseClick(&spin, Qt::LeftButton, {}, QPoint(110, spin.height() - 6));
    QCOMPARE(spin.value(), 5);
}

void ThemeTest::aComboBoxIsWideEnoughForItsText() {
    const ThemeModel model;
    QComboBox combo;
    const QString text = QStringLiteral("a text of some length");
    combo.addItem(text);
    combo.resize(combo.sizeHint());
    QStyleOptionComboBox option;
    option.initFrom(&combo);
    const QRect room = combo.style()->subControlRect(QStyle::CC_ComboBox, &option,
                                                     QStyle::SC_ComboBoxEditField, &combo);
    QVERIFY(room.width() >= combo.fontMetrics().horizontalAdvance(text));
    QVERIFY(combo.height() >= 24);
}

void ThemeTest::workIsSeenAfterHalfASecondAndCanBeEnded() {
    WorkBar bar;
    const WorkBar::Work work = bar.begin(QStringLiteral("Counting"), WorkBar::Ending::ByPerson);
    QVERIFY(!bar.isVisible());
    work->setTotal(100);
    work->tell(40);
    QTRY_VERIFY_WITH_TIMEOUT(bar.isVisible(), 5000);
    QCOMPARE(bar.findChild<QProgressBar*>()->value(), 400);
    auto* cancel = bar.findChild<QToolButton*>(QStringLiteral("cancelWork"));
    QVERIFY(cancel->isVisible() && !cancel->accessibleName().isEmpty());
    QTest::mouseClick(cancel, Qt::LeftButton);
    QVERIFY(work->isCancelled());
    bar.finish(work);
    QVERIFY(!bar.isVisible() && !bar.isBusy());
}

void ThemeTest::workThatIsQuickIsNeverSeen() {
    WorkBar bar;
    const WorkBar::Work quick = bar.begin(QStringLiteral("Quick"), WorkBar::Ending::Never);
    QTest::qWait(100);
    QVERIFY(!bar.isVisible());
    bar.finish(quick);
    const WorkBar::Work slow = bar.begin(QStringLiteral("Slow"), WorkBar::Ending::Never);
    QTRY_VERIFY_WITH_TIMEOUT(bar.isVisible(), 5000);
    QVERIFY(!bar.findChild<QToolButton*>(QStringLiteral("cancelWork"))->isVisible());
    QCOMPARE(bar.findChild<QProgressBar*>()->maximum(), 0);
    bar.finish(slow);
}

QTEST_MAIN(ThemeTest)
#include "tst_theme.moc"
