// SPDX-License-Identifier: Apache-2.0
#include "storage/leveldb_continuity.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/leveldb_log.h"
#include "storage/path.h"

namespace quorate::storage {

namespace {

constexpr std::size_t kBatchHeaderSize = 12;
constexpr std::uint64_t kLongestCurrent = 4096;

/// What the fields of a MANIFEST's records begin with.
enum class Field : std::uint64_t {
    Comparator = 1,
    LogNumber = 2,
    NextFile = 3,
    LastSequence = 4,
    CompactPointer = 5,
    DeletedFile = 6,
    NewFile = 7,
    PreviousLog = 9,
};

/// Takes numbers and texts off the front of a record. Once something is missing, all is zero.
class Fields {
public:
    explicit Fields(std::string_view record) : m_rest(record) {}

    [[nodiscard]] bool atEnd() const noexcept { return m_rest.empty(); }

    std::uint64_t number() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; !m_rest.empty() && shift < 64; shift += 7) {
            const auto byte = static_cast<unsigned char>(m_rest.front());
            m_rest.remove_prefix(1);
            value |= std::uint64_t{byte & 0x7fU} << shift;
            if (byte < 0x80) {
                return value;
            }
        }
        m_rest = {};
        return 0;
    }
    void skipNumbers(int count) {
        for (; count > 0; --count) {
            (void)number();
        }
    }
    void skipText() {
        const std::uint64_t length = number();
        m_rest.remove_prefix(
            static_cast<std::size_t>(std::min<std::uint64_t>(length, m_rest.size())));
    }

private:
    std::string_view m_rest;
};

/// What the MANIFEST says of the logs.
struct Logs {
    std::uint64_t first{0};         ///< the number of the first that counts
    std::uint64_t lastSequence{0};  ///< of a write that may be in tables

    void take(std::string_view record) {
        Fields fields(record);
        while (!fields.atEnd()) {
            switch (static_cast<Field>(fields.number())) {
            case Field::LogNumber:
                first = fields.number();
                break;
            case Field::LastSequence:
                lastSequence = fields.number();
                break;
            case Field::Comparator:
                fields.skipText();
                break;
            case Field::NextFile:
            case Field::PreviousLog:
                fields.skipNumbers(1);
                break;
            case Field::CompactPointer:
                fields.skipNumbers(1);
                fields.skipText();
                break;
            case Field::DeletedFile:
                fields.skipNumbers(2);
                break;
            case Field::NewFile:
                fields.skipNumbers(3);
                fields.skipText();
                fields.skipText();
                break;
            default:
                return;
            }
        }
    }
};

std::uint64_t littleEndian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = bytes.size(); i > 0; --i) {
        value = value << 8U | static_cast<unsigned char>(bytes[i - 1]);
    }
    return value;
}

/// Follows the numbers of the writes from log to log.
class Sequence {
public:
    explicit Sequence(std::uint64_t last) : m_next(last + 1) {}

    void take(std::string_view batch) {
        if (batch.size() < kBatchHeaderSize) {
            return;
        }
        const std::uint64_t first = littleEndian(batch.substr(0, 8));
        m_hasGap = m_hasGap || first > m_next;
        m_next = std::max(m_next, first + littleEndian(batch.substr(8, 4)));
    }

    [[nodiscard]] bool hasGap() const noexcept { return m_hasGap; }

private:
    std::uint64_t m_next;
    bool m_hasGap{false};
};

/// The numbers of the logs that count, in order.
Result<std::vector<std::pair<std::uint64_t, std::string>>> findLogs(FileSystem& files,
                                                                    const std::string& directory,
                                                                    std::uint64_t first) {
    const Result<std::vector<DirectoryEntry>> entries = files.list(directory);
    if (!entries) {
        return entries.error();
    }
    std::vector<std::pair<std::uint64_t, std::string>> logs;
    for (const DirectoryEntry& entry : *entries) {
        std::uint64_t number = 0;
        const char* end = entry.name.data() + entry.name.size();
        const auto [rest, error] = std::from_chars(entry.name.data(), end, number);
        if (error == std::errc() &&
            std::string_view(rest, static_cast<std::size_t>(end - rest)) == ".log" &&
            number >= first) {
            logs.emplace_back(number, joinPath(directory, entry.name));
        }
    }
    std::sort(logs.begin(), logs.end());
    return logs;
}

}  // namespace

Result<void> checkContinuity(FileSystem& files, const std::string& directory) {
    const Result<std::string> current =
        readFile(files, joinPath(directory, "CURRENT"), kLongestCurrent);
    if (!current || current->empty()) {
        return {};
    }
    const std::string name = current->substr(0, current->size() - 1);
    const Result<std::unique_ptr<File>> manifest =
        files.open(joinPath(directory, name), OpenMode::Read);
    if (!manifest) {
        return {};
    }
    Logs known;
    const auto read =
        findIntactLog(**manifest, [&](std::string_view record) { known.take(record); });
    if (!read) {
        return read.error();
    }
    if (read->wholeBehind) {
        return {};
    }
    const auto logs = findLogs(files, directory, known.first);
    if (!logs) {
        return logs.error();
    }
    Sequence sequence(known.lastSequence);
    for (const auto& log : *logs) {
        const Result<std::unique_ptr<File>> file = files.open(log.second, OpenMode::Read);
        if (!file) {
            return file.error();
        }
        const auto walked =
            findIntactLog(**file, [&](std::string_view batch) { sequence.take(batch); });
        if (!walked) {
            return walked.error();
        }
        if (sequence.hasGap()) {
            return Error(ErrorCode::Corrupted,
                         log.second +
                             ": the writes before it are missing: a log is lost, or the "
                             "end of " +
                             name + " is broken");
        }
    }
    return {};
}

}  // namespace quorate::storage
