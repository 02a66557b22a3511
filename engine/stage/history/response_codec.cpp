// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/history/response_codec.h"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <variant>

#include "engine/base/wire.h"
#include "engine/kv/command_codec.h"

namespace quorate::stage {

namespace {

constexpr std::uint64_t kLastRefusal = static_cast<std::uint64_t>(kv::KvError::MalformedCommand);
constexpr std::size_t kLeastKeyValue = 6;

class Writer {
public:
    explicit Writer(std::string& out) : m_wire(out) {}

    // NOLINTNEXTLINE(misc-no-recursion): as deep as the response
    void write(const kv::Response& response) {
        m_wire.byte(static_cast<std::uint8_t>(response.index()));
        std::visit([this](const auto& each) { body(each); }, response);
    }

private:
    void number(std::int64_t value) { m_wire.varint(static_cast<std::uint64_t>(value)); }
    void keyValue(const kv::KeyValue& kv) {
        m_wire.bytes(kv.key.view());
        m_wire.bytes(kv.value.view());
        number(kv.createRevision);
        number(kv.modRevision);
        number(kv.version);
        number(kv.lease.value);
    }
    void keyValues(const std::vector<kv::KeyValue>& kvs) {
        m_wire.varint(kvs.size());
        for (const kv::KeyValue& kv : kvs) {
            keyValue(kv);
        }
    }

    void body(std::monostate) {}
    void body(kv::KvError refusal) { m_wire.byte(static_cast<std::uint8_t>(refusal)); }
    void body(const kv::PutResponse& put) {
        number(put.revision);
        m_wire.boolean(put.previous.has_value());
        if (put.previous) {
            keyValue(*put.previous);
        }
    }
    void body(const kv::RangeResponse& range) {
        number(range.revision);
        keyValues(range.kvs);
        m_wire.boolean(range.more);
        number(range.count);
    }
    void body(const kv::DeleteRangeResponse& erased) {
        number(erased.revision);
        number(erased.deleted);
        keyValues(erased.previous);
    }
    // NOLINTNEXTLINE(misc-no-recursion): as deep as the response
    void body(const kv::TxnResponse& txn) {
        number(txn.revision);
        m_wire.boolean(txn.succeeded);
        m_wire.varint(txn.responses.size());
        for (const kv::OperationResponse& part : txn.responses) {
            std::visit([this](const auto& each) { write(kv::Response(each)); },  // NOLINT
                       part.response);
        }
    }
    void body(const kv::CompactResponse& compacted) { number(compacted.revision); }
    void body(const kv::LeaseGrantResponse& grant) {
        number(grant.revision);
        number(grant.id.value);
        number(grant.ttlSeconds);
    }
    void body(const kv::LeaseRevokeResponse& revoked) { number(revoked.revision); }
    void body(const kv::LeaseCheckpointResponse& noted) { number(noted.revision); }

    WireWriter m_wire;
};

class Reader {
public:
    explicit Reader(const Bytes& bytes) : m_wire(bytes) {}

    Result<kv::Response> read() {
        kv::Response response = any(0);
        if (auto status = m_wire.finish(); !status) {
            return status.error();
        }
        return response;
    }

private:
    std::int64_t number() { return static_cast<std::int64_t>(m_wire.varint()); }
    kv::KeyValue keyValue() {
        kv::KeyValue kv;
        kv.key = m_wire.bytes();
        kv.value = m_wire.bytes();
        kv.createRevision = number();
        kv.modRevision = number();
        kv.version = number();
        kv.lease = kv::LeaseId{number()};
        return kv;
    }
    std::vector<kv::KeyValue> keyValues() {
        std::vector<kv::KeyValue> kvs;
        for (std::size_t left = m_wire.count(kLeastKeyValue, "the number of keys");
             left > 0 && !m_wire.hasFailed(); --left) {
            kvs.push_back(keyValue());
        }
        return kvs;
    }

    // NOLINTNEXTLINE(misc-no-recursion): bounded by kMaxCommandDepth
    kv::Response any(std::size_t depth) {
        switch (m_wire.byte()) {
        case 0:
            return {};
        case 1: {
            const std::uint8_t code = m_wire.byte();
            if (code == 0 || code > kLastRefusal) {
                m_wire.fail("a refusal");
                return {};
            }
            return static_cast<kv::KvError>(code);
        }
        case 2: {
            kv::PutResponse put;
            put.revision = number();
            if (m_wire.boolean()) {
                put.previous = keyValue();
            }
            return put;
        }
        case 3: {
            kv::RangeResponse range;
            range.revision = number();
            range.kvs = keyValues();
            range.more = m_wire.boolean();
            range.count = number();
            return range;
        }
        case 4: {
            kv::DeleteRangeResponse erased;
            erased.revision = number();
            erased.deleted = number();
            erased.previous = keyValues();
            return erased;
        }
        case 5:
            return txn(depth);
        case 6:
            return kv::CompactResponse{number()};
        case 7: {
            kv::LeaseGrantResponse grant;
            grant.revision = number();
            grant.id = kv::LeaseId{number()};
            grant.ttlSeconds = number();
            return grant;
        }
        case 8:
            return kv::LeaseRevokeResponse{number()};
        case 9:
            return kv::LeaseCheckpointResponse{number()};
        default:
            m_wire.fail("the kind of a response");
            return {};
        }
    }

    // NOLINTNEXTLINE(misc-no-recursion): bounded by kMaxCommandDepth
    kv::Response txn(std::size_t depth) {
        kv::TxnResponse txn;
        txn.revision = number();
        txn.succeeded = m_wire.boolean();
        if (depth >= kv::kMaxCommandDepth) {
            m_wire.fail("the depth of a transaction");
        }
        for (std::size_t left = m_wire.count(2, "the number of responses");
             left > 0 && !m_wire.hasFailed(); --left) {
            kv::Response part = any(depth + 1);
            if (auto* put = std::get_if<kv::PutResponse>(&part)) {
                txn.responses.push_back({std::move(*put)});
            } else if (auto* range = std::get_if<kv::RangeResponse>(&part)) {
                txn.responses.push_back({std::move(*range)});
            } else if (auto* erased = std::get_if<kv::DeleteRangeResponse>(&part)) {
                txn.responses.push_back({std::move(*erased)});
            } else if (auto* nested = std::get_if<kv::TxnResponse>(&part)) {
                txn.responses.push_back({std::move(*nested)});
            } else {
                m_wire.fail("the kind of a response in a transaction");
            }
        }
        return txn;
    }

    WireReader m_wire;
};

}  // namespace

void encodeResponse(const kv::Response& response, std::string& out) {
    Writer(out).write(response);
}

Result<kv::Response> decodeResponse(const Bytes& bytes) {
    return Reader(bytes).read();
}

}  // namespace quorate::stage
