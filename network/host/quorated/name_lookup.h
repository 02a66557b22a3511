// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/result.h"

class QObject;

namespace quorate::host {

/// Finds the addresses of names that a node is to listen on, without waiting: a name server that
/// does not answer must not keep signals from being heard.
///
/// Calls back once, from the event loop or from within the call where all are addresses already,
/// with the addresses in the same order; with InvalidArgument, which says what to write, for a name
/// that has none. Not after `context` is gone.
void lookUpNames(std::vector<std::string> names, QObject& context,
                 std::function<void(Result<std::vector<std::string>>)> done);

/// Neither an address nor localhost.
bool isName(const std::string& host);

}  // namespace quorate::host
