// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/base/random.h"
#include "storage/simulated/disk_faults.h"
#include "storage/simulated/random_disk_faults.h"

namespace quorate::storage {

/// Lets one call to the disk end in a crash or a failure. Of what was not synced by then all is
/// lost with every third seed; with the others it is kept or torn as the seed decides.
class CrashScript final : public DiskFaults {
public:
    explicit CrashScript(std::uint64_t seed)
        : m_losesAll(seed % 3 == 0), m_random(seed), m_left(Random(seed + 1), DiskProfile()) {}

    /// The n-th call from now on (1 is the next one); none for 0.
    void at(std::uint64_t n, CallOutcome outcome) {
        m_calls = 0;
        m_at = n;
        m_outcome = outcome;
    }
    void never() { at(0, CallOutcome::Works); }
    /// From now on calls of this kind say that they worked, and do nothing.
    void lieAbout(DiskCallKind kind) { m_lie = kind; }

    /// Since at() or never().
    [[nodiscard]] std::uint64_t calls() const noexcept { return m_calls; }
    [[nodiscard]] bool happened() const noexcept { return m_at != 0 && m_calls >= m_at; }

    CallFate fateOf(const DiskCall& call) override {
        CallFate fate;
        if (++m_calls == m_at) {
            fate.outcome = m_outcome;
            // Only a write can be half done.
            const std::uint64_t most = call.kind == DiskCallKind::Write ? call.length : 1;
            fate.done = m_random.between(0, most);
        } else if (call.kind == m_lie) {
            fate.outcome = CallOutcome::Lies;
        }
        return fate;
    }
    bool nameLasts(std::string_view path) override { return !m_losesAll && m_left.nameLasts(path); }
    FileLeft fileLeft(const UnsyncedFile& file) override {
        return m_losesAll ? FileLeft{false, file.syncedSize} : m_left.fileLeft(file);
    }
    std::uint64_t bytesLeft(const UnsyncedSector& sector) override {
        return m_losesAll ? 0 : m_left.bytesLeft(sector);
    }

private:
    bool m_losesAll;
    Random m_random;
    RandomDiskFaults m_left;
    std::uint64_t m_calls{0};
    std::uint64_t m_at{0};
    CallOutcome m_outcome{CallOutcome::Works};
    std::optional<DiskCallKind> m_lie;
};

}  // namespace quorate::storage
