// SPDX-License-Identifier: Apache-2.0
// How a recording grows. What it answers: recording_queries.cpp; its file: recording_storage.cpp.
#include "engine/observe/recording.h"

#include <algorithm>
#include <utility>

#include "engine/observe/event_codec.h"

namespace quorate::observe {

Recording::Recording(const RecordingOptions& options)
    : m_options(options),
      m_store(std::max<std::size_t>(options.cachedChunks, 1)),
      m_keyFrames(options.cachedKeyFrames) {}

Result<void> Recording::append(const Published& published) {
    const bool hadFailed = m_fileFailure.has_value();
    m_merger.add(published);
    m_merger.takeReady([this](const Chunk& chunk, std::size_t place) { take(chunk, place); });
    return errorSince(hadFailed);
}

Result<void> Recording::endSource(SourceId source) {
    const bool hadFailed = m_fileFailure.has_value();
    m_merger.end(source);
    m_merger.takeReady([this](const Chunk& chunk, std::size_t place) { take(chunk, place); });
    return errorSince(hadFailed);
}

Result<void> Recording::flush() {
    const bool hadFailed = m_fileFailure.has_value();
    m_merger.takeAll([this](const Chunk& chunk, std::size_t place) { take(chunk, place); });
    auto synced = sync();
    return synced ? errorSince(hadFailed) : synced;
}

Result<void> Recording::sync() {
    const bool hadFailed = m_fileFailure.has_value();
    if (m_file != nullptr && !m_fileFailure) {
        closeChunk();
        if (!m_fileFailure) {
            if (auto synced = m_file->sync(); !synced) {
                m_fileFailure = synced.error();
            }
        }
    }
    return errorSince(hadFailed);
}

Result<void> Recording::errorSince(bool hadFailed) {
    if (m_fileFailure && !hadFailed) {
        return *m_fileFailure;
    }
    if (const auto strange = std::exchange(m_strangeEvent, std::nullopt)) {
        return *strange;
    }
    return {};
}

void Recording::take(const Chunk& from, std::size_t place) {
    Record record = from.record(place);
    const auto node = from.node(record);
    const auto body = from.body(record);
    if (!node || !body) {
        m_strangeEvent = !node ? node.error() : body.error();
        return;
    }
    // What comes too late, from a source that was not known in time, happens now: moments never
    // decrease.
    record.moment = std::max(record.moment, m_lastMoment);
    m_lastMoment = record.moment;
    if (!m_open || !m_open->fits(*node, body->size())) {
        closeChunk();
        m_open.emplace(m_options.chunk, body->size());
    }
    m_open->append(record, *node, *body);

    const SourceId source = sourceOf(record.id);
    const std::uint64_t sequence = sequenceOf(record.id);
    auto range = std::find_if(m_openSources.begin(), m_openSources.end(),
                              [source](const SourceRange& r) { return r.source == source; });
    if (range == m_openSources.end()) {
        range = m_openSources.insert(range, {source, sequence, sequence});
    }
    range->lastSequence = sequence;

    Event event;
    event.moment = record.moment;
    event.node = *node;
    event.cause = record.cause;
    if (auto decoded = decodeBody(record.kind, *body, event); !decoded) {
        m_strangeEvent.emplace(ErrorCode::Corrupted, decoded.error().message);
        return;
    }
    m_state.apply(record.id, event);
}

void Recording::closeChunk() {
    if (!m_open || m_open->size() == 0) {
        return;
    }
    const Chunk chunk = m_open->chunk();
    const std::uint64_t firstNumber = m_store.index().eventCount();
    std::optional<BlockPlace> place;
    if (m_file != nullptr && !m_fileFailure) {
        place = write(encodeEventsBlock(chunk, firstNumber, m_openSources));
    }
    const auto added =
        place ? m_store.add(*m_file, *place)
              : m_store.add({firstNumber, static_cast<std::uint32_t>(chunk.size()),
                             chunk.record(0).moment, chunk.record(chunk.size() - 1).moment},
                            m_openSources, chunk);
    QUORATE_INVARIANT(added.has_value(), "a chunk does not follow: " + added.error().message);
    m_open.reset();
    m_openSources.clear();
    if (m_store.index().eventCount() - m_keyFrames.latest() >= m_options.keyFrameEvents) {
        addKeyFrame();
    }
}

void Recording::addKeyFrame() {
    const std::uint64_t count = m_store.index().eventCount();
    if (m_file != nullptr && !m_fileFailure) {
        if (auto place = write(encodeKeyFrameBlock(m_state.encode(), count, m_lastMoment))) {
            m_keyFrames.add(count, m_state, *m_file, std::move(*place));
            return;
        }
    }
    m_keyFrames.add(count, m_state);
}

}  // namespace quorate::observe
