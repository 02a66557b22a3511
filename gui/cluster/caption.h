// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include "engine/raft/types.h"
#include "gui/model/frame.h"

namespace quorate::gui {

/// The rule of the protocol that explains what is seen, in a sentence.
struct Caption {
    QString chip;     ///< "term 8", "12/4118"; empty for none
    raft::Term term;  ///< the colour of the chip
    QString text;
    friend bool operator==(const Caption&, const Caption&) = default;
};

Caption captionOf(const Frame& frame);
/// "5 voters · 0 learners · election timeout 1–2 s · heartbeat 100 ms".
QString membersText(const Frame& frame);

}  // namespace quorate::gui
