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

void LeaseCopies::lookUp(const std::vector<kv::KeyValue>& kvs, const Done& done) {
    const auto wanted = std::make_shared<std::set<kv::LeaseId>>();
    for (const kv::KeyValue& kv : kvs) {
        if (!kv.lease.isNone() && m_ttlSeconds.count(kv.lease) == 0 && !hasEnded(kv.lease)) {
            wanted->insert(kv.lease);
        }
    }
    lookUpNext(wanted, done);
}

void LeaseCopies::lookUpNext(const std::shared_ptr<std::set<kv::LeaseId>>& wanted,
                             const Done& done) {
    if (wanted->empty()) {
        done({});
        return;
    }
    const kv::LeaseId source = *wanted->begin();
    wanted->erase(wanted->begin());
    m_from.leaseTimes(source,
                      [this, source, wanted, done](const Result<Backend::LeaseTimes>& times) {
                          if (times) {
                              m_ttlSeconds[source] = times->grantedSeconds;
                          } else if (times.error().code == ErrorCode::NotFound) {
                              m_ended.insert(source);
                          } else {
                              done(times.error());
                              return;
                          }
                          lookUpNext(wanted, done);
                      });
}

void LeaseCopies::grant(std::set<kv::LeaseId> sources, const Done& done) {
    while (!sources.empty() &&
           (sources.begin()->isNone() || m_granted.count(*sources.begin()) != 0)) {
        sources.erase(sources.begin());
    }
    if (sources.empty()) {
        done({});
        return;
    }
    const kv::LeaseId source = *sources.begin();
    if (m_isDryRun) {
        have(source, source, m_ttlSeconds[source], 0);
        grant(std::move(sources), done);
        return;
    }
    grantOne(source, source,
             [this, sources = std::move(sources), done](const Result<void>& granted) {
                 if (granted) {
                     grant(sources, done);
                 } else {
                     done(granted);
                 }
             });
}

/// Done twice, it leaves a lease without keys, which ends by itself.
void LeaseCopies::grantOne(kv::LeaseId source, kv::LeaseId name, const Done& done) {
    const kv::LeaseGrantRequest request{name, m_ttlSeconds[source]};
    m_to.ask(kv::Command(request), [this, source, name, done](const Result<kv::Response>& answer) {
        if (!answer) {
            done(answer.error());
            return;
        }
        if (const auto* granted = std::get_if<kv::LeaseGrantResponse>(&*answer)) {
            have(source, granted->id, granted->ttlSeconds, m_clock.elapsed());
            done({});
            return;
        }
        const auto* refusal = std::get_if<kv::KvError>(&*answer);
        if (refusal != nullptr && *refusal == kv::KvError::LeaseExists && !name.isNone()) {
            takeExisting(source, done);
            return;
        }
        done(refusal != nullptr ? kv::toError(*refusal)
                                : Error(ErrorCode::Unknown, "the answer is not that of a grant"));
    });
}

void LeaseCopies::takeExisting(kv::LeaseId source, const Done& done) {
    m_to.leaseTimes(source, [this, source, done](const Result<Backend::LeaseTimes>& times) {
        if (times && times->grantedSeconds == m_ttlSeconds[source]) {
            // Nobody knows when it was renewed last: at once.
            have(source, source, times->grantedSeconds,
                 m_clock.elapsed() - times->grantedSeconds * kMsPerSecond);
            done({});
        } else if (times || times.error().code == ErrorCode::NotFound) {
            grantOne(source, kv::LeaseId(), done);
        } else {
            done(times.error());
        }
    });
}

void LeaseCopies::have(kv::LeaseId source, kv::LeaseId lease, std::int64_t ttlSeconds,
                       qint64 renewedMs) {
    m_granted[source] = {lease, ttlSeconds, renewedMs, false};
    if (!m_isDryRun && !m_timer.isActive()) {
        m_timer.start();
    }
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
