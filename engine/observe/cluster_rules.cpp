// SPDX-License-Identifier: Apache-2.0
#include "engine/observe/cluster_rules.h"

#include <algorithm>
#include <utility>

#include "engine/observe/pipeline_rules.h"

namespace quorate::observe {

namespace {

/// Answered operations that are kept for the views; twice as many before the oldest go, so that
/// their removal costs next to nothing each.
constexpr std::uint64_t kKeptAnswers = 128;

auto placeOf(std::vector<MessageInFlight>& messages, MessageKey key) {
    return std::find_if(messages.begin(), messages.end(),
                        [key](const MessageInFlight& message) { return message.key == key; });
}

}  // namespace

void ClusterRules::operator()(const NodeFrame& frame) const {
    if (frame.state != nullptr) {
        NodeState& node = state.node(event.node);
        node = *frame.state;
        node.id = event.node;
    }
}

// --- messages and links

void ClusterRules::operator()(const MessageLeft& left) const {
    EntryRange entries;
    if (state.findNode(left.link.from) != nullptr) {
        entries = messageLeft(state.m_pipelines[state.placeOf(left.link.from)], left.key.sent);
    }
    state.m_inFlight.write().push_back({left.link, left.key, left.type, left.term, left.reject,
                                        false, event.moment, left.due, entries});
}

void ClusterRules::remove(MessageKey key) const {
    auto& messages = state.m_inFlight.write();
    if (const auto place = placeOf(messages, key); place != messages.end()) {
        messages.erase(place);
    }
}

MessageInFlight* ClusterRules::find(MessageKey key) const {
    auto& messages = state.m_inFlight.write();
    const auto place = placeOf(messages, key);
    return place != messages.end() ? &*place : nullptr;
}

void ClusterRules::operator()(const MessageDuplicated& duplicated) const {
    if (const MessageInFlight* original = find(duplicated.key)) {
        MessageInFlight copy = *original;
        copy.key.copy = duplicated.newCopy;
        copy.due = duplicated.due;
        state.m_inFlight.write().push_back(copy);
    }
}

void ClusterRules::operator()(const MessageDelayed& delayed) const {
    if (MessageInFlight* message = find(delayed.key)) {
        message->due = delayed.due;
    }
}

void ClusterRules::operator()(const MessageHeld& held) const {
    if (MessageInFlight* message = find(held.key)) {
        message->isHeld = true;
        message->due = Moment();
    }
}

void ClusterRules::operator()(const MessageReleased& released) const {
    if (MessageInFlight* message = find(released.key)) {
        message->isHeld = false;
        message->due = released.due;
    }
}

LinkState& ClusterRules::link(Link which) const {
    auto& links = state.m_links.write();
    auto place =
        std::lower_bound(links.begin(), links.end(), which,
                         [](const LinkState& a, const Link& wanted) { return a.link < wanted; });
    if (place == links.end() || place->link != which) {
        place = links.insert(place, LinkState{which, false, Moment(), LinkCondition()});
    }
    return *place;
}

void ClusterRules::operator()(const LinkCut& cut) const {
    LinkState& changed = link(cut.link);
    changed.cutSince = changed.isCut ? changed.cutSince : event.moment;
    changed.isCut = true;
}

void ClusterRules::operator()(const LinkHealed& healed) const {
    LinkState& changed = link(healed.link);
    changed.isCut = false;
    changed.cutSince = Moment();
}

void ClusterRules::operator()(const LinkChanged& changed) const {
    link(changed.link).condition = changed.condition;
}

// --- client operations

OperationState* ClusterRules::find(OperationId operation) const {
    if (operation == OperationId()) {
        return nullptr;
    }
    auto& operations = state.m_operations.write();
    const auto place =
        std::lower_bound(operations.begin(), operations.end(), operation,
                         [](const OperationState& a, OperationId wanted) { return a.id < wanted; });
    return place != operations.end() && place->id == operation ? &*place : nullptr;
}

void ClusterRules::operator()(const ClientInvoked& invoked) const {
    OperationState added;
    added.id = invoked.operation;
    added.client = invoked.client;
    added.kind = invoked.kind;
    added.target = invoked.target;
    added.key = invoked.key;
    added.invoked = event.moment;
    auto& operations = state.m_operations.write();
    const auto place =
        std::lower_bound(operations.begin(), operations.end(), added.id,
                         [](const OperationState& a, OperationId wanted) { return a.id < wanted; });
    if (place == operations.end() || place->id != added.id) {
        operations.insert(place, std::move(added));
    }
}

void ClusterRules::operator()(const ClientAnswered& answered) const {
    OperationState* operation = find(answered.operation);
    if (operation == nullptr || operation->outcome) {
        return;
    }
    operation->outcome = answered.outcome;
    operation->code = answered.code;
    operation->answered = event.moment;
    operation->revision = answered.revision;
    ++state.m_answeredKept;
    if (state.m_answeredKept > 2 * kKeptAnswers) {
        forgetOldAnswers();
    }
}

void ClusterRules::forgetOldAnswers() const {
    std::uint64_t surplus = state.m_answeredKept - kKeptAnswers;
    auto& operations = state.m_operations.write();
    const auto isSurplus = [&surplus](const OperationState& operation) {
        if (!operation.outcome || surplus == 0) {
            return false;
        }
        --surplus;
        return true;
    };
    std::vector<OperationState> kept;
    kept.reserve(operations.size());
    for (OperationState& operation : operations) {
        if (!isSurplus(operation)) {
            kept.push_back(std::move(operation));
        }
    }
    operations.swap(kept);
    state.m_answeredKept = kKeptAnswers;
}

void ClusterRules::operator()(const ProposalQueued& queued) const {
    if (OperationState* operation = find(queued.operation)) {
        operation->queued = event.moment;
    }
}

void ClusterRules::operator()(const ProposalAppended& appended) const {
    if (OperationState* operation = find(appended.operation)) {
        operation->entry = appended.entry;
    }
}

void ClusterRules::operator()(const ProposalCompleted& completed) const {
    if (OperationState* operation = find(completed.operation)) {
        operation->completed = event.moment;
    }
}

void ClusterRules::operator()(const ReadQueued& queued) const {
    if (OperationState* operation = find(queued.operation)) {
        operation->queued = event.moment;
    }
}

void ClusterRules::operator()(const ReadConfirmed& confirmed) const {
    if (OperationState* operation = find(confirmed.operation)) {
        operation->readIndex = confirmed.index;
    }
}

void ClusterRules::operator()(const ReadAnswered& answered) const {
    if (OperationState* operation = find(answered.operation)) {
        operation->completed = event.moment;
    }
}

// --- faults

void ClusterRules::operator()(const FaultStarted& started) const {
    // A node that is observed anew says again what is wrong with it.
    const auto isSame = [&started](const ActiveFault& f) { return f.fault == started.fault; };
    if (std::any_of(state.faults().begin(), state.faults().end(), isSame)) {
        return;
    }
    state.m_faults.write().push_back(
        {started.fault, started.kind, started.nodes, started.text, event.moment, id});
}

void ClusterRules::operator()(const FaultEnded& ended) const {
    auto& faults = state.m_faults.write();
    const auto place = std::find_if(faults.begin(), faults.end(), [&ended](const ActiveFault& f) {
        return f.fault == ended.fault;
    });
    if (place != faults.end()) {
        faults.erase(place);
    }
}

// --- who is seen

void ClusterRules::operator()(const ObservationChanged& changed) const {
    if (event.node == raft::kNoNode) {
        return;
    }
    auto& sights = state.m_sights.write();
    auto place = std::lower_bound(
        sights.begin(), sights.end(), event.node,
        [](const NodeSight& known, raft::NodeId wanted) { return known.node < wanted; });
    if (place == sights.end() || place->node != event.node) {
        place = sights.insert(place, NodeSight{event.node, !changed.isSeen, {}, 0, 0, 0, {}});
    }
    if (place->isSeen != changed.isSeen) {
        place->since = event.moment;
    }
    place->isSeen = changed.isSeen;
    place->missed += changed.missed;
    place->clockOffsetNs = changed.clockOffsetNs;
    place->clockErrorNs = changed.clockErrorNs;
    place->text = changed.text;
    // One that said that it ends is down, whether it is seen or not.
    NodeState& node = state.node(event.node);
    if (changed.isSeen && node.condition == NodeCondition::Unreachable) {
        node.condition = NodeCondition::Up;
    } else if (!changed.isSeen && node.condition != NodeCondition::Down &&
               node.condition != NodeCondition::Failed) {
        node.condition = NodeCondition::Unreachable;
    }
}

void ClusterRules::operator()(const NodeReported& reported) const {
    if (event.node == raft::kNoNode) {
        return;
    }
    state.node(event.node);
    auto& reports = state.m_reports.write();
    auto report = std::lower_bound(
        reports.begin(), reports.end(), event.node,
        [](const NodeReport& known, raft::NodeId wanted) { return known.node < wanted; });
    if (report == reports.end() || report->node != event.node) {
        report = reports.insert(report, NodeReport{event.node, {}, {}});
    }
    report->since = event.moment;
    auto& fields = report->fields;
    for (const ReportField& field : reported.fields) {
        const auto place =
            std::lower_bound(fields.begin(), fields.end(), field.name,
                             [](const ReportField& known, const std::string& wanted) {
                                 return known.name < wanted;
                             });
        const bool isKnown = place != fields.end() && place->name == field.name;
        if (isKnown && field.value.empty()) {
            fields.erase(place);
        } else if (isKnown) {
            place->value = field.value;
        } else if (!field.value.empty() && fields.size() < kMostReportFields) {
            fields.insert(place, field);
        }
    }
}

}  // namespace quorate::observe
