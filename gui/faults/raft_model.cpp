// SPDX-License-Identifier: Apache-2.0
#include "gui/faults/raft_model.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "engine/stage/sabotaged_rule.h"
#include "gui/model/wording.h"
#include "gui/session/disk_fault.h"

namespace quorate::gui {

namespace {

using observe::FaultKind;
using Standing = ModelNote::Standing;

struct Model {
    Q_DECLARE_TR_FUNCTIONS(RaftModel)
};

QString whySabotageIsOutside(stage::SabotagedRule rule) {
    switch (rule) {
    case stage::SabotagedRule::CommitOldTerms:
        return Model::tr(
            "committing entries of old terms by counting replicas breaks leader "
            "completeness (§5.4.2)");
    case stage::SabotagedRule::SkipSync:
        return Model::tr(
            "a node that answers before its fsync forgets entries that it has "
            "acknowledged");
    case stage::SabotagedRule::ForgetVotes:
        return Model::tr(
            "a vote that is not durable can be given twice in a term, and then two "
            "leaders are elected");
    case stage::SabotagedRule::ReadAlone:
        return Model::tr("a leader that asks no quorum before it reads may have been replaced");
    }
    return {};
}

/// Of faults other than clocks.
std::optional<ModelNote> noteOf(const observe::ActiveFault& fault) {
    const auto note = [&fault](const QString& text) {
        return ModelNote{Standing::Outside, text, fault.fault, fault.nodes};
    };
    const auto disk = parseDiskFault(fault.text);
    if (fault.kind == FaultKind::LyingSync || (disk && disk->kind == DiskFault::Kind::SyncsLie)) {
        return note(Model::tr("%1: fsync lies, so a crash can take votes and entries that were "
                              "acknowledged; Raft needs stable storage.")
                        .arg(listOf(fault.nodes)));
    }
    if (fault.text == kWipedText || fault.text == "wipe") {
        return note(Model::tr("%1: its disk was wiped and it keeps its name, so it has forgotten "
                              "whom it voted for and what it acknowledged. Remove it, and add a "
                              "new node instead.")
                        .arg(listOf(fault.nodes)));
    }
    if (fault.kind == FaultKind::Sabotage) {
        const auto rule = stage::parseSabotagedRule(fault.text);
        return note(rule ? Model::tr("Sabotage: %1.").arg(whySabotageIsOutside(*rule))
                         : Model::tr("Sabotage: a rule of Raft is switched off."));
    }
    return std::nullopt;
}

QString percent(double share) {
    return QLocale::c().toString(std::floor(share * 100), 'f', 0);
}

/// Of the clocks of voters: a leader that is slow, and a follower that is fast.
std::optional<ModelNote> noteOfClocks(const std::vector<observe::ActiveFault>& faults,
                                      const raft::ConfState* configuration,
                                      const observe::ClusterState& state) {
    if (configuration == nullptr) {
        return std::nullopt;
    }
    struct Clock {
        double rate{1};
        std::uint64_t fault{0};
    };
    std::map<raft::NodeId, Clock> clocks;
    for (const auto* half : {&configuration->voters, &configuration->votersOutgoing}) {
        for (const raft::NodeId voter : *half) {
            clocks[voter] = {};
        }
    }
    for (const observe::ActiveFault& fault : faults) {
        const auto drift = fault.kind == FaultKind::ClockDrift ? parseDrift(fault.text)
                                                               : std::optional<std::int64_t>();
        for (const raft::NodeId node : fault.nodes) {
            if (const auto clock = clocks.find(node); drift && clock != clocks.end()) {
                clock->second = {1 + static_cast<double>(*drift) / 1e6, fault.fault};
            }
        }
    }
    if (clocks.size() < 2) {
        return std::nullopt;
    }
    const auto bySpeed = [](const auto& a, const auto& b) { return a.second.rate < b.second.rate; };
    const auto [slow, fast] = std::minmax_element(clocks.begin(), clocks.end(), bySpeed);
    const observe::NodeState* leader = state.findNode(slow->first);
    const std::uint32_t ticks =
        leader != nullptr ? leader->settings.electionTicks : observe::CoreSettings().electionTicks;
    const double difference = fast->second.rate / slow->second.rate - 1;
    if (difference <= leaseTolerance(ticks)) {
        return std::nullopt;
    }
    const bool isSlowOdd = 1 - slow->second.rate > fast->second.rate - 1;
    return ModelNote{
        Standing::LeasesOnly,
        Model::tr("The clock of %1 runs %2 % faster than that of %3, and leases tolerate %4 %: "
                  "where %3 leads, its reads by lease may be stale. Elections and the log stay "
                  "safe.")
            .arg(nameOf(fast->first), percent(difference), nameOf(slow->first),
                 percent(leaseTolerance(ticks))),
        isSlowOdd ? slow->second.fault : fast->second.fault,
        {slow->first, fast->first}};
}

}  // namespace

double leaseTolerance(std::uint32_t electionTicks) {
    // A lease is given up a margin before the election timeout is over, of which two ticks are for
    // where within a tick either side stands.
    const double margin = std::ceil(static_cast<double>(electionTicks) / 10);
    const double lease = static_cast<double>(electionTicks) - 2 - margin;
    return lease <= 0 ? 0 : margin / lease;
}

std::vector<ModelNote> outsideOfModel(const std::vector<observe::ActiveFault>& faults,
                                      const raft::ConfState* configuration,
                                      const observe::ClusterState& frame) {
    std::vector<ModelNote> notes;
    for (const observe::ActiveFault& fault : faults) {
        if (auto note = noteOf(fault)) {
            notes.push_back(std::move(*note));
        }
    }
    if (auto clocks = noteOfClocks(faults, configuration, frame)) {
        notes.push_back(std::move(*clocks));
    }
    return notes;
}

QString modelSentence(const std::vector<ModelNote>& notes, bool hasFaults) {
    if (notes.empty()) {
        return hasFaults ? Model::tr(
                               "Inside Raft's model: whatever happens, nothing that was "
                               "committed is lost.")
                         : QString();
    }
    QStringList lines;
    const bool isOutside = std::any_of(notes.begin(), notes.end(), [](const ModelNote& note) {
        return note.standing == Standing::Outside;
    });
    lines.append(isOutside ? Model::tr("Outside Raft's model:")
                           : Model::tr("Inside Raft's model, but for leases:"));
    for (const ModelNote& note : notes) {
        lines.append(note.text);
    }
    return lines.join(u'\n');
}

}  // namespace quorate::gui
