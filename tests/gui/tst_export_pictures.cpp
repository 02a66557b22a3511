// SPDX-License-Identifier: Apache-2.0
// Pictures of the window's views: what is in the files, and that they show what the view shows.
#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QRegularExpression>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

#include <cmath>
#include <memory>
#include <optional>

#include "gui/cluster/cluster_view.h"
#include "gui/export/picture_dialog.h"
#include "gui/log_wall/log_canvas.h"
#include "gui/paint/entry_cell.h"
#include "gui/session/recorded_session.h"
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

/// What an SVG is made of.
struct SvgContent {
    QSize size;
    int texts{0};
    int shapes{0};
    int images{0};
    QString words;
    QString problem;
};

SvgContent contentOf(const QByteArray& svg) {
    SvgContent content;
    QXmlStreamReader reader(svg);
    while (!reader.atEnd()) {
        if (reader.readNext() != QXmlStreamReader::StartElement) {
            continue;
        }
        const auto name = reader.name();
        if (name == QLatin1String("svg")) {
            content.size = {reader.attributes().value(QLatin1String("width")).toInt(),
                            reader.attributes().value(QLatin1String("height")).toInt()};
        } else if (name == QLatin1String("text")) {
            ++content.texts;
            content.words += reader.readElementText() + QLatin1Char('\n');
        } else if (name == QLatin1String("image")) {
            ++content.images;
        } else if (name == QLatin1String("path") || name == QLatin1String("polyline") ||
                   name == QLatin1String("rect") || name == QLatin1String("circle") ||
                   name == QLatin1String("ellipse")) {
            ++content.shapes;
        }
    }
    content.problem = reader.errorString();
    return content;
}

}  // namespace

class ExportPicturesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_window.reset(); }

    void aViewBecomesPixels_data() { views(); }
    void aViewBecomesPixels();
    void aViewBecomesLinesAndText_data() { views(); }
    void aViewBecomesLinesAndText();
    void aViewBecomesAPage_data() { views(); }
    void aViewBecomesAPage();
    void aPictureShowsTheChosenMoment();
    void aFinePictureIsDrawnAnew();
    void sizeAndColoursAreOfThePictureOnly();
    void whatLiesBeyondAWidgetIsNotDrawn();
    void aFileThatCannotBeWrittenIsNamed();
    void aPictureThatIsTooLargeIsRefused();
    void theDialogTakesThePictureOfTheViewWithTheKeyboard();
    void menusOfCanvasesOfferIt();

private:
    static void views();
    [[nodiscard]] PictureView view(const QString& name) const;
    /// Through the window, as a file.
    QByteArray save(const QString& name, const PictureForm& form);
    QImage pixels(const QString& name, const PictureForm& form) {
        return QImage::fromData(save(name, form), "PNG");
    }

    QTemporaryDir m_directory;
    QString m_recording;
    std::unique_ptr<MainWindow> m_window;
};

void ExportPicturesTest::views() {
    QTest::addColumn<QString>("name");
    for (const char* name :
         {"cluster", "log-wall", "pipeline", "pipeline-overview", "time-bar", "console", "events",
          "inspector", "faults", "nodes", "checks", "scenario", "window"}) {
        QTest::newRow(name) << QString::fromLatin1(name);
    }
}

void ExportPicturesTest::initTestCase() {
    QVERIFY(m_directory.isValid());
    tests::Trouble trouble;
    QVERIFY(trouble.isThere);
    m_recording = m_directory.filePath(QStringLiteral("trouble.quorate"));
    storage::PosixFileSystem files;
    auto file = storage::StoredRecordingFile::create(files, m_recording.toStdString());
    QVERIFY(file);
    bool isSaved = false;
    trouble.world.session().recording().ask(
        this, [&file](const observe::Recording& recording) { return recording.saveTo(**file); },
        [&isSaved](const Result<void>& saved) { isSaved = saved.has_value(); });
    QTRY_VERIFY_WITH_TIMEOUT(isSaved, kPatienceMs);
    m_window = std::make_unique<MainWindow>(m_directory.filePath(QStringLiteral("sessions")),
                                            m_directory.filePath(QStringLiteral("settings.ini")));
    m_window->resize(1280, 800);
    QVERIFY(tests::bringUp(*m_window));
    auto session = RecordedSession::open(m_recording);
    QVERIFY(session);
    m_window->context().desk.open(std::move(*session));
    const FrameSource& frames = m_window->context().frames;
    QTRY_VERIFY_WITH_TIMEOUT(frames.frame() != nullptr && frames.history() != nullptr &&
                                 !frames.history()->marks().empty(),
                             kPatienceMs);
}

PictureView ExportPicturesTest::view(const QString& name) const {
    for (const PictureView& each : m_window->pictureViews()) {
        if (each.name == name) {
            return each;
        }
    }
    return {};
}

QByteArray ExportPicturesTest::save(const QString& name, const PictureForm& form) {
    const QString folder =
        tests::picturesFolder().isEmpty() ? m_directory.path() : tests::picturesFolder();
    const QString path = QDir(folder).filePath(name + QLatin1Char('.') + suffixOf(form.format));
    std::optional<Result<void>> result;
    m_window->savePictureOf(name, form, path,
                            [&result](const Result<void>& saved) { result = saved; });
    if (!QTest::qWaitFor([&result] { return result.has_value(); }, kPatienceMs) || !*result) {
        return {};
    }
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void ExportPicturesTest::aViewBecomesPixels() {
    QFETCH(QString, name);
    PictureForm form;
    form.scale = 2;
    const QImage image = pixels(name, form);
    QCOMPARE(image.size(), view(name).widget->size() * 2);
    // It is no plain ground.
    QVERIFY(image.convertToFormat(QImage::Format_Indexed8).colorCount() > 4);
}

void ExportPicturesTest::aViewBecomesLinesAndText() {
    QFETCH(QString, name);
    PictureForm form;
    form.format = PictureFormat::Svg;
    const SvgContent content = contentOf(save(name, form));
    QVERIFY2(content.problem.isEmpty(), qPrintable(content.problem));
    QCOMPARE(content.size, view(name).widget->size());
    QVERIFY2(content.texts >= 4, qPrintable(content.words));
    QVERIFY2(content.shapes >= 4, qPrintable(QString::number(content.shapes)));
    // Icons of buttons are; nothing that shows a cluster is.
    const bool isCanvas = name == QLatin1String("cluster") || name == QLatin1String("log-wall") ||
                          name.startsWith(QLatin1String("pipeline"));
    QVERIFY2(content.images < (isCanvas ? 1 : 12), qPrintable(QString::number(content.images)));
}

void ExportPicturesTest::aViewBecomesAPage() {
    QFETCH(QString, name);
    PictureForm form;
    form.format = PictureFormat::Pdf;
    const QByteArray pdf = save(name, form);
    QVERIFY(pdf.startsWith("%PDF-"));
    static const QRegularExpression kBox(QStringLiteral("/MediaBox \\[0 0 ([0-9.]+) ([0-9.]+)\\]"));
    const auto box = kBox.match(QString::fromLatin1(pdf));
    QVERIFY(box.hasMatch());
    // Points, of which a pixel has three quarters.
    const QSize size = view(name).widget->size();
    QVERIFY(std::abs(box.captured(1).toDouble() - size.width() * 0.75) < 1);
    QVERIFY(std::abs(box.captured(2).toDouble() - size.height() * 0.75) < 1);
    QVERIFY(pdf.contains("/FontFile"));
    QVERIFY2(pdf.count("/Subtype /Image") < 24, "drawn as images");
}

void ExportPicturesTest::aPictureShowsTheChosenMoment() {
    ViewContext& context = m_window->context();
    const QString live = QStringLiteral("at %1").arg(QStringLiteral("4."));
    const auto wordsNow = [this] {
        PictureForm form;
        form.format = PictureFormat::Svg;
        return contentOf(save(QStringLiteral("cluster"), form)).words;
    };
    QVERIFY(wordsNow().contains(live));
    const QImage before = pixels(QStringLiteral("cluster"), {});
    context.time.goTo(observe::Moment(1'200'000'000));
    QTRY_VERIFY(context.frames.frame()->moment == observe::Moment(1'200'000'000));
    const QString words = wordsNow();
    QVERIFY2(words.contains(QStringLiteral("at 1.200 s")), qPrintable(words));
    QVERIFY(!words.contains(live));
    if (QWidget* focus = QApplication::focusWidget()) {
        focus->clearFocus();
    }
    for (const char* each : {"cluster", "log-wall"}) {
        const QString name = QLatin1String(each);
        const QImage picture = pixels(name, {}).convertToFormat(QImage::Format_RGB32);
        const QImage shown =
            view(name).widget->grab().toImage().convertToFormat(QImage::Format_RGB32);
        QVERIFY2(picture == shown, each);
        QVERIFY(picture != before);
    }
    context.time.goLive();
    QTRY_VERIFY(context.frames.frame()->isLive);
}

void ExportPicturesTest::aFinePictureIsDrawnAnew() {
    const QImage coarse = pixels(QStringLiteral("cluster"), {});
    PictureForm form;
    form.scale = 4;
    const QImage fine = pixels(QStringLiteral("cluster"), form);
    QCOMPARE(fine.size(), coarse.size() * 4);
    // Seen from afar it is the same.
    const QImage far = fine.scaled(coarse.size(), Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    qint64 off = 0;
    for (int y = 0; y < coarse.height(); ++y) {
        for (int x = 0; x < coarse.width(); ++x) {
            off += std::abs(qGray(far.pixel(x, y)) - qGray(coarse.pixel(x, y)));
        }
    }
    QVERIFY2(off < qint64{4} * coarse.width() * coarse.height(), qPrintable(QString::number(off)));
    // Nothing is copied that was painted for the screen.
    EntryCellPainter cells;
    cells.setUp(lightTheme(), QFont(), 1.0);
    QImage image(200, 200, QImage::Format_RGB32);
    QPainter painter(&image);
    const EntryCell cell{raft::Term(1), observe::EntryKind::Normal, Durability::Unstable};
    painter.scale(4, 4);
    cells.draw(painter, {2, 2}, cell, CellSize::Full);
    QCOMPARE(cells.cachedCells(), 0);
    painter.resetTransform();
    cells.draw(painter, {2, 2}, cell, CellSize::Full);
    QCOMPARE(cells.cachedCells(), 1);
}

void ExportPicturesTest::sizeAndColoursAreOfThePictureOnly() {
    ViewContext& context = m_window->context();
    context.theme.setAppearance(Appearance::Light);
    QWidget& cluster = *view(QStringLiteral("cluster")).widget;
    const QSize before = cluster.size();
    PictureForm form;
    form.size = {1000, 700};
    QCOMPARE(pixels(QStringLiteral("cluster"), form).size(), form.size);
    QCOMPARE(cluster.size(), before);
    form.appearance = Appearance::Dark;
    const QImage dark = pixels(QStringLiteral("cluster"), form);
    QCOMPARE(dark.size(), QSize(1000, 700));
    QVERIFY(dark.pixelColor(500, 690).lightness() < 80);
    QCOMPARE(cluster.size(), before);
    QVERIFY(context.theme.appearance() == Appearance::Light);
    QVERIFY(pixels(QStringLiteral("cluster"), {}).pixelColor(100, before.height() - 5).lightness() >
            200);
}

void ExportPicturesTest::whatLiesBeyondAWidgetIsNotDrawn() {
    PictureForm form;
    form.format = PictureFormat::Svg;
    form.size = {600, 150};
    const QByteArray svg = save(QStringLiteral("log-wall"), form);
    // Each piece is cut where its widget ends.
    QCOMPARE(svg.count("<clipPath "), svg.count("clip-path=\"url(#clip"));
    QVERIFY(svg.count("<clipPath ") >= 4);
    form.format = PictureFormat::Png;
    const QImage image = pixels(QStringLiteral("log-wall"), form);
    QVERIFY(!image.isNull());
}

void ExportPicturesTest::aFileThatCannotBeWrittenIsNamed() {
    const QString path = m_directory.filePath(QStringLiteral("no/such/folder/picture.svg"));
    std::optional<Result<void>> result;
    m_window->savePictureOf(QStringLiteral("cluster"), {}, path,
                            [&result](const Result<void>& saved) { result = saved; });
    QVERIFY(result.has_value() && !*result);
    QVERIFY(result->error().code == ErrorCode::IoError);
    QVERIFY(QString::fromStdString(result->error().message).contains(path));
    m_window->savePictureOf(QStringLiteral("nothing"), {}, path,
                            [&result](const Result<void>& saved) { result = saved; });
    QVERIFY(result->error().code == ErrorCode::InvalidArgument);
}

void ExportPicturesTest::aPictureThatIsTooLargeIsRefused() {
    PictureForm form;
    form.size = {10'000, 400};
    form.scale = 2;
    const auto picture =
        pictureOf(*view(QStringLiteral("cluster")).widget, form, m_window->context().theme);
    QVERIFY(!picture);
    QVERIFY(picture.error().code == ErrorCode::InvalidArgument);
    QVERIFY(QString::fromStdString(picture.error().message).contains(QStringLiteral("20000")));
}

void ExportPicturesTest::theDialogTakesThePictureOfTheViewWithTheKeyboard() {
    m_window->findChild<LogCanvas*>()->setFocus();
    m_window->actions().find(QStringLiteral("exportPicture"))->trigger();
    auto* dialog = m_window->findChild<PictureDialog*>();
    QVERIFY(dialog != nullptr);
    QCOMPARE(dialog->view().name, QStringLiteral("log-wall"));
    QVERIFY(dialog->path().endsWith(QStringLiteral("log-wall-4.474s.png")) ||
            dialog->path().contains(QStringLiteral("log-wall-")));
    auto* format = dialog->findChild<QComboBox*>(QStringLiteral("pictureFormat"));
    QVERIFY(dialog->findChild<QSpinBox*>(QStringLiteral("pictureScale"))->isEnabled());
    format->setCurrentIndex(1);
    QVERIFY(!dialog->findChild<QSpinBox*>(QStringLiteral("pictureScale"))->isEnabled());
    QVERIFY(dialog->path().endsWith(QStringLiteral(".svg")));
    dialog->findChild<QSpinBox*>(QStringLiteral("pictureWidth"))->setValue(640);
    const QString path = m_directory.filePath(QStringLiteral("asked.svg"));
    auto* edit = dialog->findChild<QLineEdit*>(QStringLiteral("picturePath"));
    edit->selectAll();
    QTest::keyClicks(edit, path);
    // What a person called it stays when the format is another one, but for its end.
    format->setCurrentIndex(2);
    QCOMPARE(dialog->path(), m_directory.filePath(QStringLiteral("asked.pdf")));
    format->setCurrentIndex(1);
    QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("pictureSave")),
                      Qt::LeftButton);
    QTRY_VERIFY(QFileInfo::exists(path));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(contentOf(file.readAll()).size.width(), 640);
    QTRY_VERIFY(m_window->findChild<PictureDialog*>() == nullptr);
}

void ExportPicturesTest::menusOfCanvasesOfferIt() {
    auto& canvas = m_window->findChild<ClusterView*>()->canvas();
    canvas.setFocus();
    QMenu* menu = tests::menuAt(canvas, QPoint(3, 3), canvas, "selectionMenu");
    tests::clickIn(menu, "savePicture");
    QTRY_VERIFY(m_window->findChild<PictureDialog*>() != nullptr);
    auto* dialog = m_window->findChild<PictureDialog*>();
    QCOMPARE(dialog->view().name, QStringLiteral("cluster"));
    dialog->reject();
}

QTEST_MAIN(ExportPicturesTest)
#include "tst_export_pictures.moc"
