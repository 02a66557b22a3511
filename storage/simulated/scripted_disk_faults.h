// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "storage/simulated/disk_faults.h"

namespace quorate::storage {

/// Which calls a script means: all of them, or those of a kind, or with this in their path.
struct CallsLike {
    std::optional<DiskCallKind> kind;
    std::string inPath;

    [[nodiscard]] bool matches(const DiskCall& call) const {
        return (!kind || *kind == call.kind) && call.path.find(inPath) != std::string_view::npos;
    }
};

/// Decisions that are told in advance: everything works, loses what was not synced at a loss of
/// power, and takes no time, but for what is said here.
class ScriptedDiskFaults final : public DiskFaults {
public:
    /// The n-th call from now on (1 is the next one) that is like `calls` meets `fate`, once.
    void nth(std::uint64_t n, const CallFate& fate, const CallsLike& calls = {});
    /// All calls like these from now on, where no n-th is meant.
    void always(const CallFate& fate, const CallsLike& calls = {});
    /// The n-th call from now on is the one the process dies in; see CallOutcome::Crashes.
    void crashAt(std::uint64_t n, std::uint64_t done = 0) {
        nth(n, {CallOutcome::Crashes, done, {}, 0});
    }
    /// Everything works again.
    void forget() { m_scripts.clear(); }

    /// What is kept of what was not synced, where nothing else is said.
    void keepUnsyncedNames(bool keep) noexcept { m_keepsNames = keep; }
    void keepUnsyncedBytes(bool keep) noexcept { m_keepsBytes = keep; }
    /// How many bytes the next un-synced sectors keep, in the order in which they are asked for;
    /// their files have the size they were seen with.
    void keepOfSectors(std::vector<std::uint64_t> bytes);

    CallFate fateOf(const DiskCall& call) override;
    bool nameLasts(std::string_view /*path*/) override { return m_keepsNames; }
    FileLeft fileLeft(const UnsyncedFile& file) override;
    std::uint64_t bytesLeft(const UnsyncedSector& sector) override;

private:
    struct Script {
        CallsLike calls;
        std::uint64_t left{0};  ///< 0: always
        CallFate fate;
    };

    std::vector<Script> m_scripts;
    std::vector<std::uint64_t> m_ofSectors;  ///< the next one last
    bool m_keepsNames{false};
    bool m_keepsBytes{false};
};

}  // namespace quorate::storage
