// SPDX-License-Identifier: Apache-2.0
#include "engine/observe/cluster_state.h"

#include <algorithm>
#include <variant>

#include "engine/observe/cluster_rules.h"
#include "engine/observe/cluster_state_fields.h"
#include "engine/observe/event_codec.h"
#include "engine/observe/field_reader.h"
#include "engine/observe/field_writer.h"
#include "engine/observe/node_rules.h"
#include "engine/observe/pipeline_rules.h"

namespace quorate::observe {

namespace {

constexpr auto kBefore = [](const CopyOnWrite<NodeState>& node, raft::NodeId id) {
    return node->id < id;
};

}  // namespace

void ClusterState::apply(raft::EventId id, const Event& event) {
    m_moment = event.moment;
    m_lastEvent = id;
    const std::uint8_t kind = kindOf(event.body);
    if (kind < kFirstRuntimeKind) {
        if (event.node != raft::kNoNode) {
            const std::size_t place = placeOf(event.node);
            applyCoreEvent(m_nodes[place].write(), event);
            applyPipelineEvent(m_pipelines[place], id, event);
        }
        return;
    }
    if (kind < kFirstLinkKind && event.node != raft::kNoNode) {
        const std::size_t place = placeOf(event.node);
        applyRuntimeEvent(m_nodes[place].write(), event);
        applyPipelineEvent(m_pipelines[place], id, event);
    }
    std::visit(ClusterRules{*this, id, event}, event.body);
}

std::size_t ClusterState::placeOf(raft::NodeId id) {
    auto place = std::lower_bound(m_nodes.begin(), m_nodes.end(), id, kBefore);
    if (place == m_nodes.end() || (*place)->id != id) {
        NodeState added;
        added.id = id;
        m_pipelines.emplace(m_pipelines.begin() + (place - m_nodes.begin()));
        place = m_nodes.emplace(place, std::move(added));
    }
    return static_cast<std::size_t>(place - m_nodes.begin());
}

const NodeState* ClusterState::findNode(raft::NodeId id) const noexcept {
    const auto place = std::lower_bound(m_nodes.begin(), m_nodes.end(), id, kBefore);
    return place != m_nodes.end() && (*place)->id == id ? &**place : nullptr;
}

const PipelineState* ClusterState::findPipeline(raft::NodeId id) const noexcept {
    const auto place = std::lower_bound(m_nodes.begin(), m_nodes.end(), id, kBefore);
    return place != m_nodes.end() && (*place)->id == id
               ? &*m_pipelines[static_cast<std::size_t>(place - m_nodes.begin())]
               : nullptr;
}

const LinkState* ClusterState::findLink(Link link) const noexcept {
    const auto place = std::find_if(m_links->begin(), m_links->end(),
                                    [link](const LinkState& known) { return known.link == link; });
    return place != m_links->end() ? &*place : nullptr;
}

const OperationState* ClusterState::findOperation(OperationId id) const noexcept {
    const auto place =
        std::lower_bound(m_operations->begin(), m_operations->end(), id,
                         [](const OperationState& a, OperationId wanted) { return a.id < wanted; });
    return place != m_operations->end() && place->id == id ? &*place : nullptr;
}

const NodeSight* ClusterState::findSight(raft::NodeId node) const noexcept {
    const auto place = std::lower_bound(
        m_sights->begin(), m_sights->end(), node,
        [](const NodeSight& known, raft::NodeId wanted) { return known.node < wanted; });
    return place != m_sights->end() && place->node == node ? &*place : nullptr;
}

const std::string* NodeReport::find(std::string_view name) const noexcept {
    const auto place = std::lower_bound(
        fields.begin(), fields.end(), name,
        [](const ReportField& known, std::string_view wanted) { return known.name < wanted; });
    return place != fields.end() && place->name == name ? &place->value : nullptr;
}

const NodeReport* ClusterState::findReport(raft::NodeId node) const noexcept {
    const auto place = std::lower_bound(
        m_reports->begin(), m_reports->end(), node,
        [](const NodeReport& known, raft::NodeId wanted) { return known.node < wanted; });
    return place != m_reports->end() && place->node == node ? &*place : nullptr;
}

template <class Archive, class Self>
void ClusterState::fieldsOf(Archive& archive, Self& self) {
    archive("moment", self.m_moment);
    archive("lastEvent", self.m_lastEvent);
    archive("nodes", self.m_nodes);
    archive("links", self.m_links);
    archive("inFlight", self.m_inFlight);
    archive("operations", self.m_operations);
    archive("answeredKept", self.m_answeredKept);
    archive("faults", self.m_faults);
    archive("violationCount", self.m_violationCount);
    archive("pipelines", self.m_pipelines);
    // Only where nodes were watched from elsewhere: not there in what was written before.
    bool isWatched = !self.m_sights->empty() || !self.m_reports->empty();
    if constexpr (Archive::kReads) {
        isWatched = !archive.isAtEnd();
    }
    if (isWatched) {
        archive("sights", self.m_sights);
        archive("reports", self.m_reports);
    }
}

std::string ClusterState::encode() const {
    FieldWriter writer;
    fieldsOf(writer, *this);
    return std::string(writer.written());
}

Result<ClusterState> ClusterState::decode(std::string_view bytes) {
    FieldReader reader(bytes);
    ClusterState state;
    fieldsOf(reader, state);
    if (auto finished = reader.finish(); !finished) {
        return finished.error();
    }
    if (state.m_pipelines.size() != state.m_nodes.size()) {
        return Error(ErrorCode::Malformed, "there are not as many pipelines as nodes");
    }
    const auto answered =
        std::count_if(state.m_operations->begin(), state.m_operations->end(),
                      [](const OperationState& o) { return o.outcome.has_value(); });
    if (state.m_answeredKept != static_cast<std::uint64_t>(answered)) {
        return Error(ErrorCode::Malformed, "the answered operations are not as many as they claim");
    }
    return state;
}

OperationProgress progressOf(const OperationState& operation, const ClusterState& state) {
    OperationProgress progress;
    const raft::EntryId entry = operation.entry;
    if (entry.index == raft::Index(0)) {
        return progress;
    }
    for (std::size_t i = 0; i < state.nodeCount(); ++i) {
        const LogState& log = state.nodeAt(i).log;
        // What is compacted was committed, and by log matching it was this entry if any was.
        const bool isCompacted = entry.index <= log.before.index;
        const bool hasIt = isCompacted || log.term(entry.index) == entry.term;
        progress.stableOn += hasIt && entry.index < log.unstableOffset ? 1U : 0U;
        progress.isCommitted = progress.isCommitted || (hasIt && entry.index <= log.committed);
        progress.isApplied = progress.isApplied || (hasIt && entry.index <= log.applied);
    }
    return progress;
}

}  // namespace quorate::observe
