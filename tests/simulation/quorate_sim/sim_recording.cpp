// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/quorate_sim/sim_recording.h"

#include <utility>

namespace quorate::sim {

Result<std::unique_ptr<SimRecording>> SimRecording::create(const std::string& path) {
    std::unique_ptr<SimRecording> made(new SimRecording);
    auto file = storage::StoredRecordingFile::create(made->m_files, path);
    if (!file) {
        return file.error();
    }
    made->m_file = std::move(*file);
    auto recording = observe::Recording::create(*made->m_file);
    if (!recording) {
        return recording.error();
    }
    made->m_recording = std::move(*recording);
    return made;
}

void SimRecording::take(observe::Moment now) {
    auto taken = m_recording->append(m_recorder.publish(now));
    if (m_state && !taken) {
        m_state = taken;
    }
}

Result<void> SimRecording::finish(observe::Moment now) {
    take(now);
    auto ended = m_recording->endSource(observe::SourceId());
    auto flushed = m_recording->flush();
    return !m_state ? m_state : !ended ? ended : flushed;
}

}  // namespace quorate::sim
