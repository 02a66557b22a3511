// SPDX-License-Identifier: Apache-2.0
#include "storage/simulated/simulated_file_system.h"

#include <limits>
#include <utility>

#include "storage/simulated/overlay_path.h"
#include "storage/simulated/refusals.h"
#include "storage/simulated/simulated_file.h"

namespace quorate::storage {

namespace {

/// What is said to be left where there is neither a limit nor a base.
constexpr std::uint64_t kPlenty = std::numeric_limits<std::int64_t>::max();

class SimulatedLock final : public FileLock {
public:
    SimulatedLock(SimulatedDisk& disk, std::uint64_t number)
        : m_disk(disk), m_number(number), m_life(disk.life) {}
    SimulatedLock(const SimulatedLock&) = delete;
    SimulatedLock& operator=(const SimulatedLock&) = delete;
    ~SimulatedLock() override {
        if (m_life == m_disk.life) {
            m_disk.locked.erase(m_number);
        }
    }

private:
    SimulatedDisk& m_disk;
    std::uint64_t m_number;
    std::uint64_t m_life;
};

}  // namespace

SimulatedFileSystem::SimulatedFileSystem(DiskFaults& faults)
    : m_disk(std::make_unique<SimulatedDisk>(faults, LastingTree())) {}

SimulatedFileSystem::SimulatedFileSystem(DiskFaults& faults, FileSystem& base,
                                         const std::string& directory, Forwarding forwarding)
    : m_disk(std::make_unique<SimulatedDisk>(faults, LastingTree(base, directory, forwarding))) {}

Result<SimulatedFileSystem::Place> SimulatedFileSystem::find(const std::string& path,
                                                             DiskCallKind kind) const {
    const DirectoryPointer& root = m_disk->tree.root();
    const OverlayPath way = overlayPath(root->home, path);
    Place place;
    if (way.kind == OverlayPath::Kind::Outside) {
        return refused(ErrorCode::InvalidArgument, path, kind, "it lies outside of this disk");
    }
    place.isAbove = way.kind == OverlayPath::Kind::Above;
    place.node = root;
    for (const std::string_view name : way.names) {
        if (place.node == nullptr) {
            return missing(path, kind);
        }
        if (!place.node->isDirectory) {
            return notADirectory(path, kind);
        }
        place.directory = std::static_pointer_cast<DirectoryNode>(place.node);
        if (auto loaded = m_disk->tree.load(*place.directory); !loaded) {
            return loaded.error();
        }
        place.way.push_back(place.directory);
        place.name = name;
        const auto found = place.directory->seen.find(name);
        place.node = found == place.directory->seen.end() ? nullptr : found->second;
    }
    return place;
}

Result<DirectoryPointer> SimulatedFileSystem::findDirectory(const std::string& path,
                                                            DiskCallKind kind) const {
    auto place = find(path, kind);
    if (!place) {
        return place.error();
    }
    if (place->node == nullptr) {
        return missing(path, kind);
    }
    if (!place->node->isDirectory) {
        return notADirectory(path, kind);
    }
    auto directory = std::static_pointer_cast<DirectoryNode>(place->node);
    if (auto loaded = m_disk->tree.load(*directory); !loaded) {
        return loaded.error();
    }
    return directory;
}

Result<std::unique_ptr<File>> SimulatedFileSystem::open(const std::string& path, OpenMode mode) {
    using Opened = Result<std::unique_ptr<File>>;
    return m_disk->gate.pass({DiskCallKind::Open, path}, [&]() -> Opened {
        auto node = openNode(path, mode);
        if (!node) {
            return node.error();
        }
        return Opened(std::make_unique<SimulatedFile>(*m_disk, std::move(node).value(), path,
                                                      mode != OpenMode::Read));
    });
}

Result<std::shared_ptr<FileNode>> SimulatedFileSystem::openNode(const std::string& path,
                                                                OpenMode mode) {
    constexpr auto kKind = DiskCallKind::Open;
    const auto place = find(path, kKind);
    if (!place) {
        return place.error();
    }
    if (place->node != nullptr && place->node->isDirectory) {
        return isADirectory(path, kKind);
    }
    if (place->node == nullptr) {
        if (mode != OpenMode::Create && mode != OpenMode::CreateOrReset) {
            return missing(path, kKind);
        }
        auto created = m_disk->tree.makeFile();
        addName(*place, created, path);
        return created;
    }
    if (mode == OpenMode::Create) {
        return refused(ErrorCode::FailedPrecondition, path, kKind, "it is there already");
    }
    auto file = std::static_pointer_cast<FileNode>(place->node);
    const bool isNewHere = !file->image().hasRealFile() && file->counted == 0;
    if (auto opened = m_disk->tree.openImage(*file); !opened) {
        return opened.error();
    }
    if (isNewHere) {
        file->counted = file->size();
    }
    if (mode == OpenMode::CreateOrReset) {
        file->truncate(0);
        m_disk->space.count(*file);
    }
    return file;
}

Result<bool> SimulatedFileSystem::exists(const std::string& path) const {
    return m_disk->gate.pass({DiskCallKind::Exists, path}, [&]() -> Result<bool> {
        const auto place = find(path, DiskCallKind::Exists);
        if (!place) {
            const ErrorCode code = place.error().code;
            if (code == ErrorCode::NotFound || code == ErrorCode::FailedPrecondition) {
                return false;
            }
            return place.error();
        }
        return place->node != nullptr;
    });
}

Result<std::vector<DirectoryEntry>> SimulatedFileSystem::list(const std::string& path) const {
    using Entries = std::vector<DirectoryEntry>;
    return m_disk->gate.pass({DiskCallKind::List, path}, [&]() -> Result<Entries> {
        const auto directory = findDirectory(path, DiskCallKind::List);
        if (!directory) {
            return directory.error();
        }
        Entries entries;
        for (const auto& [name, node] : (*directory)->seen) {
            entries.push_back({name, node->isDirectory});
        }
        return entries;
    });
}

Result<std::unique_ptr<FileLock>> SimulatedFileSystem::lock(const std::string& path) {
    using Locked = Result<std::unique_ptr<FileLock>>;
    return m_disk->gate.pass({DiskCallKind::Lock, path}, [&]() -> Locked {
        const auto place = find(path, DiskCallKind::Lock);
        if (!place) {
            return place.error();
        }
        NodePointer node = place->node;
        if (node == nullptr) {
            node = m_disk->tree.makeFile();
            addName(*place, node, path);
        }
        if (node->isDirectory) {
            return isADirectory(path, DiskCallKind::Lock);
        }
        if (!m_disk->locked.insert(node->number).second) {
            return Error(ErrorCode::Busy, path + ": is locked by somebody else");
        }
        return Locked(std::make_unique<SimulatedLock>(*m_disk, node->number));
    });
}

Result<std::uint64_t> SimulatedFileSystem::freeSpace(const std::string& path) const {
    if (isDown()) {
        return CallGate::shut(path);
    }
    if (m_disk->space.bytes()) {
        return *m_disk->space.bytes();
    }
    if (m_disk->tree.base() != nullptr) {
        return m_disk->tree.base()->freeSpace(m_disk->tree.root()->home);
    }
    return kPlenty;
}

}  // namespace quorate::storage
