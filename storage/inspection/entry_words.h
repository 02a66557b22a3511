// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/raft/entry.h"

namespace quorate::storage {

/// What an entry asks of the state machine, as far as a line has room for it.
struct EntryWords {
    /// "put", "delete", "txn", "compact", "lease grant" and so on; "configuration"; empty for an
    /// entry without data, and for data that is not understood.
    std::string verb;
    std::string key;  ///< that it is about, if it is one
};

/// Takes any bytes.
EntryWords wordsOf(const raft::Entry& entry);

}  // namespace quorate::storage
