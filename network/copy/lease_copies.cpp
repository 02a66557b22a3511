// SPDX-License-Identifier: Apache-2.0
#include "network/copy/lease_copies.h"

#include <memory>
#include <variant>

#include "engine/kv/command.h"

namespace quorate::network {

namespace {

constexpr int kRenewalIntervalMs = 250;
constexpr qint64 kMsPerSecond = 1000;

}  // namespace

LeaseCopies::LeaseCopies(ClusterClient& from, ClusterClient& to, bool isDryRun)
    : m_from(from), m_to(to), m_isDryRun(isDryRun), m_timer(this) {
    m_clock.start();
    m_timer.setInterval(kRenewalIntervalMs);
    connect(&m_timer, &QTimer::timeout, this, &LeaseCopies::renew);
}

kv::LeaseId LeaseCopies::leaseOf(kv::LeaseId source) const {
    const auto found = m_granted.find(source);
    return found == m_granted.end() ? kv::LeaseId() : found->second.lease;
}

void LeaseCopies::provide(const std::vector<kv::KeyValue>& kvs, const Done& done) {
    const auto wanted = std::make_shared<std::set<kv::LeaseId>>();
    for (const kv::KeyValue& kv : kvs) {
        if (!kv.lease.isNone() && m_granted.count(kv.lease) == 0 && !hasEnded(kv.lease)) {
            wanted->insert(kv.lease);
        }
    }
    provideNext(wanted, done);
}

void LeaseCopies::provideNext(const std::shared_ptr<std::set<kv::LeaseId>>& wanted,
                              const Done& done) {
    if (wanted->empty()) {
        done({});
        return;
    }
    const kv::LeaseId source = *wanted->begin();
    wanted->erase(wanted->begin());
    const Done granted = [this, wanted, done](const Result<void>& result) {
        if (result) {
            provideNext(wanted, done);
        } else {
            done(result);
        }
    };
    m_from.leaseTimes(source, [this, source, granted](const Result<Backend::LeaseTimes>& times) {
        if (times && m_isDryRun) {
            m_granted[source] = {source, times->grantedSeconds, 0, false};
            granted({});
        } else if (times) {
            grant(source, source, times->grantedSeconds, granted);
        } else if (times.error().code == ErrorCode::NotFound) {
            m_ended.insert(source);
            granted({});
        } else {
            granted(times.error());
        }
    });
}

/// Done twice, a grant leaves a lease without keys, which ends by itself.
void LeaseCopies::grant(kv::LeaseId source, kv::LeaseId name, std::int64_t ttlSeconds,
                        const Done& done) {
    const kv::LeaseGrantRequest request{name, ttlSeconds};
    m_to.ask(kv::Command(request), [this, source, name, ttlSeconds,
                                    done](const Result<kv::Response>& answer) {
        if (!answer) {
            done(answer.error());
            return;
        }
        if (const auto* granted = std::get_if<kv::LeaseGrantResponse>(&*answer)) {
            m_granted[source] = {granted->id, granted->ttlSeconds, m_clock.elapsed(), false};
            if (!m_timer.isActive()) {
                m_timer.start();
            }
            done({});
            return;
        }
        const auto* refusal = std::get_if<kv::KvError>(&*answer);
        if (refusal != nullptr && *refusal == kv::KvError::LeaseExists && !name.isNone()) {
            grant(source, kv::LeaseId(), ttlSeconds, done);  // the target chooses
            return;
        }
        done(refusal != nullptr ? kv::toError(*refusal)
                                : Error(ErrorCode::Unknown, "the answer is not that of a grant"));
    });
}

/// One that cannot be renewed shows when keys are verified.
void LeaseCopies::renew() {
    for (auto& [source, granted] : m_granted) {
        const qint64 third = granted.ttlSeconds * kMsPerSecond / 3;
        if (granted.isRenewing || m_clock.elapsed() - granted.renewedMs < third) {
            continue;
        }
        granted.isRenewing = true;
        m_to.keepAlive(granted.lease, [this, name = source](const Result<std::int64_t>& /*left*/) {
            Granted& renewed = m_granted.at(name);
            renewed.isRenewing = false;
            renewed.renewedMs = m_clock.elapsed();
        });
    }
}

}  // namespace quorate::network
