// SPDX-License-Identifier: Apache-2.0
// What is done to a Stage: by operators, scenarios, and whoever draws faults.
#include <algorithm>
#include <string>
#include <utility>

#include "engine/stage/stage.h"

namespace quorate::stage {

using observe::Command;

StageNode* Stage::find(raft::NodeId node) noexcept {
    return node.value() < m_byId.size() ? m_byId[node.value()] : nullptr;
}

const StageNode* Stage::find(raft::NodeId node) const noexcept {
    return node.value() < m_byId.size() ? m_byId[node.value()] : nullptr;
}

StageNode* Stage::leader() noexcept {
    StageNode* found = nullptr;
    raft::Term highest;
    for (const auto& node : m_nodes) {
        if (!node->isRunning()) {
            continue;
        }
        const raft::RawNode& core = node->node().core();
        if (core.softState().role == raft::Role::Leader && core.hardState().term >= highest) {
            highest = core.hardState().term;
            found = node.get();
        }
    }
    return found;
}

raft::EventId Stage::command(Command command, raft::NodeId about, raft::NodeId other,
                             std::int64_t amount, std::string text) {
    return tell(observe::OperatorCommand{command, about, other, amount, std::move(text)});
}

Result<StageNode*> Stage::known(raft::NodeId node) {
    StageNode* found = find(node);
    if (found == nullptr) {
        return Error(ErrorCode::NotFound, "there is no node " + toString(node));
    }
    return found;
}

Result<StageNode*> Stage::running(raft::NodeId node) {
    auto found = known(node);
    if (found && !(*found)->isRunning()) {
        return Error(ErrorCode::FailedPrecondition, "node " + toString(node) + " is down");
    }
    return found;
}

// --- nodes and their lives

Result<StageNode*> Stage::create(raft::NodeId node, std::optional<node::Membership> first) {
    constexpr std::uint64_t kMaxId = 1000;
    if (node.value() == 0 || node.value() > kMaxId) {
        return Error(ErrorCode::InvalidArgument,
                     "a node's id on a Stage lies between 1 and " + std::to_string(kMaxId));
    }
    if (find(node) != nullptr) {
        return Error(ErrorCode::FailedPrecondition,
                     "node " + toString(node) + " is on the Stage already");
    }
    node::NodeConfig config = m_options.node;
    config.raft.id = node;
    auto made = std::make_unique<StageNode>(m_context, std::move(config), std::move(first));
    StageNode* raw = made.get();
    const auto place = std::find_if(m_nodes.begin(), m_nodes.end(),
                                    [node](const auto& other) { return other->id() > node; });
    m_nodes.insert(place, std::move(made));
    if (m_byId.size() <= node.value()) {
        m_byId.resize(node.value() + 1);
    }
    m_byId[node.value()] = raw;
    return raw;
}

Result<void> Stage::begin(const node::Membership& members) {
    for (const raft::NodeId node : members.confState.voters) {
        auto made = create(node, members);
        if (!made) {
            return made.error();
        }
    }
    for (const auto& node : m_nodes) {
        if (auto started = start(node->id()); !started) {
            return started;
        }
    }
    return {};
}

Result<void> Stage::join(raft::NodeId node) {
    auto made = create(node, std::nullopt);
    return made ? start(node) : made.error();
}

Result<void> Stage::start(raft::NodeId node) {
    auto found = known(node);
    if (!found) {
        return found.error();
    }
    auto started = (*found)->start(command(Command::Start, node));
    if (started) {
        greet(**found);
    }
    (*found)->settle();
    return started;
}

Result<void> Stage::stop(raft::NodeId node) {
    auto found = running(node);
    if (!found) {
        return found.error();
    }
    (*found)->stop(command(Command::Stop, node));
    return {};
}

Result<void> Stage::crash(raft::NodeId node) {
    auto found = known(node);
    if (found && (*found)->condition() != NodeLife::Failed) {
        found = running(node);
    }
    if (!found) {
        return found.error();
    }
    (*found)->crash(std::nullopt, command(Command::Crash, node));
    return {};
}

Result<void> Stage::crashAt(raft::NodeId node, CrashPoint point, std::uint32_t nth) {
    auto found = known(node);
    if (!found) {
        return found.error();
    }
    command(Command::CrashAt, node, raft::kNoNode, nth, std::string(toString(point)));
    (*found)->crashPlan().arm(point, nth);
    return {};
}

Result<void> Stage::disarm(raft::NodeId node) {
    auto found = known(node);
    if (!found) {
        return found.error();
    }
    (*found)->crashPlan().disarm();
    return {};
}

Result<void> Stage::disarm(raft::NodeId node, CrashPoint point) {
    auto found = known(node);
    if (!found) {
        return found.error();
    }
    (*found)->crashPlan().disarm(point);
    return {};
}

Result<void> Stage::stopAt(raft::NodeId node, CrashPoint point) {
    auto found = known(node);
    if (!found) {
        return found.error();
    }
    command(Command::StartFault, node, raft::kNoNode, 0, "stop " + std::string(toString(point)));
    (*found)->valves().setClosed(point, true);
    return {};
}

Result<void> Stage::letGo(raft::NodeId node, CrashPoint point) {
    auto found = known(node);
    if (!found) {
        return found.error();
    }
    command(Command::EndFault, node, raft::kNoNode, 0, "stop " + std::string(toString(point)));
    (*found)->valves().setClosed(point, false);
    (*found)->letGo();
    return {};
}

Result<void> Stage::delayAt(raft::NodeId node, CrashPoint point, Nanoseconds delay) {
    auto found = known(node);
    if (!found) {
        return found.error();
    }
    command(delay > 0 ? Command::StartFault : Command::EndFault, node, raft::kNoNode,
            static_cast<std::int64_t>(delay), "delay " + std::string(toString(point)));
    (*found)->valves().setDelay(point, delay);
    return {};
}

Result<void> Stage::restart(raft::NodeId node) {
    auto found = known(node);
    if (!found) {
        return found.error();
    }
    const raft::EventId cause = command(Command::Restart, node);
    (*found)->stop(cause);
    auto started = (*found)->start(cause);
    if (started) {
        greet(**found);
    }
    (*found)->settle();
    return started;
}

Result<void> Stage::pause(raft::NodeId node) {
    auto found = running(node);
    if (!found) {
        return found.error();
    }
    (*found)->pause(command(Command::Pause, node));
    return {};
}

Result<void> Stage::resume(raft::NodeId node) {
    auto found = running(node);
    if (!found) {
        return found.error();
    }
    (*found)->resume(command(Command::Resume, node));
    return {};
}

Result<void> Stage::wipe(raft::NodeId node) {
    return empty(node, false);
}

Result<void> Stage::startOver(raft::NodeId node) {
    return empty(node, true);
}

Result<void> Stage::connect(raft::NodeId node) {
    auto found = running(node);
    if (!found) {
        return found.error();
    }
    greet(**found);
    (*found)->settle();
    return {};
}

Result<void> Stage::empty(raft::NodeId node, bool startsOver) {
    auto found = known(node);
    if (!found) {
        return found.error();
    }
    auto wiped = (*found)->wipe(startsOver);
    if (wiped) {
        command(Command::Wipe, node);
    }
    return wiped;
}

Result<void> Stage::setClockDrift(raft::NodeId node, std::int64_t partsPerMillion) {
    constexpr std::int64_t kMost = 900'000;
    auto found = known(node);
    if (!found) {
        return found.error();
    }
    if (partsPerMillion < -kMost || partsPerMillion > kMost) {
        return Error(
            ErrorCode::InvalidArgument,
            "a clock drifts by at most " + std::to_string(kMost) + " parts per million either way");
    }
    command(Command::SetClockDrift, node, raft::kNoNode, partsPerMillion);
    (*found)->setClockDrift(partsPerMillion);
    return {};
}

void Stage::setPace(raft::NodeId node, const Pace& pace) {
    if (m_context.paces.size() <= node.value()) {
        m_context.paces.resize(node.value() + 1);
    }
    m_context.paces[node.value()] = pace;
}

void Stage::clearPace(raft::NodeId node) {
    if (node.value() < m_context.paces.size()) {
        m_context.paces[node.value()].reset();
    }
}

void Stage::setSabotage(SabotagedRule rule, bool isOn) {
    if (std::exchange(switchOf(m_context.sabotage, rule), isOn) == isOn) {
        return;
    }
    if (isOn) {
        tell(observe::FaultStarted{
            faultOf(rule), observe::FaultKind::Sabotage, {}, std::string(toString(rule))});
    } else {
        tell(observe::FaultEnded{faultOf(rule)});
    }
}

// --- elections

Result<void> Stage::fireElectionTimer(raft::NodeId node) {
    auto found = running(node);
    if (!found) {
        return found.error();
    }
    command(Command::FireElectionTimer, node);
    (*found)->operate([](node::Node& runtime) { runtime.campaign(); });
    (*found)->settle();
    return {};
}

void Stage::setElectionTimeouts(bool apart) {
    const std::uint32_t shortest = m_options.node.raft.electionTicks;
    const std::size_t count = std::max<std::size_t>(m_nodes.size(), 2) - 1;
    for (std::size_t i = 0; i < m_nodes.size(); ++i) {
        if (!m_nodes[i]->isRunning()) {
            continue;
        }
        const auto ticks =
            static_cast<std::uint32_t>(apart ? shortest + (shortest - 1) * i / count : shortest);
        // Within the limits by construction.
        m_nodes[i]->operate([ticks](node::Node& runtime) {
            static_cast<void>(runtime.core().setRandomizedElectionTimeout(ticks));
        });
        m_nodes[i]->settle();
    }
}

void Stage::alignElectionTimers() {
    command(Command::AlignElectionTimers);
    setElectionTimeouts(false);
}

void Stage::spreadElectionTimers() {
    command(Command::SpreadElectionTimers);
    setElectionTimeouts(true);
}

Result<void> Stage::transferLeader(raft::NodeId to) {
    StageNode* from = leader();
    if (from == nullptr || from->condition() != NodeLife::Up) {
        return Error(ErrorCode::FailedPrecondition, "nobody leads who could hand it over");
    }
    command(Command::TransferLeader, from->id(), to);
    Result<void> done;
    from->operate([&](node::Node& runtime) { done = runtime.transferLeader(to); });
    from->settle();
    return done;
}

// --- links and messages

void Stage::cut(Link link) {
    m_links.cut(link, command(Command::CutLink, link.from, link.to));
}

void Stage::heal(Link link) {
    m_links.heal(link, command(Command::HealLink, link.from, link.to));
}

void Stage::partition(const std::vector<std::vector<raft::NodeId>>& groups) {
    for (std::size_t a = 0; a < groups.size(); ++a) {
        for (std::size_t b = 0; b < groups.size(); ++b) {
            for (const raft::NodeId from : groups[a]) {
                for (const raft::NodeId to : groups[b]) {
                    if (a != b && !m_links.isCut({from, to})) {
                        cut({from, to});
                    }
                }
            }
        }
    }
}

void Stage::healAll() {
    for (const auto& from : m_nodes) {
        for (const auto& to : m_nodes) {
            if (m_links.isCut({from->id(), to->id()})) {
                heal({from->id(), to->id()});
            }
        }
    }
}

void Stage::setRules(Link link, std::vector<LinkRule> rules) {
    m_links.setRules(link, std::move(rules), command(Command::ChangeLink, link.from, link.to));
}

Result<void> Stage::hold(MessageKey key) {
    return m_links.hold(key, command(Command::HoldMessage));
}

Result<void> Stage::release(MessageKey key) {
    return m_links.release(key, command(Command::ReleaseMessage));
}

Result<void> Stage::drop(MessageKey key) {
    command(Command::DropMessage);
    return m_links.drop(key);
}

Result<void> Stage::duplicate(MessageKey key) {
    return m_links.duplicate(key, command(Command::DuplicateMessage));
}

}  // namespace quorate::stage
