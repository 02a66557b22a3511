// SPDX-License-Identifier: Apache-2.0
#include "storage/inspection/log_image.h"

#include <algorithm>
#include <utility>

#include "storage/path.h"
#include "storage/wal/inspection.h"
#include "storage/wal/segment_reader.h"

namespace quorate::storage {

namespace {

/// Of a segment, up to where it was written.
class ImageFile final : public File {
public:
    explicit ImageFile(SegmentImage image) : m_image(std::move(image)) {}

    [[nodiscard]] Result<std::uint64_t> size() const override { return m_image.fileSize; }
    [[nodiscard]] Result<std::size_t> read(std::uint64_t offset,
                                           std::span<char> into) const override {
        if (offset >= m_image.fileSize) {
            return std::size_t{0};
        }
        into = into.first(std::min<std::uint64_t>(into.size(), m_image.fileSize - offset));
        const std::string_view written = m_image.bytes.view();
        const std::string_view there =
            offset < written.size() ? written.substr(static_cast<std::size_t>(offset), into.size())
                                    : std::string_view();
        std::fill(std::copy(there.begin(), there.end(), into.begin()), into.end(), '\0');
        return into.size();
    }
    Result<void> write(std::uint64_t /*offset*/, std::string_view /*bytes*/) override {
        return refuse();
    }
    Result<void> sync() override { return refuse(); }
    Result<void> truncate(std::uint64_t /*size*/) override { return refuse(); }
    Result<void> preallocate(std::uint64_t /*used*/, std::uint64_t /*size*/) override {
        return refuse();
    }
    Result<void> clear(std::uint64_t /*size*/) override { return refuse(); }

private:
    [[nodiscard]] Error refuse() const {
        return {ErrorCode::FailedPrecondition, toString(m_image.name) + ": is an image, to read"};
    }

    SegmentImage m_image;
};

Bytes withoutZeros(const Bytes& bytes) {
    const std::size_t last = bytes.view().find_last_not_of('\0');
    return last == std::string_view::npos ? Bytes() : bytes.slice(0, last + 1);
}

Result<SegmentImage> mapped(FileSystem& files, const std::string& directory,
                            const SegmentName& name, std::optional<std::uint64_t> end) {
    const auto file = files.open(joinPath(directory, toString(name)), OpenMode::Read);
    if (!file) {
        return file.error();
    }
    const auto size = (*file)->size();
    if (!size) {
        return size.error();
    }
    auto bytes = (*file)->map(0, std::min(end.value_or(*size), *size));
    if (!bytes) {
        return bytes.error();
    }
    return SegmentImage{name, withoutZeros(*bytes), *size};
}

}  // namespace

WalPosition LogImage::written() const {
    return segments.empty()
               ? WalPosition()
               : WalPosition{segments.back().name.sequence, segments.back().bytes.size()};
}

LogImage LogImage::cutAt(const WalPosition& place) const {
    LogImage cut = *this;
    auto& left = cut.segments;
    left.erase(std::remove_if(left.begin(), left.end(),
                              [&place](const SegmentImage& segment) {
                                  return segment.name.sequence > place.segment;
                              }),
               left.end());
    if (!left.empty() && left.back().name.sequence == place.segment) {
        left.back().bytes =
            withoutZeros(left.back().bytes.slice(0, static_cast<std::size_t>(place.offset)));
    }
    return cut;
}

Result<LogImage> imageOf(FileSystem& files, const std::string& directory,
                         std::optional<WalOwner> owner) {
    const auto names = segmentsOf(files, directory);
    if (!names) {
        return names.error();
    }
    LogImage image;
    image.owner = owner;
    for (const SegmentName& name : *names) {
        const auto file = files.open(joinPath(directory, toString(name)), OpenMode::Read);
        if (!file) {
            return file.error();
        }
        auto content = readSegment(**file);
        if (!content) {
            return content.error();
        }
        image.segments.push_back({name, content->bytes, content->fileSize});
    }
    return image;
}

Result<LogImage> imageOf(FileSystem& files, const std::string& directory, const Wal& log) {
    LogImage image;
    image.owner = log.owner();
    image.durable = log.durable();
    image.pin = log.pin();
    for (const WalSegment& segment : log.segments()) {
        const bool isLast = &segment == &log.segments().back();
        auto one = mapped(files, directory, segment.name,
                          isLast ? std::optional(log.written().offset) : std::nullopt);
        if (!one) {
            return one.error();
        }
        image.segments.push_back(std::move(*one));
    }
    return image;
}

ImageFiles::ImageFiles(const LogImage& image, std::string directory)
    : m_image(image), m_directory(std::move(directory)) {}

Error ImageFiles::refuse(const std::string& path) {
    return {ErrorCode::FailedPrecondition, path + ": is in an image, to read"};
}

const SegmentImage* ImageFiles::find(const std::string& path) const {
    const auto found = std::find_if(
        m_image.segments.begin(), m_image.segments.end(), [&](const SegmentImage& segment) {
            return joinPath(m_directory, toString(segment.name)) == path;
        });
    return found == m_image.segments.end() ? nullptr : &*found;
}

Result<std::unique_ptr<File>> ImageFiles::open(const std::string& path, OpenMode mode) {
    if (mode != OpenMode::Read) {
        return refuse(path);
    }
    const SegmentImage* segment = find(path);
    if (segment == nullptr) {
        return Error(ErrorCode::NotFound, path + ": is not there");
    }
    return std::unique_ptr<File>(std::make_unique<ImageFile>(*segment));
}

Result<bool> ImageFiles::exists(const std::string& path) const {
    return path == m_directory || find(path) != nullptr;
}

Result<std::vector<DirectoryEntry>> ImageFiles::list(const std::string& path) const {
    if (path != m_directory) {
        return Error(ErrorCode::NotFound, path + ": is not there");
    }
    std::vector<DirectoryEntry> entries;
    for (const SegmentImage& segment : m_image.segments) {
        entries.push_back({toString(segment.name), false});
    }
    return entries;
}

Result<void> ImageFiles::rename(const std::string& from, const std::string& /*to*/) {
    return refuse(from);
}

}  // namespace quorate::storage
