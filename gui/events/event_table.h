// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>

#include <cstdint>
#include <vector>

#include "gui/events/event_texts.h"

namespace quorate::gui {

/// The stretch of the events that is on screen, as a table. A table of all of them would cost
/// memory and time for each, even with fixed heights.
class EventTable final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Time, Node, TermOfNode, What, Columns_ };
    enum Role {
        kTermRole = Qt::UserRole,
        kIsImportantRole,
        kIsProblemRole,
        kIsLaterRole,    ///< than the moment that is shown
        kIsPresentRole,  ///< the last one by that moment, while it is not the newest
    };

    /// `texts` outlives it.
    explicit EventTable(const EventTexts& texts, QObject* parent = nullptr);

    /// The events that are its rows.
    void show(std::vector<std::uint64_t> numbers);
    [[nodiscard]] const std::vector<std::uint64_t>& numbers() const noexcept { return m_numbers; }
    /// So many events had happened by the moment that is shown.
    void setPresent(std::uint64_t count, bool isLive);
    /// Texts have arrived.
    void refresh();

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    [[nodiscard]] QVariant textRole(std::uint64_t number, const EventText& text, int column,
                                    int role) const;

    const EventTexts& m_texts;
    std::vector<std::uint64_t> m_numbers;
    std::uint64_t m_present{0};
    bool m_isLive{true};
};

}  // namespace quorate::gui
