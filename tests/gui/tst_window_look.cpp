// SPDX-License-Identifier: Apache-2.0
// How the whole window looks with a cluster in which all is there at once: at every size of text,
// with all its docks and dialogs.
#include <QDialog>
#include <QDir>
#include <QDockWidget>
#include <QFile>
#include <QFontInfo>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <utility>
#include <vector>

#include "gui/shell/main_window.h"
#include "storage/posix_file_system.h"
#include "storage/recording_file.h"
#include "tests/gui/look.h"
#include "tests/gui/on_screen.h"
#include "tests/gui/trouble.h"

using namespace quorate;
using namespace quorate::gui;

namespace {

constexpr int kPatienceMs = 20'000;
constexpr QSize kSmall(1280, 800);
constexpr QSize kLarge(1920, 1080);
const std::vector<int> kPercents{80, 100, 125, 150, 200};
const std::vector<const char*> kPerspectives{"learn", "operate", "debug", "forensics"};

}  // namespace

class WindowLookTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup() { m_window.reset(); }

    void allTextIsOfTheSizeThatIsChosen_data() { percents(); }
    void allTextIsOfTheSizeThatIsChosen();
    void nothingIsCutOffInDocks_data() { percents(); }
    void nothingIsCutOffInDocks();
    void nothingIsCutOffInDialogs_data() { percents(); }
    void nothingIsCutOffInDialogs();
    void drawsItsPictures();

private:
    static void percents();
    void show(QSize size);
    void trigger(const char* action) { m_window->actions().find(QLatin1String(action))->trigger(); }
    /// Each dialog, while it is open.
    template <class Look>
    void eachDialog(Look look);

    QTemporaryDir m_directory;
    QString m_recording;
    raft::NodeId m_candidate;
    std::unique_ptr<MainWindow> m_window;
};

void WindowLookTest::percents() {
    QTest::addColumn<int>("percent");
    for (const int percent : kPercents) {
        QTest::addRow("%d percent", percent) << percent;
    }
}

void WindowLookTest::initTestCase() {
    tests::Trouble trouble;
    QVERIFY(trouble.isThere);
    m_candidate = trouble.candidate;
    m_recording = m_directory.filePath(QStringLiteral("trouble.quorate"));
    // Kept in memory, it knows no files to go to.
    storage::PosixFileSystem files;
    auto file = storage::StoredRecordingFile::create(files, m_recording.toStdString());
    QVERIFY(file);
    bool isSaved = false;
    trouble.world.session().recording().ask(
        this, [&file](const observe::Recording& recording) { return recording.saveTo(**file); },
        [&isSaved](const Result<void>& saved) { isSaved = saved.has_value(); });
    QTRY_VERIFY_WITH_TIMEOUT(isSaved, kPatienceMs);
}

void WindowLookTest::init() {
    m_window = std::make_unique<MainWindow>(m_directory.filePath(QStringLiteral("sessions")),
                                            m_directory.filePath(QStringLiteral("settings.ini")));
    show(kSmall);
    QVERIFY(tests::bringUp(*m_window));
    m_window->openRecording(m_recording);
    const FrameSource& frames = m_window->context().frames;
    QTRY_VERIFY_WITH_TIMEOUT(frames.frame() != nullptr && frames.history() != nullptr &&
                                 !frames.history()->marks().empty(),
                             kPatienceMs);
}

void WindowLookTest::show(QSize size) {
    m_window->resize(size);
    QTest::qWait(20);
}

template <class Look>
void WindowLookTest::eachDialog(Look look) {
    const auto opened = [this, &look](const char* name) {
        auto* dialog = m_window->findChild<QDialog*>();
        QVERIFY2(dialog != nullptr, name);
        QTest::qWait(20);
        look(*dialog, name);
        dialog->reject();
        QTRY_VERIFY2(m_window->findChild<QDialog*>() == nullptr, name);
    };
    for (const char* name : {"palette", "keys", "legend", "about", "newSession", "exportPicture"}) {
        trigger(name);
        opened(name);
    }
}

void WindowLookTest::allTextIsOfTheSizeThatIsChosen() {
    QFETCH(int, percent);
    const tests::TextSize text(percent);
    for (const char* perspective : kPerspectives) {
        trigger(perspective);
        show(kLarge);
        const int usual = QFontInfo(QApplication::font()).pixelSize();
        for (const QLabel* label : m_window->findChildren<QLabel*>()) {
            if (label->isVisible() && !label->text().isEmpty()) {
                QVERIFY2(QFontInfo(label->font()).pixelSize() >= usual * 0.9,
                         qPrintable(label->objectName() + QStringLiteral(": ") + label->text()));
            }
        }
        for (const QTableView* table : m_window->findChildren<QTableView*>()) {
            QVERIFY2(table->verticalHeader()->defaultSectionSize() >= table->fontMetrics().height(),
                     qPrintable(table->objectName()));
        }
    }
}

void WindowLookTest::nothingIsCutOffInDocks() {
    QFETCH(int, percent);
    const tests::TextSize text(percent);
    for (const QSize size : {kSmall, kLarge}) {
        for (const char* perspective : kPerspectives) {
            trigger(perspective);
            show(size);
            for (auto* dock : m_window->findChildren<QDockWidget*>()) {
                if (dock->isHidden()) {
                    continue;
                }
                dock->raise();
                QTest::qWait(10);
                const QStringList cut = tests::cutOffIn(*dock);
                QVERIFY2(cut.isEmpty(),
                         qPrintable(QStringLiteral("%1 %2: %3")
                                        .arg(QLatin1String(perspective), dock->objectName(),
                                             cut.join(QStringLiteral("; ")))));
            }
            const QStringList cut = tests::cutOffIn(*m_window->centralWidget());
            QVERIFY2(cut.isEmpty(), qPrintable(QLatin1String(perspective) + QStringLiteral(": ") +
                                               cut.join(QStringLiteral("; "))));
        }
    }
}

void WindowLookTest::nothingIsCutOffInDialogs() {
    QFETCH(int, percent);
    const tests::TextSize text(percent);
    show(kSmall);
    eachDialog([](const QDialog& dialog, const char* name) {
        const QStringList cut = tests::cutOffIn(dialog);
        QVERIFY2(cut.isEmpty(), qPrintable(QLatin1String(name) + QStringLiteral(": ") +
                                           cut.join(QStringLiteral("; "))));
        QVERIFY2(dialog.width() <= kSmall.width() && dialog.height() <= kSmall.height(),
                 qPrintable(QStringLiteral("%1 is %2×%3")
                                .arg(QLatin1String(name))
                                .arg(dialog.width())
                                .arg(dialog.height())));
    });
}

/// For the eye, where QUORATE_PICTURES names a folder.
void WindowLookTest::drawsItsPictures() {
    const QString folder = tests::picturesFolder();
    if (folder.isEmpty()) {
        QSKIP("QUORATE_PICTURES names no folder");
    }
    const auto save = [&folder](QWidget& widget, const QString& name) {
        QTest::qWait(300);
        QVERIFY(widget.grab().save(QDir(folder).filePath(name + QStringLiteral(".png"))));
    };
    m_window->context().selection.select(m_candidate);
    for (const auto& [size, sizeName] : {std::pair(kSmall, "small"), std::pair(kLarge, "large")}) {
        for (const auto& [appearance, colours] :
             {std::pair(Appearance::Light, "light"), std::pair(Appearance::Dark, "dark")}) {
            m_window->context().theme.setAppearance(appearance);
            for (const char* perspective : kPerspectives) {
                trigger(perspective);
                show(size);
                save(*m_window, QStringLiteral("window-%1-%2-%3")
                                    .arg(QLatin1String(perspective), QLatin1String(sizeName),
                                         QLatin1String(colours)));
            }
        }
    }
    m_window->context().theme.setAppearance(Appearance::Light);
    for (const int percent : {80, 200}) {
        const tests::TextSize text(percent);
        for (const char* perspective : kPerspectives) {
            trigger(perspective);
            show(kSmall);
            save(*m_window,
                 QStringLiteral("window-%1-%2").arg(QLatin1String(perspective)).arg(percent));
        }
        eachDialog([&](QDialog& dialog, const char* name) {
            save(dialog, QStringLiteral("dialog-%1-%2").arg(QLatin1String(name)).arg(percent));
        });
    }
    for (const auto& [appearance, colours] :
         {std::pair(Appearance::Light, "light"), std::pair(Appearance::Dark, "dark")}) {
        m_window->context().theme.setAppearance(appearance);
        show(kSmall);
        eachDialog([&](QDialog& dialog, const char* name) {
            save(dialog,
                 QStringLiteral("dialog-%1-%2").arg(QLatin1String(name), QLatin1String(colours)));
        });
    }
    m_window->closeSession();
    save(*m_window, QStringLiteral("window-start"));
}

QTEST_MAIN(WindowLookTest)
#include "tst_window_look.moc"
