// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "storage/inspection/directory_view.h"
#include "storage/inspection/finding.h"
#include "storage/inspection/recovery_outlook.h"
#include "storage/inspection/store_check.h"

namespace quorate::storage {

/// All that could be said of a node's directory.
struct Verification {
    /// By part: the directory, the log, the snapshots, the state, a start.
    std::vector<Finding> findings;
    /// What a start would do; nothing where it would fail, or a node runs.
    std::optional<RecoveryOutlook> outlook;
    /// Nothing where the state could not be opened.
    std::optional<StoreReport> store;

    [[nodiscard]] bool isSound() const;
};

/// Looks at every byte: identity and peers, each record of the log, each chunk of each snapshot,
/// each block and record of the state, and whether they fit together, by the rules of a start.
/// While a node runs, the state and the whole are not looked at, which is a Problem. Changes
/// nothing.
Verification verify(const DirectoryView& view);

}  // namespace quorate::storage
