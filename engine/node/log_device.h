// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"
#include "engine/node/log_store.h"
#include "engine/raft/entry.h"
#include "engine/raft/state.h"
#include "engine/raft/types.h"

namespace quorate::node {

/// The log as it lies on a disk: what a LogStore does its work with, call by call and waiting for
/// each. Belongs to the executor of the disk.
///
/// After an Error of write() or sync() nothing is known of what was not synced before: the log
/// takes no further write, and answers with the same error. Nothing is ever retried.
class LogDevice {
public:
    LogDevice() = default;
    LogDevice(const LogDevice&) = delete;
    LogDevice& operator=(const LogDevice&) = delete;
    virtual ~LogDevice() = default;

    /// What was found at opening.
    struct Recovered {
        raft::HardState hardState;
        /// The entry before the first one of `entries`.
        raft::EntryId start;
        raft::Entries entries;
    };
    /// Hands over what was found; once, before the first write.
    virtual Recovered takeRecovered() = 0;

    /// Puts a write behind those before it. Until sync() it may be lost in a crash, in whole or in
    /// part, but never without all that follows it.
    virtual Result<void> write(const LogWrite& write) = 0;
    /// All writes are on stable storage.
    virtual Result<void> sync() = 0;
    /// Entries up to `index` are not needed any more: a durable snapshot covers them, or the
    /// state has them durably. What is kept may be more.
    virtual Result<void> release(raft::Index index) = 0;
};

}  // namespace quorate::node
