// SPDX-License-Identifier: Apache-2.0
#include "gui/members/members_view.h"

#include <QEvent>
#include <QHeaderView>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

#include "gui/widgets/frame_pace.h"

namespace quorate::gui {

namespace {

constexpr qint64 kFitMs = 3000;
constexpr int kMargin = 8;

/// What is not told stands back; what is wrong stands out, by its sign and words first.
class MemberDelegate final : public QStyledItemDelegate {
public:
    MemberDelegate(const ThemeModel& theme, QObject* parent)
        : QStyledItemDelegate(parent), m_theme(theme) {}

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
        QStyledItemDelegate::initStyleOption(option, index);
        const Theme& theme = m_theme.theme();
        if (!index.data(MemberTable::kIsToldRole).toBool()) {
            option->palette.setColor(QPalette::Text, theme.textSecondary);
        }
        if (index.data(MemberTable::kIsBadRole).toBool()) {
            option->font.setWeight(QFont::DemiBold);
            option->palette.setColor(QPalette::Text, theme.danger);
            option->palette.setColor(QPalette::HighlightedText, theme.danger);
        }
    }

private:
    const ThemeModel& m_theme;
};

}  // namespace

MembersView::MembersView(ViewContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_table(new MemberTable(this)),
      m_view(new NodeRows(
          context, *m_table,
          [this](int row) { return m_table->rows()[static_cast<std::size_t>(row)].node; },
          QStringLiteral("memberTable"), this)),
      m_empty(new EmptyNote(tr("There are no members"),
                            tr("What members tell of themselves stands here once there are some."),
                            this)) {
    setObjectName(QStringLiteral("membersView"));
    m_view->setAccessibleName(tr("What members tell of themselves"));
    m_view->setItemDelegate(new MemberDelegate(context.theme, m_view));
    m_view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_empty->hide();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, kMargin, 0, kMargin);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_empty, 1);
    connect(m_table, &QAbstractItemModel::modelReset, this, [this] { m_sinceFitted.invalidate(); });
    connect(m_table, &QAbstractItemModel::dataChanged, this, &MembersView::widenFor);
    auto* pace = new FramePace(context.frames, this);
    connect(pace, &FramePace::due, this, &MembersView::refresh);
    refresh();
}

void MembersView::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        m_sinceFitted.invalidate();
        fitColumns();
    }
}

void MembersView::refresh() {
    const FramePtr& frame = m_context.frames.frame();
    m_view->change([this, &frame] {
        m_table->setRows(frame == nullptr ? std::vector<MemberRow>() : memberRowsOf(*frame));
    });
    const bool isEmpty = m_table->rows().empty();
    m_view->setVisible(!isEmpty);
    m_empty->setVisible(isEmpty);
    fitColumns();
}

void MembersView::fitColumns() {
    if (m_sinceFitted.isValid() && !m_sinceFitted.hasExpired(kFitMs)) {
        return;
    }
    m_sinceFitted.start();
    m_view->resizeColumnsToContents();
    m_longest.fill(0);
    for (const MemberRow& row : m_table->rows()) {
        for (std::size_t column = 0; column < MemberRow::kColumns; ++column) {
            m_longest.at(column) = std::max(m_longest.at(column), row.cells.at(column).text.size());
        }
    }
}

void MembersView::widenFor(const QModelIndex& first, const QModelIndex& last) {
    for (int row = first.row(); row <= last.row(); ++row) {
        for (int column = first.column(); column <= last.column(); ++column) {
            const QModelIndex cell = m_table->index(row, column);
            qsizetype& longest = m_longest.at(static_cast<std::size_t>(column));
            if (const qsizetype length = cell.data().toString().size(); length > longest) {
                longest = length;
                m_view->setColumnWidth(column, std::max(m_view->columnWidth(column),
                                                        m_view->sizeHintForIndex(cell).width()));
            }
        }
    }
}

}  // namespace quorate::gui
