// SPDX-License-Identifier: Apache-2.0
#include "gui/console/operation_stages.h"

#include <QCoreApplication>

#include "gui/model/cluster_facts.h"
#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

using observe::Moment;
using observe::OperationState;
using End = OperationStages::End;

enum WriteStage : std::uint8_t { Sent, Appended, Replicated, Committed, Applied };
enum ReadStage : std::uint8_t { ReadSent, Taken, Confirmed, Ready };
constexpr std::uint8_t kWriteStages = 6;
constexpr std::uint8_t kReadStages = 5;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(KvConsole)
};

bool isReadOnly(const OperationState& operation) {
    return isRead(operation.kind) && operation.entry.index == raft::Index(0);
}

/// Voters that have the entry on stable storage, of how many.
struct Spread {
    std::size_t stable{0};
    std::size_t voters{0};
    bool isAnywhere{false};  ///< some log has it
};
Spread spreadOf(raft::EntryId entry, const observe::ClusterState& state) {
    const raft::ConfState& configuration = configurationOf(state);
    Spread spread;
    for (std::size_t i = 0; i < state.nodeCount(); ++i) {
        const observe::NodeState& node = state.nodeAt(i);
        const observe::LogState& log = node.log;
        const bool hasIt = entry.index <= log.before.index || log.term(entry.index) == entry.term;
        spread.isAnywhere = spread.isAnywhere || hasIt;
        if (isVoterIn(configuration, node.id)) {
            ++spread.voters;
            spread.stable += hasIt && entry.index < log.unstableOffset ? 1U : 0U;
        }
    }
    return spread;
}

std::uint8_t readStage(const OperationState& operation, const observe::ClusterState& state) {
    if (operation.completed > Moment()) {
        return Ready;
    }
    if (operation.readIndex.value() > 0) {
        const observe::NodeState* node = state.findNode(operation.target);
        return node != nullptr && node->log.applied >= operation.readIndex ? Ready : Confirmed;
    }
    return operation.queued > Moment() ? Taken : ReadSent;
}

std::uint8_t writeStage(const OperationState& operation, const observe::ClusterState& state) {
    if (operation.entry.index == raft::Index(0)) {
        return Sent;
    }
    const observe::OperationProgress progress = observe::progressOf(operation, state);
    if (progress.isApplied) {
        return Applied;
    }
    if (progress.isCommitted) {
        return Committed;
    }
    return progress.stableOn > 0 ? Replicated : Appended;
}

}  // namespace

OperationStages stagesOf(const OperationState& operation, const observe::ClusterState& state) {
    OperationStages stages;
    const bool reads = isReadOnly(operation);
    stages.count = reads ? kReadStages : kWriteStages;
    if (operation.outcome == observe::Outcome::Done) {
        stages.end = End::Done;
        stages.count =
            reads && operation.readIndex == raft::Index(0) ? kReadStages - 1 : stages.count;
        stages.at = static_cast<std::uint8_t>(stages.count - 1);
        return stages;
    }
    stages.at = reads ? readStage(operation, state) : writeStage(operation, state);
    if (operation.outcome) {
        stages.end = operation.outcome == observe::Outcome::Refused ? End::Refused : End::Unknown;
    }
    return stages;
}

QString nowAt(const OperationState& operation, const observe::ClusterState& state) {
    if (operation.outcome) {
        switch (*operation.outcome) {
        case observe::Outcome::Done:
            return Words::tr("answered");
        case observe::Outcome::Refused:
            return Words::tr("refused");
        case observe::Outcome::Unknown:
            return Words::tr("unknown");
        }
    }
    const bool isTaken = operation.queued > Moment();
    const QString waits = (isTaken ? Words::tr("taken by %1") : Words::tr("sent to %1"))
                              .arg(nameOf(operation.target));
    if (isReadOnly(operation)) {
        switch (readStage(operation, state)) {
        case Confirmed:
            return Words::tr("ReadIndex %1, not applied yet").arg(operation.readIndex.value());
        case Ready:
            return operation.readIndex.value() > 0
                       ? Words::tr("ReadIndex %1").arg(operation.readIndex.value())
                       : Words::tr("read");
        default:
            return waits;
        }
    }
    switch (writeStage(operation, state)) {
    case Appended:
        // In no log any more: a new leader had another entry there.
        return spreadOf(operation.entry, state).isAnywhere ? Words::tr("appended")
                                                           : Words::tr("overwritten");
    case Replicated: {
        const Spread spread = spreadOf(operation.entry, state);
        return Words::tr("replicated %1/%2").arg(spread.stable).arg(spread.voters);
    }
    case Committed:
        return Words::tr("committed");
    case Applied:
        return Words::tr("applied");
    default:
        return waits;
    }
}

std::optional<Moment> momentOf(const OperationState& operation, const OperationStages& stages,
                               std::size_t stage) {
    const auto known = [](Moment moment) {
        return moment > Moment() ? std::optional(moment) : std::nullopt;
    };
    if (stage == 0) {
        return operation.invoked;
    }
    if (stage + 1 >= stages.count) {
        return known(operation.answered);
    }
    if (stage == Appended) {
        return known(operation.queued);
    }
    return stage + 2 == stages.count ? known(operation.completed) : std::nullopt;
}

}  // namespace quorate::gui
