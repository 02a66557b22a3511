// SPDX-License-Identifier: Apache-2.0
#include "storage/simulated/simulated_file_system.h"

#include <limits>
#include <utility>

#include "storage/path.h"
#include "storage/simulated/overlay_path.h"
#include "storage/simulated/simulated_file.h"

namespace quorate::storage {

namespace {

/// What is said to be left where there is neither a limit nor a base.
constexpr std::uint64_t kPlenty = std::numeric_limits<std::int64_t>::max();

Error refused(ErrorCode code, const std::string& path, DiskCallKind kind, const char* reason) {
    return {code, path + ": " + toString(kind) + ": " + reason};
}

Error missing(const std::string& path, DiskCallKind kind) {
    return refused(ErrorCode::NotFound, path, kind, "there is no such file or directory");
}

Error notADirectory(const std::string& path, DiskCallKind kind) {
    return refused(ErrorCode::FailedPrecondition, path, kind, "it is a file, or lies below one");
}

Error isADirectory(const std::string& path, DiskCallKind kind) {
    return refused(ErrorCode::FailedPrecondition, path, kind, "it is a directory");
}

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

void SimulatedFileSystem::addName(const Place& place, const NodePointer& node,
                                  const std::string& path) {
    place.directory->seen[place.name] = node;
    NameChange change;
    change.node = node;
    change.to = place.directory;
    change.toName = place.name;
    change.path = path;
    m_disk->names.add(std::move(change));
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

Result<void> SimulatedFileSystem::createDirectory(const std::string& path) {
    constexpr auto kKind = DiskCallKind::CreateDirectory;
    return m_disk->gate.pass({kKind, path}, [&]() -> Result<void> {
        const auto place = find(path, kKind);
        if (!place) {
            return place.error();
        }
        if (place->node == nullptr) {
            addName(*place, m_disk->tree.makeDirectory(), path);
            return {};
        }
        return place->node->isDirectory ? Result<void>() : notADirectory(path, kKind);
    });
}

Result<void> SimulatedFileSystem::removeDirectory(const std::string& path) {
    return m_disk->gate.pass({DiskCallKind::RemoveDirectory, path},
                             [&] { return removeName(path, true); });
}

Result<void> SimulatedFileSystem::remove(const std::string& path) {
    return m_disk->gate.pass({DiskCallKind::Remove, path}, [&] { return removeName(path, false); });
}

Result<void> SimulatedFileSystem::removeName(const std::string& path, bool isDirectory) {
    const auto kind = isDirectory ? DiskCallKind::RemoveDirectory : DiskCallKind::Remove;
    const auto place = find(path, kind);
    if (!place) {
        return place.error();
    }
    if (place->node == nullptr) {
        return missing(path, kind);
    }
    if (place->node->isDirectory != isDirectory) {
        return isDirectory ? notADirectory(path, kind) : isADirectory(path, kind);
    }
    if (place->directory == nullptr) {
        return refused(ErrorCode::FailedPrecondition, path, kind, "it is the root of this disk");
    }
    if (isDirectory) {
        if (auto loaded = m_disk->tree.load(asDirectory(*place->node)); !loaded) {
            return loaded;
        }
        if (!asDirectory(*place->node).seen.empty()) {
            return refused(ErrorCode::FailedPrecondition, path, kind, "it is not empty");
        }
    } else {
        asFile(*place->node).isRemoved = true;
        m_disk->space.giveBack(asFile(*place->node));
    }
    place->directory->seen.erase(place->name);
    NameChange change;
    change.kind = NameChange::Kind::Removed;
    change.node = place->node;
    change.from = place->directory;
    change.fromName = place->name;
    change.path = path;
    m_disk->names.add(std::move(change));
    return {};
}

Result<void> SimulatedFileSystem::rename(const std::string& from, const std::string& to) {
    return m_disk->gate.pass({DiskCallKind::Rename, to}, [&] { return moveNames(from, to); });
}

Result<void> SimulatedFileSystem::moveNames(const std::string& from, const std::string& to) {
    constexpr auto kKind = DiskCallKind::Rename;
    const auto source = find(from, kKind);
    if (!source) {
        return source.error();
    }
    const auto target = find(to, kKind);
    if (!target) {
        return target.error();
    }
    if (source->node == nullptr) {
        return missing(from, kKind);
    }
    if (source->directory == nullptr || target->directory == nullptr) {
        return refused(ErrorCode::FailedPrecondition, from, kKind, "it is the root of this disk");
    }
    if (source->node == target->node) {
        return {};
    }
    for (const DirectoryPointer& directory : target->way) {
        if (directory == source->node) {
            return refused(ErrorCode::InvalidArgument, to, kKind, "it lies below what is moved");
        }
    }
    if (target->node != nullptr && source->node->isDirectory != target->node->isDirectory) {
        return source->node->isDirectory ? notADirectory(to, kKind) : isADirectory(to, kKind);
    }
    if (target->node != nullptr && target->node->isDirectory) {
        if (auto loaded = m_disk->tree.load(asDirectory(*target->node)); !loaded) {
            return loaded;
        }
        if (!asDirectory(*target->node).seen.empty()) {
            return refused(ErrorCode::FailedPrecondition, to, kKind, "it is not empty");
        }
    } else if (target->node != nullptr) {
        asFile(*target->node).isRemoved = true;
        m_disk->space.giveBack(asFile(*target->node));
    }
    source->directory->seen.erase(source->name);
    target->directory->seen[target->name] = source->node;
    NameChange change;
    change.kind = NameChange::Kind::Moved;
    change.node = source->node;
    change.from = source->directory;
    change.fromName = source->name;
    change.to = target->directory;
    change.toName = target->name;
    change.replaced = target->node;
    change.path = to;
    m_disk->names.add(std::move(change));
    return {};
}

Result<void> SimulatedFileSystem::syncDirectory(const std::string& path) {
    const DiskCall call{DiskCallKind::SyncDirectory, path};
    if (isDown()) {
        return CallGate::shut(path);
    }
    const CallFate fate = m_disk->gate.ask(call);
    switch (fate.outcome) {
    case CallOutcome::Lies:
        return {};
    case CallOutcome::Works:
        return syncNames(path);
    case CallOutcome::Crashes:
        if (fate.done != 0) {
            (void)syncNames(path);
        }
        break;
    case CallOutcome::Fails:
    case CallOutcome::NoSpace:
        if (const auto directory = findDirectory(path, call.kind); directory) {
            m_disk->names.failSync(**directory);
        }
        break;
    }
    return CallGate::failure(call, fate);
}

Result<void> SimulatedFileSystem::syncNames(const std::string& path) {
    const auto directory = findDirectory(path, DiskCallKind::SyncDirectory);
    if (!directory) {
        return directory.error();
    }
    auto done = m_disk->tree.apply(m_disk->names.takeSynced(**directory));
    if (!done) {
        // Here and in the base are different names now; a crash goes on with those of the base.
        m_disk->gate.close();
    }
    return done;
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
