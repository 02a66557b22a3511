// SPDX-License-Identifier: Apache-2.0
#include "storage/inspection/log_page.h"

#include <algorithm>
#include <array>
#include <utility>

#include "storage/inspection/entry_words.h"
#include "storage/inspection/log_stripes.h"
#include "storage/wal/inspection.h"
#include "storage/wal/record_codec.h"

namespace quorate::storage {

namespace {

LogSegment summaryOf(const LogImage& image, const SegmentImage& segment) {
    LogSegment summary;
    summary.name = segment.name;
    summary.fileSize = segment.fileSize;
    summary.writtenSize = segment.bytes.size();
    if (image.durable) {
        const std::uint64_t sequence = segment.name.sequence;
        summary.durableSize = sequence < image.durable->segment ? summary.writtenSize
                              : sequence == image.durable->segment
                                  ? std::min(image.durable->offset, summary.writtenSize)
                                  : 0;
    }
    return summary;
}

struct Filler {
    LogRecord& into;

    void operator()(const WalHead& head) const {
        into.hardState = head.hardState;
        into.entry = head.last;
    }
    void operator()(const WalBatch& /*batch*/) const {}
    void operator()(const raft::Entry& entry) const {
        into.entry = entry.id();
        into.entryType = entry.type;
        EntryWords words = wordsOf(entry);
        into.verb = std::move(words.verb);
        into.key = std::move(words.key);
    }
    void operator()(const raft::HardState& state) const { into.hardState = state; }
    void operator()(const WalSnapshot& snapshot) const { into.entry = snapshot.id; }
    void operator()(const WalRelease& release) const { into.entry = release.id; }
    void operator()(const WalEnd& /*end*/) const {}
};

LogRecord recordOf(const WalPiece& piece, std::string_view segment) {
    LogRecord record;
    record.offset = piece.offset;
    record.size = piece.size;
    const std::string_view bytes = segment.substr(static_cast<std::size_t>(piece.offset),
                                                  static_cast<std::size_t>(piece.size));
    record.bytes = bytes.substr(0, kToldBytes);
    if (piece.record == nullptr) {
        record.text = piece.damage;
        return record;
    }
    record.kind = typeOf(*piece.record);
    record.text = describe(*piece.record);
    std::visit(Filler{record}, *piece.record);
    if (const auto frame = readFrame(bytes)) {
        record.checksum = frame->checksum;
    }
    return record;
}

/// Finds the place that is asked for while the segment is gone through.
class Finder {
public:
    explicit Finder(const RecordsQuestion& question) : m_question(question) {}

    void see(std::uint64_t number, const WalPiece& piece) {
        switch (m_question.from) {
        case RecordsQuestion::From::Number:
            break;
        case RecordsQuestion::From::Offset:
            if (piece.offset <= m_question.at) {
                m_found = number;
            }
            break;
        case RecordsQuestion::From::Entry:
            if (const auto* entry =
                    piece.record == nullptr ? nullptr : std::get_if<raft::Entry>(piece.record);
                entry != nullptr && entry->index.value() == m_question.at) {
                m_found = number;
            }
            break;
        }
    }
    [[nodiscard]] const std::optional<std::uint64_t>& found() const noexcept { return m_found; }

private:
    const RecordsQuestion& m_question;
    std::optional<std::uint64_t> m_found;
};

}  // namespace

LogAnswer segmentsIn(const LogImage& image) {
    LogAnswer answer;
    answer.isOpen = image.isOpen();
    for (const SegmentImage& segment : image.segments) {
        answer.segments.push_back(summaryOf(image, segment));
    }
    return answer;
}

Result<RecordsAnswer> recordsIn(const LogImage& image, const RecordsQuestion& question) {
    const auto segment = std::find_if(
        image.segments.begin(), image.segments.end(),
        [&question](const SegmentImage& each) { return each.name.sequence == question.segment; });
    if (segment == image.segments.end()) {
        return Error(ErrorCode::NotFound,
                     "segment " + std::to_string(question.segment) + " of the log is not there");
    }
    const std::size_t limit = std::min(question.limit, kMaxPage);
    RecordsAnswer answer;
    answer.segment = summaryOf(image, *segment);
    const std::uint64_t sequence = segment->name.sequence;
    StripeMaker stripes(segment->bytes.size());
    Finder finder(question);
    visitSegment(
        segment->bytes, sequence,
        [&](const WalPiece& piece) {
            finder.see(answer.recordCount++, piece);
            stripes.add(piece);
            return true;
        },
        image.owner);
    answer.map = stripes.take();
    answer.found = finder.found();
    answer.first = question.from == RecordsQuestion::From::Number
                       ? question.at
                       : answer.found.value_or(0) -
                             std::min<std::uint64_t>(answer.found.value_or(0), limit / 2);
    answer.first = std::min(answer.first, answer.recordCount);
    std::uint64_t number = 0;
    visitSegment(
        segment->bytes, sequence,
        [&](const WalPiece& piece) {
            if (answer.records.size() < limit && number++ >= answer.first) {
                answer.records.push_back(recordOf(piece, segment->bytes.view()));
            }
            return answer.records.size() < limit;
        },
        image.owner);
    return answer;
}

}  // namespace quorate::storage
