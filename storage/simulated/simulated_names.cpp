// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "storage/simulated/refusals.h"
#include "storage/simulated/simulated_file_system.h"

namespace quorate::storage {

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

}  // namespace quorate::storage
