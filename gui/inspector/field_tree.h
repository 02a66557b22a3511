// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractItemModel>
#include <QString>

#include <cstddef>
#include <vector>

#include "gui/inspector/field.h"

namespace quorate::gui {

/// Sections with their fields: name, value, what changed. Cells change while the fields are the
/// same ones; otherwise it is another tree.
class FieldTree final : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Column { Name, Value, Change, Columns_ };

    /// What is told of a field beside its value, in the order of the fields of a section.
    struct Mark {
        QString change;
        bool isFlashing{false};
        friend bool operator==(const Mark&, const Mark&) = default;
    };
    using Marks = std::vector<std::vector<Mark>>;

    using QAbstractItemModel::QAbstractItemModel;

    /// `marks` has one for each field of each section.
    void show(std::vector<FieldSection> sections, Marks marks);

    [[nodiscard]] const std::vector<FieldSection>& sections() const noexcept { return m_sections; }
    /// Null for a section.
    [[nodiscard]] const Field* field(const QModelIndex& index) const;
    [[nodiscard]] const Mark* mark(const QModelIndex& index) const;
    /// Names a row in whatever state the tree is: "log/last", "log".
    [[nodiscard]] QString pathOf(const QModelIndex& index) const;
    /// Invalid where there is none.
    [[nodiscard]] QModelIndex find(const QString& path) const;

    [[nodiscard]] QModelIndex index(int row, int column,
                                    const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& index) const override;
    using QObject::parent;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

private:
    [[nodiscard]] bool hasSameFields(const std::vector<FieldSection>& other) const;

    std::vector<FieldSection> m_sections;
    Marks m_marks;
};

}  // namespace quorate::gui
