// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/core_group.h"

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

#include "engine/raft/describe.h"

namespace quorate::stage {

using raft::kNoNode;
using raft::Message;
using raft::MessageType;
using raft::NodeId;

namespace {

/// Between a node and itself, or its storage threads.
bool isWithinNode(const Message& message) {
    return message.from == message.to || raft::isStorageThread(message.from) ||
           raft::isStorageThread(message.to);
}

bool isQueuedTo(const Message& message, NodeId to, bool drop, std::optional<MessageType> type) {
    return message.to == to && !(drop && isWithinNode(message)) && (!type || message.type == *type);
}

}  // namespace

std::string conventionalText(const Error& error) {
    switch (error.code) {
    case ErrorCode::ProposalDropped:
        return "raft proposal dropped";
    case ErrorCode::PeerNotFound:
        return "raft: cannot step as peer not found";
    case ErrorCode::LocalMessage:
        return "raft: cannot step raft local message";
    case ErrorCode::Compacted:
        return "requested index is unavailable due to compaction";
    case ErrorCode::Unavailable:
        return "requested entry at index is unavailable";
    case ErrorCode::SnapshotOutOfDate:
        return "requested index is older than the existing snapshot";
    default:
        return error.message;
    }
}

void CoreGroup::Transcript::line(std::string_view text) {
    m_text.append(2 * m_level, ' ').append(text).append("\n");
}

void CoreGroup::Transcript::lines(std::string_view text) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        line(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

std::string CoreGroup::Transcript::take() {
    return std::exchange(m_text, {});
}

Result<void> CoreGroup::addNode(const CoreGroupOptions& options) {
    Node added;
    added.storage = std::make_unique<HistoryStorage>();
    raft::Config config = options.config;
    config.id = NodeId(m_nodes.size() + 1);
    config.random = config.random.split(config.id.value());
    if (!options.snapshot.isEmpty()) {
        if (auto applied = added.storage->log.applySnapshot(options.snapshot); !applied) {
            return applied;
        }
        added.storage->latest = std::make_shared<const raft::Snapshot>(options.snapshot);
        config.applied = options.snapshot.metadata.index;
    }
    auto core = raft::RawNode::create(config, *added.storage);
    if (!core) {
        return core.error();
    }
    added.core = std::move(*core);
    added.electionTicks = config.electionTicks;
    added.heartbeatTicks = config.heartbeatTicks;
    added.isAsync = config.asyncStorageWrites;
    m_nodes.push_back(std::move(added));
    return {};
}

Result<void> CoreGroup::processReady(NodeId id) {
    Node& handled = node(id);
    raft::Ready ready = handled.core->takeReady();
    m_transcript.lines(raft::describe(ready));
    Result<void> applied;
    if (!handled.isAsync) {
        if (auto written = write(handled, ready.hardState, ready.entries, ready.snapshot);
            !written) {
            return written;
        }
        applied = apply(handled, ready.committedEntries);
    }
    for (Message& message : ready.messages) {
        if (message.to == raft::kAppendThread) {
            handled.appendWork.push_back(std::move(message));
        } else if (message.to == raft::kApplyThread) {
            handled.applyWork.push_back(std::move(message));
        } else {
            m_messages.push_back(std::move(message));
        }
    }
    if (!handled.isAsync) {
        handled.core->advance();
    }
    return applied;
}

Result<void> CoreGroup::write(Node& node, const std::optional<raft::HardState>& state,
                              raft::EntrySpan entries,
                              const std::shared_ptr<const raft::Snapshot>& snapshot) {
    if (state) {
        node.storage->log.setHardState(*state);
    }
    if (snapshot != nullptr) {
        if (auto applied = node.storage->log.applySnapshot(*snapshot); !applied) {
            return applied;
        }
        node.storage->latest = snapshot;
    }
    return node.storage->log.append(entries);
}

/// Applies all of them. A membership change that is refused changes nothing, on any node; the first
/// such refusal is told at the end.
Result<void> CoreGroup::apply(Node& node, raft::EntrySpan entries) {
    Result<void> outcome;
    for (const raft::Entry& entry : entries) {
        raft::Snapshot next = *node.storage->latest;
        next.metadata.index = entry.index;
        next.metadata.term = entry.term;
        std::string_view update = entry.data.view();
        Bytes context;
        if (entry.type != raft::EntryType::Normal) {
            const auto change = raft::confChangeOf(entry);
            auto state = change ? node.core->applyConfChange(*change) : change.error();
            if (state) {
                next.metadata.confState = std::move(*state);
                context = change->context;
            } else if (outcome) {
                outcome = state.error();
            }
            update = context.view();
        }
        if (!update.empty()) {
            next.data = Bytes::copyOf(next.data.toString().append(update));
        }
        node.storage->latest = std::make_shared<const raft::Snapshot>(std::move(next));
    }
    return outcome;
}

Result<bool> CoreGroup::processWork(Node& node, std::deque<Message>& queue) {
    if (queue.empty()) {
        return false;
    }
    Message work = std::move(queue.front());
    queue.pop_front();
    std::vector<Message> responses = std::exchange(work.responses, {});
    m_transcript.line("Processing:");
    m_transcript.lines(raft::describe(work));
    Result<void> applied;
    if (work.type == MessageType::StorageAppend) {
        std::optional<raft::HardState> state;
        if (work.term != raft::Term(0)) {
            state = raft::HardState{work.term, work.vote, work.commit};
        }
        if (auto written = write(node, state, work.entries, work.snapshot); !written) {
            return written.error();
        }
    } else {
        applied = apply(node, work.entries);
    }
    m_transcript.line("Responses:");
    for (Message& response : responses) {
        m_transcript.lines(raft::describe(response));
        m_messages.push_back(std::move(response));
    }
    return applied ? Result<bool>(true) : applied.error();
}

Result<bool> CoreGroup::processAppend(NodeId id) {
    return processWork(node(id), node(id).appendWork);
}

Result<bool> CoreGroup::processApply(NodeId id) {
    return processWork(node(id), node(id).applyWork);
}

std::size_t CoreGroup::deliver(NodeId to, bool drop, std::optional<MessageType> type) {
    if (!drop && !contains(to)) {
        return 0;
    }
    const auto first = std::stable_partition(
        m_messages.begin(), m_messages.end(),
        [&](const Message& message) { return !isQueuedTo(message, to, drop, type); });
    std::vector<Message> taken(std::make_move_iterator(first),
                               std::make_move_iterator(m_messages.end()));
    m_messages.erase(first, m_messages.end());
    for (Message& message : taken) {
        m_transcript.lines((drop ? "dropped: " : "") + raft::describe(message));
        if (!drop) {
            stepMessage(node(to), std::move(message));
        }
    }
    return taken.size();
}

void CoreGroup::stepMessage(Node& node, Message message) {
    // What another node passed back to its first sender came over the network.
    const bool isLocal = isWithinNode(message) && raft::isResponse(message.type);
    const auto stepped =
        isLocal ? node.core->stepLocal(std::move(message)) : node.core->step(std::move(message));
    if (!stepped) {
        m_transcript.line(conventionalText(stepped.error()));
    }
}

bool CoreGroup::hasMessagesTo(NodeId to) const {
    return std::any_of(m_messages.begin(), m_messages.end(),
                       [to](const Message& message) { return message.to == to; });
}

Result<void> CoreGroup::stabilize(const std::vector<NodeId>& ids) {
    for (;;) {
        auto worked = stabilizeOnce(ids);
        if (!worked || !*worked) {
            return worked ? Result<void>() : worked.error();
        }
    }
}

/// One round of all kinds of work; the first refusal ends it. False if there was none.
Result<bool> CoreGroup::stabilizeOnce(const std::vector<NodeId>& ids) {
    struct Kind {
        std::string_view what;
        std::function<bool(NodeId)> has;
        std::function<Result<void>(NodeId)> work;
    };
    const std::array<Kind, 4> kinds{
        {{"handling Ready", [this](NodeId id) { return core(id).hasReady(); },
          [this](NodeId id) { return processReady(id); }},
         {"receiving messages", [this](NodeId id) { return hasMessagesTo(id); },
          [this](NodeId id) -> Result<void> {
              deliver(id, false, std::nullopt);
              return {};
          }},
         {"processing append thread", [this](NodeId id) { return hasAppendWork(id); },
          [this](NodeId id) { return drainWork(node(id), node(id).appendWork); }},
         {"processing apply thread", [this](NodeId id) { return hasApplyWork(id); },
          [this](NodeId id) { return drainWork(node(id), node(id).applyWork); }}}};
    bool worked = false;
    for (const Kind& kind : kinds) {
        for (const NodeId id : ids) {
            if (!kind.has(id)) {
                continue;
            }
            worked = true;
            m_transcript.line("> " + std::to_string(id.value()) + " " + std::string(kind.what));
            m_transcript.indent();
            const Result<void> done = kind.work(id);
            m_transcript.outdent();
            if (!done) {
                return done.error();
            }
        }
    }
    return worked;
}

Result<void> CoreGroup::drainWork(Node& node, std::deque<Message>& queue) {
    while (!queue.empty()) {
        if (auto done = processWork(node, queue); !done) {
            return done.error();
        }
    }
    return {};
}

}  // namespace quorate::stage
