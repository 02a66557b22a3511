// SPDX-License-Identifier: Apache-2.0
#include "engine/kv/key_walk.h"

#include <memory>
#include <optional>

#include "engine/kv/lookup.h"
#include "engine/kv/ordered_store.h"

namespace quorate::kv {

namespace {

/// A walk over what keys hold now: the stored order is the order of the keys.
class CurrentKeys {
public:
    CurrentKeys(const StoreReader& reader, const KeyInterval& interval)
        : m_interval(interval), m_iterator(reader.iterate()) {
        m_iterator->seek(layout::currentKey(interval.begin));
    }

    [[nodiscard]] bool valid() const {
        if (!m_iterator->valid()) {
            return false;
        }
        const std::string_view stored = m_iterator->key();
        return stored.front() == layout::kCurrent && m_interval.endsAfter(stored.substr(1));
    }
    [[nodiscard]] std::string_view key() const { return m_iterator->key().substr(1); }
    [[nodiscard]] Result<layout::Record> record() const {
        const auto record = layout::parseRecord(m_iterator->value());
        return record ? Result(*record) : layout::corrupted(m_iterator->key());
    }
    void next() { m_iterator->next(); }
    [[nodiscard]] Result<void> status() const { return m_iterator->status(); }

private:
    KeyInterval m_interval;
    std::unique_ptr<StoreIterator> m_iterator;
};

/// A walk over the keys of which kReplaced has values, whether they hold one now or not.
class ReplacedKeys {
public:
    ReplacedKeys(const StoreReader& reader, const KeyInterval& interval)
        : m_interval(interval), m_iterator(reader.iterate()) {
        m_iterator->seek(layout::replacedBegin(interval.begin));
    }

    /// Parses where it stands; false at the end of the interval.
    Result<bool> load() {
        if (!m_iterator->valid() || m_iterator->key().front() != layout::kReplaced) {
            return m_iterator->status() ? Result(false) : m_iterator->status().error();
        }
        if (!layout::parseReplacedKey(m_iterator->key(), m_key)) {
            return layout::corrupted(m_iterator->key());
        }
        return m_interval.endsAfter(m_key);
    }
    [[nodiscard]] const std::string& key() const { return m_key; }
    void nextKey() { m_iterator->seek(layout::replacedEnd(m_key)); }

private:
    KeyInterval m_interval;
    std::unique_ptr<StoreIterator> m_iterator;
    std::string m_key;
};

Result<void> walkNow(const View& view, const KeyInterval& interval, const KeyVisitor& visit) {
    CurrentKeys keys(view.reader(), interval);
    for (; keys.valid(); keys.next()) {
        const Result<layout::Record> record = keys.record();
        if (!record) {
            return record.error();
        }
        const Result<bool> more = visit({keys.key(), *record});
        if (!more || !*more) {
            return more ? Result<void>() : more.error();
        }
    }
    return keys.status();
}

/// Goes through the keys that hold a value now and those of which one was replaced side by side.
Result<void> walkBefore(const View& view, const KeyInterval& interval, std::int64_t revision,
                        const KeyVisitor& visit) {
    CurrentKeys current(view.reader(), interval);
    ReplacedKeys replaced(view.reader(), interval);
    PastReader past(view.reader());
    for (;;) {
        const Result<bool> hasReplaced = replaced.load();
        if (!hasReplaced) {
            return hasReplaced.error();
        }
        const bool hasCurrent = current.valid();
        if (!hasCurrent && !*hasReplaced) {
            return current.status();
        }
        const bool useCurrent = hasCurrent && (!*hasReplaced || current.key() <= replaced.key());
        const bool useReplaced = *hasReplaced && (!hasCurrent || replaced.key() <= current.key());
        const std::string_view key = useCurrent ? current.key() : replaced.key();
        std::optional<layout::Record> now;
        if (useCurrent) {
            const Result<layout::Record> record = current.record();
            if (!record) {
                return record.error();
            }
            now = *record;
        }
        const auto found = past.at(key, revision, now);
        if (!found) {
            return found.error();
        }
        if (*found) {
            const Result<bool> more = visit({key, **found});
            if (!more || !*more) {
                return more ? Result<void>() : more.error();
            }
        }
        if (useCurrent) {
            current.next();
        }
        if (useReplaced) {
            replaced.nextKey();
        }
    }
}

Result<void> visitOne(const View& view, std::string_view key, std::int64_t revision,
                      const KeyVisitor& visit) {
    layout::Record record;
    const Result<bool> isThere = readRecord(view.reader(), key, record);
    if (!isThere) {
        return isThere.error();
    }
    std::optional<layout::Record> found = *isThere ? std::optional(record) : std::nullopt;
    if (revision != view.revision()) {
        const auto past = PastReader(view.reader()).at(key, revision, found);
        if (!past) {
            return past.error();
        }
        found = *past;
    }
    if (found) {
        if (const Result<bool> more = visit({key, *found}); !more) {
            return more.error();
        }
    }
    return {};
}

}  // namespace

Answer<std::int64_t> resolveRevision(const View& view, std::int64_t requested) {
    if (requested > view.revision()) {
        return KvError::FutureRevision;
    }
    const std::int64_t revision = requested <= 0 ? view.revision() : requested;
    if (revision < view.compacted()) {
        return KvError::Compacted;
    }
    return revision;
}

Result<void> walkKeys(const View& view, const KeyInterval& interval, std::int64_t revision,
                      const KeyVisitor& visit) {
    if (interval.kind == KeyInterval::Kind::Single) {
        return visitOne(view, interval.begin, revision, visit);
    }
    return revision == view.revision() ? walkNow(view, interval, visit)
                                       : walkBefore(view, interval, revision, visit);
}

}  // namespace quorate::kv
