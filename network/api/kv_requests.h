// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "engine/kv/command.h"
#include "engine/kv/kv_error.h"
#include "engine/node/node.h"
#include "network/api/json_document.h"

namespace quorate::network {

/// Why a body is no request: a text in etcd's words where it has some.
struct BadRequest {
    std::string reason;
};

/// What a body asks of the key space, or why it is no request. Keys and values share the
/// document's buffer.
template <class T>
class [[nodiscard]] Decoded {
public:
    // NOLINTNEXTLINE(google-explicit-constructor): `return request;` is the point of the type.
    Decoded(T request) : m_state(std::move(request)) {}
    // NOLINTNEXTLINE(google-explicit-constructor): likewise.
    Decoded(BadRequest bad) : m_state(std::move(bad)) {}
    explicit operator bool() const noexcept { return m_state.index() == 0; }
    [[nodiscard]] T& operator*() { return *std::get_if<0>(&m_state); }
    [[nodiscard]] T* operator->() { return std::get_if<0>(&m_state); }
    [[nodiscard]] const std::string& reason() const { return std::get_if<1>(&m_state)->reason; }

private:
    std::variant<T, BadRequest> m_state;
};

struct ReadRequest {
    kv::RangeRequest range;
    node::ReadLevel level{node::ReadLevel::Linearizable};
};

struct DecodedTxn {
    kv::TxnRequest txn;
    bool writes{false};         ///< there is more in it than ranges
    bool isSerializable{true};  ///< all its ranges are
};

// The messages of etcd's rpc.proto, version 3.4, in JSON. Names come as in the definition or in
// lower camel case; what nobody knows is passed over. Any bytes may be given.

Decoded<kv::PutRequest> decodePut(JsonDocument& document, std::string_view body);
Decoded<ReadRequest> decodeRange(JsonDocument& document, std::string_view body);
Decoded<kv::DeleteRangeRequest> decodeDeleteRange(JsonDocument& document, std::string_view body);
Decoded<DecodedTxn> decodeTxn(JsonDocument& document, std::string_view body);
Decoded<kv::CompactRequest> decodeCompaction(JsonDocument& document, std::string_view body);
Decoded<kv::LeaseGrantRequest> decodeLeaseGrant(JsonDocument& document, std::string_view body);

}  // namespace quorate::network
