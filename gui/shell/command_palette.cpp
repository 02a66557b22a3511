// SPDX-License-Identifier: Apache-2.0
#include "gui/shell/command_palette.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace quorate::gui {

namespace {

constexpr int kWidth = 560;
constexpr int kWidthInLetters = 70;
constexpr int kHeight = 400;
constexpr int kChoiceRole = Qt::UserRole;
constexpr int kHintRole = Qt::UserRole + 1;
constexpr int kRowPadding = 8;

/// A choice with its keys at the right.
class ChoiceDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const QString hint = index.data(kHintRole).toString();
        QStyledItemDelegate::paint(painter, option, index);
        painter->save();
        painter->setFont(option.font);
        painter->setPen(option.palette.color(QPalette::PlaceholderText));
        painter->drawText(option.rect.adjusted(0, 0, -kRowPadding, 0),
                          Qt::AlignRight | Qt::AlignVCenter, hint);
        painter->restore();
    }
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const override {
        const int hint = option.fontMetrics.horizontalAdvance(index.data(kHintRole).toString());
        const QSize text = QStyledItemDelegate::sizeHint(option, index);
        return {text.width() + hint + 2 * kRowPadding, option.fontMetrics.height() + kRowPadding};
    }
};

QString plain(QString text) {
    return text.remove(QLatin1Char('&'));
}

/// "File", or "File, Export" of one in a menu within that menu.
QString placeOf(const Actions::Entry& entry) {
    const QString group = plain(entry.group);
    for (const QObject* object : entry.action->associatedObjects()) {
        const auto* menu = qobject_cast<const QMenu*>(object);
        const QString title = menu == nullptr ? QString() : plain(menu->title());
        if (!title.isEmpty() && title != group) {
            return group + QStringLiteral(", ") + title;
        }
    }
    return group;
}

}  // namespace

CommandPalette::CommandPalette(const Actions& actions, ViewContext& context, QWidget* parent)
    : QDialog(parent),
      m_actions(actions),
      m_context(context),
      m_typed(new QLineEdit(this)),
      m_list(new QListWidget(this)) {
    setObjectName(QStringLiteral("commandPalette"));
    setWindowTitle(tr("Go to or do"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_typed->setObjectName(QStringLiteral("paletteText"));
    m_typed->setPlaceholderText(tr("An action, a node (n2) or an index of the log (4118)"));
    m_typed->setAccessibleName(tr("Action, node or index"));
    m_typed->installEventFilter(this);
    m_list->setObjectName(QStringLiteral("paletteList"));
    m_list->setAccessibleName(tr("Choices"));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setItemDelegate(new ChoiceDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addWidget(m_typed);
    layout->addWidget(m_list);
    resize(std::max(kWidth, fontMetrics().averageCharWidth() * kWidthInLetters), kHeight);
    fill();
    offer({});
    connect(m_typed, &QLineEdit::textChanged, this, &CommandPalette::offer);
    connect(m_typed, &QLineEdit::returnPressed, this, &CommandPalette::choose);
    connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::choose);
}

int CommandPalette::score(const QString& typed, const QString& text) {
    int points = 0;
    int at = -1;
    for (const QChar letter : typed) {
        if (letter.isSpace()) {
            continue;
        }
        const auto next = static_cast<int>(text.indexOf(letter, at + 1, Qt::CaseInsensitive));
        if (next < 0) {
            return -1;
        }
        const bool beginsWord = next == 0 || text[next - 1].isSpace();
        points += (next == at + 1 ? 8 : 1) + (beginsWord ? 6 : 0);
        at = next;
    }
    return points * 4 - static_cast<int>(text.size()) / 8;
}

void CommandPalette::fill() {
    for (const Actions::Entry& entry : m_actions.all()) {
        QAction* action = entry.action;
        if (!action->isEnabled()) {
            continue;
        }
        m_choices.push_back({QStringLiteral("%1: %2").arg(placeOf(entry), plain(action->text())),
                             action->shortcut().toString(QKeySequence::NativeText),
                             [action] { action->trigger(); }});
    }
    const FramePtr& frame = m_context.frames.frame();
    for (std::size_t i = 0; frame != nullptr && i < frame->state.nodeCount(); ++i) {
        const raft::NodeId node = frame->state.nodeAt(i).id;
        m_choices.push_back({tr("Select node n%1").arg(node.value()), {}, [this, node] {
                                 m_context.selection.select(node);
                             }});
    }
}

void CommandPalette::addChoice(const QString& text, std::function<void()> does) {
    m_choices.push_back({text, {}, std::move(does)});
    offer(m_typed->text());
}

void CommandPalette::offer(const QString& typed) {
    std::vector<std::pair<int, std::size_t>> found;
    for (std::size_t i = 0; i < m_choices.size(); ++i) {
        if (const int points = score(typed, m_choices[i].text); points >= 0 || typed.isEmpty()) {
            found.emplace_back(points, i);
        }
    }
    if (!typed.isEmpty()) {
        std::stable_sort(found.begin(), found.end(),
                         [](const auto& a, const auto& b) { return a.first > b.first; });
    }
    m_list->clear();
    bool isIndex = false;
    const qulonglong index = typed.trimmed().toULongLong(&isIndex);
    if (isIndex && m_context.frames.frame() != nullptr) {
        auto* item = new QListWidgetItem(tr("Go to index %1 of the log").arg(index), m_list);
        item->setData(kChoiceRole, -1);
    }
    for (const auto& [points, place] : found) {
        const Choice& choice = m_choices[place];
        auto* item = new QListWidgetItem(choice.text, m_list);
        item->setData(kHintRole, choice.hint);
        item->setData(kChoiceRole, static_cast<int>(place));
    }
    m_list->setCurrentRow(0);
}

void CommandPalette::choose() {
    const QListWidgetItem* item = m_list->currentItem();
    if (item == nullptr) {
        return;
    }
    const int place = item->data(kChoiceRole).toInt();
    if (place >= 0) {
        // The action may open a dialog of its own: this one is gone by then.
        hide();
        m_choices[static_cast<std::size_t>(place)].does();
    } else if (const FramePtr& frame = m_context.frames.frame(); frame != nullptr) {
        raft::NodeId node = m_context.selection.node();
        if (frame->state.findNode(node) == nullptr && frame->state.nodeCount() > 0) {
            node = frame->state.nodeAt(0).id;
        }
        m_context.selection.select(
            EntryOnNode{node, raft::Index(m_typed->text().trimmed().toULongLong())});
    }
    close();
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_typed && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Down || key->key() == Qt::Key_Up ||
            key->key() == Qt::Key_PageDown || key->key() == Qt::Key_PageUp) {
            QCoreApplication::sendEvent(m_list, event);
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

}  // namespace quorate::gui
