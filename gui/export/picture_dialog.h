// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>

#include <vector>

#include "gui/export/picture.h"

namespace quorate::gui {

/// A view that a picture can be taken of.
struct PictureView {
    QString name;   ///< for files and the command line: "log-wall"
    QString title;  ///< for people: "Log wall"
    QWidget* widget{nullptr};
    bool isWindow{false};  ///< its size is that of the window
};

/// Which view a picture is taken of, how, and where it goes.
class PictureDialog final : public QDialog {
    Q_OBJECT

public:
    /// `chosen` is a name of `views`; files are proposed as `folder`/<view>-`moment`.<format>.
    PictureDialog(std::vector<PictureView> views, const QString& chosen, const QString& folder,
                  const QString& moment, QWidget* parent = nullptr);

    [[nodiscard]] const PictureView& view() const;
    [[nodiscard]] PictureForm form() const;
    [[nodiscard]] QString path() const;

private:
    void showView();
    void showFormat();
    void propose();
    void browse();
    void look();

    std::vector<PictureView> m_views;
    QString m_folder;
    QString m_moment;
    bool m_isNamedByPerson{false};
    QComboBox* m_view;
    QComboBox* m_format;
    QSpinBox* m_width;
    QSpinBox* m_height;
    QSpinBox* m_scale;
    QComboBox* m_theme;
    QLineEdit* m_path;
    QLabel* m_note;
    QPushButton* m_save{nullptr};
};

}  // namespace quorate::gui
