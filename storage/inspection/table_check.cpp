// SPDX-License-Identifier: Apache-2.0
#include "storage/inspection/table_check.h"

#include <memory>
#include <utility>

#include <leveldb/iterator.h>
#include <leveldb/options.h>
#include <leveldb/table.h>

#include "storage/active_database.h"
#include "storage/leveldb_files.h"
#include "storage/leveldb_log.h"
#include "storage/leveldb_status.h"
#include "storage/path.h"

namespace quorate::storage {

namespace {

Result<void> checkTable(FileSystem& files, const std::string& path) {
    auto file = files.open(path, OpenMode::Read);
    if (!file) {
        return file.error();
    }
    const auto size = (*file)->size();
    if (!size) {
        return size.error();
    }
    LevelDbRandomAccessFile access(std::move(file).value());
    leveldb::Options options;
    options.paranoid_checks = true;
    leveldb::Table* opened = nullptr;
    leveldb::Status status = leveldb::Table::Open(options, &access, *size, &opened);
    const std::unique_ptr<leveldb::Table> table(opened);
    if (status.ok()) {
        leveldb::ReadOptions reading;
        reading.verify_checksums = true;
        reading.fill_cache = false;
        const std::unique_ptr<leveldb::Iterator> iterator(table->NewIterator(reading));
        for (iterator->SeekToFirst(); iterator->Valid(); iterator->Next()) {
        }
        status = iterator->status();
    }
    return status.ok() ? Result<void>() : toError(status, path);
}

/// A broken record with whole ones behind it. Without those it is the end that a crash left.
Result<void> checkLog(FileSystem& files, const std::string& path) {
    const auto file = files.open(path, OpenMode::Read);
    if (!file) {
        return file.error();
    }
    const auto intact = findIntactLog(**file);
    if (!intact) {
        return intact.error();
    }
    if (intact->wholeBehind) {
        return Error(ErrorCode::Corrupted, path + ": at byte " + std::to_string(intact->length) +
                                               ": a record is broken, and whole ones follow it");
    }
    return {};
}

}  // namespace

std::vector<Error> checkTables(FileSystem& files, const std::string& storeDirectory) {
    const ActiveDatabase databases(files, storeDirectory);
    const auto active = databases.read();
    if (!active) {
        return {active.error()};
    }
    if (!*active) {
        return {};
    }
    const std::string directory = databases.pathOf(**active);
    const auto entries = files.list(directory);
    if (!entries) {
        return {entries.error()};
    }
    std::vector<Error> errors;
    for (const DirectoryEntry& entry : *entries) {
        const std::string path = joinPath(directory, entry.name);
        Result<void> checked;
        if (entry.name.ends_with(".ldb") || entry.name.ends_with(".sst")) {
            checked = checkTable(files, path);
        } else if (entry.name.starts_with("MANIFEST-")) {
            checked = checkLog(files, path);
        }
        if (!checked) {
            errors.push_back(checked.error());
        }
    }
    return errors;
}

}  // namespace quorate::storage
