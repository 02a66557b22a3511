// SPDX-License-Identifier: Apache-2.0
// The file of a recording: written, read, followed, copied.
#include <utility>

#include "engine/observe/recording.h"
#include "engine/observe/recording_block.h"

namespace quorate::observe {

namespace {

Result<void> checkEmpty(const RecordingFile& file) {
    const auto size = file.size();
    if (!size) {
        return size.error();
    }
    if (*size != 0) {
        return Error(ErrorCode::FailedPrecondition, "the file for a new recording is not empty");
    }
    return {};
}

}  // namespace

Result<std::unique_ptr<Recording>> Recording::create(RecordingFile& file,
                                                     const RecordingOptions& options) {
    if (auto empty = checkEmpty(file); !empty) {
        return empty.error();
    }
    const std::string head = encodeFileHead();
    if (auto written = file.append(head); !written) {
        return written.error();
    }
    auto recording = std::make_unique<Recording>(options);
    recording->m_file = &file;
    recording->m_fileSize = head.size();
    return recording;
}

Result<std::unique_ptr<Recording>> Recording::open(RecordingFile& file, Mode mode,
                                                   const RecordingOptions& options) {
    auto recording = std::make_unique<Recording>(options);
    recording->m_scanner.emplace(file);
    if (auto begun = recording->m_scanner->begin(); !begun) {
        return begun.error();
    }
    recording->m_file = &file;
    if (auto scanned = recording->scan(); !scanned) {
        return scanned.error();
    }
    auto caughtUp = recording->catchUp();
    if (mode == Mode::Read) {
        return recording;  // what cannot be read is told to those who ask for it
    }
    if (!caughtUp) {
        return caughtUp.error();
    }
    recording->m_fileSize = recording->m_scanner->offset();
    recording->m_scanner.reset();
    if (recording->m_tailDamage) {
        if (auto cut = file.truncate(recording->m_fileSize); !cut) {
            return cut.error();
        }
    }
    for (const SourceRange& range : recording->m_store.index().latest()) {
        recording->m_merger.skipTo(range.source, range.lastSequence + 1);
    }
    return recording;
}

Result<std::uint64_t> Recording::refresh() {
    if (!m_scanner) {
        return Error(ErrorCode::FailedPrecondition, "this recording is not read from a file");
    }
    const std::uint64_t before = size();
    if (auto scanned = scan(); !scanned) {
        return scanned.error();
    }
    if (auto caughtUp = catchUp(); !caughtUp) {
        return caughtUp.error();
    }
    return size() - before;
}

/// Takes in the blocks that the file has beyond those that are known.
Result<void> Recording::scan() {
    for (;;) {
        auto place = m_scanner->next();
        if (!place) {
            return place.error();
        }
        if (!*place) {
            m_tailDamage = m_scanner->obstacle();
            return {};
        }
        if (auto adopted = adopt(**place); !adopted) {
            return adopted;
        }
    }
}

Result<void> Recording::adopt(const BlockPlace& place) {
    if (place.header.kind == BlockHeader::Kind::KeyFrame) {
        if (place.header.firstNumber != m_store.index().eventCount()) {
            return Error(ErrorCode::Corrupted, "a key frame is not in its place");
        }
        m_keyFrames.add(*m_file, place);
        return {};
    }
    if (auto added = m_store.add(*m_file, place); !added) {
        return added;
    }
    m_lastMoment = place.header.lastMoment;
    return {};
}

/// Brings the latest state up to the latest event.
Result<void> Recording::catchUp() {
    auto state = stateAfter(size());
    if (!state) {
        return state.error();
    }
    m_state = std::move(*state);
    return {};
}

std::optional<BlockPlace> Recording::write(const std::string& block) {
    if (auto written = m_file->append(block); !written) {
        m_fileFailure = written.error();
        return std::nullopt;
    }
    const std::string_view view = block;
    const auto indexBytes = indexBytesOf(view);
    QUORATE_INVARIANT(indexBytes.has_value(), "a block was written that cannot be read");
    auto header = decodeBlockHeader(view.substr(0, kBlockHeaderSize + *indexBytes));
    QUORATE_INVARIANT(header.has_value(), "a block was written that cannot be read");
    BlockPlace place{m_fileSize, std::move(*header)};
    m_fileSize += block.size();
    return place;
}

Result<void> Recording::saveTo(RecordingFile& file) const {
    if (auto empty = checkEmpty(file); !empty) {
        return empty;
    }
    if (auto written = file.append(encodeFileHead()); !written) {
        return written;
    }
    // The sources of a chunk are found again from its records.
    const auto save = [&file](const Chunk& chunk, std::uint64_t firstNumber) {
        return file.append(encodeEventsBlock(chunk, firstNumber, rangesOf(chunk)));
    };
    std::size_t frame = 0;
    const ChunkIndex& index = m_store.index();
    for (std::size_t number = 0; number < index.size(); ++number) {
        const auto chunk = m_store.chunk(number);
        if (!chunk) {
            return chunk.error();
        }
        if (auto saved = save(*chunk, index[number].firstNumber); !saved) {
            return saved;
        }
        const std::uint64_t count = index[number].firstNumber + index[number].count;
        for (; frame < m_keyFrames.size() && m_keyFrames.eventsBefore(frame) <= count; ++frame) {
            const auto state = m_keyFrames.load(m_keyFrames.eventsBefore(frame));
            if (!state) {
                return state.error();
            }
            if (auto saved = file.append(
                    encodeKeyFrameBlock(state->encode(), count, index[number].lastMoment));
                !saved) {
                return saved;
            }
        }
    }
    if (m_open && m_open->size() > 0) {
        if (auto saved = save(m_open->chunk(), index.eventCount()); !saved) {
            return saved;
        }
    }
    return file.sync();
}

}  // namespace quorate::observe
