// SPDX-License-Identifier: Apache-2.0
#include "storage/ill_file_system.h"

#include <algorithm>
#include <utility>

namespace quorate::storage {

namespace {

Error failure(const DiskCall& call, CallOutcome outcome) {
    const bool isFull = outcome == CallOutcome::NoSpace;
    std::string text(call.path);
    text.append(": ").append(toString(call.kind));
    text.append(isFull ? ": No space left on device (ENOSPC, a fault that was set)"
                       : ": Input/output error (EIO, a fault that was set)");
    return {isFull ? ErrorCode::OutOfSpace : ErrorCode::IoError, std::move(text)};
}

/// For a call that is done whole or not at all.
template <class Effect>
auto pass(DiskAilment& ailment, const DiskCall& call, const Effect& effect) -> decltype(effect()) {
    if (!ailment.isIll()) {
        return effect();
    }
    const CallFate fate = ailment.meet(call);
    return fate.outcome == CallOutcome::Works ? effect() : failure(call, fate.outcome);
}

class IllFile final : public File {
public:
    IllFile(std::unique_ptr<File> below, std::string path, DiskAilment& ailment)
        : m_below(std::move(below)), m_path(std::move(path)), m_ailment(ailment) {}

    [[nodiscard]] Result<std::uint64_t> size() const override { return m_below->size(); }

    [[nodiscard]] Result<std::size_t> read(std::uint64_t offset,
                                           std::span<char> into) const override {
        return pass(m_ailment, {DiskCallKind::Read, m_path, offset, into.size()},
                    [&] { return m_below->read(offset, into); });
    }

    Result<void> write(std::uint64_t offset, std::string_view bytes) override {
        const DiskCall call{DiskCallKind::Write, m_path, offset, bytes.size()};
        if (!m_ailment.isIll()) {
            return m_below->write(offset, bytes);
        }
        CallFate fate = m_ailment.meet(call);
        if (fate.outcome == CallOutcome::Works) {
            const auto fits = fitting(offset + bytes.size());
            if (!fits) {
                return fits.error();
            }
            fate.done = *fits - std::min(*fits, offset);
            fate.outcome = fate.done < bytes.size() ? CallOutcome::NoSpace : CallOutcome::Works;
        }
        const auto length =
            static_cast<std::size_t>(std::min<std::uint64_t>(fate.done, bytes.size()));
        auto written = m_below->write(offset, bytes.substr(0, length));
        return !written || fate.outcome == CallOutcome::Works
                   ? written
                   : Result<void>(failure(call, fate.outcome));
    }

    Result<void> sync() override {
        return pass(m_ailment, {DiskCallKind::Sync, m_path, 0, 0},
                    [this] { return m_below->sync(); });
    }

    Result<void> truncate(std::uint64_t size) override {
        return resize({DiskCallKind::Truncate, m_path, 0, size},
                      [this, size] { return m_below->truncate(size); });
    }

    Result<void> preallocate(std::uint64_t used, std::uint64_t size) override {
        return resize({DiskCallKind::Preallocate, m_path, used, size},
                      [this, used, size] { return m_below->preallocate(used, size); });
    }

    Result<void> clear(std::uint64_t size) override {
        return resize({DiskCallKind::Preallocate, m_path, 0, size},
                      [this, size] { return m_below->clear(size); });
    }

    [[nodiscard]] Result<Bytes> map(std::uint64_t offset, std::uint64_t length) const override {
        return pass(m_ailment, {DiskCallKind::Read, m_path, offset, length},
                    [&] { return m_below->map(offset, length); });
    }

private:
    /// The largest size up to `wanted` that there is space for. What it grows by is taken.
    [[nodiscard]] Result<std::uint64_t> fitting(std::uint64_t wanted) {
        if (!m_ailment.freeBytes()) {
            return wanted;
        }
        const auto size = m_below->size();
        if (!size) {
            return size.error();
        }
        return wanted <= *size ? wanted : *size + m_ailment.takeSpace(wanted - *size);
    }

    template <class Effect>
    Result<void> resize(const DiskCall& call, const Effect& effect) {
        return pass(m_ailment, call, [&]() -> Result<void> {
            const auto fits = fitting(call.length);
            if (!fits) {
                return fits.error();
            }
            return *fits < call.length ? Result<void>(failure(call, CallOutcome::NoSpace))
                                       : effect();
        });
    }

    std::unique_ptr<File> m_below;
    const std::string m_path;
    DiskAilment& m_ailment;
};

}  // namespace

Result<std::unique_ptr<File>> IllFileSystem::open(const std::string& path, OpenMode mode) {
    auto file =
        pass(m_ailment, {DiskCallKind::Open, path, 0, 0}, [&] { return m_below.open(path, mode); });
    if (!file) {
        return file.error();
    }
    return std::unique_ptr<File>(std::make_unique<IllFile>(std::move(*file), path, m_ailment));
}

Result<bool> IllFileSystem::exists(const std::string& path) const {
    return pass(m_ailment, {DiskCallKind::Exists, path, 0, 0},
                [&] { return m_below.exists(path); });
}

Result<std::vector<DirectoryEntry>> IllFileSystem::list(const std::string& path) const {
    return pass(m_ailment, {DiskCallKind::List, path, 0, 0}, [&] { return m_below.list(path); });
}

Result<void> IllFileSystem::createDirectory(const std::string& path) {
    return pass(m_ailment, {DiskCallKind::CreateDirectory, path, 0, 0},
                [&] { return m_below.createDirectory(path); });
}

Result<void> IllFileSystem::removeDirectory(const std::string& path) {
    return pass(m_ailment, {DiskCallKind::RemoveDirectory, path, 0, 0},
                [&] { return m_below.removeDirectory(path); });
}

Result<void> IllFileSystem::rename(const std::string& from, const std::string& to) {
    return pass(m_ailment, {DiskCallKind::Rename, to, 0, 0},
                [&] { return m_below.rename(from, to); });
}

Result<void> IllFileSystem::remove(const std::string& path) {
    return pass(m_ailment, {DiskCallKind::Remove, path, 0, 0},
                [&] { return m_below.remove(path); });
}

Result<void> IllFileSystem::syncDirectory(const std::string& path) {
    return pass(m_ailment, {DiskCallKind::SyncDirectory, path, 0, 0},
                [&] { return m_below.syncDirectory(path); });
}

Result<std::unique_ptr<FileLock>> IllFileSystem::lock(const std::string& path) {
    return pass(m_ailment, {DiskCallKind::Lock, path, 0, 0}, [&] { return m_below.lock(path); });
}

Result<std::uint64_t> IllFileSystem::freeSpace(const std::string& path) const {
    auto left = m_below.freeSpace(path);
    const auto limit = m_ailment.freeBytes();
    return left && limit ? Result<std::uint64_t>(std::min(*left, *limit)) : left;
}

}  // namespace quorate::storage
