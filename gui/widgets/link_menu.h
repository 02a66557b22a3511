// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMenu>
#include <QString>

#include <vector>

#include "gui/model/linked_text.h"
#include "gui/model/view_context.h"

/// Where what is named cannot be clicked, as in tool tips and painted boxes: a menu names it.
namespace quorate::gui {

/// What can be selected, by its name.
struct Named {
    QString name;
    Selected target;
};
/// All that a text names, each once; see linksIn().
std::vector<Named> namedIn(const QString& text, const observe::ClusterState& state,
                           raft::NodeId about, const std::vector<TextLink>& more = {});

/// A section with an entry for each, which selects it everywhere; without any there is no section.
/// `context` outlives the menu.
void addNamed(QMenu& menu, ViewContext& context, const std::vector<Named>& all);
/// The same of a text, by the frame that is shown.
void addNamed(QMenu& menu, ViewContext& context, const QString& text, raft::NodeId about);

}  // namespace quorate::gui
