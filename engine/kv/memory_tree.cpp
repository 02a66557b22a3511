// SPDX-License-Identifier: Apache-2.0
#include "engine/kv/memory_tree.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <limits>

#include "engine/base/invariant.h"

namespace quorate::kv {

namespace {

/// Moves what lies from `from` on out of `source`.
template <class T>
std::vector<T> takeTail(std::vector<T>& source, std::size_t from) {
    const auto first = source.begin() + static_cast<std::ptrdiff_t>(from);
    std::vector<T> tail(std::make_move_iterator(first), std::make_move_iterator(source.end()));
    source.erase(first, source.end());
    return tail;
}

template <class T>
void moveToEnd(std::vector<T>& target, std::vector<T>& source) {
    target.insert(target.end(), std::make_move_iterator(source.begin()),
                  std::make_move_iterator(source.end()));
}

template <class T>
auto at(std::vector<T>& vector, std::size_t index) {
    return vector.begin() + static_cast<std::ptrdiff_t>(index);
}

}  // namespace

MemoryTree::Entry::Entry(std::string_view key, std::string_view value)
    : m_keySize(static_cast<std::uint32_t>(key.size())),
      m_valueSize(static_cast<std::uint32_t>(value.size())) {
    QUORATE_INVARIANT(
        std::max(key.size(), value.size()) < std::numeric_limits<std::uint32_t>::max(),
        "a key or a value of four gigabytes");
    auto buffer = std::make_shared_for_overwrite<char[]>(key.size() + value.size());
    if (!key.empty()) {
        std::memcpy(buffer.get(), key.data(), key.size());
    }
    if (!value.empty()) {
        std::memcpy(buffer.get() + key.size(), value.data(), value.size());
    }
    m_bytes = std::move(buffer);
}

std::size_t MemoryTree::Node::childOf(std::string_view key) const {
    const auto above = std::upper_bound(separators.begin(), separators.end(), key);
    return static_cast<std::size_t>(above - separators.begin());
}

std::size_t MemoryTree::Node::entryAt(std::string_view key) const {
    const auto found =
        std::lower_bound(entries.begin(), entries.end(), key,
                         [](const Entry& entry, std::string_view k) { return entry.key() < k; });
    return static_cast<std::size_t>(found - entries.begin());
}

/// The node to change: itself where nobody else sees it, else a copy that takes its place.
MemoryTree::Node& MemoryTree::own(Slot& slot) {
    if (slot.use_count() > 1) {
        slot = std::make_shared<Node>(*slot);
    }
    return *slot;
}

const MemoryTree::Entry* MemoryTree::find(std::string_view key) const {
    const Node* node = m_root.get();
    if (node == nullptr) {
        return nullptr;
    }
    while (!node->isLeaf()) {
        node = node->children[node->childOf(key)].get();
    }
    const std::size_t index = node->entryAt(key);
    const bool found = index < node->entries.size() && node->entries[index].key() == key;
    return found ? &node->entries[index] : nullptr;
}

/// Cuts a node that has grown past its capacity. Where keys arrive in order (`appended`), the left
/// part stays full, since nothing will come there any more.
std::optional<MemoryTree::Split> MemoryTree::divide(Node& node, bool appended) {
    const std::size_t count = node.count();
    if (count <= kCapacity) {
        return std::nullopt;
    }
    const std::size_t kept = appended ? count - 1 : count / 2;
    auto right = std::make_shared<Node>();
    Split split;
    if (node.isLeaf()) {
        right->entries = takeTail(node.entries, kept);
        split.separator = std::string(right->entries.front().key());
    } else {
        right->children = takeTail(node.children, kept);
        right->separators = takeTail(node.separators, kept);
        split.separator = std::move(node.separators.back());
        node.separators.pop_back();
    }
    split.right = std::move(right);
    return split;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the tree
std::optional<MemoryTree::Split> MemoryTree::putBelow(Slot& slot, std::string_view key,
                                                      std::string_view value) {
    Node& node = own(slot);
    if (node.isLeaf()) {
        const std::size_t index = node.entryAt(key);
        if (index < node.entries.size() && node.entries[index].key() == key) {
            node.entries[index] = Entry(key, value);
            return std::nullopt;
        }
        node.entries.emplace(at(node.entries, index), key, value);
        ++m_size;
        return divide(node, index + 1 == node.entries.size());
    }
    const std::size_t child = node.childOf(key);
    std::optional<Split> split = putBelow(node.children[child], key, value);
    if (!split) {
        return std::nullopt;
    }
    node.separators.insert(at(node.separators, child), std::move(split->separator));
    node.children.insert(at(node.children, child + 1), std::move(split->right));
    return divide(node, child + 2 == node.children.size());
}

void MemoryTree::put(std::string_view key, std::string_view value) {
    if (m_root == nullptr) {
        m_root = std::make_shared<Node>();
    }
    std::optional<Split> split = putBelow(m_root, key, value);
    if (split) {
        auto root = std::make_shared<Node>();
        root->children.push_back(std::move(m_root));
        root->children.push_back(std::move(split->right));
        root->separators.push_back(std::move(split->separator));
        m_root = std::move(root);
    }
}

/// Joins a child that has become nearly empty with a neighbour, where both fit into one node.
void MemoryTree::mergeSparse(Node& parent, std::size_t child) {
    if (parent.children[child]->count() > kSparse || parent.children.size() < 2) {
        return;
    }
    for (const bool withLeft : {true, false}) {
        if (withLeft ? child == 0 : child + 1 == parent.children.size()) {
            continue;
        }
        const std::size_t left = withLeft ? child - 1 : child;
        if (parent.children[left]->count() + parent.children[left + 1]->count() > kCapacity) {
            continue;
        }
        Node& target = own(parent.children[left]);
        Node& source = own(parent.children[left + 1]);
        if (target.isLeaf()) {
            moveToEnd(target.entries, source.entries);
        } else {
            target.separators.push_back(std::move(parent.separators[left]));
            moveToEnd(target.separators, source.separators);
            moveToEnd(target.children, source.children);
        }
        parent.children.erase(at(parent.children, left + 1));
        parent.separators.erase(at(parent.separators, left));
        return;
    }
}

/// Whether the node is empty afterwards. The key is known to be there.
// NOLINTNEXTLINE(misc-no-recursion): as deep as the tree
bool MemoryTree::eraseBelow(Slot& slot, std::string_view key) {
    Node& node = own(slot);
    if (node.isLeaf()) {
        node.entries.erase(at(node.entries, node.entryAt(key)));
        return node.entries.empty();
    }
    const std::size_t child = node.childOf(key);
    if (!eraseBelow(node.children[child], key)) {
        mergeSparse(node, child);
        return false;
    }
    node.children.erase(at(node.children, child));
    if (!node.separators.empty()) {
        node.separators.erase(at(node.separators, child == 0 ? 0 : child - 1));
    }
    return node.children.empty();
}

void MemoryTree::erase(std::string_view key) {
    if (find(key) == nullptr) {
        return;
    }
    --m_size;
    if (eraseBelow(m_root, key)) {
        m_root = nullptr;
        return;
    }
    while (m_root->children.size() == 1) {
        Slot child = m_root->children.front();
        m_root = std::move(child);
    }
}

MemoryTree::Cursor MemoryTree::cursor() const {
    return Cursor(m_root);
}

void MemoryTree::Cursor::descendFirst(const Node* node) {
    while (!node->isLeaf()) {
        m_path.push_back({node, 0});
        node = node->children.front().get();
    }
    m_path.push_back({node, 0});
}

void MemoryTree::Cursor::descendLast(const Node* node) {
    while (!node->isLeaf()) {
        m_path.push_back({node, node->children.size() - 1});
        node = node->children.back().get();
    }
    m_path.push_back({node, node->entries.size() - 1});
}

/// From the end of a leaf to the start of the next one.
void MemoryTree::Cursor::skipPastEnd() {
    if (m_path.back().at < m_path.back().node->entries.size()) {
        return;
    }
    m_path.pop_back();
    while (!m_path.empty()) {
        Step& step = m_path.back();
        if (++step.at < step.node->children.size()) {
            descendFirst(step.node->children[step.at].get());
            return;
        }
        m_path.pop_back();
    }
}

void MemoryTree::Cursor::seek(std::string_view key) {
    m_path.clear();
    const Node* node = m_root.get();
    if (node == nullptr) {
        return;
    }
    while (!node->isLeaf()) {
        const std::size_t child = node->childOf(key);
        m_path.push_back({node, child});
        node = node->children[child].get();
    }
    m_path.push_back({node, node->entryAt(key)});
    skipPastEnd();
}

void MemoryTree::Cursor::seekToLast() {
    m_path.clear();
    if (m_root != nullptr) {
        descendLast(m_root.get());
    }
}

void MemoryTree::Cursor::next() {
    ++m_path.back().at;
    skipPastEnd();
}

void MemoryTree::Cursor::prev() {
    if (m_path.back().at > 0) {
        --m_path.back().at;
        return;
    }
    m_path.pop_back();
    while (!m_path.empty()) {
        Step& step = m_path.back();
        if (step.at > 0) {
            --step.at;
            descendLast(step.node->children[step.at].get());
            return;
        }
        m_path.pop_back();
    }
}

}  // namespace quorate::kv
