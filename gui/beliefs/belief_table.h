// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>
#include <QString>

#include <vector>

#include "gui/beliefs/belief.h"

namespace quorate::gui {

/// Who believes whom to lead: a row for each observer. Rows are replaced where nodes came or went,
/// otherwise cells change.
class BeliefTable final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        Observer,
        Leader,
        Term,
        Standing,
        Heard,
        Clock,
        Where,
        Columns_,
    };
    static constexpr int kTermRole = Qt::UserRole;
    static constexpr int kAgreementRole = Qt::UserRole + 1;

    using QAbstractTableModel::QAbstractTableModel;

    void setBeliefs(std::vector<Belief> beliefs);
    [[nodiscard]] const std::vector<Belief>& beliefs() const noexcept { return m_beliefs; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    [[nodiscard]] QString text(const Belief& belief, int column) const;
    [[nodiscard]] QString tip(const Belief& belief, int column) const;

    std::vector<Belief> m_beliefs;
};

}  // namespace quorate::gui
