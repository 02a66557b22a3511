// SPDX-License-Identifier: Apache-2.0
#include "storage/simulated/lasting_tree.h"

#include <map>

#include "engine/base/invariant.h"
#include "storage/path.h"

namespace quorate::storage {

LastingTree::LastingTree() : m_root(std::make_shared<DirectoryNode>(0)) {
    m_root->isLoaded = true;
}

LastingTree::LastingTree(FileSystem& base, const std::string& directory, Forwarding forwarding)
    : m_base(&base), m_forwarding(forwarding), m_root(std::make_shared<DirectoryNode>(0)) {
    m_root->home = directory;
}

DirectoryPointer LastingTree::makeDirectory() {
    auto directory = std::make_shared<DirectoryNode>(++m_lastNumber);
    directory->isLoaded = true;
    return directory;
}

Result<void> LastingTree::load(DirectoryNode& directory) {
    if (directory.isLoaded) {
        return {};
    }
    if (!directory.home.empty()) {
        const auto entries = m_base->list(directory.home);
        if (!entries) {
            return entries.error();
        }
        for (const DirectoryEntry& entry : *entries) {
            NodePointer node;
            if (entry.isDirectory) {
                node = std::make_shared<DirectoryNode>(++m_lastNumber);
            } else {
                node = makeFile();
            }
            node->home = joinPath(directory.home, entry.name);
            directory.seen.emplace(entry.name, node);
            directory.lasting.emplace(entry.name, node);
        }
    }
    directory.isLoaded = true;
    return {};
}

Result<void> LastingTree::openImage(FileNode& file) {
    if (file.home.empty() || file.image().hasRealFile()) {
        return {};
    }
    auto real = m_base->open(file.home, mirrors() ? OpenMode::ReadWrite : OpenMode::Read);
    if (!real) {
        return real.error();
    }
    const bool isDirty = file.isDirty();
    const auto opened = mirrors() ? file.image().use(std::move(real).value())
                                  : file.image().cover(std::move(real).value());
    if (opened && !isDirty) {
        file.showImage();
    }
    return opened;
}

Result<void> LastingTree::syncImage(FileNode& file) {
    if (!isMirrored(file) || m_forwarding != Forwarding::WritesAndSyncs) {
        return {};
    }
    return file.image().sync();
}

Result<void> LastingTree::settleIn(Node& node, const std::string& home) {
    if (!node.isDirectory) {
        auto real = m_base->open(home, OpenMode::CreateOrReset);
        if (!real) {
            return real.error();
        }
        if (auto done = asFile(node).image().moveTo(std::move(real).value()); !done) {
            return done;
        }
        node.home = home;
        if (auto done = syncImage(asFile(node)); !done) {
            return done;
        }
        if (asFile(node).users == 0 && !asFile(node).isDirty()) {
            asFile(node).image().release();
        }
        return {};
    }
    if (auto done = m_base->createDirectory(home); !done) {
        return done;
    }
    node.home = home;
    for (const auto& [name, child] : asDirectory(node).lasting) {
        if (auto done = settleIn(*child, joinPath(home, name)); !done) {
            return done;
        }
    }
    return m_forwarding == Forwarding::WritesAndSyncs ? m_base->syncDirectory(home)
                                                      : Result<void>();
}

void LastingTree::rehome(Node& node, const std::string& home) {
    node.home = home;
    if (node.isDirectory) {
        for (const auto& [name, child] : asDirectory(node).lasting) {
            rehome(*child, joinPath(home, name));
        }
    }
}

Result<void> LastingTree::add(const NodePointer& node, DirectoryNode& to, const std::string& name) {
    if (isMirrored(to)) {
        if (auto done = settleIn(*node, joinPath(to.home, name)); !done) {
            return done;
        }
    }
    to.lasting[name] = node;
    return {};
}

Result<void> LastingTree::remove(DirectoryNode& from, const std::string& name) {
    const auto found = from.lasting.find(name);
    if (found == from.lasting.end()) {
        return {};
    }
    Node& node = *found->second;
    if (isMirrored(node)) {
        const auto done =
            node.isDirectory ? m_base->removeDirectory(node.home) : m_base->remove(node.home);
        if (!done) {
            return done;
        }
        node.home.clear();
    }
    from.lasting.erase(found);
    return {};
}

Result<void> LastingTree::move(const NameChange& change) {
    if (!isMirrored(*change.node)) {
        if (auto done = remove(*change.to, change.toName); !done) {
            return done;
        }
        if (auto done = add(change.node, *change.to, change.toName); !done) {
            return done;
        }
        change.from->lasting.erase(change.fromName);
        return {};
    }
    QUORATE_INVARIANT(isMirrored(*change.to),
                      change.path + " was to last in a directory that does not");
    if (change.replaced && change.replaced->isDirectory) {
        if (auto done = remove(*change.to, change.toName); !done) {
            return done;
        }
    }
    const std::string home = joinPath(change.to->home, change.toName);
    if (auto done = m_base->rename(change.node->home, home); !done) {
        return done;
    }
    if (change.replaced) {
        change.replaced->home.clear();
    }
    rehome(*change.node, home);
    change.from->lasting.erase(change.fromName);
    change.to->lasting[change.toName] = change.node;
    return {};
}

Result<void> LastingTree::apply(const std::vector<NameChange>& changes) {
    std::map<std::uint64_t, DirectoryPointer> touched;
    for (const NameChange& change : changes) {
        Result<void> done;
        switch (change.kind) {
        case NameChange::Kind::Added:
            done = add(change.node, *change.to, change.toName);
            break;
        case NameChange::Kind::Removed:
            done = remove(*change.from, change.fromName);
            break;
        case NameChange::Kind::Moved:
            done = move(change);
            break;
        }
        if (!done) {
            return done;
        }
        for (const DirectoryPointer& directory : {change.from, change.to}) {
            if (directory) {
                touched.emplace(directory->number, directory);
            }
        }
    }
    if (m_forwarding == Forwarding::WritesAndSyncs) {
        // Under the names they have now; some may have gone.
        for (const auto& [number, directory] : touched) {
            if (!isMirrored(*directory)) {
                continue;
            }
            if (auto done = m_base->syncDirectory(directory->home); !done) {
                return done;
            }
        }
    }
    return {};
}

Result<void> LastingTree::settleFiles(DiskFaults& faults) {
    if (auto done = settleDirectory(*m_root, m_root->home, faults); !done) {
        return done;
    }
    if (mirrors()) {
        // All that lasts is in the base; it is read again from there.
        auto root = std::make_shared<DirectoryNode>(0);
        root->home = m_root->home;
        m_root = std::move(root);
    }
    return {};
}

Result<void> LastingTree::settleDirectory(DirectoryNode& directory, const std::string& path,
                                          DiskFaults& faults) {
    directory.seen = directory.lasting;
    for (const auto& [name, node] : directory.lasting) {
        const std::string nodePath = joinPath(path, name);
        if (node->isDirectory) {
            if (auto done = settleDirectory(asDirectory(*node), nodePath, faults); !done) {
                return done;
            }
            continue;
        }
        FileNode& file = asFile(*node);
        file.users = 0;
        file.isRemoved = false;
        if (file.isDirty()) {
            if (auto done = settleFile(file, nodePath, faults); !done) {
                return done;
            }
        }
        file.image().release();
    }
    return {};
}

Result<void> LastingTree::settleFile(FileNode& file, const std::string& path, DiskFaults& faults) {
    if (auto done = file.settle(path, faults); !done) {
        return done;
    }
    return syncImage(file);
}

}  // namespace quorate::storage
