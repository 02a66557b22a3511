// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace quorate::storage {

/// A file or a directory of a simulated disk.
class Node {
public:
    Node(std::uint64_t nodeNumber, bool isADirectory)
        : number(nodeNumber), isDirectory(isADirectory) {}
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;
    virtual ~Node() = default;

    /// Never used twice by one file system.
    const std::uint64_t number;
    const bool isDirectory;
    /// Where it is in the base file system; empty where it is not.
    std::string home;
};

using NodePointer = std::shared_ptr<Node>;
using Names = std::map<std::string, NodePointer, std::less<>>;

/// A directory: the names in it as its users see them, and as a loss of power would leave them.
class DirectoryNode final : public Node {
public:
    explicit DirectoryNode(std::uint64_t nodeNumber) : Node(nodeNumber, true) {}

    Names seen;
    Names lasting;
    /// Its names in the base file system are in both.
    bool isLoaded{false};
};

using DirectoryPointer = std::shared_ptr<DirectoryNode>;

}  // namespace quorate::storage
