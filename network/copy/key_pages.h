// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/kv/key_value.h"
#include "network/copy/cluster_client.h"

namespace quorate::network {

/// The keys under a prefix as of one revision, in order, page by page. Pages grow and shrink with
/// the size of what is in them, which is about a mebibyte each. One question at a time; the cluster
/// outlives it.
class KeyPages {
public:
    template <class T>
    using Done = std::function<void(Result<T>)>;
    struct Pin {
        std::int64_t revision{0};
        std::int64_t keys{0};
    };

    /// The newest revision, and how many keys there are.
    static void pin(ClusterClient& cluster, const Bytes& prefix, const Done<Pin>& done);

    KeyPages(ClusterClient& cluster, const Bytes& prefix, std::int64_t revision);

    /// There is no more.
    [[nodiscard]] bool isAtEnd() const noexcept { return m_isAtEnd; }
    /// Never empty but at the end. Compacted: the cluster has forgotten the revision.
    void next(const Done<std::vector<kv::KeyValue>>& done);

private:
    void take(const Result<kv::Response>& answer, const Done<std::vector<kv::KeyValue>>& done);

    ClusterClient& m_cluster;
    std::string m_begin;
    const std::string m_end;
    const std::int64_t m_revision;
    std::int64_t m_limit;
    bool m_isAtEnd{false};
};

/// Of the key and the value.
[[nodiscard]] inline std::uint64_t sizeOf(const kv::KeyValue& kv) {
    return kv.key.size() + kv.value.size();
}

}  // namespace quorate::network
