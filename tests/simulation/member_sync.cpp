// SPDX-License-Identifier: Apache-2.0
// A Ready as a whole: write, sync, send, apply, advance. Between these steps the node may crash,
// and other inputs may reach the core.
#include <utility>

#include "tests/simulation/member.h"

namespace quorate::simulation {

using raft::Message;
using raft::MessageType;

void Member::takeWholeReady() {
    m_core->takeReady(m_ready);
    m_isReadyOpen = true;
    m_environment.checks.ready(*m_core, m_ready);
    observe();
    answerReads(m_ready);
    if (m_environment.plan.earlyAppends) {
        // A leader may write to its own disk while its followers write to theirs (dissertation
        // §10.2.1).
        std::vector<Message> rest;
        for (Message& message : std::exchange(m_ready.messages, {})) {
            if (message.type == MessageType::App) {
                send(std::move(message));
            } else {
                rest.push_back(std::move(message));
            }
        }
        m_ready.messages = std::move(rest);
    }
    m_disk.write(m_ready.hardState, m_ready.snapshot, m_ready.entries);
    if (m_environment.plan.atomicReadys) {
        syncReady();
    } else {
        soon(EventKind::Sync, maxWriteDelay());
    }
}

void Member::syncReady() {
    if (m_ready.mustSync || m_ready.snapshot != nullptr) {
        syncDisk();
    }
    for (Message& message : std::exchange(m_ready.messages, {})) {
        send(std::move(message));
    }
    installSnapshot(m_ready.snapshot);
    if (m_environment.plan.atomicReadys) {
        applyReady();
    } else {
        soon(EventKind::Apply, m_environment.plan.maxApplyDelay);
    }
}

void Member::applyReady() {
    // What a snapshot has overtaken counts as applied: the snapshot brings it.
    static_cast<void>(applyEntries(m_ready.committedEntries));
    m_isReadyOpen = false;
    m_core->advance();
    inputDone();
}

}  // namespace quorate::simulation
