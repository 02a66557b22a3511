// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "engine/base/result.h"
#include "engine/observe/recorder.h"
#include "engine/observe/recording.h"
#include "storage/posix_file_system.h"
#include "storage/recording_file.h"

namespace quorate::sim {

/// The recording of one run, in a file that is not there yet. Belongs to the thread of the run.
class SimRecording {
public:
    /// FailedPrecondition for a file that is there already, IoError.
    static Result<std::unique_ptr<SimRecording>> create(const std::string& path);

    /// Who is to be told of everything.
    [[nodiscard]] observe::Observer& observer() noexcept { return m_recorder; }
    /// Puts into the file what has happened up to now. To be called now and then.
    void take(observe::Moment now);
    /// All of it, and synced; or the first error that there was.
    Result<void> finish(observe::Moment now);

private:
    SimRecording() = default;

    storage::PosixFileSystem m_files;
    std::unique_ptr<storage::StoredRecordingFile> m_file;
    std::unique_ptr<observe::Recording> m_recording;
    observe::Recorder m_recorder;
    Result<void> m_state;
};

}  // namespace quorate::sim
