// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "engine/kv/write_batch.h"

namespace quorate::kv {

/// Walks the keys of one consistent view in the order of their bytes, compared as unsigned.
///
/// `key()` and `value()` may be asked while `valid()` only, and what they give lives until the
/// iterator moves. A store that fails makes the iterator invalid; `status()` tells that from the
/// end, and must be asked before the end is believed.
class StoreIterator {
public:
    StoreIterator() = default;
    StoreIterator(const StoreIterator&) = delete;
    StoreIterator& operator=(const StoreIterator&) = delete;
    virtual ~StoreIterator() = default;

    /// To the first key at or after `key`.
    virtual void seek(std::string_view key) = 0;
    virtual void seekToLast() = 0;
    virtual void next() = 0;
    virtual void prev() = 0;

    [[nodiscard]] virtual bool valid() const = 0;
    [[nodiscard]] virtual std::string_view key() const = 0;
    [[nodiscard]] virtual std::string_view value() const = 0;
    [[nodiscard]] virtual Result<void> status() const = 0;
};

/// What can be read: a store as it is now, or a view of it as it was.
class StoreReader {
public:
    StoreReader() = default;
    StoreReader(const StoreReader&) = delete;
    StoreReader& operator=(const StoreReader&) = delete;
    virtual ~StoreReader() = default;

    /// Whether the key is there; if it is, its value replaces what `value` held.
    virtual Result<bool> get(std::string_view key, std::string& value) const = 0;

    /// An iterator over the state at this moment, whatever is written later. It stands nowhere
    /// until it is sent somewhere. It must not outlive the store.
    [[nodiscard]] virtual std::unique_ptr<StoreIterator> iterate() const = 0;
};

/// New contents for a whole store, in the making. Destroyed before `commit`, they never were.
class StoreReplacement {
public:
    StoreReplacement() = default;
    StoreReplacement(const StoreReplacement&) = delete;
    StoreReplacement& operator=(const StoreReplacement&) = delete;
    virtual ~StoreReplacement() = default;

    /// Keys come in strictly ascending order.
    virtual Result<void> put(std::string_view key, std::string_view value) = 0;

    /// Puts the new contents in the place of the old ones, whole and durably: a crash at any moment
    /// leaves the store with one or with the other. Nothing may be called after it.
    virtual Result<void> commit() = 0;
};

/// The port below the key space: a sorted map from bytes to bytes.
///
/// It belongs to one thread. An Error is a store that cannot be relied on any more: the key space
/// gives up at the first one. A write need not be durable when it returns, since the log above can
/// be replayed, but writes must become so in order: after a crash the store holds what a prefix of
/// them made of it.
///
/// A store may be told that keys of one kind, those that begin with a certain byte, are appended:
/// each is put once, they come in ascending order, and one that was removed comes again only
/// behind a sync. They need not wait for the rest of their batch: a crash may leave some of them
/// that are of writes behind the prefix.
class OrderedStore : public StoreReader {
public:
    /// The state of this moment. It stays as it is while writes go on, and must not outlive the
    /// store.
    [[nodiscard]] virtual std::shared_ptr<const StoreReader> view() const = 0;

    /// All of it or nothing.
    virtual Result<void> write(const WriteBatch& batch) = 0;

    /// All writes so far are on stable storage.
    virtual Result<void> sync() = 0;
    /// As sync(), without waiting for the disk where the store has somebody who does: `done` is
    /// told how it ended, within this call or later, and then on any thread.
    virtual void syncLater(std::function<void(const Result<void>& result)> done) { done(sync()); }

    /// At most one replacement at a time; no write may come between it and its commit.
    virtual Result<std::unique_ptr<StoreReplacement>> beginReplacement() = 0;
};

}  // namespace quorate::kv
