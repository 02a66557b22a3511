// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <vector>

#include "gui/beliefs/belief.h"
#include "gui/widgets/value_table.h"

namespace quorate::gui {

/// Who believes whom to lead: a row for each observer.
class BeliefTable final : public ValueTable<Belief> {
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

    using ValueTable::ValueTable;

    void setBeliefs(std::vector<Belief> beliefs);
    [[nodiscard]] const std::vector<Belief>& beliefs() const noexcept { return rows(); }

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

protected:
    [[nodiscard]] bool isSameCell(const Belief& a, const Belief& b, int column) const override;

private:
    [[nodiscard]] QString text(const Belief& belief, int column) const;
    [[nodiscard]] QString tip(const Belief& belief, int column) const;
};

}  // namespace quorate::gui
