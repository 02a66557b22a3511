// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "engine/stage/history/key_item.h"
#include "engine/stage/history/linearizability.h"

namespace quorate::stage {

/// Whether the revisions of answers agree with real time, over all keys: what began after an
/// answer with revision r has r or more, and more than r if it changed something; each revision is
/// made by one operation. Together with each answer being right at its revision this is
/// linearizability of the whole store: the order by revision, changes first and then by
/// invocation, is one that real time allows.
class RevisionOrder {
public:
    /// What an operation must see, taken when it is invoked.
    struct Floor {
        std::int64_t revision{0};
        OperationLabel by;  ///< whose answer had it
    };

    /// The revision of the store before its first change.
    void setStart(std::int64_t revision) { m_latest.revision = revision; }

    [[nodiscard]] const Floor& floor() const { return m_latest; }
    /// An answer. A local read need not see its floor, but shows that its revision exists.
    std::optional<HistoryFinding> answered(const OperationLabel& label, const Floor& floor,
                                           const Projection& projection, bool isLocal);
    /// Whether an answered operation made this revision. Asked once, in ascending order.
    bool takeMade(std::int64_t revision);

private:
    Floor m_latest;
    std::map<std::int64_t, OperationLabel> m_made;  // and not yet taken
    std::int64_t m_taken{0};
};

}  // namespace quorate::stage
