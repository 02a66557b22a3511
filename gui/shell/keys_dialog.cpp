// SPDX-License-Identifier: Apache-2.0
#include "gui/shell/keys_dialog.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace quorate::gui {

namespace {

constexpr int kColumns = 2;
constexpr int kGap = 24;

QString plain(QString text) {
    return text.remove(QLatin1Char('&'));
}

struct Key {
    QString keys;
    QString text;
};

}  // namespace

KeysDialog::KeysDialog(const Actions& actions, QWidget* parent) : QDialog(parent) {
    setObjectName(QStringLiteral("keysDialog"));
    setWindowTitle(tr("Keys"));
    setAttribute(Qt::WA_DeleteOnClose);
    std::vector<std::pair<QString, std::vector<Key>>> groups;
    for (const Actions::Entry& entry : actions.all()) {
        const QString name = entry.action->objectName();
        if (entry.action->shortcut().isEmpty() || name.startsWith(QLatin1String("selectNode"))) {
            continue;
        }
        const QString group = plain(entry.group);
        if (groups.empty() || groups.back().first != group) {
            groups.push_back({group, {}});
        }
        groups.back().second.push_back({entry.action->shortcut().toString(QKeySequence::NativeText),
                                        plain(entry.action->text())});
    }
    groups.push_back({tr("In every picture"),
                      {{QStringLiteral("1 – 9"), tr("select a node")},
                       {tr("Tab, arrows"), tr("move among what is drawn")},
                       {tr("Enter"), tr("inspect what is selected")},
                       {tr("Escape"), tr("leave a tool, select nothing")},
                       {tr("Ctrl and wheel"), tr("zoom about the cursor")}}});
    auto* sheet = new QWidget;
    auto* columns = new QHBoxLayout(sheet);
    columns->setSpacing(kGap);
    std::vector<QVBoxLayout*> stacks;
    for (int i = 0; i < kColumns; ++i) {
        stacks.push_back(new QVBoxLayout);
        stacks.back()->setSpacing(4);
        columns->addLayout(stacks.back());
    }
    std::vector<std::size_t> heights(kColumns, 0);
    // Keys of all groups stand below each other.
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    int capWidth = 0;
    for (const auto& [title, keys] : groups) {
        for (const Key& key : keys) {
            capWidth = std::max(capWidth, QFontMetrics(bold).horizontalAdvance(key.keys));
        }
    }
    for (const auto& [title, keys] : groups) {
        const std::size_t shortest = heights[0] <= heights[1] ? 0 : 1;
        heights[shortest] += keys.size() + 2;
        auto* head = new QLabel(title, sheet);
        head->setFont(bold);
        stacks[shortest]->addWidget(head);
        auto* grid = new QGridLayout;
        grid->setColumnStretch(1, 1);
        grid->setHorizontalSpacing(12);
        grid->setVerticalSpacing(3);
        grid->setColumnMinimumWidth(0, capWidth);
        int row = 0;
        for (const Key& key : keys) {
            auto* cap = new QLabel(key.keys, sheet);
            cap->setFont(bold);
            grid->addWidget(cap, row, 0, Qt::AlignLeft);
            grid->addWidget(new QLabel(key.text, sheet), row, 1);
            ++row;
        }
        stacks[shortest]->addLayout(grid);
        stacks[shortest]->addSpacing(8);
    }
    for (QVBoxLayout* stack : stacks) {
        stack->addStretch(1);
    }
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(sheet);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(scroll);
    layout->addWidget(buttons);
    constexpr int kAround = 48;  // margins, scroll bar, button
    const QSize wanted = sheet->sizeHint() + QSize(kAround, 2 * kAround);
    resize(parent != nullptr ? wanted.boundedTo(parent->window()->size() * 0.95) : wanted);
}

}  // namespace quorate::gui
