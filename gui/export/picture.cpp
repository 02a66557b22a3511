// SPDX-License-Identifier: Apache-2.0
#include "gui/export/picture.h"

#include <QApplication>
#include <QBuffer>
#include <QFileInfo>
#include <QImage>
#include <QMarginsF>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QPicture>
#include <QPointer>
#include <QSaveFile>

#include <cmath>

#include "gui/export/svg_sheet.h"
#include "gui/export/widget_walk.h"

namespace quorate::gui {

namespace {

constexpr double kPointsPerInch = 72;
constexpr double kInchesPerMetre = 39.37;

/// Makes a view look as its picture should, until it is gone.
class Posing {
public:
    Posing(QWidget& view, const PictureForm& form, ThemeModel& theme)
        : m_view(view),
          m_theme(theme),
          m_size(view.size()),
          m_appearance(theme.appearance()),
          m_focus(QApplication::focusWidget()) {
        if (m_focus != nullptr) {
            m_focus->clearFocus();
        }
        if (form.appearance) {
            m_theme.setAppearance(*form.appearance);
        }
        if (!form.size.isEmpty() && form.size != m_size) {
            m_view.resize(form.size);
        }
    }
    ~Posing() {
        if (m_view.size() != m_size) {
            m_view.resize(m_size);
        }
        m_theme.setAppearance(m_appearance);
        if (m_focus != nullptr) {
            m_focus->setFocus(Qt::OtherFocusReason);
        }
    }
    Posing(const Posing&) = delete;
    Posing& operator=(const Posing&) = delete;

private:
    QWidget& m_view;
    ThemeModel& m_theme;
    QSize m_size;
    Appearance m_appearance;
    QPointer<QWidget> m_focus;
};

/// What lies behind views that have no ground of their own.
QColor groundOf(const ThemeModel& theme) {
    return theme.theme().window;
}

QByteArray pngOf(QWidget& view, double scale, const ThemeModel& theme) {
    QImage image((QSizeF(view.size()) * scale).toSize(), QImage::Format_RGB32);
    const int dots = qRound(view.logicalDpiX() * scale * kInchesPerMetre);
    image.setDotsPerMeterX(dots);
    image.setDotsPerMeterY(dots);
    QPainter painter(&image);
    painter.scale(scale, scale);
    painter.fillRect(view.rect(), groundOf(theme));
    view.render(&painter, QPoint(), QRegion(), QWidget::DrawChildren);
    painter.end();
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return bytes;
}

QByteArray pdfOf(QWidget& view, const QString& title, const ThemeModel& theme) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setResolution(view.logicalDpiX());
    writer.setTitle(title);
    writer.setCreator(QApplication::applicationDisplayName());
    const QSizeF points = QSizeF(view.size()) * (kPointsPerInch / view.logicalDpiX());
    writer.setPageSize(QPageSize(points, QPageSize::Point, QString(), QPageSize::ExactMatch));
    writer.setPageMargins(QMarginsF());
    QPainter painter(&writer);
    painter.fillRect(view.rect(), groundOf(theme));
    walk(view, [&painter](QWidget& widget, QPoint at, const QRect& seen) {
        // By way of a QPicture: where a widget takes its clip back, a painter that was moved to it
        // would move the clip once more.
        QPicture piece;
        QPainter pieces(&piece);
        pieces.setClipRect(seen);
        paintAlone(pieces, widget, seen);
        pieces.end();
        painter.save();
        painter.translate(at);
        painter.drawPicture(0, 0, piece);
        painter.restore();
    });
    painter.end();
    return bytes;
}

QByteArray svgOf(QWidget& view, const QString& title, const ThemeModel& theme) {
    SvgSheet sheet(view.size(), view.logicalDpiX(), groundOf(theme), title);
    walk(view, [&sheet](QWidget& widget, QPoint at, const QRect& seen) {
        sheet.add(at, seen, [&](QPainter& painter) { paintAlone(painter, widget, seen); });
    });
    return sheet.text();
}

bool isTooLarge(QSizeF size) {
    return size.width() > kLongestSide || size.height() > kLongestSide;
}

}  // namespace

std::optional<PictureFormat> formatOf(const QString& path) {
    const QString end = QFileInfo(path).suffix().toLower();
    for (const auto format : {PictureFormat::Png, PictureFormat::Svg, PictureFormat::Pdf}) {
        if (end == suffixOf(format)) {
            return format;
        }
    }
    return std::nullopt;
}

QString suffixOf(PictureFormat format) {
    switch (format) {
    case PictureFormat::Png:
        return QStringLiteral("png");
    case PictureFormat::Svg:
        return QStringLiteral("svg");
    case PictureFormat::Pdf:
        break;
    }
    return QStringLiteral("pdf");
}

Result<QByteArray> pictureOf(QWidget& view, const PictureForm& form, ThemeModel& theme) {
    const QSizeF size = form.size.isEmpty() ? view.size() : form.size;
    const double scale = form.format == PictureFormat::Png ? form.scale : 1.0;
    if (isTooLarge(size * scale)) {
        return Error(ErrorCode::InvalidArgument,
                     "a picture of " + std::to_string(std::lround(size.width() * scale)) + " by " +
                         std::to_string(std::lround(size.height() * scale)) +
                         " pixels is too large: neither side may be longer than " +
                         std::to_string(kLongestSide));
    }
    const Posing posing(view, form, theme);
    switch (form.format) {
    case PictureFormat::Png:
        return pngOf(view, scale, theme);
    case PictureFormat::Svg:
        return svgOf(view, form.title, theme);
    case PictureFormat::Pdf:
        break;
    }
    return pdfOf(view, form.title, theme);
}

Result<void> savePicture(QWidget& view, const PictureForm& form, ThemeModel& theme,
                         const QString& path) {
    const auto picture = pictureOf(view, form, theme);
    if (!picture) {
        return picture.error();
    }
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(*picture) != picture->size() ||
        !file.commit()) {
        return Error(ErrorCode::IoError, path.toStdString() + ": the picture cannot be written: " +
                                             file.errorString().toStdString());
    }
    return {};
}

}  // namespace quorate::gui
