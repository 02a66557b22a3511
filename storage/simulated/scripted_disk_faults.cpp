// SPDX-License-Identifier: Apache-2.0
#include "storage/simulated/scripted_disk_faults.h"

#include <algorithm>

namespace quorate::storage {

void ScriptedDiskFaults::nth(std::uint64_t n, const CallFate& fate, const CallsLike& calls) {
    m_scripts.push_back({calls, std::max<std::uint64_t>(n, 1), fate});
}

void ScriptedDiskFaults::always(const CallFate& fate, const CallsLike& calls) {
    m_scripts.push_back({calls, 0, fate});
}

void ScriptedDiskFaults::keepOfSectors(std::vector<std::uint64_t> bytes) {
    std::reverse(bytes.begin(), bytes.end());
    m_ofSectors = std::move(bytes);
}

CallFate ScriptedDiskFaults::fateOf(const DiskCall& call) {
    const CallFate* always = nullptr;
    std::optional<CallFate> due;
    for (auto script = m_scripts.begin(); script != m_scripts.end();) {
        if (script->calls.matches(call)) {
            if (script->left == 0) {
                always = &script->fate;
            } else if (--script->left == 0) {
                due = script->fate;
                script = m_scripts.erase(script);
                continue;
            }
        }
        ++script;
    }
    if (due) {
        return *due;
    }
    return always != nullptr ? *always : CallFate{};
}

FileLeft ScriptedDiskFaults::fileLeft(const UnsyncedFile& file) {
    const bool keeps = m_keepsBytes || !m_ofSectors.empty();
    return {keeps, keeps ? file.seenSize : 0};
}

std::uint64_t ScriptedDiskFaults::bytesLeft(const UnsyncedSector& sector) {
    if (!m_ofSectors.empty()) {
        const std::uint64_t bytes = m_ofSectors.back();
        m_ofSectors.pop_back();
        return bytes;
    }
    return m_keepsBytes ? sector.length : 0;
}

}  // namespace quorate::storage
