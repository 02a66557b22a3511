// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/stage/scenario/quantity.h"

namespace quorate::stage {

/// A text with places that are filled in when it is shown: `{leader}` and other nodes, `{$noted}`,
/// `{commit leader}` and other quantities of one node. What it says of the Stage is true so.
class TextTemplate {
public:
    /// Malformed, for a place that is none.
    static Result<TextTemplate> parse(std::string_view text, const Scope& scope);

    /// The errors of NodeSet::resolve and of read().
    [[nodiscard]] Result<std::string> fill(const ScenarioWorld& world) const;

private:
    struct Piece {
        std::string text;
        std::optional<Quantity> quantity;
        std::optional<NodeSet> nodes;
        std::optional<Number> number;
    };
    static Result<Piece> parsePlace(std::string_view inside, const Scope& scope);
    static Result<std::string> fillOne(const Piece& piece, const ScenarioWorld& world);

    std::vector<Piece> m_pieces;
};

}  // namespace quorate::stage
