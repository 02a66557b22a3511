// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "engine/base/random.h"
#include "storage/simulated/disk_faults.h"
#include "storage/simulated/random_disk_faults.h"

namespace quorate::storage {

/// A disk that works, but for one call; what is left of what was not synced is drawn from a seed.
class FaultAtCall final : public DiskFaults {
public:
    explicit FaultAtCall(std::uint64_t seed) : m_left(Random(seed), DiskProfile()) {}

    /// The n-th call from now on, 1 for the next one.
    void arm(std::uint64_t n, const CallFate& fate) {
        m_calls = 0;
        m_at = n;
        m_fate = fate;
        m_hit.reset();
    }
    /// And all calls of this kind with this in their path do nothing, and say that they worked.
    void lieAbout(DiskCallKind kind, std::string inPath) {
        m_lie = kind;
        m_lieIn = std::move(inPath);
    }
    void disarm() noexcept {
        m_at = 0;
        m_lie.reset();
    }
    /// The call that was hit: "sync of log/...".
    [[nodiscard]] const std::optional<std::string>& hit() const noexcept { return m_hit; }
    [[nodiscard]] DiskCallKind hitKind() const noexcept { return m_hitKind; }
    [[nodiscard]] std::uint64_t calls() const noexcept { return m_calls; }

    CallFate fateOf(const DiskCall& call) override {
        ++m_calls;
        if (m_calls != m_at) {
            const bool lies = m_lie == call.kind && call.path.find(m_lieIn) != std::string::npos;
            return {lies ? CallOutcome::Lies : CallOutcome::Works, 0, {}, 0};
        }
        m_hit = std::string(toString(call.kind)) + " of " + std::string(call.path);
        m_hitKind = call.kind;
        CallFate fate = m_fate;
        if (fate.outcome != CallOutcome::Lies && call.kind == DiskCallKind::Write) {
            fate.done = fate.done % (call.length + 1);
        }
        return fate;
    }
    bool nameLasts(std::string_view path) override { return m_left.nameLasts(path); }
    FileLeft fileLeft(const UnsyncedFile& file) override { return m_left.fileLeft(file); }
    std::uint64_t bytesLeft(const UnsyncedSector& sector) override {
        return m_left.bytesLeft(sector);
    }

private:
    RandomDiskFaults m_left;
    std::uint64_t m_calls{0};
    std::uint64_t m_at{0};
    std::optional<DiskCallKind> m_lie;
    std::string m_lieIn;
    CallFate m_fate;
    std::optional<std::string> m_hit;
    DiskCallKind m_hitKind{};
};

}  // namespace quorate::storage
