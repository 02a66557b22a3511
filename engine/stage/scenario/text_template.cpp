// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/scenario/text_template.h"

#include <algorithm>
#include <utility>

namespace quorate::stage {

Result<TextTemplate::Piece> TextTemplate::parsePlace(std::string_view inside, const Scope& scope) {
    Piece piece;
    if (inside.starts_with('$')) {
        auto number = Number::parse(inside, scope, false);
        if (!number) {
            return number.error();
        }
        piece.number = std::move(*number);
        return piece;
    }
    const std::size_t space = inside.find(' ');
    if (space != std::string_view::npos) {
        piece.quantity = parseQuantity(inside.substr(0, space));
        if (!piece.quantity) {
            return Error(ErrorCode::Malformed, "\"" + std::string(inside.substr(0, space)) +
                                                   "\" is no quantity of a node");
        }
        inside.remove_prefix(space + 1);
    }
    auto nodes = NodeSet::parse(inside, scope);
    if (!nodes) {
        return nodes.error();
    }
    piece.nodes = std::move(*nodes);
    return piece;
}

Result<TextTemplate> TextTemplate::parse(std::string_view text, const Scope& scope) {
    TextTemplate result;
    while (!text.empty()) {
        const std::size_t open = text.find('{');
        if (open != 0) {
            Piece plain;
            plain.text = text.substr(0, open);
            result.m_pieces.push_back(std::move(plain));
            text.remove_prefix(std::min(open, text.size()));
            continue;
        }
        const std::size_t close = text.find('}');
        if (close == std::string_view::npos) {
            return Error(ErrorCode::Malformed, "a { in a text has no }");
        }
        auto place = parsePlace(text.substr(1, close - 1), scope);
        if (!place) {
            return place.error();
        }
        result.m_pieces.push_back(std::move(*place));
        text.remove_prefix(close + 1);
    }
    return result;
}

Result<std::string> TextTemplate::fillOne(const Piece& piece, const ScenarioWorld& world) {
    if (piece.number) {
        auto number = piece.number->resolve(world);
        return number ? Result<std::string>(std::to_string(*number)) : number.error();
    }
    if (!piece.nodes) {
        return piece.text;
    }
    if (piece.quantity) {
        auto node = piece.nodes->resolveOne(world);
        auto value = node ? read(*piece.quantity, world, *world.stage.find(*node)) : node.error();
        return value ? Result<std::string>(std::to_string(*value)) : value.error();
    }
    auto nodes = piece.nodes->resolve(world);
    if (!nodes) {
        return nodes.error();
    }
    std::string text;
    for (std::size_t i = 0; i < nodes->size(); ++i) {
        text += (i == 0 ? "" : (i + 1 == nodes->size() ? " and " : ", ")) +
                std::to_string((*nodes)[i].value());
    }
    return text;
}

Result<std::string> TextTemplate::fill(const ScenarioWorld& world) const {
    std::string text;
    for (const Piece& piece : m_pieces) {
        auto filled = fillOne(piece, world);
        if (!filled) {
            return filled;
        }
        text += *filled;
    }
    return text;
}

}  // namespace quorate::stage
