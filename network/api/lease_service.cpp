// SPDX-License-Identifier: Apache-2.0
#include "network/api/lease_service.h"

#include <QRandomGenerator>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "engine/kv/leases.h"
#include "network/api/kv_requests.h"
#include "network/api/rpc_messages.h"

namespace quorate::network {

namespace {

constexpr std::size_t kPage = 1000;
/// The name of a lease that does not exist, in a time-to-live answer.
constexpr std::int64_t kNoTimeToLive = -1;

/// A name for a lease whose client leaves it to us; positive, as in etcd. Two of them never meet.
kv::LeaseId randomLease() {
    const quint64 bits = QRandomGenerator::system()->generate64();
    constexpr auto kPositive = static_cast<quint64>(std::numeric_limits<std::int64_t>::max());
    return {std::max<std::int64_t>(static_cast<std::int64_t>(bits & kPositive), 1)};
}

/// Keep-alives of one body, one after the other.
struct KeepAlives {
    std::shared_ptr<ApiContext> context;
    HttpReply reply;
    std::vector<kv::LeaseId> leases;
    std::size_t at{0};
    std::string lines;
};

void appendKeepAlive(KeepAlives& work, std::int64_t ttlSeconds) {
    JsonWriter json(work.lines);
    json.beginObject();
    json.beginObject("result");
    writeHeader(json, work.context->header());
    json.number("ID", work.leases[work.at].value);
    json.number("TTL", ttlSeconds);
    json.endObject();
    json.endObject();
    work.lines += '\n';
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as a body has leases where each is answered at once
void renewNext(const std::shared_ptr<KeepAlives>& work) {
    if (work->at == work->leases.size()) {
        work->reply.send(200, kJsonContent, work->lines);
        return;
    }
    // NOLINTNEXTLINE(misc-no-recursion): likewise
    const auto done = [work](const Result<std::int64_t>& ttl) {
        if (!ttl && ttl.error().code != ErrorCode::NotFound) {
            work->context->refuse(work->reply, ttl.error());
            return;
        }
        appendKeepAlive(*work, ttl.value_or(0));
        ++work->at;
        renewNext(work);
    };
    work->context->backend.keepAlive(work->leases[work->at], done);
}

Result<std::vector<Bytes>> allKeysOf(const kv::View& view, kv::LeaseId lease) {
    std::vector<Bytes> keys;
    for (;;) {
        const Bytes after = keys.empty() ? Bytes() : keys.back();
        Result<std::vector<Bytes>> page = kv::leaseKeys(view, lease, after, kPage);
        if (!page) {
            return page;
        }
        keys.insert(keys.end(), page->begin(), page->end());
        if (page->size() < kPage) {
            return keys;
        }
    }
}

void answerTimeToLive(ApiContext& context, const HttpReply& reply, const LeaseRequest& lease,
                      const Backend::LeaseTimes& times) {
    const std::shared_ptr<const kv::View> view = context.backend.latest();
    std::vector<Bytes> keys;
    if (lease.keys) {
        Result<std::vector<Bytes>> found = allKeysOf(*view, lease.id);
        if (!found) {
            context.refuse(reply, found.error());
            return;
        }
        keys = std::move(*found);
    }
    context.answer(reply, view->revision(), [&](JsonWriter& json) {
        json.number("ID", lease.id.value);
        json.number("TTL", times.remainingSeconds);
        json.number("grantedTTL", times.grantedSeconds);
        if (!keys.empty()) {
            json.beginArray("keys");
            for (const Bytes& key : keys) {
                json.bytesElement(key.view());
            }
            json.endArray();
        }
    });
}

}  // namespace

void LeaseService::grant(const HttpRequest& request, const HttpReply& reply) {
    auto grant = decodeLeaseGrant(m_context->document, request.body);
    if (!grant) {
        m_context->refuseBadRequest(reply, grant.reason());
        return;
    }
    if (grant->id.isNone()) {
        grant->id = randomLease();
    }
    grant->ttlSeconds = std::max(grant->ttlSeconds, m_context->options.minLeaseTtlSeconds);
    m_context->propose(*grant, reply);
}

void LeaseService::revoke(const HttpRequest& request, const HttpReply& reply) {
    auto lease = decodeLease(m_context->document, request.body);
    if (!lease) {
        m_context->refuseBadRequest(reply, lease.reason());
        return;
    }
    m_context->propose(kv::LeaseRevokeRequest{lease->id}, reply);
}

void LeaseService::keepAlive(const HttpRequest& request, const HttpReply& reply) {
    constexpr std::size_t kMostLeases = 1000;
    auto leases = decodeKeepAlives(m_context->document, request.body);
    if (!leases) {
        // What goes wrong on a stream has no better code in etcd.
        m_context->refuse(reply, ApiError{RpcCode::Unknown, leases.reason()});
        return;
    }
    if (leases->size() > kMostLeases) {
        m_context->refuse(reply, Error(ErrorCode::TooLarge, "too many leases"));
        return;
    }
    renewNext(std::make_shared<KeepAlives>(
        KeepAlives{m_context, reply, std::move(*leases), 0, std::string()}));
}

void LeaseService::timeToLive(const HttpRequest& request, const HttpReply& reply) {
    auto lease = decodeLease(m_context->document, request.body);
    if (!lease) {
        m_context->refuseBadRequest(reply, lease.reason());
        return;
    }
    m_context->backend.leaseTimes(lease->id, [context = m_context, reply, lease = *lease](
                                                 const Result<Backend::LeaseTimes>& times) {
        if (times) {
            answerTimeToLive(*context, reply, lease, *times);
        } else if (times.error().code == ErrorCode::NotFound) {
            context->answer(reply, [&lease](JsonWriter& json) {
                json.number("ID", lease.id.value);
                json.number("TTL", kNoTimeToLive);
            });
        } else {
            context->refuse(reply, times.error());
        }
    });
}

void LeaseService::leases(const HttpRequest& request, const HttpReply& reply) {
    if (auto empty = decodeEmpty(m_context->document, request.body); !empty) {
        m_context->refuseBadRequest(reply, empty.reason());
        return;
    }
    const std::shared_ptr<const kv::View> view = m_context->backend.latest();
    const auto all = kv::listLeases(*view, kv::LeaseId{0}, std::numeric_limits<std::size_t>::max());
    if (!all) {
        m_context->refuse(reply, all.error());
        return;
    }
    m_context->answer(reply, view->revision(), [&all](JsonWriter& json) {
        if (all->empty()) {
            return;
        }
        json.beginArray("leases");
        for (const kv::Lease& lease : *all) {
            json.beginElement();
            json.number("ID", lease.id.value);
            json.endObject();
        }
        json.endArray();
    });
}

}  // namespace quorate::network
