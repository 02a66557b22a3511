// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "storage/simulated/disk_faults.h"
#include "storage/simulated/node.h"

namespace quorate::storage {

/// One change of names, which lasts whole or not at all.
struct NameChange {
    enum class Kind : std::uint8_t { Added, Removed, Moved };

    Kind kind{Kind::Added};
    NodePointer node;
    DirectoryPointer from;  ///< of what is removed or moved
    std::string fromName;
    DirectoryPointer to;  ///< of what is added or moved
    std::string toName;
    NodePointer replaced;  ///< by a move; may be null
    std::string path;      ///< as the caller named it
    bool syncFailed{false};
};

/// The changes of names that do not last yet, oldest first.
///
/// What lasts, lasts with all before it that it rests on: earlier changes of the same names; of a
/// directory's removal or replacement, all changes within it; of a move into another directory,
/// that directory's own name. So no move ever leaves a file without any name.
class NameJournal {
public:
    void add(NameChange change) { m_changes.push_back(std::move(change)); }
    [[nodiscard]] const std::vector<NameChange>& changes() const noexcept { return m_changes; }

    /// Takes out those that a sync of `directory` makes last, with all that they rest on. A move
    /// into another directory lasts with that one's sync.
    std::vector<NameChange> takeSynced(const DirectoryNode& directory);

    /// No sync makes these last any more, unless a later change rests on them.
    void failSync(const DirectoryNode& directory);

    /// Takes out all, and returns those that last.
    std::vector<NameChange> settle(DiskFaults& faults);

private:
    std::vector<NameChange> take(std::vector<bool> selected);

    std::vector<NameChange> m_changes;
};

}  // namespace quorate::storage
