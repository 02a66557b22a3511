// SPDX-License-Identifier: Apache-2.0
#include "gui/shell/copy_dialog.h"

#include <QCloseEvent>
#include <QDialogButtonBox>
#include <QVBoxLayout>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <utility>

#include "gui/shell/copy_words.h"

namespace quorate::gui {

namespace {

using network::ClusterCopy;
using network::CopyOptions;
using network::CopyProgress;
using network::CopyReport;

int permille(std::int64_t part, std::int64_t whole) {
    return whole <= 0 ? 0
                      : static_cast<int>(std::clamp<std::int64_t>(part * 1000 / whole, 0, 1000));
}

}  // namespace

CopyDialog::CopyDialog(const QStringList& recent, QWidget* parent)
    : QDialog(parent),
      m_from(new CopyEndForm(tr("Copy &from"), recent, this)),
      m_to(new CopyEndForm(tr("Copy &to"), recent, this)),
      m_prefix(new QLineEdit(this)),
      m_overwrites(new QCheckBox(tr("&Overwrite keys that differ"), this)),
      m_isDryRun(new QCheckBox(tr("&Dry run: only say what would be written"), this)),
      m_phase(new QLabel(this)),
      m_progress(new QProgressBar(this)),
      m_note(new QLabel(this)),
      m_result(new QLabel(this)),
      m_start(new QPushButton(tr("&Copy"), this)),
      m_close(new QPushButton(tr("Close"), this)) {
    setObjectName(QStringLiteral("copyDialog"));
    setWindowTitle(tr("Copy keys to another cluster"));
    m_from->setObjectName(QStringLiteral("from"));
    m_to->setObjectName(QStringLiteral("to"));
    auto* intro = new QLabel(
        tr("Copies keys, values and leases, as of now, and verifies the copy. Both clusters may "
           "be Quorate or etcd. Revisions are the target's own; nothing is deleted there."),
        this);
    intro->setWordWrap(true);
    m_prefix->setObjectName(QStringLiteral("prefix"));
    m_prefix->setPlaceholderText(tr("all keys"));
    m_prefix->setAccessibleName(tr("Only keys that begin with"));
    auto* label = new QLabel(tr("Only keys that &begin with"), this);
    label->setBuddy(m_prefix);
    m_overwrites->setObjectName(QStringLiteral("overwrites"));
    m_overwrites->setToolTip(
        tr("Without it the target must have no keys, or none that begin so. With it keys of the "
           "target that differ are written, and all others are left alone."));
    m_isDryRun->setObjectName(QStringLiteral("dryRun"));
    m_phase->setObjectName(QStringLiteral("phase"));
    m_progress->setObjectName(QStringLiteral("progress"));
    m_progress->setAccessibleName(tr("How far the copy is"));
    m_progress->setTextVisible(false);
    m_note->setObjectName(QStringLiteral("note"));
    m_note->setWordWrap(true);
    m_result->setObjectName(QStringLiteral("result"));
    m_result->setAccessibleName(tr("What came of it"));
    m_result->setWordWrap(true);
    m_result->setTextInteractionFlags(Qt::TextSelectableByMouse);

    auto* buttons = new QDialogButtonBox(this);
    // What it is comes before it is styled.
    m_start->setObjectName(QStringLiteral("copy"));
    m_start->setProperty("primary", true);
    m_start->setDefault(true);
    m_close->setObjectName(QStringLiteral("close"));
    buttons->addButton(m_start, QDialogButtonBox::ActionRole);
    buttons->addButton(m_close, QDialogButtonBox::RejectRole);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(intro);
    layout->addSpacing(4);
    layout->addWidget(m_from);
    layout->addWidget(m_to);
    layout->addWidget(label);
    layout->addWidget(m_prefix);
    layout->addWidget(m_overwrites);
    layout->addWidget(m_isDryRun);
    layout->addSpacing(4);
    layout->addWidget(m_phase);
    layout->addWidget(m_progress);
    layout->addWidget(m_note);
    layout->addWidget(m_result);
    layout->addStretch(1);
    layout->addWidget(buttons);
    for (QWidget* later : std::initializer_list<QWidget*>{m_note, m_result}) {
        later->hide();
    }
    setCopying(false);
    m_from->focusAddresses();

    connect(m_from, &CopyEndForm::resized, this, &CopyDialog::fit);
    connect(m_to, &CopyEndForm::resized, this, &CopyDialog::fit);
    connect(m_start, &QPushButton::clicked, this, &CopyDialog::start);
    connect(m_close, &QPushButton::clicked, this, &CopyDialog::reject);
}

CopyDialog::~CopyDialog() = default;

void CopyDialog::setSource(const QString& addresses, const AttachSecurity& security) {
    m_from->setAddresses(addresses);
    m_from->setSecurity(security);
    if (!addresses.isEmpty()) {
        m_to->focusAddresses();
    }
}

std::optional<CopyOptions> CopyDialog::options() {
    CopyOptions options;
    auto from = m_from->addresses();
    if (!from) {
        complain(from.error(), m_from);
        return {};
    }
    auto to = m_to->addresses();
    if (!to) {
        complain(to.error(), m_to);
        return {};
    }
    options.from = std::move(*from);
    options.to = std::move(*to);
    if (const auto apart = checkEnds(options); !apart) {
        complain(apart.error(), m_to);
        return {};
    }
    auto fromAs = m_from->credentials();
    if (!fromAs) {
        complain(fromAs.error(), m_from);
        return {};
    }
    auto toAs = m_to->credentials();
    if (!toAs) {
        complain(toAs.error(), m_to);
        return {};
    }
    options.fromAs = std::move(*fromAs);
    options.toAs = std::move(*toAs);
    options.prefix = Bytes::copyOf(m_prefix->text().toStdString());
    options.overwrites = m_overwrites->isChecked();
    options.isDryRun = m_isDryRun->isChecked();
    return options;
}

void CopyDialog::start() {
    const auto options = this->options();
    if (!options) {
        return;
    }
    m_wasDryRun = options->isDryRun;
    m_target = m_to->text();
    m_copy = std::make_unique<ClusterCopy>(*options);
    connect(m_copy.get(), &ClusterCopy::progressed, this,
            [this](const CopyProgress& progress) { tell(progress); });
    connect(m_copy.get(), &ClusterCopy::noted, this, [this](const QString& text) {
        m_note->setText(text);
        m_note->show();
        fit();
    });
    m_result->hide();
    m_note->hide();
    setCopying(true);
    m_close->setFocus();
    tell(CopyProgress());
    fit();
    m_copy->start([this](const Result<CopyReport>& result) { finish(result); });
}

void CopyDialog::tell(const CopyProgress& progress) {
    m_phase->setText(textOf(progress));
    // Nobody knows how long it takes to look.
    m_progress->setRange(0, progress.phase == network::CopyPhase::Looking ? 0 : 1000);
    m_progress->setValue(permille(progress.keys, progress.keysInAll));
}

void CopyDialog::stop() {
    const CopyReport done = m_copy->report();
    m_copy->cancel();
    letGo();
    say(stoppedText(done, m_wasDryRun));
    m_start->setFocus();
}

void CopyDialog::finish(const Result<CopyReport>& result) {
    const CopyReport done = m_copy->report();
    letGo();
    if (!result) {
        say(failureOf(result.error(), done));
        (done.inTheWay > 0 ? static_cast<QWidget*>(m_overwrites) : m_start)->setFocus();
        return;
    }
    say(textOf(*result, m_wasDryRun));
    (m_wasDryRun ? m_isDryRun : static_cast<QWidget*>(m_close))->setFocus();
    if (!m_wasDryRun && result->differing == 0) {
        Q_EMIT verified(m_target);
    }
}

void CopyDialog::letGo() {
    m_copy.release()->deleteLater();
    setCopying(false);
}

void CopyDialog::setCopying(bool isCopying) {
    for (QWidget* field : std::initializer_list<QWidget*>{m_from, m_to, m_prefix, m_overwrites,
                                                          m_isDryRun, m_start}) {
        field->setEnabled(!isCopying);
    }
    m_close->setText(isCopying ? tr("Stop") : tr("Close"));
    m_phase->setVisible(isCopying);
    m_progress->setVisible(isCopying);
}

void CopyDialog::say(const QString& text) {
    m_result->setText(text);
    m_result->show();
    fit();
    Q_EMIT ended(text.section(QLatin1Char('\n'), 0, 0));
}

/// Nothing was tried.
void CopyDialog::complain(const Error& error, QWidget* focus) {
    m_result->setText(QStringLiteral("⚠ ") + QString::fromStdString(error.message));
    m_result->show();
    focus->setFocus();
    fit();
}

void CopyDialog::reject() {
    if (isCopying()) {
        stop();
    } else {
        QDialog::reject();
    }
}

void CopyDialog::closeEvent(QCloseEvent* event) {
    if (isCopying()) {
        stop();
    }
    QDialog::closeEvent(event);
}

/// As high as what is in it, where that folds at this width.
void CopyDialog::fit() {
    layout()->activate();
    const int wanted = layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(width())
                                                     : sizeHint().height();
    resize(width(), std::max(height(), wanted));
}

}  // namespace quorate::gui
