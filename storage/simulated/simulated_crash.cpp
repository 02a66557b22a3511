// SPDX-License-Identifier: Apache-2.0
#include "storage/simulated/simulated_file_system.h"

namespace quorate::storage {

namespace {

template <class Visit>
void visitFiles(DirectoryNode& directory, const Visit& visit) {
    for (const auto& [name, node] : directory.seen) {
        if (node->isDirectory) {
            visitFiles(asDirectory(*node), visit);
        } else {
            visit(asFile(*node));
        }
    }
}

}  // namespace

Result<void> SimulatedFileSystem::crash(CrashKind kind) {
    ++m_disk->life;
    m_disk->locked.clear();
    m_disk->gate.close();
    if (kind == CrashKind::Power) {
        if (auto done = losePower(); !done) {
            return done;
        }
    } else {
        visitFiles(*m_disk->tree.root(), [](FileNode& file) {
            file.users = 0;
            if (!file.isDirty()) {
                file.image().release();
            }
        });
    }
    m_disk->gate.open();
    return {};
}

Result<void> SimulatedFileSystem::losePower() {
    FreeSpace& space = m_disk->space;
    visitFiles(*m_disk->tree.root(), [&space](FileNode& file) { space.giveBack(file); });
    if (auto done = m_disk->tree.apply(m_disk->names.settle(m_disk->gate.faults())); !done) {
        return done;
    }
    const DirectoryPointer root = m_disk->tree.root();
    if (auto done = m_disk->tree.settleFiles(m_disk->gate.faults()); !done) {
        return done;
    }
    visitFiles(*root, [&space](FileNode& file) { space.count(file); });
    return {};
}

Result<void> SimulatedFileSystem::flipBit(const std::string& path, std::uint64_t bit) {
    const auto place = find(path, DiskCallKind::Open);
    if (!place) {
        return place.error();
    }
    if (place->node == nullptr || place->node->isDirectory) {
        return Error(ErrorCode::NotFound, path + ": there is no such file to damage");
    }
    FileNode& file = asFile(*place->node);
    if (auto opened = m_disk->tree.openImage(file); !opened) {
        return opened;
    }
    if (bit / 8 >= file.image().size()) {
        return Error(ErrorCode::OutOfRange, path + ": holds no bit " + std::to_string(bit));
    }
    char byte = 0;
    if (auto done = file.image().read(bit / 8, {&byte, 1}); !done) {
        return done;
    }
    byte = static_cast<char>(static_cast<unsigned char>(byte) ^ (1U << bit % 8));
    return file.image().write(bit / 8, {&byte, 1});
}

}  // namespace quorate::storage
