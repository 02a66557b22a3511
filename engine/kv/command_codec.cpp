// SPDX-License-Identifier: Apache-2.0
#include "engine/kv/command_codec.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "engine/kv/kv_error.h"
#include "engine/kv/record_wire.h"

namespace quorate::kv {

namespace {

enum class Kind : std::uint8_t {
    Put = 1,
    Range = 2,
    DeleteRange = 3,
    Txn = 4,
    Compact = 5,
    LeaseGrant = 6,
    LeaseRevoke = 7,
    LeaseCheckpoint = 8,
};

// Flags of a put.
constexpr unsigned kPutPrevious = 1;
constexpr unsigned kPutIgnoreValue = 2;
constexpr unsigned kPutIgnoreLease = 4;
// Flags of a range.
constexpr unsigned kRangeKeysOnly = 1;
constexpr unsigned kRangeCountOnly = 2;
// Flags of a delete range.
constexpr unsigned kDeletePrevious = 1;

/// Writes what the limits allow; past them it only remembers that they were passed.
class Encoder {
public:
    void command(const Command& command) {
        m_out.push_back(static_cast<char>(kCommandFormat));
        std::visit([this](const auto& request) { body(request); }, command);
    }

    [[nodiscard]] bool withinLimits() const {
        return !m_tooMuch && m_out.size() <= kMaxCommandBytes && m_parts <= kMaxCommandParts;
    }
    [[nodiscard]] std::string_view bytes() const { return m_out; }

private:
    void kind(Kind kind) { m_out.push_back(static_cast<char>(kind)); }
    void byte(unsigned value) { m_out.push_back(static_cast<char>(value)); }
    template <class Enumerator>
    void choice(Enumerator value) {
        byte(static_cast<unsigned>(value));
    }
    void number(std::int64_t value) { appendSigned(m_out, value); }
    void bytes(const Bytes& value) { appendBytes(m_out, value.view()); }
    void count(std::size_t parts) {
        m_parts += parts;
        appendVarint(m_out, parts);
    }

    void body(const PutRequest& put) {
        kind(Kind::Put);
        byte((put.previousKv ? kPutPrevious : 0) | (put.ignoreValue ? kPutIgnoreValue : 0) |
             (put.ignoreLease ? kPutIgnoreLease : 0));
        bytes(put.key);
        bytes(put.value);
        number(put.lease.value);
    }

    void body(const RangeRequest& range) {
        kind(Kind::Range);
        byte((range.keysOnly ? kRangeKeysOnly : 0) | (range.countOnly ? kRangeCountOnly : 0));
        choice(range.sortOrder);
        choice(range.sortTarget);
        bytes(range.key);
        bytes(range.rangeEnd);
        for (const std::int64_t value :
             {range.limit, range.revision, range.minModRevision, range.maxModRevision,
              range.minCreateRevision, range.maxCreateRevision}) {
            number(value);
        }
    }

    void body(const DeleteRangeRequest& remove) {
        kind(Kind::DeleteRange);
        byte(remove.previousKv ? kDeletePrevious : 0);
        bytes(remove.key);
        bytes(remove.rangeEnd);
    }

    // NOLINTNEXTLINE(misc-no-recursion): bounded by kMaxCommandDepth
    void body(const TxnRequest& txn) {
        if (m_depth == kMaxCommandDepth) {
            m_tooMuch = true;
            return;
        }
        ++m_depth;
        kind(Kind::Txn);
        count(txn.compares.size());
        for (const Compare& compare : txn.compares) {
            choice(compare.result);
            choice(compare.target);
            bytes(compare.key);
            bytes(compare.rangeEnd);
            if (compare.target == CompareTarget::Value) {
                bytes(compare.value);
            } else {
                number(compare.number);
            }
        }
        for (const auto* branch : {&txn.success, &txn.failure}) {
            count(branch->size());
            for (const Operation& operation : *branch) {
                std::visit([this](const auto& request) { body(request); }, operation.request);
            }
        }
        --m_depth;
    }

    void body(const CompactRequest& compact) {
        kind(Kind::Compact);
        number(compact.revision);
    }

    void body(const LeaseGrantRequest& grant) {
        kind(Kind::LeaseGrant);
        number(grant.id.value);
        number(grant.ttlSeconds);
    }

    void body(const LeaseRevokeRequest& revoke) {
        kind(Kind::LeaseRevoke);
        number(revoke.id.value);
    }

    void body(const LeaseCheckpointRequest& request) {
        kind(Kind::LeaseCheckpoint);
        count(request.checkpoints.size());
        for (const LeaseCheckpoint& checkpoint : request.checkpoints) {
            number(checkpoint.id.value);
            number(checkpoint.remainingSeconds);
        }
    }

    std::string m_out;
    std::size_t m_parts{0};
    std::size_t m_depth{0};
    bool m_tooMuch{false};
};

class Decoder {
public:
    explicit Decoder(const Bytes& bytes) : m_bytes(bytes), m_reader(bytes.view()) {}

    std::optional<Command> command() {
        if (m_reader.byte() != kCommandFormat) {
            m_reader.fail();
        }
        Command command = body();
        if (!m_reader.complete()) {
            return std::nullopt;
        }
        return command;
    }

    [[nodiscard]] std::size_t offset() const { return m_reader.offset(); }

private:
    Command body() {
        switch (const Kind kind{m_reader.byte()}) {
        case Kind::Put:
        case Kind::Range:
        case Kind::DeleteRange:
        case Kind::Txn:
            return std::visit([](auto&& request) -> Command { return std::move(request); },
                              operation(kind).request);
        case Kind::Compact:
            return CompactRequest{number()};
        case Kind::LeaseGrant: {
            LeaseGrantRequest grant;
            grant.id = {number()};
            grant.ttlSeconds = number();
            return grant;
        }
        case Kind::LeaseRevoke:
            return LeaseRevokeRequest{{number()}};
        case Kind::LeaseCheckpoint:
            return leaseCheckpoint();
        }
        m_reader.fail();
        return {};
    }

    // NOLINTNEXTLINE(misc-no-recursion): bounded by kMaxCommandDepth
    Operation operation(Kind kind) {
        switch (kind) {
        case Kind::Put:
            return {put()};
        case Kind::Range:
            return {range()};
        case Kind::DeleteRange:
            return {deleteRange()};
        case Kind::Txn:
            return {txn()};
        default:
            m_reader.fail();
            return {};
        }
    }

    PutRequest put() {
        PutRequest put;
        const unsigned flags = this->flags(kPutPrevious | kPutIgnoreValue | kPutIgnoreLease);
        put.previousKv = (flags & kPutPrevious) != 0;
        put.ignoreValue = (flags & kPutIgnoreValue) != 0;
        put.ignoreLease = (flags & kPutIgnoreLease) != 0;
        put.key = bytes();
        put.value = bytes();
        put.lease = {number()};
        return put;
    }

    RangeRequest range() {
        RangeRequest range;
        const unsigned flags = this->flags(kRangeKeysOnly | kRangeCountOnly);
        range.keysOnly = (flags & kRangeKeysOnly) != 0;
        range.countOnly = (flags & kRangeCountOnly) != 0;
        range.sortOrder = choice<SortOrder>(SortOrder::Descending);
        range.sortTarget = choice<SortTarget>(SortTarget::Value);
        range.key = bytes();
        range.rangeEnd = bytes();
        for (std::int64_t* value :
             {&range.limit, &range.revision, &range.minModRevision, &range.maxModRevision,
              &range.minCreateRevision, &range.maxCreateRevision}) {
            *value = number();
        }
        return range;
    }

    DeleteRangeRequest deleteRange() {
        DeleteRangeRequest remove;
        remove.previousKv = flags(kDeletePrevious) != 0;
        remove.key = bytes();
        remove.rangeEnd = bytes();
        return remove;
    }

    // NOLINTNEXTLINE(misc-no-recursion): bounded by kMaxCommandDepth
    TxnRequest txn() {
        TxnRequest txn;
        if (m_depth == kMaxCommandDepth) {
            m_reader.fail();
            return txn;
        }
        ++m_depth;
        // What is reserved is bounded by m_parts, so a claimed count cannot ask for much memory.
        const std::size_t compares = count();
        txn.compares.reserve(compares);
        for (std::size_t i = 0; i < compares && !m_reader.failed(); ++i) {
            txn.compares.push_back(compare());
        }
        for (auto* branch : {&txn.success, &txn.failure}) {
            const std::size_t operations = count();
            branch->reserve(operations);
            for (std::size_t i = 0; i < operations && !m_reader.failed(); ++i) {
                branch->push_back(operation(Kind{m_reader.byte()}));
            }
        }
        --m_depth;
        return txn;
    }

    Compare compare() {
        Compare compare;
        compare.result = choice<CompareResult>(CompareResult::NotEqual);
        compare.target = choice<CompareTarget>(CompareTarget::Lease);
        compare.key = bytes();
        compare.rangeEnd = bytes();
        if (compare.target == CompareTarget::Value) {
            compare.value = bytes();
        } else {
            compare.number = number();
        }
        return compare;
    }

    LeaseCheckpointRequest leaseCheckpoint() {
        LeaseCheckpointRequest request;
        const std::size_t checkpoints = count();
        request.checkpoints.reserve(checkpoints);
        for (std::size_t i = 0; i < checkpoints && !m_reader.failed(); ++i) {
            LeaseCheckpoint checkpoint;
            checkpoint.id = {number()};
            checkpoint.remainingSeconds = number();
            request.checkpoints.push_back(checkpoint);
        }
        return request;
    }

    /// Every part takes at least two bytes, which bounds what a claimed count can reserve.
    std::size_t count() {
        const std::uint64_t parts = m_reader.varint();
        if (parts > m_reader.left() / 2 || parts > kMaxCommandParts - m_parts) {
            m_reader.fail();
            return 0;
        }
        m_parts += static_cast<std::size_t>(parts);
        return static_cast<std::size_t>(parts);
    }

    unsigned flags(unsigned known) {
        const unsigned flags = m_reader.byte();
        if ((flags & ~known) != 0) {
            m_reader.fail();
        }
        return flags;
    }

    template <class Enumerator>
    Enumerator choice(Enumerator last) {
        const std::uint8_t value = m_reader.byte();
        if (value > static_cast<std::uint8_t>(last)) {
            m_reader.fail();
            return Enumerator{};
        }
        return Enumerator{value};
    }

    std::int64_t number() { return m_reader.signedVarint(); }

    Bytes bytes() {
        const std::string_view view = m_reader.bytes();
        return view.empty() ? Bytes() : m_bytes.slice(m_reader.offset() - view.size(), view.size());
    }

    const Bytes& m_bytes;
    RecordReader m_reader;
    std::size_t m_parts{0};
    std::size_t m_depth{0};
};

}  // namespace

Result<Bytes> encode(const Command& command) {
    Encoder encoder;
    encoder.command(command);
    if (!encoder.withinLimits()) {
        return Error(ErrorCode::TooLarge, text(KvError::RequestTooLarge));
    }
    return Bytes::copyOf(encoder.bytes());
}

Result<Command> decode(const Bytes& bytes) {
    if (bytes.size() > kMaxCommandBytes) {
        return Error(ErrorCode::Malformed, "a command of " + std::to_string(bytes.size()) +
                                               " bytes is longer than any may be");
    }
    Decoder decoder(bytes);
    std::optional<Command> command = decoder.command();
    if (!command) {
        return Error(ErrorCode::Malformed,
                     "the command is not one at offset " + std::to_string(decoder.offset()));
    }
    return std::move(*command);
}

}  // namespace quorate::kv
