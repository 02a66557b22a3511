// SPDX-License-Identifier: Apache-2.0
#include "gui/console/lease_book.h"

#include <algorithm>
#include <variant>

namespace quorate::gui {

namespace {

constexpr int kHex = 16;
constexpr double kSecond = 1e9;
constexpr double kRenewBelow = 2.0 / 3.0;

/// Which lease a command is about; none for most.
kv::LeaseId leaseOf(const Ask& ask) {
    if (const auto* question = std::get_if<stage::LeaseQuestion>(&ask.what)) {
        return question->lease;
    }
    const auto* command = std::get_if<kv::Command>(&ask.what);
    if (command == nullptr) {
        return {};
    }
    if (const auto* grant = std::get_if<kv::LeaseGrantRequest>(command)) {
        return grant->id;
    }
    const auto* revoke = std::get_if<kv::LeaseRevokeRequest>(command);
    return revoke != nullptr ? revoke->id : kv::LeaseId{};
}

bool isUnknownLease(const stage::ClientAnswer& answer) {
    const auto* refusal = std::get_if<kv::KvError>(&answer.response);
    return (answer.error && answer.error->code == ErrorCode::NotFound) ||
           (refusal != nullptr && *refusal == kv::KvError::LeaseNotFound);
}

}  // namespace

QString textOf(kv::LeaseId lease) {
    return QString::number(static_cast<qulonglong>(lease.value), kHex);
}

std::optional<kv::LeaseId> leaseOf(const QString& text) {
    bool isNumber = false;
    const qulonglong bits = text.trimmed().toULongLong(&isNumber, kHex);
    const kv::LeaseId lease{static_cast<std::int64_t>(bits)};
    return isNumber && !lease.isNone() ? std::optional(lease) : std::nullopt;
}

double leftOf(const KnownLease& lease, observe::Moment now) {
    const double since =
        now > lease.heard
            ? static_cast<double>(now.nanoseconds() - lease.heard.nanoseconds()) / kSecond
            : 0.0;
    return std::max(0.0, static_cast<double>(lease.remainingSeconds) - since);
}

bool LeaseBook::learn(const Ask& ask, const stage::ClientAnswer& answer, observe::Moment moment) {
    const kv::LeaseId id = leaseOf(ask);
    if (id.isNone()) {
        return false;
    }
    if (isUnknownLease(answer)) {
        KnownLease& lease = entry(id);
        lease.isOver = true;
        lease.isKept = false;
        return true;
    }
    if (answer.lease) {
        KnownLease& lease = entry(id);
        lease.grantedSeconds = answer.lease->grantedSeconds;
        lease.remainingSeconds = answer.lease->remainingSeconds;
        lease.heard = moment;
        lease.isOver = false;
        return true;
    }
    if (const auto* granted = std::get_if<kv::LeaseGrantResponse>(&answer.response)) {
        entry(granted->id) = {granted->id, granted->ttlSeconds, granted->ttlSeconds, moment};
        return true;
    }
    if (std::holds_alternative<kv::LeaseRevokeResponse>(answer.response)) {
        KnownLease& lease = entry(id);
        lease.isOver = true;
        lease.isKept = false;
        return true;
    }
    return false;
}

void LeaseBook::keep(kv::LeaseId lease, bool isKept) {
    for (KnownLease& each : m_leases) {
        if (each.id == lease) {
            each.isKept = isKept && !each.isOver;
        }
    }
}

void LeaseBook::forget(kv::LeaseId lease) {
    m_leases.erase(std::remove_if(m_leases.begin(), m_leases.end(),
                                  [lease](const KnownLease& each) { return each.id == lease; }),
                   m_leases.end());
}

const KnownLease* LeaseBook::find(kv::LeaseId lease) const {
    const auto found = std::find_if(m_leases.begin(), m_leases.end(),
                                    [lease](const KnownLease& each) { return each.id == lease; });
    return found == m_leases.end() ? nullptr : &*found;
}

std::vector<kv::LeaseId> LeaseBook::due(observe::Moment now) const {
    std::vector<kv::LeaseId> leases;
    for (const KnownLease& lease : m_leases) {
        const double renewed = static_cast<double>(lease.grantedSeconds) * kRenewBelow;
        if (lease.isKept && !lease.isOver && leftOf(lease, now) < renewed) {
            leases.push_back(lease.id);
        }
    }
    return leases;
}

KnownLease& LeaseBook::entry(kv::LeaseId lease) {
    const auto found = std::find_if(m_leases.begin(), m_leases.end(),
                                    [lease](const KnownLease& each) { return each.id == lease; });
    if (found != m_leases.end()) {
        return *found;
    }
    m_leases.push_back({lease});
    return m_leases.back();
}

}  // namespace quorate::gui
