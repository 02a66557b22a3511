// SPDX-License-Identifier: Apache-2.0
#include "gui/export/picture_dialog.h"

#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <utility>

namespace quorate::gui {

namespace {

constexpr int kShortestSide = 64;
constexpr int kMostScale = 8;
constexpr int kUsualScale = 2;
constexpr int kPathLetters = 48;
constexpr int kAsShown = -1;

}  // namespace

PictureDialog::PictureDialog(std::vector<PictureView> views, const QString& chosen,
                             const QString& folder, const QString& moment, QWidget* parent)
    : QDialog(parent),
      m_views(std::move(views)),
      m_folder(folder),
      m_moment(moment),
      m_view(new QComboBox(this)),
      m_format(new QComboBox(this)),
      m_width(new QSpinBox(this)),
      m_height(new QSpinBox(this)),
      m_scale(new QSpinBox(this)),
      m_theme(new QComboBox(this)),
      m_path(new QLineEdit(this)),
      m_note(new QLabel(this)) {
    setObjectName(QStringLiteral("pictureDialog"));
    setWindowTitle(tr("Picture of the view"));
    m_view->setObjectName(QStringLiteral("pictureView"));
    for (const PictureView& view : m_views) {
        m_view->addItem(view.title, view.name);
    }
    m_format->setObjectName(QStringLiteral("pictureFormat"));
    m_format->addItem(tr("PNG: pixels"), static_cast<int>(PictureFormat::Png));
    m_format->addItem(tr("SVG: lines and text"), static_cast<int>(PictureFormat::Svg));
    m_format->addItem(tr("PDF: lines and text"), static_cast<int>(PictureFormat::Pdf));
    for (QSpinBox* side : {m_width, m_height}) {
        side->setRange(kShortestSide, kLongestSide);
        side->setSuffix(tr(" px"));
    }
    m_width->setObjectName(QStringLiteral("pictureWidth"));
    m_width->setAccessibleName(tr("Width"));
    m_height->setObjectName(QStringLiteral("pictureHeight"));
    m_height->setAccessibleName(tr("Height"));
    m_scale->setObjectName(QStringLiteral("pictureScale"));
    m_scale->setRange(1, kMostScale);
    m_scale->setValue(kUsualScale);
    m_scale->setSuffix(tr("×"));
    m_scale->setToolTip(tr("Pixels of the picture for each pixel of the size"));
    m_theme->setObjectName(QStringLiteral("pictureTheme"));
    m_theme->addItem(tr("As shown"), kAsShown);
    m_theme->addItem(tr("Light"), static_cast<int>(Appearance::Light));
    m_theme->addItem(tr("Dark"), static_cast<int>(Appearance::Dark));
    m_path->setObjectName(QStringLiteral("picturePath"));
    m_path->setMinimumWidth(m_path->fontMetrics().averageCharWidth() * kPathLetters);
    m_note->setObjectName(QStringLiteral("pictureNote"));
    m_note->setForegroundRole(QPalette::PlaceholderText);
    auto* browse = new QPushButton(tr("&Browse…"), this);
    browse->setObjectName(QStringLiteral("pictureBrowse"));

    auto* size = new QHBoxLayout;
    size->addWidget(m_width);
    size->addWidget(new QLabel(tr("by"), this));
    size->addWidget(m_height);
    size->addStretch(1);
    auto* scale = new QHBoxLayout;
    scale->addWidget(m_scale);
    scale->addStretch(1);
    auto* file = new QHBoxLayout;
    file->addWidget(m_path, 1);
    file->addWidget(browse);
    auto* form = new QFormLayout;
    form->addRow(tr("&View"), m_view);
    form->addRow(tr("&Format"), m_format);
    const auto label = [this](const QString& text, QWidget* buddy) {
        auto* made = new QLabel(text, this);
        made->setBuddy(buddy);
        return made;
    };
    form->addRow(label(tr("Si&ze"), m_width), size);
    form->addRow(label(tr("S&cale"), m_scale), scale);
    form->addRow(tr("C&olours"), m_theme);
    form->addRow(label(tr("F&ile"), m_path), file);
    form->addRow({}, m_note);
    auto* buttons = new QDialogButtonBox(this);
    // What it is comes before it is styled.
    m_save = new QPushButton(tr("Save"), this);
    m_save->setObjectName(QStringLiteral("pictureSave"));
    m_save->setProperty("primary", true);
    m_save->setDefault(true);
    buttons->addButton(m_save, QDialogButtonBox::AcceptRole);
    buttons->addButton(QDialogButtonBox::Cancel);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(buttons);
    layout->setSizeConstraint(QLayout::SetFixedSize);

    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_view, &QComboBox::currentIndexChanged, this, &PictureDialog::showView);
    connect(m_format, &QComboBox::currentIndexChanged, this, &PictureDialog::showFormat);
    connect(browse, &QPushButton::clicked, this, &PictureDialog::browse);
    connect(m_path, &QLineEdit::textEdited, this, [this] { m_isNamedByPerson = true; });
    connect(m_path, &QLineEdit::textChanged, this, &PictureDialog::look);
    m_view->setCurrentIndex(std::max(0, m_view->findData(chosen)));
    showView();
    showFormat();
}

const PictureView& PictureDialog::view() const {
    return m_views[static_cast<std::size_t>(m_view->currentIndex())];
}

PictureForm PictureDialog::form() const {
    PictureForm form;
    form.format = static_cast<PictureFormat>(m_format->currentData().toInt());
    if (!view().isWindow) {
        form.size = {m_width->value(), m_height->value()};
    }
    form.scale = m_scale->value();
    if (m_theme->currentData().toInt() != kAsShown) {
        form.appearance = static_cast<Appearance>(m_theme->currentData().toInt());
    }
    return form;
}

QString PictureDialog::path() const {
    return m_path->text().trimmed();
}

void PictureDialog::showView() {
    const QSize size = view().widget->size();
    m_width->setValue(size.width());
    m_height->setValue(size.height());
    m_width->setEnabled(!view().isWindow);
    m_height->setEnabled(!view().isWindow);
    propose();
}

void PictureDialog::showFormat() {
    m_scale->setEnabled(form().format == PictureFormat::Png);
    propose();
}

/// A name, as long as there is none from a person; only its end then.
void PictureDialog::propose() {
    const QString suffix = suffixOf(form().format);
    if (!m_isNamedByPerson) {
        m_path->setText(
            QDir(m_folder).filePath(QStringLiteral("%1-%2.%3").arg(view().name, m_moment, suffix)));
    } else if (const QFileInfo file(path()); formatOf(path()) && !path().isEmpty()) {
        m_path->setText(
            QDir(file.path()).filePath(file.completeBaseName() + QLatin1Char('.') + suffix));
    }
    look();
}

void PictureDialog::browse() {
    const QString suffix = suffixOf(form().format);
    const QString chosen =
        QFileDialog::getSaveFileName(this, tr("Save the picture"), path(),
                                     tr("%1 pictures (*.%2)").arg(suffix.toUpper(), suffix),
                                     nullptr, QFileDialog::DontConfirmOverwrite);
    if (!chosen.isEmpty()) {
        m_isNamedByPerson = true;
        m_path->setText(formatOf(chosen) ? chosen : chosen + QLatin1Char('.') + suffix);
    }
}

void PictureDialog::look() {
    m_save->setEnabled(!path().isEmpty());
    m_note->setText(QFileInfo::exists(path()) ? tr("This file is there already; it is replaced.")
                                              : QString());
}

}  // namespace quorate::gui
