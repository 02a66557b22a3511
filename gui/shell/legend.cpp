// SPDX-License-Identifier: Apache-2.0
#include "gui/shell/legend.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <utility>

#include "gui/shell/legend_signs.h"
#include "gui/widgets/flow_layout.h"

namespace quorate::gui {

namespace {

constexpr int kMargin = 20;
constexpr int kGap = 8;
constexpr int kWidth = 960;
constexpr int kHeight = 700;
/// Of text at 100 %.
constexpr int kUsualPixels = 12;

/// A sign with its meaning, below it or beside it.
class SignView final : public QWidget {
public:
    SignView(const ThemeModel& theme, LegendItem item, bool isTextBelow, QWidget* parent)
        : QWidget(parent), m_theme(theme), m_item(std::move(item)), m_isTextBelow(isTextBelow) {
        setAccessibleName(m_item.text);
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    }

    [[nodiscard]] QSize sizeHint() const override {
        const QSize sign = signSize();
        const int text = m_item.text.isEmpty() ? 0 : fontMetrics().horizontalAdvance(m_item.text);
        const int line = fontMetrics().height();
        return m_isTextBelow ? QSize(std::max(sign.width(), text) + 4, sign.height() + line + 2)
                             : QSize(sign.width() + (text > 0 ? text + kGap : 0),
                                     std::max(sign.height(), line));
    }

protected:
    void paintEvent(QPaintEvent* /*event*/) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const Theme& theme = m_theme.theme();
        const Type type(font());
        const QSize sign = signSize();
        const QRectF box =
            m_isTextBelow
                ? QRectF((width() - sign.width()) / 2.0, 0, sign.width(), sign.height())
                : QRectF(0, (height() - sign.height()) / 2.0, sign.width(), sign.height());
        painter.save();
        if (m_item.holdsText) {
            m_item.draw({painter, theme, type}, box);
        } else {
            // All of it grows, with what is written in it.
            QFont usual = font();
            usual.setPixelSize(kUsualPixels);
            painter.translate(box.topLeft());
            painter.scale(type.scale(), type.scale());
            m_item.draw({painter, theme, Type(usual)}, QRectF(QPointF(), m_item.size));
        }
        painter.restore();
        painter.setPen(theme.text);
        painter.setFont(font());
        if (m_isTextBelow) {
            painter.drawText(rect().adjusted(0, sign.height(), 0, 0), Qt::AlignCenter, m_item.text);
        } else {
            painter.drawText(rect().adjusted(sign.width() + kGap - 2, 0, 0, 0),
                             Qt::AlignLeft | Qt::AlignVCenter, m_item.text);
        }
    }

private:
    [[nodiscard]] QSize signSize() const {
        const double scale = Type(font()).scale();
        return (m_item.size * (m_item.holdsText ? std::max(1.0, scale) : scale)).toSize();
    }

    const ThemeModel& m_theme;
    LegendItem m_item;
    bool m_isTextBelow;
};

QWidget* sectionView(const ThemeModel& theme, LegendSection section, QWidget* parent) {
    auto* view = new QWidget(parent);
    auto* column = new QVBoxLayout(view);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    auto* title = new QLabel(view);
    title->setTextFormat(Qt::RichText);
    title->setWordWrap(true);
    const auto say = [&theme, title, section] {
        title->setText(QStringLiteral("<b>%1</b> &nbsp; <span style='color:%2'>%3</span>")
                           .arg(section.title.toHtmlEscaped(), theme.theme().textTertiary.name(),
                                section.note.toHtmlEscaped()));
    };
    QObject::connect(&theme, &ThemeModel::changed, title, say);
    say();
    column->addWidget(title);
    auto* rule = new QFrame(view);
    rule->setFrameShape(QFrame::HLine);
    rule->setForegroundRole(QPalette::Midlight);
    rule->setFrameShadow(QFrame::Plain);
    column->addWidget(rule);
    auto* signs = new QWidget(view);
    auto* flow = new FlowLayout(signs);
    flow->setContentsMargins(0, 0, 0, 0);
    flow->setSpacing(section.isTextBelow ? kGap : kGap * 2);
    for (LegendItem& item : section.items) {
        flow->addWidget(new SignView(theme, std::move(item), section.isTextBelow, signs));
    }
    column->addWidget(signs);
    return view;
}

}  // namespace

Legend::Legend(const ThemeModel& theme, QWidget* parent) : QDialog(parent) {
    setObjectName(QStringLiteral("legend"));
    setWindowTitle(tr("Legend"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* sheet = new QWidget;
    auto* sections = new QVBoxLayout(sheet);
    sections->setContentsMargins(kMargin, kMargin / 2, kMargin, kMargin);
    sections->setSpacing(kGap + 2);
    for (LegendSection& section : legendSections()) {
        sections->addWidget(sectionView(theme, std::move(section), sheet));
    }
    auto* note = new QLabel(
        tr("Colour means the term and nothing else. Role is the shape of the ring, durability is "
           "texture and border, trouble is red and has a shape of its own."),
        sheet);
    note->setWordWrap(true);
    sections->addWidget(note);
    sections->addStretch(1);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(sheet);
    scroll->setAccessibleName(tr("Legend"));
    // The ground that all of this is drawn on in the views.
    const auto colour = [&theme, sheet] {
        QPalette palette = sheet->palette();
        palette.setColor(QPalette::Window, theme.theme().canvas);
        sheet->setPalette(palette);
    };
    sheet->setAutoFillBackground(true);
    connect(&theme, &ThemeModel::changed, sheet, colour);
    colour();
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, kGap);
    layout->addWidget(scroll);
    layout->addWidget(buttons);
    const double scale = std::max(1.0, Type(font()).scale());
    const QSize room = parent != nullptr ? parent->window()->size() * 0.95 : QSize(kWidth, kHeight);
    resize(
        QSize(static_cast<int>(kWidth * scale), static_cast<int>(kHeight * scale)).boundedTo(room));
}

}  // namespace quorate::gui
