// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/history/key_state.h"

#include <cstddef>

namespace quorate::stage {

namespace {

constexpr std::size_t kShownBytes = 40;

template <class T>
int sign(const T& stored, const T& given) {
    return stored < given ? -1 : static_cast<int>(given < stored);
}

int difference(const kv::Compare& compare, const KeyState& state) {
    switch (compare.target) {
    case kv::CompareTarget::Version:
        return sign(state.version, compare.number);
    case kv::CompareTarget::Create:
        return sign(state.create, compare.number);
    case kv::CompareTarget::Mod:
        return sign(state.mod, compare.number);
    case kv::CompareTarget::Value:
        return sign(state.value.view(), compare.value.view());
    case kv::CompareTarget::Lease:
        return sign(state.lease.value, compare.number);
    }
    return 0;
}

}  // namespace

KeyState KeyState::of(const kv::KeyValue& kv) {
    KeyState state;
    state.exists = true;
    state.create = kv.createRevision;
    state.mod = kv.modRevision;
    state.version = kv.version;
    state.lease = kv.lease;
    state.value = kv.value;
    return state;
}

KeyState KeyState::afterPut(std::int64_t revision, const Bytes& newValue,
                            kv::LeaseId newLease) const {
    KeyState next;
    next.exists = true;
    next.create = exists ? create : revision;
    next.mod = revision;
    next.version = version + 1;
    next.lease = newLease;
    next.value = newValue;
    return next;
}

bool holds(const kv::Compare& compare, const KeyState& state) {
    if (compare.target == kv::CompareTarget::Value && !state.exists) {
        return false;
    }
    const int sign = difference(compare, state);
    switch (compare.result) {
    case kv::CompareResult::Equal:
        return sign == 0;
    case kv::CompareResult::Greater:
        return sign > 0;
    case kv::CompareResult::Less:
        return sign < 0;
    case kv::CompareResult::NotEqual:
        return sign != 0;
    }
    return false;
}

std::string quoted(const Bytes& bytes) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string text = "\"";
    for (const char c : bytes.view().substr(0, kShownBytes)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte >= 0x7f || c == '"' || c == '\\') {
            text += "\\x";
            text += kDigits[byte >> 4U];
            text += kDigits[byte & 15U];
        } else {
            text += c;
        }
    }
    return text + (bytes.size() > kShownBytes ? "\"..." : "\"");
}

std::string describe(const KeyState& state) {
    if (!state.exists) {
        return "no key";
    }
    std::string text = state.isValueKnown ? quoted(state.value) : "some value";
    text += " (mod " + std::to_string(state.mod) + ", create " + std::to_string(state.create) +
            ", version " + std::to_string(state.version);
    if (!state.lease.isNone()) {
        text += ", lease " + std::to_string(state.lease.value);
    }
    return text + ")";
}

}  // namespace quorate::stage
