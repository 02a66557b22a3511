// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "storage/inspection/disk_question.h"

namespace quorate::gui {

/// The keys that a node has on its disk, or its changes by revision: one page after the other, as
/// far as a person scrolls. A value as of one revision; later changes do not move its rows.
class StoredKeys final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Revision, Key, Value, Size, Version, Columns_ };
    enum class Kind : std::uint8_t { Keys, Changes };
    static constexpr std::size_t kPage = 100;

    using QAbstractTableModel::QAbstractTableModel;

    /// Begins anew. Keys from `from` on that begin with `prefix`; changes from the revision that
    /// `from` says.
    void begin(Kind kind, const std::string& prefix, const std::string& from);
    void clear();
    [[nodiscard]] Kind kind() const noexcept { return m_kind; }
    /// What the newest page was told as of; 0 while nothing is known.
    [[nodiscard]] std::int64_t revision() const noexcept { return m_revision; }
    [[nodiscard]] std::uint64_t keyCount() const noexcept { return m_keyCount; }
    [[nodiscard]] bool hasMore() const noexcept { return m_hasMore; }
    [[nodiscard]] const std::vector<storage::StoredChange>& rows() const noexcept { return m_rows; }

    /// Answers to what was wanted; others must not come here.
    void take(const storage::KeysAnswer& answer);
    void take(const storage::ChangesAnswer& answer);
    /// There was no answer; it can be asked again.
    void giveUp() noexcept { m_isAsking = false; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;

Q_SIGNALS:
    /// The next page, whose answer is to be taken.
    void keysWanted(const quorate::storage::KeysQuestion& question);
    void changesWanted(const quorate::storage::ChangesQuestion& question);

private:
    void append(const std::vector<storage::StoredChange>& rows, bool hasMore);

    Kind m_kind{Kind::Keys};
    std::string m_prefix;
    std::string m_from;
    std::vector<storage::StoredChange> m_rows;
    std::int64_t m_revision{0};
    std::uint64_t m_keyCount{0};
    bool m_hasMore{false};
    bool m_isAsking{false};
};

}  // namespace quorate::gui
