// SPDX-License-Identifier: Apache-2.0
#include "gui/storage/recovery_panel.h"

#include <QEvent>
#include <QHeaderView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

#include "gui/storage/crash_text.h"
#include "gui/storage/disk_wording.h"
#include "gui/storage/mark_delegate.h"
#include "gui/storage/plain_table.h"
#include "gui/widgets/flow_layout.h"

namespace quorate::gui {

namespace {

constexpr int kMargin = 8;
constexpr int kCellPadding = 24;
enum Column { Name, Restart, Written, Columns_ };

}  // namespace

RecoveryPanel::RecoveryPanel(ViewContext& context, CrashPlace& crash, QWidget* parent)
    : DiskPage(parent),
      m_context(context),
      m_crash(crash),
      m_places(new QButtonGroup(this)),
      m_headline(new QLabel(this)),
      m_lost(new QLabel(this)),
      m_table(new RowModel({tr("Recovered"), tr("A restart begins with"), tr("Written until now")},
                           {}, this)),
      m_view(
          makePlainTable(QStringLiteral("recoveryTable"), tr("What a restart begins with"), this)),
      m_findings(new QLabel(this)) {
    setObjectName(QStringLiteral("recoveryPanel"));
    auto* places = new FlowLayout;
    const auto add = [&](CrashPlace::Kind kind, const QString& name, const QString& text,
                         const QString& tip) {
        auto* button = new QToolButton(this);
        button->setObjectName(name);
        button->setText(text);
        button->setToolTip(tip);
        button->setCheckable(true);
        m_places->addButton(button, static_cast<int>(kind));
        places->addWidget(button);
    };
    add(CrashPlace::Kind::Certain, QStringLiteral("crashCertain"), tr("Power is lost now"),
        tr("Nothing is kept but what was fsync'd"));
    add(CrashPlace::Kind::Written, QStringLiteral("crashWritten"), tr("The process is killed now"),
        tr("The system keeps all that was written"));
    add(CrashPlace::Kind::Record, QStringLiteral("crashRecord"), tr("Behind the selected record"),
        tr("The log ends behind the record that is selected on the page Log"));
    m_headline->setObjectName(QStringLiteral("recoveryHeadline"));
    m_headline->setWordWrap(true);
    m_lost->setObjectName(QStringLiteral("recoveryLost"));
    m_lost->setWordWrap(true);
    m_view->setModel(m_table);
    m_view->setItemDelegate(
        new MarkDelegate(context.theme, MarkDelegate::Mark::Difference, m_view));
    m_findings->setObjectName(QStringLiteral("recoveryFindings"));
    m_findings->setWordWrap(true);
    m_findings->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_findings->setForegroundRole(QPalette::PlaceholderText);

    auto* top = new QVBoxLayout;
    top->setContentsMargins(kMargin, 4, kMargin, kMargin);
    top->setSpacing(6);
    top->addLayout(places);
    top->addWidget(m_headline);
    top->addWidget(m_lost);
    auto* foot = new QVBoxLayout;
    foot->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    foot->addWidget(m_findings);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(m_view, 1);
    layout->addLayout(foot);
    layout->addStretch(0);

    connect(m_places, &QButtonGroup::idClicked, this,
            [this](int id) { m_crash.setKind(static_cast<CrashPlace::Kind>(id)); });
    connect(&crash, &CrashPlace::changed, this, &RecoveryPanel::show);
    connect(&context.theme, &ThemeModel::changed, this, &RecoveryPanel::show);
    fitColumns();
    show();
}

void RecoveryPanel::fitColumns() {
    const QFontMetrics metrics(font());
    auto* header = m_view->horizontalHeader();
    header->setSectionResizeMode(Name, QHeaderView::Fixed);
    m_view->setColumnWidth(Name,
                           metrics.horizontalAdvance(tr("Snapshot to build on")) + kCellPadding);
    header->setSectionResizeMode(Restart, QHeaderView::Stretch);
    header->setSectionResizeMode(Written, QHeaderView::Stretch);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_headline->setFont(bold);
}

void RecoveryPanel::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        fitColumns();
    }
}

void RecoveryPanel::show() {
    if (QAbstractButton* place = m_places->button(static_cast<int>(m_crash.kind()))) {
        place->setChecked(true);
    }
    m_places->button(static_cast<int>(CrashPlace::Kind::Record))
        ->setEnabled(m_crash.record().has_value());
    Q_EMIT refused(m_crash.problem());
    const bool isDown = m_crash.answer() && !m_crash.answer()->durable;
    m_places->button(static_cast<int>(CrashPlace::Kind::Certain))
        ->setText(isDown ? tr("The next start") : tr("Power is lost now"));
    m_places->button(static_cast<int>(CrashPlace::Kind::Written))->setVisible(!isDown);
    CrashLines lines;
    std::vector<RowModel::Row> rows;
    QStringList findings;
    if (const auto& answer = m_crash.answer()) {
        lines = crashLinesOf(*answer, m_crash.kind() == CrashPlace::Kind::Certain);
        for (const CrashRow& row : crashRowsOf(*answer)) {
            rows.push_back({{row.name, row.restart,
                             row.differs ? QStringLiteral("Δ ") + row.written : row.written},
                            row.differs});
        }
        for (const std::string& finding : answer->findings) {
            findings << tr("It would find: %1").arg(QString::fromStdString(finding));
        }
        if (!answer->applied && !answer->refusal) {
            findings << tr(
                "The state of a node that runs is not opened for this: the log and the "
                "snapshots alone were gone through.");
        }
    }
    m_headline->setText(lines.headline);
    m_lost->setText(lines.lost);
    QPalette palette = this->palette();
    if (lines.isRefused) {
        palette.setColor(QPalette::WindowText, m_context.theme.theme().danger);
    }
    m_headline->setPalette(palette);
    m_table->setRows(std::move(rows));
    fitHeight(*m_view);
    m_findings->setText(findings.join(u'\n'));
    m_findings->setVisible(!findings.isEmpty());
}

}  // namespace quorate::gui
