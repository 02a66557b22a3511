// SPDX-License-Identifier: Apache-2.0
#include "storage/file_system.h"

#include "storage/path.h"

namespace quorate::storage {

Result<Bytes> File::map(std::uint64_t offset, std::uint64_t length) const {
    const auto whole = size();
    if (!whole) {
        return whole.error();
    }
    if (offset > *whole || length > *whole - offset) {
        return Error(ErrorCode::OutOfRange, "cannot read " + std::to_string(length) + " bytes at " +
                                                std::to_string(offset) + " of a file of " +
                                                std::to_string(*whole));
    }
    if (length == 0) {
        return Bytes();
    }
    const std::shared_ptr<char[]> buffer = std::make_shared_for_overwrite<char[]>(length);
    const auto got = read(offset, {buffer.get(), length});
    if (!got) {
        return got.error();
    }
    if (*got != length) {
        return Error(ErrorCode::OutOfRange, "the file became shorter while it was read");
    }
    return Bytes::within(buffer, {buffer.get(), length});
}

Result<std::string> readFile(FileSystem& files, const std::string& path, std::uint64_t limit) {
    const auto file = files.open(path, OpenMode::Read);
    if (!file) {
        return file.error();
    }
    const auto size = (*file)->size();
    if (!size) {
        return size.error();
    }
    if (*size > limit) {
        return Error(ErrorCode::TooLarge, path + ": holds " + std::to_string(*size) +
                                              " bytes, more than the limit of " +
                                              std::to_string(limit));
    }
    std::string content(*size, '\0');
    const auto got = (*file)->read(0, content);
    if (!got) {
        return got.error();
    }
    content.resize(*got);
    return content;
}

namespace {

Result<void> writeAside(FileSystem& files, const std::string& path, std::string_view content) {
    const auto file = files.open(path, OpenMode::CreateOrReset);
    if (!file) {
        return file.error();
    }
    if (auto written = (*file)->write(0, content); !written) {
        return written;
    }
    return (*file)->sync();
}

}  // namespace

Result<void> replaceFile(FileSystem& files, const std::string& path, std::string_view content) {
    const std::string aside = path + ".new";
    auto done = writeAside(files, aside, content);
    if (done) {
        done = files.rename(aside, path);
    }
    if (!done) {
        // Only to give its space back: what is left of it, the next replacement resets.
        (void)files.remove(aside);
        return done;
    }
    return files.syncDirectory(parentDirectory(path));
}

Result<void> createDirectories(FileSystem& files, const std::string& path) {
    // Upwards to what is there, then down again.
    std::vector<std::string> missing;
    bool wasThere = false;
    for (std::string level = path; !level.empty(); level = parentDirectory(level)) {
        missing.push_back(level);
        const auto exists = files.exists(level);
        if (!exists) {
            return exists.error();
        }
        wasThere = *exists;
        if (wasThere) {
            // An earlier call may have made it and stopped before it was durable; those above it
            // were by then.
            break;
        }
    }
    for (; !missing.empty(); missing.pop_back()) {
        const std::string& level = missing.back();
        if (auto made = files.createDirectory(level); !made) {
            return made;
        }
        const std::string parent = parentDirectory(level);
        const auto synced = parent.empty() ? Result<void>() : files.syncDirectory(parent);
        if (!synced) {
            // A name whose sync has failed may never last, whatever later syncs say: the next call
            // is to make it anew.
            if (!wasThere) {
                (void)files.removeDirectory(level);
            }
            return synced;
        }
        wasThere = false;
    }
    return {};
}

}  // namespace quorate::storage
