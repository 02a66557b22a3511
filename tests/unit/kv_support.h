// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "engine/kv/command_codec.h"
#include "engine/kv/history.h"
#include "engine/kv/key_space.h"
#include "engine/kv/key_walk.h"
#include "engine/kv/layout.h"
#include "engine/kv/lookup.h"
#include "engine/kv/memory_store.h"
#include "engine/kv/range.h"
#include "engine/kv/snapshot_installer.h"
#include "engine/kv/snapshot_writer.h"

namespace quorate::kv::test {

inline Bytes bytes(std::string_view text) {
    return Bytes::copyOf(text);
}

/// A text with zero bytes, from a literal.
template <std::size_t Size>
std::string raw(const char (&literal)[Size]) {
    return {literal, Size - 1};
}

inline std::string hex(std::string_view binary) {
    return QByteArray(binary.data(), static_cast<int>(binary.size())).toHex().toStdString();
}

inline std::string unhex(std::string_view digits) {
    return QByteArray::fromHex(QByteArray(digits.data(), static_cast<int>(digits.size())))
        .toStdString();
}

inline PutRequest put(std::string_view key, std::string_view value, std::int64_t lease = 0) {
    PutRequest request;
    request.key = bytes(key);
    request.value = bytes(value);
    request.lease = {lease};
    return request;
}

inline DeleteRangeRequest erase(std::string_view key, std::string_view rangeEnd = {}) {
    DeleteRangeRequest request;
    request.key = bytes(key);
    request.rangeEnd = bytes(rangeEnd);
    return request;
}

inline TxnRequest txn(std::vector<Compare> compares, std::vector<Operation> success,
                      std::vector<Operation> failure = {}) {
    TxnRequest request;
    request.compares = std::move(compares);
    request.success = std::move(success);
    request.failure = std::move(failure);
    return request;
}

inline RangeRequest get(std::string_view key, std::string_view rangeEnd = {},
                        std::int64_t revision = 0) {
    RangeRequest request;
    request.key = bytes(key);
    request.rangeEnd = bytes(rangeEnd);
    request.revision = revision;
    return request;
}

inline RangeRequest everything(std::int64_t revision = 0) {
    return get(raw("\0"), raw("\0"), revision);
}

inline Compare compare(CompareTarget target, std::string_view key, CompareResult result,
                       std::int64_t number) {
    Compare compare;
    compare.target = target;
    compare.key = bytes(key);
    compare.result = result;
    compare.number = number;
    return compare;
}

inline Compare compareValue(std::string_view key, CompareResult result, std::string_view value) {
    Compare compare;
    compare.target = CompareTarget::Value;
    compare.key = bytes(key);
    compare.result = result;
    compare.value = bytes(value);
    return compare;
}

/// "key=value@create/mod/version", with "~lease" where there is one.
inline std::string describe(const KeyValue& kv) {
    std::string text = kv.key.toString() + "=" + kv.value.toString() + "@" +
                       std::to_string(kv.createRevision) + "/" + std::to_string(kv.modRevision) +
                       "/" + std::to_string(kv.version);
    return kv.lease.isNone() ? text : text + "~" + std::to_string(kv.lease.value);
}

inline std::string describe(const std::vector<KeyValue>& kvs) {
    std::string text;
    for (const KeyValue& kv : kvs) {
        text += (text.empty() ? "" : " ") + describe(kv);
    }
    return text;
}

/// "PUT 2.0 key=value@2/2/1" or "DELETE 3.1 key", with " <- previous" where it is known.
inline std::string describe(const Event& event) {
    std::string text = event.kind == EventKind::Put ? "PUT " : "DELETE ";
    text += std::to_string(event.revision.main) + "." + std::to_string(event.revision.sub) + " ";
    text += event.kind == EventKind::Put ? describe(event.kv) : event.kv.key.toString();
    return event.previous ? text + " <- " + describe(*event.previous) : text;
}

inline std::vector<std::string> describe(const std::vector<Event>& events) {
    std::vector<std::string> lines;
    lines.reserve(events.size());
    for (const Event& event : events) {
        lines.push_back(describe(event));
    }
    return lines;
}

/// A key space over a store in memory, or over one that is given, to which commands are applied
/// one after the other.
class Machine {
public:
    Machine() { reopen(); }
    explicit Machine(OrderedStore& store) : m_used(store) { reopen(); }

    void reopen() { m_keySpace = std::move(KeySpace::open(m_used)).value(); }

    LogItem item(const Command& command, ProposalId proposal = {}) {
        return rawItem(encode(command).value(), proposal);
    }
    LogItem rawItem(Bytes payload, ProposalId proposal = {}) {
        return {{++m_index, term}, proposal, LogItem::Kind::Request, std::move(payload)};
    }

    /// The events have with them what they replaced.
    ApplyReport applyAll(const std::vector<LogItem>& items) {
        ApplyReport report = m_keySpace->apply(items).value();
        std::string stored;
        for (Event& event : report.effects.events) {
            if (event.replaced) {
                event.previous =
                    layout::toKeyValue(readPut(m_keySpace->now().reader(), event.kv.key.view(),
                                               *event.replaced, stored)
                                           .value());
            }
        }
        return report;
    }
    AppliedItem applyItem(const LogItem& item) {
        lastReport = applyAll({item});
        return lastReport.items.front();
    }
    Response apply(const Command& command) { return applyItem(item(command)).response; }

    /// The answer of a command that must not be refused.
    template <class T>
    T ok(const Command& command) {
        return std::get<T>(apply(command));
    }
    /// The refusal, or nothing.
    std::optional<KvError> refusal(const Command& command) {
        const Response response = apply(command);
        const auto* error = std::get_if<KvError>(&response);
        return error != nullptr ? std::optional(*error) : std::nullopt;
    }

    Answer<RangeResponse> range(const RangeRequest& request) {
        return kv::range(m_keySpace->now(), request).value();
    }
    std::string all(std::int64_t revision = 0) {
        return describe(range(everything(revision)).value().kvs);
    }
    std::vector<std::string> history(HistoryQuery query) {
        return describe(eventsSince(m_keySpace->now(), query).value().value().events);
    }
    std::vector<std::string> history(std::int64_t from, bool previous = false) {
        HistoryQuery query;
        query.from = {from, 0};
        query.previousKv = previous;
        return history(query);
    }

    /// Removes everything that was compacted.
    void reclaim() {
        while (m_keySpace->compactSome(3).value()) {
        }
    }

    std::string snapshot(std::size_t chunkBytes = 100) {
        SnapshotWriter writer(m_keySpace->pin());
        std::string stream;
        std::string chunk;
        while (writer.next(chunk, chunkBytes).value()) {
            stream += chunk;
        }
        return stream;
    }
    Result<void> install(std::string_view stream, std::size_t pieceBytes = 7) {
        auto installer = m_keySpace->beginInstall().value();
        for (std::size_t at = 0; at < stream.size(); at += pieceBytes) {
            if (const auto fed = installer->feed(stream.substr(at, pieceBytes)); !fed) {
                return fed.error();
            }
        }
        auto committed = installer->commit();
        m_index = m_keySpace->meta().applied.index;
        return committed;
    }

    [[nodiscard]] KeySpace& keySpace() { return *m_keySpace; }
    [[nodiscard]] MemoryStore& store() { return m_store; }
    [[nodiscard]] std::int64_t revision() const { return m_keySpace->meta().revision; }
    [[nodiscard]] std::uint64_t index() const { return m_index; }

    std::uint64_t term{1};
    ApplyReport lastReport;

private:
    MemoryStore m_store;
    OrderedStore& m_used{m_store};
    std::unique_ptr<KeySpace> m_keySpace;
    std::uint64_t m_index{0};
};

}  // namespace quorate::kv::test

namespace QTest {

/// So that a failed comparison of texts shows them.
template <>
inline char* toString(const std::string& text) {
    return qstrdup(text.c_str());
}

template <>
inline char* toString(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) {
        text += "\n    " + line;
    }
    return qstrdup(text.c_str());
}

}  // namespace QTest
