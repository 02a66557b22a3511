// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <vector>

#include "engine/raft/types.h"
#include "gui/model/frame.h"
#include "gui/model/linked_text.h"

namespace quorate::gui {

/// The rule of the protocol that explains what is seen, in a sentence.
struct Caption {
    QString chip;     ///< "term 8", "12/4118"; empty for none
    raft::Term term;  ///< the colour of the chip
    QString text;
    /// See linksIn(): in whose log entries are, and what the text names beside nodes and entries.
    raft::NodeId about{};
    std::vector<TextLink> links{};
    friend bool operator==(const Caption&, const Caption&) = default;
};

Caption captionOf(const Frame& frame);
/// "5 voters · 0 learners · election timeout 1–2 s · heartbeat 100 ms".
QString membersText(const Frame& frame);

}  // namespace quorate::gui
