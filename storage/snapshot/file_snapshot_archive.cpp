// SPDX-License-Identifier: Apache-2.0
#include "storage/snapshot/file_snapshot_archive.h"

#include <utility>

#include "engine/base/invariant.h"
#include "storage/snapshot/snapshot_file.h"

namespace quorate::storage {

namespace {

class FileSink final : public node::SnapshotSink {
public:
    FileSink(std::shared_ptr<SnapshotCatalog> catalog, raft::SnapshotMetadata metadata,
             std::string path, std::unique_ptr<SnapshotFileWriter> writer)
        : m_catalog(std::move(catalog)),
          m_metadata(std::move(metadata)),
          m_path(std::move(path)),
          m_writer(std::move(writer)) {}

    ~FileSink() override {
        if (!m_isPublished) {
            m_writer.reset();
            // What cannot be removed now is removed at the next opening.
            (void)m_catalog->files().remove(m_path);
        }
    }

    Result<void> append(std::string_view bytes) override {
        QUORATE_INVARIANT(!m_isPublished, "a snapshot was written to behind its end");
        return m_failure ? *m_failure : latched(m_writer->append(bytes));
    }

    Result<void> commit() override {
        QUORATE_INVARIANT(!m_isPublished, "a snapshot was committed twice");
        if (m_failure) {
            return *m_failure;
        }
        if (auto finished = latched(m_writer->finish()); !finished) {
            return finished;
        }
        auto published = latched(m_catalog->publish(m_path, m_metadata));
        m_isPublished = published.has_value();
        return published;
    }

private:
    Result<void> latched(Result<void> result) {
        if (!result) {
            m_failure = result.error();
        }
        return result;
    }

    std::shared_ptr<SnapshotCatalog> m_catalog;
    raft::SnapshotMetadata m_metadata;
    std::string m_path;
    std::unique_ptr<SnapshotFileWriter> m_writer;
    std::optional<Error> m_failure;
    bool m_isPublished{false};
};

class FileSource final : public node::SnapshotSource {
public:
    FileSource(std::shared_ptr<SnapshotCatalog> catalog, std::uint64_t number,
               std::unique_ptr<SnapshotFileReader> reader)
        : m_catalog(std::move(catalog)), m_number(number), m_reader(std::move(reader)) {}

    [[nodiscard]] const raft::SnapshotMetadata& metadata() const override {
        return m_reader->metadata();
    }

    Result<bool> next(std::string& chunk) override {
        auto got = m_reader->next(chunk);
        if (!got && got.error().code == ErrorCode::Corrupted) {
            // The reader's error is the one to tell; that it could not be moved, is told by the
            // next opening.
            (void)m_catalog->setAside(metadata().index, m_number, got.error().message);
        }
        return got;
    }

private:
    std::shared_ptr<SnapshotCatalog> m_catalog;
    std::uint64_t m_number;
    std::unique_ptr<SnapshotFileReader> m_reader;
};

}  // namespace

Result<std::unique_ptr<FileSnapshotArchive>> FileSnapshotArchive::open(
    FileSystem& files, const std::string& directory) {
    auto catalog = std::make_shared<SnapshotCatalog>(files, directory);
    if (auto loaded = catalog->load(); !loaded) {
        return loaded.error();
    }
    // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): its constructor is private.
    return std::unique_ptr<FileSnapshotArchive>(new FileSnapshotArchive(std::move(catalog)));
}

std::vector<raft::SnapshotMetadata> FileSnapshotArchive::list() const {
    std::vector<raft::SnapshotMetadata> all;
    for (const auto& [index, known] : m_catalog->known()) {
        all.push_back(known.metadata);
    }
    return all;
}

Result<std::unique_ptr<node::SnapshotSink>> FileSnapshotArchive::create(
    const raft::SnapshotMetadata& metadata) {
    const std::string path = m_catalog->temporaryPath(metadata.index);
    auto file = m_catalog->files().open(path, OpenMode::CreateOrReset);
    if (!file) {
        return file.error();
    }
    auto writer = SnapshotFileWriter::begin(std::move(file).value(), metadata);
    if (!writer) {
        (void)m_catalog->files().remove(path);
        return writer.error();
    }
    return std::unique_ptr<node::SnapshotSink>(
        std::make_unique<FileSink>(m_catalog, metadata, path, std::move(writer).value()));
}

Result<std::unique_ptr<node::SnapshotSource>> FileSnapshotArchive::open(raft::Index index) {
    const auto known = m_catalog->known().find(index);
    if (known == m_catalog->known().end()) {
        return Error(ErrorCode::NotFound, m_catalog->pathOf(index) + ": there is no such snapshot");
    }
    const std::uint64_t number = known->second.number;
    auto reader = SnapshotFileReader::open(m_catalog->files(), m_catalog->pathOf(index));
    if (!reader) {
        if (reader.error().code == ErrorCode::Corrupted) {
            if (auto moved = m_catalog->setAside(index, number, reader.error().message); !moved) {
                return moved.error();
            }
        }
        return reader.error();
    }
    return std::unique_ptr<node::SnapshotSource>(
        std::make_unique<FileSource>(m_catalog, number, std::move(reader).value()));
}

Result<void> FileSnapshotArchive::releaseBefore(raft::Index index) {
    return m_catalog->removeBefore(index);
}

}  // namespace quorate::storage
