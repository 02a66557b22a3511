// SPDX-License-Identifier: Apache-2.0
#include "network/copy/key_pages.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "engine/kv/prefix.h"

namespace quorate::network {

namespace {

constexpr std::int64_t kFirstLimit = 16;
/// As many values of etcd's largest size still make an answer that can be taken.
constexpr std::int64_t kMostLimit = 256;
constexpr std::uint64_t kPageBytes = std::uint64_t{1024} * 1024;

ReadRequest rangeOf(const std::string& begin, const std::string& end, std::int64_t revision) {
    ReadRequest read;
    read.range.key = Bytes::copyOf(begin);
    read.range.rangeEnd = Bytes::copyOf(end);
    read.range.revision = revision;
    return read;
}

/// What a range was answered with, a refusal as an error.
Result<kv::RangeResponse> rangeIn(const Result<kv::Response>& answer) {
    if (!answer) {
        return answer.error();
    }
    if (const auto* refusal = std::get_if<kv::KvError>(&*answer)) {
        const Error error = kv::toError(*refusal);
        return *refusal == kv::KvError::Compacted ? Error(ErrorCode::Compacted, error.message)
                                                  : error;
    }
    const auto* range = std::get_if<kv::RangeResponse>(&*answer);
    return range != nullptr ? Result<kv::RangeResponse>(*range)
                            : Error(ErrorCode::Unknown, "the answer is not that of a range");
}

}  // namespace

void KeyPages::pin(ClusterClient& cluster, const Bytes& prefix, const Done<Pin>& done) {
    const kv::PrefixRange all = kv::rangeOfPrefix(prefix.view());
    ReadRequest read = rangeOf(all.key, all.rangeEnd, 0);
    read.range.countOnly = true;
    cluster.ask(read, [done](const Result<kv::Response>& answer) {
        const auto range = rangeIn(answer);
        done(range ? Result<Pin>(Pin{range->revision, range->count}) : range.error());
    });
}

KeyPages::KeyPages(ClusterClient& cluster, const Bytes& prefix, std::int64_t revision)
    : m_cluster(cluster),
      m_begin(kv::rangeOfPrefix(prefix.view()).key),
      m_end(kv::rangeOfPrefix(prefix.view()).rangeEnd),
      m_revision(revision),
      m_limit(kFirstLimit) {}

void KeyPages::next(const Done<std::vector<kv::KeyValue>>& done) {
    ReadRequest read = rangeOf(m_begin, m_end, m_revision);
    read.range.limit = m_limit;
    m_cluster.ask(read, [this, done](const Result<kv::Response>& answer) { take(answer, done); });
}

void KeyPages::take(const Result<kv::Response>& answer,
                    const Done<std::vector<kv::KeyValue>>& done) {
    const auto range = rangeIn(answer);
    if (!range) {
        done(range.error());
        return;
    }
    std::uint64_t bytes = 0;
    for (const kv::KeyValue& kv : range->kvs) {
        bytes += sizeOf(kv);
    }
    m_isAtEnd = !range->more || range->kvs.empty();
    if (!range->kvs.empty()) {
        // The one that follows on it.
        m_begin = range->kvs.back().key.toString() + '\0';
        const auto count = static_cast<std::uint64_t>(range->kvs.size());
        const std::uint64_t fitting = kPageBytes / std::max<std::uint64_t>(bytes / count, 1);
        m_limit = std::clamp<std::int64_t>(static_cast<std::int64_t>(fitting), 1,
                                           std::min(2 * m_limit, kMostLimit));
    }
    done(range->kvs);
}

}  // namespace quorate::network
