// SPDX-License-Identifier: Apache-2.0
#include "gui/members/members_view.h"

#include <QEvent>
#include <QHeaderView>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include "gui/widgets/frame_pace.h"

namespace quorate::gui {

namespace {

constexpr int kRowPadding = 8;
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
      m_view(new QTableView(this)),
      m_empty(new EmptyNote(tr("There are no members"),
                            tr("What members tell of themselves stands here once there are some."),
                            this)) {
    setObjectName(QStringLiteral("membersView"));
    m_view->setObjectName(QStringLiteral("memberTable"));
    m_view->setStyleSheet(
        QStringLiteral("QTableView#memberTable { border-left: none; border-right: none; }"));
    m_view->setAccessibleName(tr("What members tell of themselves"));
    m_view->setModel(m_table);
    m_view->setItemDelegate(new MemberDelegate(context.theme, m_view));
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setShowGrid(false);
    m_view->setAlternatingRowColors(true);
    m_view->setTabKeyNavigation(false);
    m_view->setWordWrap(false);
    m_view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->verticalHeader()->hide();
    m_view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_view->horizontalHeader()->setHighlightSections(false);
    m_view->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_empty->hide();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, kMargin, 0, kMargin);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_empty, 1);
    connect(m_table, &QAbstractItemModel::modelReset, this, [this] { m_sinceFitted.invalidate(); });
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        const int row = m_view->currentIndex().row();
        if (!m_isShowing && row >= 0 && row < m_table->rowCount()) {
            m_context.selection.select(m_table->rows()[static_cast<std::size_t>(row)].node);
        }
    });
    auto* pace = new FramePace(context.frames, this);
    connect(pace, &FramePace::due, this, &MembersView::refresh);
    connect(&context.selection, &SelectionModel::selectedChanged, this,
            &MembersView::showSelection);
    connect(&context.theme, &ThemeModel::changed, this, [this] { m_view->viewport()->update(); });
    fitRows();
    refresh();
}

void MembersView::fitRows() {
    m_view->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + kRowPadding);
    m_sinceFitted.invalidate();
}

void MembersView::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        fitRows();
        fitColumns();
    }
}

void MembersView::refresh() {
    const FramePtr& frame = m_context.frames.frame();
    m_isShowing = true;
    m_table->setRows(frame == nullptr ? std::vector<MemberRow>() : memberRowsOf(*frame));
    m_isShowing = false;
    const bool isEmpty = m_table->rows().empty();
    m_view->setVisible(!isEmpty);
    m_empty->setVisible(isEmpty);
    fitColumns();
    showSelection();
}

void MembersView::fitColumns() {
    if (!m_sinceFitted.isValid() || m_sinceFitted.hasExpired(kFitMs)) {
        m_view->resizeColumnsToContents();
        m_sinceFitted.start();
    }
}

void MembersView::showSelection() {
    const raft::NodeId node = m_context.selection.node();
    for (std::size_t i = 0; i < m_table->rows().size(); ++i) {
        if (m_table->rows()[i].node == node &&
            m_view->currentIndex().row() != static_cast<int>(i)) {
            m_isShowing = true;
            m_view->selectRow(static_cast<int>(i));
            m_isShowing = false;
        }
    }
}

}  // namespace quorate::gui
