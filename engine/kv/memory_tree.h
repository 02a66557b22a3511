// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace quorate::kv {

/// A sorted map from bytes to bytes whose copies cost one reference count: a B+ tree that is copied
/// on write, node by node along the path of a change, and only where a copy still needs the old
/// one.
///
/// Every operation takes logarithmic time. Invariants: all leaves lie at the same depth; a node
/// holds at most kCapacity entries or children; but for the root none is empty; the separator
/// before a child is above every key left of it and not above any key in it.
///
/// Copies share nodes and tell by the reference count whether they may change one, so a tree and
/// all its copies belong to one thread.
class MemoryTree {
public:
    /// A key and its value in one buffer, which copies of a leaf share.
    class Entry {
    public:
        Entry(std::string_view key, std::string_view value);
        [[nodiscard]] std::string_view key() const { return {m_bytes.get(), m_keySize}; }
        [[nodiscard]] std::string_view value() const {
            return {m_bytes.get() + m_keySize, m_valueSize};
        }

    private:
        std::shared_ptr<const char[]> m_bytes;
        std::uint32_t m_keySize;
        std::uint32_t m_valueSize;
    };

    /// Where an iteration stands. It keeps the whole tree as it was when it began.
    class Cursor;

    /// The entry of that key, or null. It lives until the tree is changed.
    [[nodiscard]] const Entry* find(std::string_view key) const;
    void put(std::string_view key, std::string_view value);
    void erase(std::string_view key);
    [[nodiscard]] Cursor cursor() const;
    [[nodiscard]] std::size_t size() const noexcept { return m_size; }

private:
    static constexpr std::size_t kCapacity = 32;
    static constexpr std::size_t kSparse = kCapacity / 4;

    struct Node;
    using Slot = std::shared_ptr<Node>;
    struct Split {
        std::string separator;
        Slot right;
    };

    static Node& own(Slot& slot);
    static std::optional<Split> divide(Node& node, bool appended);
    std::optional<Split> putBelow(Slot& slot, std::string_view key, std::string_view value);
    bool eraseBelow(Slot& slot, std::string_view key);
    static void mergeSparse(Node& parent, std::size_t child);

    Slot m_root;
    std::size_t m_size{0};
};

struct MemoryTree::Node {
    std::vector<Entry> entries;           ///< of a leaf
    std::vector<Slot> children;           ///< of an inner node
    std::vector<std::string> separators;  ///< one between each two children

    [[nodiscard]] bool isLeaf() const { return children.empty(); }
    [[nodiscard]] std::size_t count() const { return isLeaf() ? entries.size() : children.size(); }
    [[nodiscard]] std::size_t childOf(std::string_view key) const;
    [[nodiscard]] std::size_t entryAt(std::string_view key) const;
};

class MemoryTree::Cursor {
public:
    void seek(std::string_view key);
    void seekToLast();
    void next();
    void prev();
    [[nodiscard]] bool valid() const { return !m_path.empty(); }
    [[nodiscard]] const Entry& entry() const {
        return m_path.back().node->entries[m_path.back().at];
    }

private:
    friend class MemoryTree;
    explicit Cursor(std::shared_ptr<const Node> root) : m_root(std::move(root)) {}

    struct Step {
        const Node* node;
        std::size_t at;
    };
    void descendFirst(const Node* node);
    void descendLast(const Node* node);
    void skipPastEnd();

    std::shared_ptr<const Node> m_root;
    std::vector<Step> m_path;  ///< from the root to an entry; empty when invalid
};

}  // namespace quorate::kv
