// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <vector>

#include "engine/base/result.h"
#include "engine/kv/key_value.h"
#include "engine/kv/response.h"
#include "network/copy/cluster_client.h"
#include "network/copy/copy_report.h"
#include "network/copy/lease_copies.h"

namespace quorate::network {

/// Brings keys to the target as they are given, in transactions within etcd's limits.
///
/// Every transaction is bound to the revisions at which its keys were seen there, zero for none,
/// and otherwise changes nothing: so nothing that others write meanwhile is lost unseen. That also
/// makes it safe to ask again when nobody knows whether one was done: if it was, the second one
/// finds the keys as they should be, and that is all that is wanted. One call at a time; the
/// cluster and the leases outlive it.
class KeyWriter {
public:
    using Done = std::function<void(Result<void>)>;

    /// What is counted is counted in `report`.
    KeyWriter(ClusterClient& to, LeaseCopies& leases, const CopyOptions& options,
              CopyReport& report);

    /// For when most keys are expected to be there already.
    void setLooksFirst(bool looksFirst) noexcept { m_looksFirst = looksFirst; }
    /// With leases of the source, which were looked up. FailedPrecondition where a key is there,
    /// differs and must not be overwritten.
    void write(std::vector<kv::KeyValue> kvs, const Done& done);
    /// Deletes those that are still as they are here.
    void remove(const std::vector<kv::KeyValue>& kvs, const Done& done);

    /// Whether a key that was changed by this revision of the target was changed by this writer.
    [[nodiscard]] bool isOurs(std::int64_t revision) const { return m_ours.count(revision) != 0; }

private:
    struct Item {
        kv::KeyValue kv;
        std::int64_t seen{0};  ///< the revision at the target
    };
    using Batch = std::shared_ptr<std::vector<Item>>;

    void writeNext(const Done& done);
    void look(const Batch& batch, const Done& done);
    void grantAndPut(const Batch& batch, const Done& done);
    void put(const Batch& batch, const Done& done);
    void putDone(const Batch& batch, const kv::TxnResponse& txn, bool mayBeOurs, const Done& done);
    /// Leaves in the batch what is still to be written.
    Result<void> compare(std::vector<Item>& batch, const kv::TxnResponse& txn, bool mayBeOurs);
    void goOn(const Batch& batch, const Done& done);

    ClusterClient& m_to;
    LeaseCopies& m_leases;
    const bool m_overwrites;
    const bool m_isDryRun;
    CopyReport& m_report;
    bool m_looksFirst{false};
    std::deque<kv::KeyValue> m_left;
    std::set<std::int64_t> m_ours;
};

}  // namespace quorate::network
