// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <vector>

#include "engine/base/result.h"
#include "engine/kv/key_value.h"
#include "network/copy/copy_report.h"
#include "network/copy/key_pages.h"
#include "network/copy/key_writer.h"
#include "network/copy/lease_copies.h"

namespace quorate::network {

/// Reads source and target side by side, each as of one revision, and compares every key and value.
/// What it is given outlives it.
class CopyCheck {
public:
    using Done = std::function<void(Result<void>)>;
    /// After each page: keys and bytes of the source so far.
    using Told = std::function<void(std::int64_t keys, std::uint64_t bytes)>;

    struct Sides {
        KeyPages source;
        KeyPages target;
    };

    CopyCheck(Sides sides, const LeaseCopies& leases, const KeyWriter& writer, CopyReport& report);

    /// Once. Differences are in the report and no error; Compacted.
    void run(const Told& told, const Done& done);
    /// Keys that were copied and are no more at the source: of an earlier reading of it.
    [[nodiscard]] const std::vector<kv::KeyValue>& left() const noexcept { return m_leftOver; }

private:
    void readOn();
    void taken(std::deque<kv::KeyValue>& side, const Result<std::vector<kv::KeyValue>>& page);
    void compare();
    void compareFirst();
    void differs(const kv::KeyValue& key, CopyDifference::Kind kind);
    void onlyAtTarget(const kv::KeyValue& key);

    Sides m_sides;
    const LeaseCopies& m_leases;
    const KeyWriter& m_writer;
    CopyReport& m_report;
    std::deque<kv::KeyValue> m_source;
    std::deque<kv::KeyValue> m_target;
    std::vector<kv::KeyValue> m_leftOver;
    std::int64_t m_keys{0};
    std::uint64_t m_bytes{0};
    Told m_told;
    Done m_done;
};

}  // namespace quorate::network
