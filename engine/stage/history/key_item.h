// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/kv/key_interval.h"
#include "engine/stage/history/client_history.h"
#include "engine/stage/history/key_state.h"

namespace quorate::stage {

/// Who asked and when, for explanations.
struct OperationLabel {
    observe::OperationId id;
    std::uint64_t client{0};
    raft::NodeId node;
    observe::Moment invoked;
    std::optional<observe::Moment> returned;

    static OperationLabel of(const ClientOperation& operation);
};

/// `operation 7 (client 2 at node 3, 1.000000 s to 1.250000 s)`.
std::string describe(const OperationLabel& label);

/// Names of keys as small numbers, in key order.
class KeyNames {
public:
    using Key = std::uint32_t;

    [[nodiscard]] std::optional<Key> find(std::string_view key) const;
    /// The key's number, a new one if need be; nothing where that would exceed `most`.
    std::optional<Key> intern(const Bytes& key, std::size_t most);
    void forEachIn(const kv::KeyInterval& interval, const std::function<void(Key)>& what) const;
    [[nodiscard]] const std::string& name(Key key) const { return *m_names[key]; }
    [[nodiscard]] std::size_t count() const { return m_names.size(); }

private:
    std::map<std::string, Key, std::less<>> m_keys;
    std::vector<const std::string*> m_names;  // keys of m_keys
};

/// What one answered operation says of one key: the projection of the history on the key.
struct KeyItem {
    /// Where in the revision: on the state before its change, as the change, or after it.
    enum class Stage : std::uint8_t { Before, Change, After };
    enum class Kind : std::uint8_t {
        Put,         ///< value and lease are in `state`
        Delete,      ///< whatever was there is gone
        See,         ///< the key was exactly `state` (but for the value, where that is not known)
        SeePresent,  ///< the key existed
        Conditions,  ///< whether all of `compares` held
    };

    Kind kind{Kind::See};
    Stage stage{Stage::After};
    bool keepsValue{false};  ///< of a Put
    bool keepsLease{false};
    bool held{false};  ///< of Conditions
    std::int64_t revision{0};
    KeyState state;
    std::vector<kv::Compare> compares;
    OperationLabel by;

    /// Whether it tells all about the key. One that leaves the value out does not: of several
    /// hidden puts any may have made it.
    [[nodiscard]] bool isFull() const { return kind == Kind::See && state.isValueKnown; }
};

/// What one answered operation says of the store.
struct Projection {
    std::int64_t revision{0};   ///< of the header
    bool changes{false};        ///< it made that revision
    bool mayChange{false};      ///< it may have made it: the revocation of a lease
    bool isWrongKind{false};    ///< the answer cannot be one to such a request
    std::uint32_t unjudged{0};  ///< parts that are not judged: see README.md
    std::vector<std::pair<KeyNames::Key, KeyItem>> items;
};

/// Of an operation that is Done, with an answer that is not a refusal. Parts about keys that
/// `names` does not have are left out.
Projection project(const ClientOperation& operation, const kv::Response& response,
                   const OperationLabel& by, const KeyNames& names);

/// Calls `what` for every key that the command names by itself, in compares, reads and changes.
void forEachNamedKey(const kv::Command& command, const std::function<void(const Bytes&)>& what);

}  // namespace quorate::stage
