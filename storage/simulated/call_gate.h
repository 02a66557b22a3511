// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "engine/base/error.h"
#include "storage/simulated/disk_faults.h"

namespace quorate::storage {

/// Through which every call to a simulated disk goes: asks for its fate, counts, and is shut from
/// the call in which the process dies until it is opened again.
class CallGate {
public:
    // In every error that is one of the simulation, and in none that is not.
    static constexpr const char* kFailed = ": the simulated disk failed";
    static constexpr const char* kFull = ": the simulated disk is full";
    static constexpr const char* kDown = ": the simulated machine is down";

    explicit CallGate(DiskFaults& faults) : m_faults(faults) {}

    [[nodiscard]] bool isShut() const noexcept { return m_isShut; }
    [[nodiscard]] std::uint64_t calls() const noexcept { return m_calls; }
    std::uint64_t takeNanoseconds() noexcept { return std::exchange(m_nanoseconds, 0); }
    [[nodiscard]] DiskFaults& faults() noexcept { return m_faults; }

    /// Not for a shut gate. Shuts it if that is the call's fate.
    CallFate ask(const DiskCall& call);

    /// What a call that does not work answers.
    [[nodiscard]] static Error failure(const DiskCall& call, const CallFate& fate);

    /// For a call that has its effect whole or not at all.
    template <class Effect>
    auto pass(const DiskCall& call, const Effect& effect) -> decltype(effect()) {
        if (m_isShut) {
            return shut(call.path);
        }
        const CallFate fate = ask(call);
        if (fate.outcome == CallOutcome::Works || fate.outcome == CallOutcome::Lies) {
            return effect();
        }
        if (fate.outcome == CallOutcome::Crashes && fate.done != 0) {
            (void)effect();
        }
        return failure(call, fate);
    }

    [[nodiscard]] static Error shut(std::string_view path);
    void open() noexcept { m_isShut = false; }
    void close() noexcept { m_isShut = true; }

private:
    DiskFaults& m_faults;
    std::uint64_t m_calls{0};
    std::uint64_t m_nanoseconds{0};
    bool m_isShut{false};
};

}  // namespace quorate::storage
