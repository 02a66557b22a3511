// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QColor>
#include <QPainter>
#include <QPoint>
#include <QRect>
#include <QSize>
#include <QString>

#include <functional>

namespace quorate::gui {

/// A picture in SVG 1.1 that is put together from pieces, each of which ends at its edges.
/// QSvgGenerator, which draws them, knows no clips; so each piece is a group with one.
class SvgSheet {
public:
    /// `dotsPerInch` is what the sizes of fonts count with.
    SvgSheet(QSize size, int dotsPerInch, const QColor& ground, const QString& title);

    /// Above all that was added before: what `draw` draws about its own origin, of which `seen` is
    /// seen, with that origin at `at`.
    void add(QPoint at, const QRect& seen, const std::function<void(QPainter&)>& draw);
    [[nodiscard]] QByteArray text() const;

private:
    QSize m_size;
    int m_dotsPerInch;
    QColor m_ground;
    QString m_title;
    QByteArray m_pieces;
    int m_count{0};
};

}  // namespace quorate::gui
