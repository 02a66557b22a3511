// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <vector>

#include "engine/base/result.h"
#include "engine/kv/key_value.h"
#include "engine/kv/lease_id.h"
#include "network/copy/cluster_client.h"

namespace quorate::network {

/// The leases that keys of the source are attached to, and those that were granted for them at the
/// target: with the same time to live, and with the same name unless the target has one of that
/// name. They are renewed for as long as this lives, so that the first keys are not gone before
/// the last ones are there. Both clusters outlive it.
class LeaseCopies final : public QObject {
public:
    using Done = std::function<void(Result<void>)>;

    /// A dry run only asks the source.
    LeaseCopies(ClusterClient& from, ClusterClient& to, bool isDryRun);

    /// So that leaseOf() knows the leases of these keys. One call at a time.
    void provide(const std::vector<kv::KeyValue>& kvs, const Done& done);

    /// The lease had ended when the source was asked: its keys are no more, and are not copied.
    [[nodiscard]] bool hasEnded(kv::LeaseId source) const { return m_ended.count(source) != 0; }
    /// The target's.
    [[nodiscard]] kv::LeaseId leaseOf(kv::LeaseId source) const;
    [[nodiscard]] std::int64_t count() const { return static_cast<std::int64_t>(m_granted.size()); }

private:
    struct Granted {
        kv::LeaseId lease;
        std::int64_t ttlSeconds{0};
        qint64 renewedMs{0};
        bool isRenewing{false};
    };

    void provideNext(const std::shared_ptr<std::set<kv::LeaseId>>& wanted, const Done& done);
    void grant(kv::LeaseId source, kv::LeaseId name, std::int64_t ttlSeconds, const Done& done);
    void renew();

    ClusterClient& m_from;
    ClusterClient& m_to;
    const bool m_isDryRun;
    std::map<kv::LeaseId, Granted> m_granted;  ///< by the name at the source
    std::set<kv::LeaseId> m_ended;
    QElapsedTimer m_clock;
    QTimer m_timer;
};

}  // namespace quorate::network
