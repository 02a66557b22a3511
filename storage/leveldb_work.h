// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <utility>

#include "engine/base/invariant.h"

namespace quorate::storage {

/// The background work of a LevelDB database, which has one piece of it at a time and schedules the
/// next one within that. Any thread may bring it and run it.
class LevelDbWork {
public:
    LevelDbWork() = default;
    LevelDbWork(const LevelDbWork&) = delete;
    LevelDbWork& operator=(const LevelDbWork&) = delete;
    ~LevelDbWork() { take().reset(); }

    void put(std::function<void()> work) {
        auto piece = std::make_unique<std::function<void()>>(std::move(work));
        const bool wasEmpty = m_work.exchange(piece.release()) == nullptr;
        QUORATE_INVARIANT(wasEmpty, "LevelDB schedules more than one piece of work");
    }
    /// Runs what is there; false for nothing.
    bool run() {
        const auto work = take();
        if (work != nullptr) {
            (*work)();
        }
        return work != nullptr;
    }

private:
    std::unique_ptr<std::function<void()>> take() {
        return std::unique_ptr<std::function<void()>>(m_work.exchange(nullptr));
    }

    std::atomic<std::function<void()>*> m_work{nullptr};
};

}  // namespace quorate::storage
