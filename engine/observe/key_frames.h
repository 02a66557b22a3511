// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "engine/base/result.h"
#include "engine/observe/block_scanner.h"
#include "engine/observe/cluster_state.h"

namespace quorate::observe {

/// States from which a replay can start, in order of how many events lie before them. Before the
/// first one there is the empty state.
///
/// Those that are also in a file are kept in memory only as long as they are among the latest.
/// Belongs to one executor.
class KeyFrames {
public:
    explicit KeyFrames(std::size_t cachedKeyFrames) : m_cachedKeyFrames(cachedKeyFrames) {}

    /// `file`, where it has one, must outlive this.
    void add(std::uint64_t eventsBefore, ClusterState state);
    void add(std::uint64_t eventsBefore, ClusterState state, const RecordingFile& file,
             BlockPlace place);
    void add(const RecordingFile& file, BlockPlace place);

    [[nodiscard]] std::size_t size() const noexcept { return m_frames.size(); }
    [[nodiscard]] std::uint64_t eventsBefore(std::size_t frame) const {
        return m_frames[frame].eventsBefore;
    }
    /// How many events lie before the latest one.
    [[nodiscard]] std::uint64_t latest() const noexcept {
        return m_frames.empty() ? 0 : m_frames.back().eventsBefore;
    }
    /// How many lie before the nearest one that does not lie behind `count` events.
    [[nodiscard]] std::uint64_t nearest(std::uint64_t count) const;
    /// The state of the one that nearest() tells. Corrupted, Malformed, errors of the file.
    [[nodiscard]] Result<ClusterState> load(std::uint64_t count) const;
    [[nodiscard]] std::size_t framesInMemory() const noexcept { return m_inMemory; }

private:
    struct Frame {
        std::uint64_t eventsBefore{0};
        std::optional<ClusterState> state;
        const RecordingFile* file{nullptr};
        BlockPlace place;
    };

    void push(Frame frame);
    [[nodiscard]] const Frame* find(std::uint64_t count) const;

    std::size_t m_cachedKeyFrames;
    std::vector<Frame> m_frames;
    std::size_t m_inMemory{0};
    /// Those before this one have been let go.
    std::size_t m_firstCached{0};
};

}  // namespace quorate::observe
