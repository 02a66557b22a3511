// SPDX-License-Identifier: Apache-2.0
#include "engine/observe/event_codec.h"

#include <array>
#include <cstddef>
#include <utility>
#include <variant>

#include "engine/base/invariant.h"
#include "engine/observe/core_fields.h"
#include "engine/observe/field_reader.h"
#include "engine/observe/link_fields.h"
#include "engine/observe/operator_fields.h"
#include "engine/observe/runtime_fields.h"

namespace quorate::observe {

namespace {

using Decode = void (*)(FieldReader&, Body&);

struct Kind {
    std::string_view name;
    Decode decode{nullptr};
};

template <class T>
void decodeAs(FieldReader& reader, Body& body) {
    Fields<T>::of(reader, body.emplace<T>());
}

template <std::size_t... Places>
constexpr std::array<std::uint8_t, sizeof...(Places)> kindNumbers(
    std::index_sequence<Places...> /*places*/) {
    return {Fields<std::variant_alternative_t<Places, Body>>::kKind...};
}
constexpr auto kKindOfPlace = kindNumbers(std::make_index_sequence<std::variant_size_v<Body>>());

template <std::size_t... Places>
constexpr std::array<Kind, 256> kindTable(std::index_sequence<Places...> /*places*/) {
    std::array<Kind, 256> table;
    ((table[kKindOfPlace[Places]] = {Fields<std::variant_alternative_t<Places, Body>>::kName,
                                     &decodeAs<std::variant_alternative_t<Places, Body>>}),
     ...);
    return table;
}
constexpr auto kKinds = kindTable(std::make_index_sequence<std::variant_size_v<Body>>());

constexpr bool areDistinct() {
    std::size_t known = 0;
    for (const Kind& kind : kKinds) {
        known += kind.name.empty() ? 0U : 1U;
    }
    return known == std::variant_size_v<Body>;
}
static_assert(areDistinct(), "two kinds of event have the same number");

}  // namespace

std::uint8_t kindOf(const Body& body) noexcept {
    return kKindOfPlace[body.index()];
}

std::string_view nameOfKind(std::uint8_t kind) noexcept {
    return kKinds[kind].name;
}

void encodeBody(const Event& event, FieldWriter& writer) {
    writer.varint(event.term.value());
    std::visit(
        [&writer]<class T>(const T& body) {
            if constexpr (std::is_same_v<T, NodeFrame>) {
                QUORATE_INVARIANT(body.state != nullptr, "a NodeFrame has no state");
            }
            Fields<T>::of(writer, body);
        },
        event.body);
}

Result<void> decodeBody(std::uint8_t kind, std::string_view bytes, Event& event) {
    const Decode decode = kKinds[kind].decode;
    if (decode == nullptr) {
        return Error(ErrorCode::Malformed,
                     "events of kind " + std::to_string(kind) + " are not known");
    }
    FieldReader reader(bytes);
    event.term = raft::Term(reader.varint());
    decode(reader, event.body);
    return reader.finish();
}

}  // namespace quorate::observe
