// SPDX-License-Identifier: Apache-2.0
#include "gui/shell/about_box.h"

#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QIcon>
#include <QLabel>
#include <QPushButton>
#include <QSysInfo>
#include <QVBoxLayout>

#include <leveldb/db.h>

namespace quorate::gui {

namespace {

constexpr int kIconSize = 64;

}  // namespace

QString AboutBox::versions() {
    return QStringLiteral("Quorate %1\nQt %2\nLevelDB %3.%4\n%5")
        .arg(QApplication::applicationVersion(), QLatin1String(qVersion()))
        .arg(leveldb::kMajorVersion)
        .arg(leveldb::kMinorVersion)
        .arg(QSysInfo::prettyProductName());
}

AboutBox::AboutBox(QWidget* parent) : QDialog(parent) {
    setObjectName(QStringLiteral("aboutBox"));
    setWindowTitle(tr("About Quorate"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* icon = new QLabel(this);
    icon->setPixmap(QApplication::windowIcon().pixmap(kIconSize));
    icon->setAlignment(Qt::AlignTop);
    auto* text = new QLabel(
        tr("<h2>Quorate</h2><p>A real Raft key-value cluster that you can see, break and use.</p>"
           "<p>Licensed under the Apache License, Version 2.0.</p>"),
        this);
    text->setWordWrap(true);
    auto* list = new QLabel(versions(), this);
    list->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* words = new QVBoxLayout;
    words->addWidget(text);
    words->addWidget(list);
    auto* row = new QHBoxLayout;
    row->setSpacing(16);
    row->addWidget(icon);
    row->addLayout(words, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    QPushButton* copy = buttons->addButton(tr("Copy versions"), QDialogButtonBox::ActionRole);
    connect(copy, &QPushButton::clicked, this,
            [] { QApplication::clipboard()->setText(versions()); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(row);
    layout->addWidget(buttons);
}

}  // namespace quorate::gui
