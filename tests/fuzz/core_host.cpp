// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/core_host.h"

#include <algorithm>
#include <string>
#include <utility>

#include "engine/base/invariant.h"
#include "engine/raft/codec.h"
#include "engine/raft/describe.h"
#include "engine/raft/message_check.h"

namespace quorate::tests {

using raft::Index;
using raft::Message;
using raft::MessageType;

namespace {

void require(const Result<void>& result, const char* what) {
    QUORATE_INVARIANT(result.has_value(), std::string(what) + ": " + result.error().message);
}

}  // namespace

raft::EventId CoreHost::Listener::record(const raft::TraceEvent& event) {
    QUORATE_INVARIANT(event.cause.value() <= m_lastEvent, "an effect came before its cause");
    return raft::EventId(++m_lastEvent);
}

CoreHost::CoreHost(const raft::Config& config, const raft::Snapshot& snapshot,
                   raft::EntrySpan entries, const raft::HardState& hardState)
    : m_config(config) {
    m_config.onBrokenInvariant = raft::OnBrokenInvariant::Throw;
    m_config.traceSink = &m_listener;
    if (!snapshot.isEmpty()) {
        require(m_storage.applySnapshot(snapshot), "the first snapshot");
    }
    require(m_storage.append(entries), "the first entries");
    m_storage.setHardState(hardState);
    start();
}

void CoreHost::start() {
    const auto snapshot = m_storage.snapshot();
    m_applied = (*snapshot)->metadata.index;
    m_confState = (*snapshot)->metadata.confState;
    m_config.applied = m_applied;
    auto created = raft::RawNode::create(m_config, m_storage);
    QUORATE_INVARIANT(created.has_value(),
                      "what was written cannot be started from: " + created.error().message);
    m_core = std::move(*created);
    m_isReadyOpen = false;
    m_handedOut = m_applied;
    m_before = m_core->hardState();
}

void CoreHost::restart() {
    m_core.reset();
    m_appendWork.clear();
    m_appendResponses.clear();
    m_applyWork.clear();
    m_applyResponses.clear();
    start();
}

void CoreHost::takeReady() {
    if (m_isReadyOpen || !m_core->hasReady()) {
        return;
    }
    raft::Ready ready = m_core->takeReady();
    for (const raft::Entry& entry : ready.committedEntries) {
        QUORATE_INVARIANT(entry.index > m_handedOut, "an entry is to be applied twice");
        m_handedOut = entry.index;
    }
    static_cast<void>(raft::describe(ready));
    if (!m_config.asyncStorageWrites) {
        m_isReadyOpen = true;
        write(ready.hardState ? &*ready.hardState : nullptr, ready.entries, ready.snapshot);
        apply(ready.committedEntries);
    }
    route(ready.messages);
}

void CoreHost::workOnLog() {
    if (m_isReadyOpen) {
        m_isReadyOpen = false;
        m_core->advance();
    } else if (!m_appendResponses.empty()) {
        giveBack(m_appendResponses);
    } else if (!m_appendWork.empty()) {
        Message work = std::move(m_appendWork.front());
        m_appendWork.pop_front();
        const raft::HardState state{work.term, work.vote, work.commit};
        write(state.isEmpty() ? nullptr : &state, work.entries, work.snapshot);
        std::move(work.responses.begin(), work.responses.end(),
                  std::back_inserter(m_appendResponses));
    }
}

void CoreHost::workOnStateMachine() {
    if (!m_applyResponses.empty()) {
        giveBack(m_applyResponses);
    } else if (!m_applyWork.empty()) {
        Message work = std::move(m_applyWork.front());
        m_applyWork.pop_front();
        apply(work.entries);
        std::move(work.responses.begin(), work.responses.end(),
                  std::back_inserter(m_applyResponses));
    }
}

void CoreHost::settle() {
    while (m_isReadyOpen || m_core->hasReady() || !m_appendWork.empty() ||
           !m_appendResponses.empty() || !m_applyWork.empty() || !m_applyResponses.empty()) {
        takeReady();
        workOnLog();
        workOnStateMachine();
    }
}

void CoreHost::write(const raft::HardState* hardState, raft::EntrySpan entries,
                     const std::shared_ptr<const raft::Snapshot>& snapshot) {
    if (hardState != nullptr) {
        m_storage.setHardState(*hardState);
    }
    if (snapshot != nullptr) {
        require(m_storage.applySnapshot(*snapshot), "a snapshot to install");
        m_applied = snapshot->metadata.index;
        m_confState = snapshot->metadata.confState;
        m_handedOut = std::max(m_handedOut, m_applied);
    }
    for (std::size_t i = 1; i < entries.size(); ++i) {
        QUORATE_INVARIANT(entries[i].index == entries[i - 1].index.next() &&
                              entries[i].term >= entries[i - 1].term,
                          "entries to write do not follow each other");
    }
    require(m_storage.append(entries), "entries to write");
}

void CoreHost::apply(raft::EntrySpan entries) {
    for (const raft::Entry& entry : entries) {
        if (entry.type != raft::EntryType::Normal) {
            const auto change = raft::confChangeOf(entry);
            QUORATE_INVARIANT(change.has_value(), "an entry that is no change was committed");
            // One that the configuration does not allow changes nothing, here as everywhere.
            if (auto state = m_core->applyConfChange(*change)) {
                m_confState = std::move(*state);
            }
        }
        m_applied = std::max(m_applied, entry.index);
    }
}

void CoreHost::route(std::vector<Message>& messages) {
    for (Message& message : messages) {
        if (message.to == raft::kAppendThread) {
            m_appendWork.push_back(std::move(message));
            continue;
        }
        if (message.to == raft::kApplyThread) {
            m_applyWork.push_back(std::move(message));
            continue;
        }
        std::string encoded;
        raft::encode(message, encoded);
        const auto decoded = raft::decodeMessage(Bytes::copyOf(encoded));
        QUORATE_INVARIANT(decoded.has_value() && *decoded == message,
                          "a message does not survive its encoding");
        require(raft::checkForm(message), "a message of our own is of bad form");
    }
}

void CoreHost::giveBack(std::deque<Message>& responses) {
    Message response = std::move(responses.front());
    responses.pop_front();
    if (response.to != m_core->id()) {
        std::vector<Message> one{std::move(response)};
        route(one);
        return;
    }
    const auto taken = m_core->stepLocal(std::move(response));
    QUORATE_INVARIANT(taken.has_value() || taken.error().code == ErrorCode::PeerNotFound,
                      "an own response was refused: " + taken.error().message);
}

void CoreHost::compact() {
    const auto snapshot = m_storage.snapshot();
    if (m_applied <= (*snapshot)->metadata.index) {
        return;
    }
    require(m_storage.createSnapshot(m_applied, &m_confState, Bytes::copyOf("state")),
            "a snapshot of what is applied");
    const Index confirmed = std::min(m_applied, m_core->status().log.applied);
    if (confirmed >= m_storage.firstIndex()) {
        require(m_storage.compact(confirmed), "compaction up to what is applied");
    }
}

void CoreHost::check() {
    const raft::Status status = m_core->status();
    const raft::LogStatus& log = status.log;
    QUORATE_INVARIANT(log.applied <= log.applying && log.applying <= log.committed &&
                          log.committed <= log.last.index && log.last.index <= raft::kMaxIndex,
                      "the log's indexes are out of order");
    const raft::HardState& now = status.hardState;
    QUORATE_INVARIANT(now.term >= m_before.term && now.term <= raft::kMaxTerm &&
                          now.commit >= m_before.commit &&
                          (now.term > m_before.term || m_before.vote == raft::kNoNode ||
                           now.vote == m_before.vote),
                      "term, vote or commit index went back");
    m_before = now;
    for (const auto& [id, progress] : status.progress) {
        QUORATE_INVARIANT(
            progress.match() < progress.next() && progress.match() <= log.last.index &&
                progress.next() <= log.last.index.next(),
            "the progress of " + toString(id) + " is impossible: " + toString(progress));
    }
    std::string encoded;
    raft::encode(m_core->confState(), encoded);
    QUORATE_INVARIANT(raft::decodeConfState(Bytes::copyOf(encoded)).has_value(),
                      "the configuration has no encoding");
}

}  // namespace quorate::tests
