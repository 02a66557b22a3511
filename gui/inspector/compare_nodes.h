// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <cstddef>
#include <optional>
#include <vector>

#include "gui/inspector/field.h"
#include "gui/model/frame.h"

/// All nodes beside each other: a row for each field, a column for each node. Without widgets; any
/// thread may call it.
namespace quorate::gui {

/// What is said of one node: the fields that it has alone, and what the leader knows of it.
struct ComparedNode {
    raft::NodeId node;
    bool isLeader{false};
    Inspection fields;
};
/// In order of id.
std::vector<ComparedNode> comparedNodes(const Frame& frame);

struct ComparedRow {
    QString section;
    /// Empty for the title of a section.
    QString key;
    QString name;
    friend bool operator==(const ComparedRow&, const ComparedRow&) = default;
    [[nodiscard]] bool isTitle() const { return key.isEmpty(); }
};
/// Every field that one of the nodes has, in their sections.
std::vector<ComparedRow> comparedRows(const std::vector<ComparedNode>& nodes);

/// How full something is, for a small bar: appends in flight, as "3/256"; nothing of other fields.
std::optional<double> shareOf(const ComparedRow& row, const Field& field);

}  // namespace quorate::gui
