// SPDX-License-Identifier: Apache-2.0
#include "engine/observe/key_frames.h"

#include <algorithm>
#include <iterator>

namespace quorate::observe {

void KeyFrames::add(std::uint64_t eventsBefore, ClusterState state) {
    push({eventsBefore, std::move(state), nullptr, {}});
}

void KeyFrames::add(std::uint64_t eventsBefore, ClusterState state, const RecordingFile& file,
                    BlockPlace place) {
    push({eventsBefore, std::move(state), &file, std::move(place)});
}

void KeyFrames::add(const RecordingFile& file, BlockPlace place) {
    const std::uint64_t eventsBefore = place.header.firstNumber;
    push({eventsBefore, std::nullopt, &file, std::move(place)});
}

void KeyFrames::push(Frame frame) {
    m_inMemory += frame.state ? 1U : 0U;
    m_frames.push_back(std::move(frame));
    while (m_inMemory > m_cachedKeyFrames && m_firstCached < m_frames.size()) {
        Frame& oldest = m_frames[m_firstCached++];
        if (oldest.state && oldest.file != nullptr) {
            oldest.state.reset();
            --m_inMemory;
        }
    }
}

const KeyFrames::Frame* KeyFrames::find(std::uint64_t count) const {
    const auto behind = std::upper_bound(
        m_frames.begin(), m_frames.end(), count,
        [](std::uint64_t wanted, const Frame& frame) { return wanted < frame.eventsBefore; });
    return behind == m_frames.begin() ? nullptr : &*std::prev(behind);
}

std::uint64_t KeyFrames::nearest(std::uint64_t count) const {
    const Frame* frame = find(count);
    return frame != nullptr ? frame->eventsBefore : 0;
}

Result<ClusterState> KeyFrames::load(std::uint64_t count) const {
    const Frame* frame = find(count);
    if (frame == nullptr) {
        return ClusterState();
    }
    if (frame->state) {
        return *frame->state;
    }
    const auto content = readContent(*frame->file, frame->place);
    if (!content) {
        return content.error();
    }
    return ClusterState::decode(content->view());
}

}  // namespace quorate::observe
