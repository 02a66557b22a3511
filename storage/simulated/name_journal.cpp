// SPDX-License-Identifier: Apache-2.0
#include "storage/simulated/name_journal.h"

#include <set>
#include <utility>

namespace quorate::storage {

namespace {

bool isMove(const NameChange& change) {
    return change.kind == NameChange::Kind::Moved;
}

/// The directory whose sync makes it last.
const DirectoryNode* placeOf(const NameChange& change) {
    return change.to ? change.to.get() : change.from.get();
}

/// What the changes that last rest on; collected from the newest to the oldest.
class Needs {
public:
    [[nodiscard]] bool has(const NameChange& change) const {
        return (change.from && hasName(*change.from, change.fromName)) ||
               (change.to && hasName(*change.to, change.toName)) ||
               (change.to && m_namesOf.contains(change.node->number));
    }

    void add(const NameChange& change) {
        const bool wasNeededAsPlace = m_namesOf.contains(change.node->number);
        if (change.from) {
            m_names.insert({change.from->number, change.fromName});
        }
        if (change.to) {
            m_names.insert({change.to->number, change.toName});
        }
        if (change.kind == NameChange::Kind::Removed) {
            m_emptied.insert(change.node->number);
        }
        if (change.replaced) {
            m_emptied.insert(change.replaced->number);
        }
        if (change.to && (wasNeededAsPlace || (isMove(change) && change.from != change.to))) {
            m_namesOf.insert(change.to->number);
        }
    }

private:
    [[nodiscard]] bool hasName(const DirectoryNode& directory, const std::string& name) const {
        return m_emptied.contains(directory.number) || m_names.contains({directory.number, name});
    }

    std::set<std::pair<std::uint64_t, std::string>> m_names;
    std::set<std::uint64_t> m_emptied;
    std::set<std::uint64_t> m_namesOf;
};

}  // namespace

std::vector<NameChange> NameJournal::take(std::vector<bool> selected) {
    Needs needs;
    for (std::size_t i = m_changes.size(); i-- > 0;) {
        selected[i] = selected[i] || needs.has(m_changes[i]);
        if (selected[i]) {
            needs.add(m_changes[i]);
        }
    }
    std::vector<NameChange> taken;
    std::vector<NameChange> others;
    for (std::size_t i = 0; i < m_changes.size(); ++i) {
        (selected[i] ? taken : others).push_back(std::move(m_changes[i]));
    }
    m_changes = std::move(others);
    return taken;
}

std::vector<NameChange> NameJournal::takeSynced(const DirectoryNode& directory) {
    std::vector<bool> selected(m_changes.size());
    for (std::size_t i = 0; i < m_changes.size(); ++i) {
        selected[i] = placeOf(m_changes[i]) == &directory && !m_changes[i].syncFailed;
    }
    return take(std::move(selected));
}

void NameJournal::failSync(const DirectoryNode& directory) {
    for (NameChange& change : m_changes) {
        change.syncFailed = change.syncFailed || placeOf(change) == &directory;
    }
}

std::vector<NameChange> NameJournal::settle(DiskFaults& faults) {
    std::vector<bool> selected(m_changes.size());
    for (std::size_t i = 0; i < m_changes.size(); ++i) {
        selected[i] = faults.nameLasts(m_changes[i].path);
    }
    std::vector<NameChange> lasting = take(std::move(selected));
    m_changes.clear();
    return lasting;
}

}  // namespace quorate::storage
