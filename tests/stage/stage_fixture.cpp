// SPDX-License-Identifier: Apache-2.0
#include "tests/stage/stage_fixture.h"

#include <stdexcept>
#include <variant>

namespace quorate::tests {

using stage::kSecond;
using stage::Outcome;

stage::StageOptions StageFixture::defaults(std::uint64_t seed) {
    stage::StageOptions options;
    options.seed = seed;
    options.node.raft.checkQuorum = true;
    options.node.raft.preVote = true;
    return options;
}

StageFixture::StageFixture(std::size_t nodes, stage::StageOptions options)
    : m_stage(std::move(options), m_disks, m_wire) {
    m_stage.add(static_cast<stage::ClientListener&>(*this));
    m_stage.add(static_cast<stage::StageWatcher&>(*this));
    m_stage.add(static_cast<stage::EventListener&>(*this));
    node::Membership members;
    for (std::size_t id = 1; id <= nodes; ++id) {
        members.confState.voters.emplace_back(id);
    }
    if (auto begun = m_stage.begin(members); !begun) {
        throw std::logic_error(begun.error().message);
    }
}

std::uint64_t StageFixture::elect() {
    const stage::Moment deadline = stage::after(m_stage.now(), 20 * kSecond);
    m_stage.runUntil([this] { return m_stage.leader() != nullptr; }, deadline);
    m_stage.runFor(50 * stage::kMillisecond);  // the others hear of it
    return m_stage.leader() != nullptr ? m_stage.leader()->id().value() : 0;
}

std::uint64_t StageFixture::follower() {
    for (const auto& node : m_stage.nodes()) {
        if (node->isRunning() && node.get() != m_stage.leader()) {
            return node->id().value();
        }
    }
    return 0;
}

stage::OperationId StageFixture::put(std::uint64_t target, const std::string& key,
                                     const std::string& value, stage::Nanoseconds timeout) {
    kv::PutRequest put;
    put.key = Bytes::copyOf(key);
    put.value = Bytes::copyOf(value);
    return m_stage.ask({1, raft::NodeId(target), kv::Command(put), timeout});
}

stage::OperationId StageFixture::get(std::uint64_t target, const std::string& key,
                                     node::ReadLevel level, stage::Nanoseconds timeout) {
    stage::ClientRead read;
    read.range.key = Bytes::copyOf(key);
    read.level = level;
    return m_stage.ask({1, raft::NodeId(target), read, timeout});
}

stage::OperationId StageFixture::change(std::uint64_t target, raft::ConfChangeType type,
                                        std::uint64_t about) {
    stage::MembershipChange change;
    change.change.changes.push_back({type, raft::NodeId(about)});
    return m_stage.ask({0, raft::NodeId(target), change, 0});
}

const StageFixture::Answered* StageFixture::answerTo(stage::OperationId id) const {
    const auto found = m_answers.find(id);
    return found == m_answers.end() ? nullptr : &found->second;
}

const StageFixture::Answered* StageFixture::await(stage::OperationId id) {
    m_stage.runUntil([this, id] { return answerTo(id) != nullptr; },
                     stage::after(m_stage.now(), 30 * kSecond));
    return answerTo(id);
}

std::optional<std::string> StageFixture::valueOf(const Answered& answered) {
    const auto* range = std::get_if<kv::RangeResponse>(&answered.answer.response);
    if (range == nullptr || range->kvs.empty()) {
        return std::nullopt;
    }
    return range->kvs.front().value.toString();
}

bool StageFixture::areEqual() {
    std::optional<std::pair<raft::Index, std::uint64_t>> first;
    for (const auto& node : m_stage.nodes()) {
        if (!node->isRunning()) {
            continue;
        }
        const std::pair state(node->node().appliedIndex(), node->state().keySpace().meta().chain);
        if (first && *first != state) {
            return false;
        }
        first = state;
    }
    return first && first->first > raft::Index(1);
}

void StageFixture::answered(stage::OperationId id, const stage::ClientRequest& /*request*/,
                            const stage::ClientAnswer& answer, stage::Moment now) {
    if (!m_answers.emplace(id, Answered{answer.outcome, answer, now}).second) {
        throw std::logic_error("an operation has two answers");
    }
}

void StageFixture::crashed(raft::NodeId node, std::optional<stage::CrashPoint> point) {
    crashes.emplace_back(node.value(), point);
}

void StageFixture::failed(raft::NodeId node, const Error& reason) {
    failures.push_back(toString(node) + ": " + reason.message);
}

void StageFixture::applied(raft::NodeId /*node*/, const node::ApplyBatch& /*batch*/,
                           const node::ApplyReport& report) {
    for (const node::CommandResult& result : report.results) {
        duplicatesApplied += result.isDuplicate ? 1U : 0U;
    }
}

void StageFixture::turnedAway(raft::NodeId node, raft::NodeId peer, const Error& reason) {
    refusals.push_back({node, peer, reason.message});
}

void StageFixture::heard(raft::EventId id, const observe::Event& event) {
    const auto mix = [this](std::uint64_t value) {
        eventHash = (eventHash ^ value) * 1099511628211U;
    };
    mix(id.value());
    mix(event.moment.nanoseconds());
    mix(event.node.value());
    mix(event.body.index());
    ++eventsByKind[event.body.index()];
    if (onEvent) {
        onEvent(event);
    }
}

}  // namespace quorate::tests
