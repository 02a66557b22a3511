// SPDX-License-Identifier: Apache-2.0
// What people do to the nodes of a Live session.
#include <QDir>
#include <QTimer>

#include <algorithm>
#include <utility>

#include "engine/observe/fault_words.h"
#include "gui/session/live/live_driver.h"

namespace quorate::gui {

namespace {

using observe::FaultKind;

constexpr std::uint64_t kMembershipTimeoutNs = 15'000'000'000;
/// A removed node has heard of it by then, and is taken away.
constexpr int kFarewellMs = 1000;
constexpr std::size_t kMostNodes = 9;

std::string nameOf(raft::NodeId node) {
    return "n" + toString(node);
}

Error onStageOnly(const char* what) {
    return {ErrorCode::FailedPrecondition,
            std::string(what) + " on a Stage only: this session runs on real time"};
}

}  // namespace

void LiveDriver::execute(const Command& command, const Later& later) {
    struct Execute {
        LiveDriver& driver;
        const Later& later;
        bool& isLater;

        Result<void> operator()(const ActOnNode& what) const {
            switch (what.act) {
            case NodeAct::Stop:
            case NodeAct::Restart:
            case NodeAct::FireElectionTimer:
            case NodeAct::MakeLeader:
            case NodeAct::Promote:
            case NodeAct::Remove:
                isLater = true;
                break;
            default:
                break;
            }
            return driver.act(what, later);
        }
        Result<void> operator()(const AddNode& what) const {
            isLater = true;
            return driver.add(what, later);
        }
        Result<void> operator()(const ArmFaults& /*what*/) const {
            return Error(ErrorCode::FailedPrecondition,
                         "faults are always allowed on the nodes of this session");
        }
        Result<void> operator()(const CutLink& what) const {
            driver.m_faults.cut(what);
            return {};
        }
        Result<void> operator()(const HealLink& what) const {
            driver.m_faults.heal(what);
            return {};
        }
        Result<void> operator()(const Partition& what) const { return driver.m_faults.cut(what); }
        Result<void> operator()(const SetLinkCondition& what) const {
            driver.m_faults.setCondition(what.links, what.type, what.condition);
            return {};
        }
        Result<void> operator()(const SetClockDrift& /*what*/) const {
            return onStageOnly("clocks drift");
        }
        Result<void> operator()(const SetDiskFault& what) const { return driver.m_disks.set(what); }
        Result<void> operator()(const CrashForgetting& /*what*/) const {
            return onStageOnly("disks lose their power");
        }
        Result<void> operator()(const ActAtPoint& /*what*/) const {
            return onStageOnly("what passes through a node is stopped");
        }
        Result<void> operator()(const SetSabotage& /*what*/) const {
            return onStageOnly("rules of Raft are switched off");
        }
        Result<void> operator()(const PlayScenarioOn& /*what*/) const {
            return onStageOnly("scenarios are played");
        }
        Result<void> operator()(const TakeOverStage& /*what*/) const {
            return onStageOnly("scenarios are played");
        }
        Result<void> operator()(const EndFault& what) const {
            return driver.m_faults.end(what.fault);
        }
        Result<void> operator()(const EndAllFaults& /*what*/) const {
            driver.m_disks.cureAll();
            return driver.m_faults.endAll();
        }
        Result<void> operator()(const SetChaos& what) const {
            return what.isOn ? Result<void>(onStageOnly("chaos can be switched on"))
                             : Result<void>();
        }
        Result<void> operator()(const ActOnMessage& /*what*/) const {
            return onStageOnly("single messages are held and dropped");
        }
        Result<void> operator()(const ActOnTimers& what) const { return driver.setTimers(what); }
        Result<void> operator()(const Ask& what) const {
            const auto asked = driver.ask(what);
            return asked ? Result<void>() : asked.error();
        }
        Result<void> operator()(const SetWorkload& what) const { return driver.setWorkload(what); }
        Result<void> operator()(const Play& /*what*/) const {
            return onStageOnly("time is stopped");
        }
        Result<void> operator()(const Pause& /*what*/) const {
            return onStageOnly("time is stopped");
        }
        Result<void> operator()(const SetSpeed& /*what*/) const {
            return onStageOnly("time is slowed");
        }
        Result<void> operator()(const StepEvent& /*what*/) const {
            return onStageOnly("events are stepped");
        }
    };
    bool isLater = false;
    const auto done = std::visit(Execute{*this, later, isLater}, command);
    publish();
    tellStatus();
    if (!isLater || !done) {
        later(done);
    }
}

raft::EventId LiveDriver::command(observe::Command command, raft::NodeId about,
                                  raft::NodeId other) {
    return record(observe::OperatorCommand{command, about, other, 0, {}});
}

// --- nodes

Result<void> LiveDriver::act(const ActOnNode& what, const Later& later) {
    switch (what.act) {
    case NodeAct::Start: {
        auto found = known(what.node);
        return found ? start(what.node, command(observe::Command::Start, what.node))
                     : Result<void>(found.error());
    }
    case NodeAct::Stop:
        return stop(what.node, later);
    case NodeAct::Kill:
        return kill(what.node);
    case NodeAct::Restart:
        return restart(what.node, later);
    case NodeAct::Pause:
        return pause(what.node, what.forMs);
    case NodeAct::Resume:
        return resume(what.node);
    case NodeAct::Wipe:
        return wipe(what.node);
    case NodeAct::FireElectionTimer:
        return fireTimer(what.node, later);
    case NodeAct::MakeLeader:
        return makeLeader(what.node, later);
    case NodeAct::Promote:
        return changeMembers({MemberChange::Kind::Promote, what.node, {}}, later);
    case NodeAct::Remove:
        return remove(what.node, later);
    }
    return {};
}

Result<void> LiveDriver::start(raft::NodeId node, raft::EventId cause) {
    LiveNode& thread = *find(node);
    thread.setConfig(configOf(node));
    auto started = thread.start(cause);
    if (started) {
        applyFaults(node);
        m_faults.forget(FaultKind::NodeDown, node);
    }
    return started;
}

Result<void> LiveDriver::stop(raft::NodeId node, const Later& later) {
    auto found = running(node);
    if (!found) {
        return found.error();
    }
    m_faults.forget(FaultKind::NodePaused, node);
    (*found)->stop(command(observe::Command::Stop, node), [this, node, later] {
        // Somebody may have started it in the meantime.
        if (LiveNode* thread = find(node); thread != nullptr && !thread->isRunning()) {
            m_faults.add(FaultKind::NodeDown, node, "stopped", [this, node] {
                return start(node, command(observe::Command::Start, node));
            });
        }
        later({});
    });
    return {};
}

Result<void> LiveDriver::kill(raft::NodeId node) {
    auto found = running(node);
    if (!found) {
        return found.error();
    }
    (*found)->kill(command(observe::Command::Crash, node));
    m_faults.forget(FaultKind::NodePaused, node);
    m_faults.add(FaultKind::NodeDown, node, "killed",
                 [this, node] { return start(node, command(observe::Command::Start, node)); });
    return {};
}

Result<void> LiveDriver::restart(raft::NodeId node, const Later& later) {
    auto found = known(node);
    if (!found) {
        return found.error();
    }
    const raft::EventId cause = command(observe::Command::Restart, node);
    m_faults.forget(FaultKind::NodePaused, node);
    (*found)->stop(cause, [this, node, cause, later] {
        later(find(node) == nullptr ? Error(ErrorCode::NotFound, nameOf(node) + " was removed")
                                    : start(node, cause));
    });
    return {};
}

Result<void> LiveDriver::pause(raft::NodeId node, std::uint64_t forMs) {
    auto found = running(node);
    if (!found) {
        return found.error();
    }
    if ((*found)->isPaused()) {
        return {};
    }
    if (forMs > kLongestPauseMs) {
        return Error(ErrorCode::InvalidArgument, "a pause that ends by itself lasts up to " +
                                                     std::to_string(kLongestPauseMs / 1000) + " s");
    }
    (*found)->pause(command(observe::Command::Pause, node));
    m_faults.add(FaultKind::NodePaused, node, observe::textOfPause(forMs), [this, node] {
        auto paused = running(node);
        if (paused) {
            (*paused)->resume(command(observe::Command::Resume, node));
        }
        return Result<void>();
    });
    const std::uint64_t number = ++m_pauseCount;
    m_pauses[node] = number;
    if (forMs > 0) {
        QTimer::singleShot(static_cast<int>(forMs), this, [this, node, number] {
            const LiveNode* paused = find(node);
            if (paused != nullptr && paused->isPaused() && m_pauses[node] == number) {
                static_cast<void>(resume(node));
                publish();
            }
        });
    }
    return {};
}

Result<void> LiveDriver::resume(raft::NodeId node) {
    auto found = running(node);
    if (!found) {
        return found.error();
    }
    (*found)->resume(command(observe::Command::Resume, node));
    m_faults.forget(FaultKind::NodePaused, node);
    return {};
}

Result<void> LiveDriver::wipe(raft::NodeId node) {
    auto found = known(node);
    if (!found) {
        return found.error();
    }
    // One that is being stopped still has its files.
    if ((*found)->isRunning() || (*found)->look().isUp) {
        return Error(ErrorCode::FailedPrecondition,
                     nameOf(node) + " runs; stop it before its disk is wiped");
    }
    QDir directory(QString::fromStdString((*found)->config().dataDirectory));
    if (directory.exists() && !directory.removeRecursively()) {
        return Error(ErrorCode::IoError,
                     directory.path().toStdString() + ": not all of it could be deleted");
    }
    command(observe::Command::Wipe, node);
    m_wiped.insert(node);
    m_disks.wiped(node);
    return {};
}

// --- elections

Result<void> LiveDriver::fireTimer(raft::NodeId node, const Later& later) {
    auto found = running(node);
    if (!found) {
        return found.error();
    }
    if ((*found)->isPaused()) {
        return Error(ErrorCode::FailedPrecondition, nameOf(node) + " is paused");
    }
    command(observe::Command::FireElectionTimer, node);
    (*found)->campaign(later);
    return {};
}

Result<void> LiveDriver::makeLeader(raft::NodeId node, const Later& later) {
    if (auto found = running(node); !found) {
        return found.error();
    }
    const raft::NodeId from = leader();
    if (from == raft::kNoNode) {
        return Error(ErrorCode::FailedPrecondition, "nobody leads who could hand it over");
    }
    command(observe::Command::TransferLeader, from, node);
    find(from)->transferLeadership(node, later);
    return {};
}

Result<void> LiveDriver::setTimers(const ActOnTimers& what) {
    const bool isApart = what.act == TimerAct::Spread;
    command(isApart ? observe::Command::SpreadElectionTimers
                    : observe::Command::AlignElectionTimers);
    const std::uint32_t shortest = m_file.electionTicks;
    const auto steps = static_cast<std::uint32_t>(std::max<std::size_t>(m_nodes.size(), 2) - 1);
    std::uint32_t step = 0;
    for (const auto& [node, live] : m_nodes) {
        const std::uint32_t ticks =
            shortest + (isApart ? (shortest - 1) * step++ / steps : std::uint32_t{0});
        live->setElectionTimeout(ticks);
    }
    return {};
}

// --- members

Result<void> LiveDriver::changeMembers(const MemberChange& change, const Later& later) {
    const raft::NodeId leads = leader();
    if (leads == raft::kNoNode) {
        return Error(ErrorCode::Unavailable,
                     "no node leads, and members change through the leader: wait for an election");
    }
    m_clients->ask(
        0, leads, {observe::OperationKind::Membership, {}, 0}, kMembershipTimeoutNs, change,
        [this, later](observe::OperationId operation, const stage::ClientAnswer& answer) {
            if (answer.outcome == stage::Outcome::Done) {
                later({});
            } else {
                later(answer.error.value_or(
                    Error(ErrorCode::Unknown, "it is not known whether this was done")));
            }
            Q_EMIT consoleAnswered({operation, answer, m_clock.now()});
        });
    return {};
}

Result<void> LiveDriver::add(const AddNode& what, const Later& later) {
    if (m_file.nodes().size() >= kMostNodes) {
        return Error(ErrorCode::FailedPrecondition,
                     "a session has at most 9 nodes: remove one first");
    }
    if (leader() == raft::kNoNode) {
        return Error(ErrorCode::Unavailable,
                     "no node leads, and members change through the leader: wait for an election");
    }
    const raft::NodeId node = m_file.unusedNode();
    if (auto found = m_ports.find({node}, m_file.ports); !found) {
        return found.error();
    }
    m_file.joined.push_back(node);
    make(node);
    const raft::EventId cause = command(observe::Command::AddNode, node);
    auto started = start(node, cause);
    for (int i = 0; !started && i < LivePorts::kMostReplaced; ++i) {
        // Nobody has heard of it yet.
        const auto replaced = m_ports.replaceTaken({node}, m_file.ports);
        if (!replaced || !*replaced) {
            break;
        }
        started = start(node, cause);
    }
    if (!started) {
        sayGoodbye(node);
        return started;
    }
    Q_EMIT fileChanged(m_file);
    const std::string address = "http://127.0.0.1:" + std::to_string(m_file.ports.at(node).peer);
    return changeMembers(
        {what.asLearner ? MemberChange::Kind::AddLearner : MemberChange::Kind::Add, node, address},
        [this, node, later](const Result<void>& added) {
            // What certainly is no member is not left behind.
            if (!added && added.error().code != ErrorCode::Unknown) {
                sayGoodbye(node);
            }
            later(added);
        });
}

Result<void> LiveDriver::remove(raft::NodeId node, const Later& later) {
    if (auto found = known(node); !found) {
        return found.error();
    }
    return changeMembers(
        {MemberChange::Kind::Remove, node, {}}, [this, node, later](const Result<void>& removed) {
            if (removed) {
                QTimer::singleShot(kFarewellMs, this, [this, node] { sayGoodbye(node); });
                m_file.removed.push_back(node);
                std::erase(m_file.joined, node);
                Q_EMIT fileChanged(m_file);
            }
            later(removed);
        });
}

/// The node is gone for good.
void LiveDriver::sayGoodbye(raft::NodeId node) {
    if (m_nodes.count(node) == 0) {
        return;
    }
    m_faults.forget(FaultKind::NodeDown, node);
    m_faults.forget(FaultKind::NodePaused, node);
    m_disks.forget(node);
    m_nodes.erase(node);
    m_endSource(observe::SourceId(static_cast<std::uint16_t>(node.value())));
    m_file.ports.erase(node);
    if (std::find(m_file.removed.begin(), m_file.removed.end(), node) == m_file.removed.end()) {
        m_file.removed.push_back(node);
        std::erase(m_file.joined, node);
    }
    Q_EMIT fileChanged(m_file);
    tellStatus();
}

// --- clients

Result<void> LiveDriver::setWorkload(const SetWorkload& what) {
    m_workload.reset();
    m_status.workload = what.workload;
    if (what.workload) {
        m_workload = std::make_unique<LiveWorkload>(
            *m_clients, [this] { return runningNodes(); }, *what.workload,
            Random(m_file.seed).split(m_clock.now().nanoseconds()), m_nextClient);
        m_nextClient += what.workload->clients;
    }
    return {};
}

}  // namespace quorate::gui
