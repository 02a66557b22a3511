// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include "engine/observe/core_events.h"
#include "engine/observe/event.h"
#include "engine/observe/link_events.h"

/// What happened, as a sentence for people. In the language of the application; any thread may call
/// these functions.
namespace quorate::gui {

/// "n3 granted its vote to n4 in term 8". Every kind of event has one.
QString sentenceOf(const observe::Event& event);

/// What a message says: "an append with 4119–4121", "a vote for term 8".
QString sayingOf(const observe::MessageFields& message);
/// The same of what little is known of one on its way.
QString sayingOf(const observe::MessageLeft& message);

/// "n2→n1".
QString linkText(observe::Link link);
/// "20 % loss, 5 ms to 10 ms late"; "as it should be".
QString conditionText(const observe::LinkCondition& condition);
/// What an error means to a client: "nobody leads".
QString reasonText(ErrorCode code);
QString faultText(observe::FaultKind kind);

}  // namespace quorate::gui
