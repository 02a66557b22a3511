// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <vector>

#include "engine/base/result.h"
#include "engine/kv/key_value.h"
#include "engine/kv/lease_id.h"
#include "network/copy/cluster_client.h"

namespace quorate::network {

/// The leases that keys of the source are attached to, and those that stand for them at the target:
/// granted anew with the same time to live, and with the same name. If the target has a lease of
/// that name, that one is taken if it lives as long, as one of an earlier copy does; else the
/// target chooses a name. All are renewed for as long as this lives, so that the first keys are not
/// gone before the last ones are there. Both clusters outlive it; one call at a time.
class LeaseCopies final : public QObject {
public:
    using Done = std::function<void(Result<void>)>;

    /// A dry run only asks the source.
    LeaseCopies(ClusterClient& from, ClusterClient& to, bool isDryRun);

    /// Asks the source for the leases of these keys, after which hasEnded() is known of them.
    void lookUp(const std::vector<kv::KeyValue>& kvs, const Done& done);
    /// After that: so that leaseOf() has them.
    void grant(std::set<kv::LeaseId> sources, const Done& done);

    /// The lease had ended when the source was asked: its keys are no more, and are not copied.
    [[nodiscard]] bool hasEnded(kv::LeaseId source) const { return m_ended.count(source) != 0; }
    /// The target's; none for none.
    [[nodiscard]] kv::LeaseId leaseOf(kv::LeaseId source) const;
    [[nodiscard]] std::int64_t count() const { return static_cast<std::int64_t>(m_granted.size()); }

private:
    struct Granted {
        kv::LeaseId lease;
        std::int64_t ttlSeconds{0};
        qint64 renewedMs{0};
        bool isRenewing{false};
    };

    void lookUpNext(const std::shared_ptr<std::set<kv::LeaseId>>& wanted, const Done& done);
    void grantOne(kv::LeaseId source, kv::LeaseId name, const Done& done);
    void takeExisting(kv::LeaseId source, const Done& done);
    void have(kv::LeaseId source, kv::LeaseId lease, std::int64_t ttlSeconds, qint64 renewedMs);
    void renew();

    ClusterClient& m_from;
    ClusterClient& m_to;
    const bool m_isDryRun;
    std::map<kv::LeaseId, std::int64_t> m_ttlSeconds;  ///< of the source's
    std::set<kv::LeaseId> m_ended;
    std::map<kv::LeaseId, Granted> m_granted;  ///< by the name at the source
    QElapsedTimer m_clock;
    QTimer m_timer;
};

}  // namespace quorate::network
