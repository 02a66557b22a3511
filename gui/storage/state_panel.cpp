// SPDX-License-Identifier: Apache-2.0
#include "gui/storage/state_panel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

#include "gui/model/figures.h"
#include "gui/model/wording.h"
#include "gui/storage/plain_table.h"

namespace quorate::gui {

namespace {

constexpr int kMargin = 8;
constexpr int kCellPadding = 18;
/// Keys follow what is typed after a short rest.
constexpr int kTypingMs = 150;
enum LevelColumn { Database, Level, Files, Size, LevelColumns_ };

}  // namespace

StatePanel::StatePanel(ViewContext& context, DiskTalk& talk, QWidget* parent)
    : DiskPage(parent),
      m_talk(talk),
      m_summary(new QLabel(this)),
      m_levels(new RowModel({tr("Database"), tr("Level"), tr("Tables"), tr("Size")}, {Files, Size},
                            this)),
      m_levelView(makePlainTable(QStringLiteral("levelTable"), tr("Levels of LevelDB"), this)),
      m_kinds(new QButtonGroup(this)),
      m_prefix(new QLineEdit(this)),
      m_from(new QLineEdit(this)),
      m_keys(new StoredKeys(this)),
      m_keyView(makePlainTable(QStringLiteral("storedKeys"), tr("Keys on the disk"), this)),
      m_counts(new QLabel(this)),
      m_again(new QToolButton(this)) {
    static_cast<void>(context);
    setObjectName(QStringLiteral("statePanel"));
    m_summary->setObjectName(QStringLiteral("stateSummary"));
    m_summary->setWordWrap(true);
    m_levelView->setModel(m_levels);
    m_levelView->setSelectionMode(QAbstractItemView::NoSelection);
    m_keyView->setModel(m_keys);
    m_counts->setObjectName(QStringLiteral("keyCounts"));
    m_counts->setForegroundRole(QPalette::PlaceholderText);
    m_counts->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_again->setObjectName(QStringLiteral("keysAgain"));
    m_again->setText(tr("Read again"));

    auto* top = new QVBoxLayout;
    top->setContentsMargins(kMargin, 4, kMargin, 6);
    top->addWidget(m_summary);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(kMargin, 4, kMargin, 6);
    foot->addWidget(m_counts, 1);
    foot->addWidget(m_again);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(m_levelView);
    layout->addLayout(makeSearch());
    layout->addWidget(m_keyView, 1);
    layout->addLayout(foot);

    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingMs);
    connect(&m_typing, &QTimer::timeout, this, &StatePanel::begin);
    connect(m_again, &QToolButton::clicked, this, &StatePanel::begin);
    // They are asked for while the view lays itself out.
    connect(m_keys, &StoredKeys::keysWanted, this, [this](const storage::KeysQuestion& question) {
        m_talk.ask<storage::KeysAnswer>(question,
                                        [this](const Result<storage::KeysAnswer>& answer) {
                                            if (answer) {
                                                m_keys->take(*answer);
                                                showCounts();
                                            } else {
                                                fail(answer.error());
                                            }
                                        });
    });
    connect(m_keys, &StoredKeys::changesWanted, this,
            [this](const storage::ChangesQuestion& question) {
                m_talk.ask<storage::ChangesAnswer>(
                    question, [this](const Result<storage::ChangesAnswer>& answer) {
                        if (answer) {
                            m_keys->take(*answer);
                            showCounts();
                        } else {
                            fail(answer.error());
                        }
                    });
            });
    fitColumns();
    showCounts();
}

QLayout* StatePanel::makeSearch() {
    auto* row = new QHBoxLayout;
    row->setContentsMargins(kMargin, 6, kMargin, 6);
    row->setSpacing(6);
    const auto add = [&](StoredKeys::Kind kind, const QString& name, const QString& text,
                         const QString& tip) {
        auto* button = new QToolButton(this);
        button->setObjectName(name);
        button->setText(text);
        button->setToolTip(tip);
        button->setCheckable(true);
        button->setChecked(kind == StoredKeys::Kind::Keys);
        m_kinds->addButton(button, static_cast<int>(kind));
        row->addWidget(button);
    };
    add(StoredKeys::Kind::Keys, QStringLiteral("currentKeys"), tr("Keys"),
        tr("What keys hold now"));
    add(StoredKeys::Kind::Changes, QStringLiteral("revisions"), tr("Revisions"),
        tr("All changes, one revision after the other"));
    m_prefix->setObjectName(QStringLiteral("keyPrefix"));
    m_prefix->setPlaceholderText(tr("keys that begin with"));
    m_prefix->setAccessibleName(tr("Only keys that begin with"));
    m_prefix->setClearButtonEnabled(true);
    m_from->setObjectName(QStringLiteral("keyFrom"));
    m_from->setPlaceholderText(tr("from key on"));
    m_from->setAccessibleName(tr("Begin at"));
    m_from->setClearButtonEnabled(true);
    row->addWidget(m_prefix, 1);
    row->addWidget(m_from, 1);
    connect(m_prefix, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    connect(m_from, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    connect(m_kinds, &QButtonGroup::idClicked, this, [this](int id) {
        const bool isKeys = id == static_cast<int>(StoredKeys::Kind::Keys);
        m_prefix->setVisible(isKeys);
        m_from->setPlaceholderText(isKeys ? tr("from key on") : tr("from revision on"));
        m_from->clear();
        begin();
    });
    return row;
}

void StatePanel::fitColumns() {
    const QFontMetrics metrics(font());
    const auto width = [&metrics](const QString& text) {
        return metrics.horizontalAdvance(text) + kCellPadding;
    };
    m_levelView->horizontalHeader()->setSectionResizeMode(Database, QHeaderView::Stretch);
    for (const int column : {Level, Files, Size}) {
        m_levelView->setColumnWidth(column, width(QStringLiteral("888.8 MiB")));
    }
    m_keyView->horizontalHeader()->setSectionResizeMode(StoredKeys::Value, QHeaderView::Stretch);
    m_keyView->setColumnWidth(StoredKeys::Revision, width(QStringLiteral("8 888 888")));
    m_keyView->setColumnWidth(StoredKeys::Key, width(QStringLiteral("cart/00000000")));
    m_keyView->setColumnWidth(StoredKeys::Size, width(QStringLiteral("888.8 KiB")));
    m_keyView->setColumnWidth(StoredKeys::Version, width(QStringLiteral("Version")));
}

void StatePanel::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        fitColumns();
    }
}

void StatePanel::clear() {
    m_isAsking = false;
    m_hasBegun = false;
    m_revision = 0;
    m_summary->clear();
    m_levels->setRows({});
    m_keys->clear();
    showCounts();
}

bool StatePanel::refresh() {
    if (m_isAsking) {
        return false;
    }
    m_isAsking = true;
    m_talk.ask<storage::StateAnswer>(storage::StateQuestion(),
                                     [this](const Result<storage::StateAnswer>& answer) {
                                         m_isAsking = false;
                                         if (answer) {
                                             take(*answer);
                                         } else {
                                             fail(answer.error());
                                         }
                                     });
    return true;
}

void StatePanel::fail(const Error& error) {
    m_keys->giveUp();
    Q_EMIT refused(QString::fromStdString(error.message));
}

void StatePanel::take(const storage::StateAnswer& answer) {
    Q_EMIT refused({});
    const kv::Meta& meta = answer.meta;
    std::uint64_t memory = 0;
    std::vector<RowModel::Row> rows;
    for (const storage::StoreLevels& store : answer.stores) {
        memory += store.memoryBytes;
        const QString name = QString::fromStdString(store.name);
        for (std::size_t level = 0; level < store.levels.size(); ++level) {
            rows.push_back({{name, tr("level %1").arg(level), countText(store.levels[level].files),
                             bytesText(store.levels[level].bytes)}});
        }
        if (store.levels.empty()) {
            rows.push_back({{name, tr("no table yet"), countText(0), bytesText(0)}});
        }
    }
    m_levels->setRows(std::move(rows));
    fitHeight(*m_levelView);
    m_summary->setText(
        tr("Applied up to %1 · %2 keys · revision %3 · %4 in memory, with what was read")
            .arg(textOf(
                     raft::EntryId{raft::Term(meta.applied.term), raft::Index(meta.applied.index)}),
                 countText(static_cast<std::uint64_t>(std::max<std::int64_t>(meta.keys, 0))),
                 countText(static_cast<std::uint64_t>(meta.revision)), bytesText(memory)));
    const bool isNewer = meta.revision != m_revision;
    m_revision = meta.revision;
    // What a person reads stays where it is; what nobody has touched follows.
    const bool isUntouched = m_keyView->verticalScrollBar()->value() == 0 &&
                             !m_keyView->currentIndex().isValid() && !m_typing.isActive();
    if (!m_hasBegun || (isNewer && isUntouched)) {
        begin();
    }
    showCounts();
}

void StatePanel::begin() {
    m_hasBegun = true;
    m_keys->begin(static_cast<StoredKeys::Kind>(m_kinds->checkedId()),
                  m_prefix->isHidden() ? std::string() : m_prefix->text().toStdString(),
                  m_from->text().toStdString());
}

void StatePanel::showCounts() {
    const auto rows = static_cast<std::uint64_t>(m_keys->rowCount());
    const bool isKeys = m_keys->kind() == StoredKeys::Kind::Keys;
    QString text;
    if (m_keys->revision() > 0) {
        text = isKeys
                   ? tr("%1%2 of %3 keys, as of revision %4")
                         .arg(countText(rows), m_keys->hasMore() ? QStringLiteral("+") : QString(),
                              countText(m_keys->keyCount()),
                              countText(static_cast<std::uint64_t>(m_keys->revision())))
                   : tr("%1%2 changes, as of revision %3")
                         .arg(countText(rows), m_keys->hasMore() ? QStringLiteral("+") : QString(),
                              countText(static_cast<std::uint64_t>(m_keys->revision())));
    }
    m_counts->setText(text);
    m_again->setEnabled(m_hasBegun);
    const bool isOld = m_keys->revision() > 0 && m_keys->revision() != m_revision;
    m_again->setToolTip(isOld ? tr("The state is at revision %1 by now").arg(m_revision)
                              : QString());
}

}  // namespace quorate::gui
