// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/base/result.h"
#include "storage/file_system.h"
#include "storage/simulated/file_node.h"
#include "storage/simulated/name_journal.h"
#include "storage/simulated/node.h"

namespace quorate::storage {

inline FileNode& asFile(Node& node) {
    return static_cast<FileNode&>(node);
}

inline DirectoryNode& asDirectory(Node& node) {
    return static_cast<DirectoryNode&>(node);
}

/// What reaches the base file system of an overlay.
enum class Forwarding : std::uint8_t {
    Nothing,         ///< it stays as it is, to the byte
    Writes,          ///< all that lasts, and the machine's system may keep it in its memory
    WritesAndSyncs,  ///< all that lasts, each sync with one there
};

/// The names and files that a loss of power leaves, and their mirror in the base file system, if
/// there is one. Errors are those of the base.
class LastingTree {
public:
    LastingTree();
    /// `base` outlives the tree; `directory` is in it.
    LastingTree(FileSystem& base, const std::string& directory, Forwarding forwarding);

    [[nodiscard]] const DirectoryPointer& root() const noexcept { return m_root; }
    [[nodiscard]] FileSystem* base() const noexcept { return m_base; }

    std::shared_ptr<FileNode> makeFile() { return std::make_shared<FileNode>(++m_lastNumber); }
    /// Without names.
    DirectoryPointer makeDirectory();

    /// Its names are known.
    Result<void> load(DirectoryNode& directory);
    /// Its image can be read and written.
    Result<void> openImage(FileNode& file);
    /// What its image holds is on the machine's stable storage, as far as that is wanted.
    Result<void> syncImage(FileNode& file);
    /// The disk keeps what `faults` says of what is dirty.
    Result<void> settleFile(FileNode& file, const std::string& path, DiskFaults& faults);

    /// Makes these changes last, in order.
    Result<void> apply(const std::vector<NameChange>& changes);

    /// A loss of power, after the names were settled: every file settles, nobody uses it any more,
    /// and what is seen is what lasts.
    Result<void> settleFiles(DiskFaults& faults);

private:
    [[nodiscard]] bool mirrors() const noexcept {
        return m_base != nullptr && m_forwarding != Forwarding::Nothing;
    }
    [[nodiscard]] bool isMirrored(const Node& node) const {
        return mirrors() && !node.home.empty();
    }

    Result<void> add(const NodePointer& node, DirectoryNode& to, const std::string& name);
    Result<void> remove(DirectoryNode& from, const std::string& name);
    Result<void> move(const NameChange& change);
    /// Brings a node that lasts, and all below it, into the base.
    Result<void> settleIn(Node& node, const std::string& home);
    /// It has moved in the base.
    void rehome(Node& node, const std::string& home);
    Result<void> settleDirectory(DirectoryNode& directory, const std::string& path,
                                 DiskFaults& faults);

    FileSystem* m_base{nullptr};
    Forwarding m_forwarding{Forwarding::Nothing};
    std::uint64_t m_lastNumber{0};
    DirectoryPointer m_root;
};

}  // namespace quorate::storage
