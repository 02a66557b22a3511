// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QSize>
#include <QString>
#include <QWidget>

#include <cstdint>
#include <optional>

#include "engine/base/result.h"
#include "gui/theme/theme_model.h"

/// Pictures of views, drawn by what draws them on the screen.
namespace quorate::gui {

enum class PictureFormat : std::uint8_t { Png, Svg, Pdf };
/// By the end of a file's name; nothing where it has none of ours.
std::optional<PictureFormat> formatOf(const QString& path);
/// "png", "svg", "pdf": the end of a file's name.
QString suffixOf(PictureFormat format);

/// How a picture is to be.
struct PictureForm {
    PictureFormat format{PictureFormat::Png};
    /// Of the view, in pixels of the window; empty for as large as it is.
    QSize size;
    /// Pixels of a PNG for each of the window; the others are as sharp as whatever shows them.
    double scale{1.0};
    /// Nothing for that of the window.
    std::optional<Appearance> appearance;
    QString title;  ///< kept in SVG and PDF
};

/// Of either side of a view or its picture, in pixels.
constexpr int kLongestSide = 16'384;

/// The view as it is now: same frame, same place that it is scrolled to. Without the frame of the
/// keyboard's focus. The view is what it was before when this returns; nothing of it is seen on
/// screen. InvalidArgument for a size that is too large.
Result<QByteArray> pictureOf(QWidget& view, const PictureForm& form, ThemeModel& theme);

/// The same into a file, which is replaced once all is written. IoError names the file.
Result<void> savePicture(QWidget& view, const PictureForm& form, ThemeModel& theme,
                         const QString& path);

}  // namespace quorate::gui
