// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

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
    /// And the process dies in the `n`-th call behind that one; not at all for 0.
    void thenCrash(std::uint64_t n) noexcept { m_crashAfter = n; }
    void disarm() noexcept { m_at = 0; }
    /// The kinds of all calls go there; null: nowhere.
    void listCalls(std::vector<DiskCallKind>* kinds) noexcept { m_kinds = kinds; }
    /// The call that was hit: "sync of log/...".
    [[nodiscard]] const std::optional<std::string>& hit() const noexcept { return m_hit; }
    [[nodiscard]] DiskCallKind hitKind() const noexcept { return m_hitKind; }
    [[nodiscard]] std::uint64_t calls() const noexcept { return m_calls; }

    CallFate fateOf(const DiskCall& call) override {
        ++m_calls;
        if (m_kinds != nullptr) {
            m_kinds->push_back(call.kind);
        }
        if (m_at != 0 && m_crashAfter != 0 && m_calls == m_at + m_crashAfter) {
            return {CallOutcome::Crashes, 0, {}, 0};
        }
        if (m_calls != m_at) {
            return {};
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
    std::uint64_t m_crashAfter{0};
    std::vector<DiskCallKind>* m_kinds{nullptr};
    CallFate m_fate;
    std::optional<std::string> m_hit;
    DiskCallKind m_hitKind{};
};

}  // namespace quorate::storage
