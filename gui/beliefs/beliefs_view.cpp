// SPDX-License-Identifier: Apache-2.0
#include "gui/beliefs/beliefs_view.h"

#include <QEvent>
#include <QHeaderView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

#include "gui/paint/entry_chip.h"
#include "gui/widgets/frame_pace.h"
#include "gui/widgets/linked_cells.h"

namespace quorate::gui {

namespace {

constexpr int kCellPadding = 12;
constexpr int kMargin = 8;

/// The term as a chip in its colour; what does not agree is set apart, by sign and words first.
class BeliefDelegate final : public QStyledItemDelegate {
public:
    BeliefDelegate(const ThemeModel& theme, QObject* parent)
        : QStyledItemDelegate(parent), m_theme(theme) {}

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        if (index.column() != BeliefTable::Term) {
            QStyledItemDelegate::paint(painter, option, index);
            return;
        }
        QStyleOptionViewItem empty = option;
        initStyleOption(&empty, index);
        empty.text.clear();
        const QWidget* widget = option.widget;
        widget->style()->drawControl(QStyle::CE_ItemViewItem, &empty, painter, widget);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setFont(option.font);
        EntryChip::ofTerm(m_theme.theme(),
                          raft::Term(index.data(BeliefTable::kTermRole).toULongLong()))
            .paint(*painter, QRectF(option.rect).adjusted(4, 0, -2, 0));
        painter->restore();
    }

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
        QStyledItemDelegate::initStyleOption(option, index);
        const auto agreement =
            static_cast<Agreement>(index.data(BeliefTable::kAgreementRole).toInt());
        const Theme& theme = m_theme.theme();
        if (agreement == Agreement::NotSeen) {
            option->palette.setColor(QPalette::Text, theme.textSecondary);
        }
        if (index.column() == BeliefTable::Standing && agreement != Agreement::Agrees) {
            option->font.setWeight(QFont::DemiBold);
            if (agreement == Agreement::Another) {
                option->palette.setColor(QPalette::Text, theme.danger);
                option->palette.setColor(QPalette::HighlightedText, theme.danger);
            }
        }
    }

private:
    const ThemeModel& m_theme;
};

}  // namespace

BeliefsView::BeliefsView(ViewContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_table(new BeliefTable(this)),
      m_view(new NodeRows(
          context, *m_table,
          [this](int row) { return m_table->rows()[static_cast<std::size_t>(row)].observer; },
          QStringLiteral("beliefTable"), this)),
      m_sentence(new LinkedLabel(context, this)),
      m_empty(new EmptyNote(tr("Nobody believes anything"),
                            tr("What each node takes for the leader stands here once there are "
                               "nodes."),
                            this)) {
    setObjectName(QStringLiteral("beliefsView"));
    m_view->setAccessibleName(tr("Who believes whom to lead"));
    m_view->setItemDelegate(new BeliefDelegate(context.theme, m_view));
    m_view->horizontalHeader()->setStretchLastSection(true);
    new LinkedCells(context, *m_view, [this](const QModelIndex& index) {
        return index.column() == BeliefTable::Leader ? std::vector{plainCell(*m_view, index)}
                                                     : std::vector<LinkedCell>();
    });
    m_sentence->setObjectName(QStringLiteral("beliefSentence"));
    m_sentence->setWordWrap(true);
    m_sentence->setContentsMargins(kMargin, 0, kMargin, 0);
    m_empty->hide();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, kMargin, 0, kMargin);
    layout->addWidget(m_sentence);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_empty, 1);
    auto* pace = new FramePace(context.frames, this);
    connect(pace, &FramePace::due, this, &BeliefsView::refresh);
    fitColumns();
    refresh();
}

/// As wide as their headers and what they usually hold; the last one takes the rest.
void BeliefsView::fitColumns() {
    const QFontMetrics metrics(font());
    QFont strong = font();
    strong.setWeight(QFont::DemiBold);
    const QStringList usual{QStringLiteral("n88"),
                            tr("itself"),
                            QStringLiteral("8888"),
                            textOf(Agreement::NotSeen),
                            tr("seen %1 ago").arg(QStringLiteral("888.8 ms")),
                            tr("same machine")};
    for (int column = 0; column < usual.size(); ++column) {
        const QString title =
            m_table->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        const QFontMetrics of = column == BeliefTable::Standing ? QFontMetrics(strong) : metrics;
        const int text =
            std::max(metrics.horizontalAdvance(title), of.horizontalAdvance(usual[column]));
        m_view->setColumnWidth(column, text + kCellPadding);
    }
}

void BeliefsView::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        fitColumns();
    }
}

void BeliefsView::refresh() {
    const FramePtr& frame = m_context.frames.frame();
    m_view->change([this, &frame] {
        m_table->setBeliefs(frame == nullptr ? std::vector<Belief>() : beliefsOf(*frame));
    });
    m_sentence->setLinkedText(sentenceOf(m_table->beliefs()));
    const bool isEmpty = m_table->beliefs().empty();
    m_sentence->setVisible(!isEmpty);
    m_view->setVisible(!isEmpty);
    m_empty->setVisible(isEmpty);
}

}  // namespace quorate::gui
