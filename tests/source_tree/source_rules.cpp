// SPDX-License-Identifier: Apache-2.0
#include "tests/source_tree/source_rules.h"

namespace quorate::source_tree {

std::string toString(const Finding& finding) {
    return finding.path + ":" + std::to_string(finding.line) + ": " + finding.message;
}

}  // namespace quorate::source_tree
