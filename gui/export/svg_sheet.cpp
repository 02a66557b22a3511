// SPDX-License-Identifier: Apache-2.0
#include "gui/export/svg_sheet.h"

#include <QBuffer>
#include <QSvgGenerator>

namespace quorate::gui {

namespace {

/// What stands between the outermost tags.
QByteArray insideOf(const QByteArray& document) {
    const qsizetype tag = document.indexOf("<svg");
    const qsizetype from = document.indexOf('>', tag) + 1;
    const qsizetype to = document.lastIndexOf("</svg>");
    return tag < 0 || to < from ? QByteArray() : document.mid(from, to - from);
}

/// Whether anything is drawn at all; empty groups are not.
bool isEmpty(const QByteArray& piece) {
    for (const char* element :
         {"<path", "<rect", "<text", "<image", "<poly", "<circle", "<ellipse", "<line"}) {
        if (piece.contains(element)) {
            return false;
        }
    }
    return true;
}

}  // namespace

SvgSheet::SvgSheet(QSize size, int dotsPerInch, const QColor& ground, const QString& title)
    : m_size(size), m_dotsPerInch(dotsPerInch), m_ground(ground), m_title(title) {}

void SvgSheet::add(QPoint at, const QRect& seen, const std::function<void(QPainter&)>& draw) {
    QByteArray document;
    QBuffer buffer(&document);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setResolution(m_dotsPerInch);
    generator.setSize(m_size);
    generator.setViewBox(QRect(QPoint(), m_size));
    QPainter painter(&generator);
    draw(painter);
    painter.end();
    QByteArray piece = insideOf(document);
    if (isEmpty(piece)) {
        return;
    }
    ++m_count;
    const QByteArray number = QByteArray::number(m_count);
    // Each piece counts its gradients from one.
    piece.replace("id=\"gradient", "id=\"piece" + number + "-gradient");
    piece.replace("url(#gradient", "url(#piece" + number + "-gradient");
    m_pieces += QStringLiteral(
                    "<clipPath id=\"clip%1\"><rect x=\"%2\" y=\"%3\" width=\"%4\" "
                    "height=\"%5\"/></clipPath>\n"
                    "<g transform=\"translate(%6,%7)\" clip-path=\"url(#clip%1)\">\n")
                    .arg(m_count)
                    .arg(seen.x())
                    .arg(seen.y())
                    .arg(seen.width())
                    .arg(seen.height())
                    .arg(at.x())
                    .arg(at.y())
                    .toUtf8();
    m_pieces += piece;
    m_pieces += "</g>\n";
}

QByteArray SvgSheet::text() const {
    return QStringLiteral(
               "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n"
               "<svg xmlns=\"http://www.w3.org/2000/svg\" "
               "xmlns:xlink=\"http://www.w3.org/1999/xlink\" version=\"1.1\" "
               "width=\"%1\" height=\"%2\" viewBox=\"0 0 %1 %2\">\n"
               "<title>%3</title>\n"
               "<rect width=\"%1\" height=\"%2\" fill=\"%4\"/>\n")
               .arg(m_size.width())
               .arg(m_size.height())
               .arg(m_title.toHtmlEscaped(), m_ground.name())
               .toUtf8() +
           m_pieces + "</svg>\n";
}

}  // namespace quorate::gui
