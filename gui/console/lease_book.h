// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/kv/lease_id.h"
#include "engine/observe/moment.h"
#include "gui/session/session.h"

namespace quorate::gui {

/// As etcd's tools write them: hexadecimal digits.
QString textOf(kv::LeaseId lease);
/// What such a text means; nothing for any other.
std::optional<kv::LeaseId> leaseOf(const QString& text);

/// What is known of a lease from what was asked and answered about it. A value.
struct KnownLease {
    kv::LeaseId id;
    std::int64_t grantedSeconds{0};
    std::int64_t remainingSeconds{0};  ///< when it was heard of last
    observe::Moment heard{};
    /// Revoked, or nobody knows it any more.
    bool isOver{false};
    /// To be kept alive by this window.
    bool isKept{false};
    friend bool operator==(const KnownLease&, const KnownLease&) = default;
};
/// What is left of it at least, if nobody has kept it alive since, in seconds; never below 0.
double leftOf(const KnownLease& lease, observe::Moment now);

/// The leases that the console has heard of in this session, those first that it heard of first.
class LeaseBook {
public:
    /// Whether the answer told anything of a lease.
    bool learn(const Ask& ask, const stage::ClientAnswer& answer, observe::Moment moment);
    void keep(kv::LeaseId lease, bool isKept);
    void forget(kv::LeaseId lease);
    void clear() { m_leases.clear(); }

    [[nodiscard]] const std::vector<KnownLease>& leases() const noexcept { return m_leases; }
    [[nodiscard]] const KnownLease* find(kv::LeaseId lease) const;
    /// Those that are to be kept alive, and of which less than two thirds are left.
    [[nodiscard]] std::vector<kv::LeaseId> due(observe::Moment now) const;

private:
    KnownLease& entry(kv::LeaseId lease);

    std::vector<KnownLease> m_leases;
};

}  // namespace quorate::gui
