// SPDX-License-Identifier: Apache-2.0
#include "engine/kv/range.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/kv/command_check.h"
#include "engine/kv/key_interval.h"
#include "engine/kv/key_walk.h"
#include "engine/kv/layout.h"
#include "engine/kv/lookup.h"

namespace quorate::kv {

namespace {

template <class T>
int compareThem(const T& a, const T& b) {
    return a < b ? -1 : static_cast<int>(b < a);
}

/// A key for the answer, and where its value lies.
struct Found {
    KeyValue kv;
    Revision change;
};

/// Whether `a` comes before `b` in the answer.
class Order {
public:
    Order(SortTarget target, bool descending) : m_target(target), m_descending(descending) {}

    bool operator()(const Found& foundA, const Found& foundB) const {
        const KeyValue& a = foundA.kv;
        const KeyValue& b = foundB.kv;
        const int difference = compare(a, b);
        if (difference != 0) {
            return m_descending ? difference > 0 : difference < 0;
        }
        return a.key.view() < b.key.view();
    }

private:
    [[nodiscard]] int compare(const KeyValue& a, const KeyValue& b) const {
        switch (m_target) {
        case SortTarget::Key:
            return compareThem(a.key.view(), b.key.view());
        case SortTarget::Version:
            return compareThem(a.version, b.version);
        case SortTarget::Create:
            return compareThem(a.createRevision, b.createRevision);
        case SortTarget::Mod:
            return compareThem(a.modRevision, b.modRevision);
        case SortTarget::Value:
            return compareThem(a.value.view(), b.value.view());
        }
        return 0;
    }

    SortTarget m_target;
    bool m_descending;
};

/// Takes keys in key order and keeps those that the answer will hold, and one more where there is a
/// limit, to know that there are more. Values are read once it is known which, unless they decide.
class Collector {
public:
    Collector(const StoreReader& reader, const RangeRequest& request)
        : m_reader(reader),
          m_request(request),
          m_order(request.sortTarget, request.sortOrder == SortOrder::Descending) {
        if (request.limit > 0) {
            m_room = static_cast<std::uint64_t>(request.limit) + 1;
        }
        // As in etcd: a target other than the key without an order means ascending, but which keys
        // those are was then decided in key order, as nothing asked for more than the limit.
        m_sorted = request.sortOrder != SortOrder::None || request.sortTarget != SortTarget::Key;
        m_keepsFirst = request.sortOrder == SortOrder::None && !hasBounds();
        m_inKeyOrder = !m_sorted || (request.sortTarget == SortTarget::Key &&
                                     request.sortOrder == SortOrder::Ascending);
    }

    Result<void> take(const KeyView& view) {
        if (!withinBounds(view.record)) {
            return {};
        }
        const bool full = m_room && m_kept.size() == *m_room;
        if (full && (m_keepsFirst || m_inKeyOrder)) {
            return {};
        }
        Found found{layout::toKeyValue(view.key, view.record), view.record.change};
        if (m_request.sortTarget == SortTarget::Value) {
            if (auto read = readValue(found); !read) {
                return read;
            }
        }
        if (!m_room || m_keepsFirst || m_inKeyOrder) {
            m_kept.push_back(std::move(found));
        } else {
            takeBest(std::move(found), full);
        }
        return {};
    }

    Result<void> finish(RangeResponse& response) {
        if (m_sorted && !m_inKeyOrder) {
            std::sort(m_kept.begin(), m_kept.end(), m_order);
        }
        if (m_room && m_kept.size() == *m_room) {
            m_kept.pop_back();
            response.more = true;
        }
        response.kvs.reserve(m_kept.size());
        for (Found& found : m_kept) {
            if (m_request.keysOnly) {
                found.kv.value = Bytes();
            } else if (m_request.sortTarget != SortTarget::Value) {
                if (auto read = readValue(found); !read) {
                    return read;
                }
            }
            response.kvs.push_back(std::move(found.kv));
        }
        return {};
    }

private:
    Result<void> readValue(Found& found) {
        const auto put = readPut(m_reader, found.kv.key.view(), found.change, m_stored);
        if (!put) {
            return put.error();
        }
        found.kv.value = Bytes::copyOf(put->value);
        return {};
    }

    [[nodiscard]] bool hasBounds() const {
        return m_request.minModRevision != 0 || m_request.maxModRevision != 0 ||
               m_request.minCreateRevision != 0 || m_request.maxCreateRevision != 0;
    }

    [[nodiscard]] bool withinBounds(const layout::Record& record) const {
        const auto within = [](std::int64_t revision, std::int64_t low, std::int64_t high) {
            return (low == 0 || revision >= low) && (high == 0 || revision <= high);
        };
        return within(record.change.main, m_request.minModRevision, m_request.maxModRevision) &&
               within(record.createRevision, m_request.minCreateRevision,
                      m_request.maxCreateRevision);
    }

    /// Keeps the best ones in a heap whose front is the worst of them.
    void takeBest(Found found, bool full) {
        if (full) {
            if (!m_order(found, m_kept.front())) {
                return;
            }
            std::pop_heap(m_kept.begin(), m_kept.end(), m_order);
            m_kept.pop_back();
        }
        m_kept.push_back(std::move(found));
        std::push_heap(m_kept.begin(), m_kept.end(), m_order);
    }

    const StoreReader& m_reader;
    const RangeRequest& m_request;
    Order m_order;
    std::optional<std::uint64_t> m_room;
    bool m_sorted{false};
    bool m_keepsFirst{false};
    bool m_inKeyOrder{false};
    std::vector<Found> m_kept;
    std::string m_stored;
};

}  // namespace

KvResult<RangeResponse> range(const View& view, const RangeRequest& request) {
    using Answered = Answer<RangeResponse>;
    if (const auto refusal = check(request)) {
        return Answered(*refusal);
    }
    const Answer<std::int64_t> revision = resolveRevision(view, request.revision);
    if (!revision) {
        return Answered(revision.refusal());
    }
    RangeResponse response;
    response.revision = view.revision();
    const KeyInterval interval = KeyInterval::of(request.key, request.rangeEnd);
    if (request.countOnly && interval.isEverything() && revision.value() == view.revision()) {
        response.count = view.meta().keys;
        return Answered(std::move(response));
    }
    Collector collector(view.reader(), request);
    const auto takeKey = [&](const KeyView& key) -> Result<bool> {
        ++response.count;
        if (!request.countOnly) {
            if (const auto taken = collector.take(key); !taken) {
                return taken.error();
            }
        }
        return true;
    };
    if (const auto walked = walkKeys(view, interval, revision.value(), takeKey); !walked) {
        return walked.error();
    }
    if (const auto finished = collector.finish(response); !finished) {
        return finished.error();
    }
    return Answered(std::move(response));
}

}  // namespace quorate::kv
