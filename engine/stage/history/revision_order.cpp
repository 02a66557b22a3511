// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/history/revision_order.h"

#include <string>

namespace quorate::stage {

std::optional<HistoryFinding> RevisionOrder::answered(const OperationLabel& label,
                                                      const Floor& floor,
                                                      const Projection& projection, bool isLocal) {
    const std::int64_t revision = projection.revision;
    if (revision > m_latest.revision) {
        m_latest = {revision, label};
    }
    if (!isLocal &&
        (revision < floor.revision || (projection.changes && revision == floor.revision))) {
        return HistoryFinding{
            true, describe(label) + (projection.changes ? " made revision " : " saw revision ") +
                      std::to_string(revision) + ", although revision " +
                      std::to_string(floor.revision) +
                      (floor.by.id == observe::OperationId()
                           ? " is that of the empty store"
                           : " had been answered before it began, to " + describe(floor.by))};
    }
    if (!projection.changes) {
        return std::nullopt;
    }
    const auto [at, isNew] = m_made.emplace(revision, label);
    if (!isNew || revision <= m_taken) {
        return HistoryFinding{true, describe(label) + " made revision " + std::to_string(revision) +
                                        ", as did " +
                                        (isNew ? "another one before" : describe(at->second))};
    }
    return std::nullopt;
}

bool RevisionOrder::takeMade(std::int64_t revision) {
    m_taken = revision;
    return m_made.erase(revision) > 0;
}

}  // namespace quorate::stage
