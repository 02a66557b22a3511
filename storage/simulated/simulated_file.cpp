// SPDX-License-Identifier: Apache-2.0
#include "storage/simulated/simulated_file.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "engine/base/invariant.h"

namespace quorate::storage {

namespace {

constexpr std::uint64_t kLargestFile = std::numeric_limits<std::int64_t>::max();

}  // namespace

SimulatedFile::SimulatedFile(SimulatedDisk& disk, std::shared_ptr<FileNode> node, std::string path,
                             bool writable)
    : m_disk(disk),
      m_node(std::move(node)),
      m_path(std::move(path)),
      m_life(disk.life),
      m_writable(writable) {
    ++m_node->users;
}

SimulatedFile::~SimulatedFile() {
    if (m_life == m_disk.life && --m_node->users == 0 && !m_node->isDirty()) {
        m_node->image().release();
    }
}

Result<void> SimulatedFile::mayUse() const {
    if (m_life != m_disk.life) {
        return Error(ErrorCode::IoError, m_path + ": its process has died");
    }
    if (m_disk.gate.isShut()) {
        return CallGate::shut(m_path);
    }
    return {};
}

Result<void> SimulatedFile::mayWrite(std::uint64_t size) const {
    if (auto usable = mayUse(); !usable) {
        return usable;
    }
    if (!m_writable) {
        return Error(ErrorCode::FailedPrecondition, m_path + ": was opened to read only");
    }
    if (size > kLargestFile) {
        return Error(ErrorCode::IoError, m_path + ": cannot hold " + std::to_string(size) +
                                             " bytes, which is more than a file can");
    }
    return {};
}

Error SimulatedFile::full(DiskCallKind kind) const {
    return CallGate::failure({kind, m_path}, {CallOutcome::NoSpace, 0, {}, 0});
}

Result<std::uint64_t> SimulatedFile::size() const {
    if (auto usable = mayUse(); !usable) {
        return usable.error();
    }
    return m_node->size();
}

Result<std::size_t> SimulatedFile::read(std::uint64_t offset, std::span<char> into) const {
    if (auto usable = mayUse(); !usable) {
        return usable.error();
    }
    const DiskCall call{DiskCallKind::Read, m_path, offset, into.size()};
    const CallFate fate = m_disk.gate.ask(call);
    if (fate.outcome != CallOutcome::Works && fate.outcome != CallOutcome::Lies) {
        return CallGate::failure(call, fate);
    }
    if (offset >= m_node->size()) {
        return std::size_t{0};
    }
    into = into.first(std::min<std::uint64_t>(into.size(), m_node->size() - offset));
    if (auto done = m_node->read(offset, into); !done) {
        return done.error();
    }
    if (fate.flippedBit && *fate.flippedBit / 8 < into.size()) {
        char& byte = into[*fate.flippedBit / 8];
        byte = static_cast<char>(static_cast<unsigned char>(byte) ^ (1U << *fate.flippedBit % 8));
    }
    return into.size();
}

Result<void> SimulatedFile::write(std::uint64_t offset, std::string_view bytes) {
    if (auto allowed = mayWrite(offset > kLargestFile ? offset : offset + bytes.size()); !allowed) {
        return allowed;
    }
    const DiskCall call{DiskCallKind::Write, m_path, offset, bytes.size()};
    const CallFate fate = m_disk.gate.ask(call);
    const bool works = fate.outcome == CallOutcome::Works || fate.outcome == CallOutcome::Lies;
    std::string_view written = works ? bytes : bytes.substr(0, fate.done);
    const std::uint64_t fitting = m_disk.space.fitting(*m_node, offset + written.size());
    written = written.substr(0, fitting > offset ? fitting - offset : 0);
    m_node->write(offset, written);
    m_disk.space.count(*m_node);
    if (!works) {
        return CallGate::failure(call, fate);
    }
    return written.size() == bytes.size() ? Result<void>() : full(DiskCallKind::Write);
}

Result<void> SimulatedFile::sync() {
    if (auto usable = mayUse(); !usable) {
        return usable;
    }
    const DiskCall call{DiskCallKind::Sync, m_path};
    const CallFate fate = m_disk.gate.ask(call);
    if (fate.outcome == CallOutcome::Lies) {
        return {};
    }
    const bool works = fate.outcome == CallOutcome::Works;
    if (m_node->isDirty()) {
        Result<void> done;
        if (works || (fate.outcome == CallOutcome::Crashes && fate.done != 0)) {
            done = m_node->sync();
            if (done) {
                done = m_disk.tree.syncImage(*m_node);
            }
        } else if (fate.outcome != CallOutcome::Crashes) {
            done = m_disk.tree.settleFile(*m_node, m_path, m_disk.gate.faults());
            m_disk.space.count(*m_node);
        }
        if (!done) {
            return done;
        }
    }
    return works ? Result<void>() : CallGate::failure(call, fate);
}

Result<void> SimulatedFile::truncate(std::uint64_t size) {
    if (auto allowed = mayWrite(size); !allowed) {
        return allowed;
    }
    return m_disk.gate.pass({DiskCallKind::Truncate, m_path, 0, size}, [&]() -> Result<void> {
        if (m_disk.space.fitting(*m_node, size) < size) {
            return full(DiskCallKind::Truncate);
        }
        m_node->truncate(size);
        m_disk.space.count(*m_node);
        return {};
    });
}

Result<void> SimulatedFile::preallocate(std::uint64_t used, std::uint64_t size) {
    if (auto allowed = mayWrite(size); !allowed) {
        return allowed;
    }
    return m_disk.gate.pass({DiskCallKind::Preallocate, m_path, used, size}, [&]() -> Result<void> {
        if (m_disk.space.fitting(*m_node, size) < size) {
            return full(DiskCallKind::Preallocate);
        }
        const auto isEmpty = m_node->isZeroFrom(used);
        if (!isEmpty) {
            return isEmpty.error();
        }
        QUORATE_INVARIANT(*isEmpty, m_path + " has data behind " + std::to_string(used));
        m_node->preallocate(size);
        m_disk.space.count(*m_node);
        return {};
    });
}

Result<void> SimulatedFile::clear(std::uint64_t size) {
    if (auto allowed = mayWrite(size); !allowed) {
        return allowed;
    }
    return m_disk.gate.pass({DiskCallKind::Preallocate, m_path, 0, size}, [&]() -> Result<void> {
        if (m_disk.space.fitting(*m_node, size) < size) {
            return full(DiskCallKind::Preallocate);
        }
        m_node->truncate(0);
        m_node->preallocate(size);
        m_disk.space.count(*m_node);
        return {};
    });
}

}  // namespace quorate::storage
