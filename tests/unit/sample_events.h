// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/observe/event.h"

namespace quorate::test {

/// One event of every kind, none of whose fields has its default value where it can be helped.
std::vector<observe::Event> sampleEvents();

}  // namespace quorate::test
