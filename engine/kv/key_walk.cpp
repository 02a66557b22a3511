// SPDX-License-Identifier: Apache-2.0
#include "engine/kv/key_walk.h"

#include <memory>
#include <optional>

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

/// A walk over the keys that have replaced values, whether they hold one now or not.
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

    /// The value that the key held at `revision` if it was replaced later; nothing if there was
    /// none or it is still there. The key itself is left where it is.
    Result<std::optional<layout::Record>> at(std::int64_t revision) {
        m_iterator->seek(layout::replacedKey(m_key, {revision + 1, 0}));
        if (!m_iterator->valid()) {
            return m_iterator->status() ? Result(std::optional<layout::Record>())
                                        : m_iterator->status().error();
        }
        if (!m_iterator->key().starts_with(layout::replacedBegin(m_key))) {
            return std::optional<layout::Record>();
        }
        const auto record = layout::parseRecord(m_iterator->value());
        if (!record) {
            return layout::corrupted(m_iterator->key());
        }
        return record->modRevision <= revision ? record : std::optional<layout::Record>();
    }
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
        if (!visit({keys.key(), *record})) {
            return {};
        }
    }
    return keys.status();
}

/// Goes through what keys hold now and what they held side by side: of the two, at most one was
/// there at the revision.
Result<void> walkBefore(const View& view, const KeyInterval& interval, std::int64_t revision,
                        const KeyVisitor& visit) {
    CurrentKeys current(view.reader(), interval);
    ReplacedKeys replaced(view.reader(), interval);
    for (;;) {
        const Result<bool> more = replaced.load();
        if (!more) {
            return more.error();
        }
        const bool hasCurrent = current.valid();
        if (!hasCurrent && !*more) {
            return current.status();
        }
        const bool useCurrent = hasCurrent && (!*more || current.key() <= replaced.key());
        const bool useReplaced = *more && (!hasCurrent || replaced.key() <= current.key());
        std::optional<layout::Record> found;
        if (useCurrent) {
            const Result<layout::Record> record = current.record();
            if (!record) {
                return record.error();
            }
            if (record->modRevision <= revision) {
                found = *record;
            }
        }
        if (useReplaced && !found) {
            const auto record = replaced.at(revision);
            if (!record) {
                return record.error();
            }
            found = *record;
        }
        if (found && !visit({useCurrent ? current.key() : replaced.key(), *found})) {
            return {};
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
    std::string stored;
    layout::Record record;
    const Result<bool> found = readCurrent(view.reader(), key, stored, record);
    if (!found) {
        return found.error();
    }
    if (*found && record.modRevision <= revision) {
        visit({key, record});
        return {};
    }
    if (revision == view.revision()) {
        return {};
    }
    return walkBefore(view, {KeyInterval::Kind::Single, key, {}}, revision, visit);
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

Result<bool> readCurrent(const StoreReader& reader, std::string_view key, std::string& stored,
                         layout::Record& record) {
    const std::string storedKey = layout::currentKey(key);
    Result<bool> found = reader.get(storedKey, stored);
    if (!found || !*found) {
        return found;
    }
    const auto parsed = layout::parseRecord(stored);
    if (!parsed) {
        return layout::corrupted(storedKey);
    }
    record = *parsed;
    return true;
}

}  // namespace quorate::kv
