// SPDX-License-Identifier: Apache-2.0
#include "gui/cluster/ring_layout.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "gui/cluster/ring_points.h"

namespace quorate::gui {

namespace {

constexpr double kInset = 10.0;
constexpr double kGap = 8.0;
/// Lanes run so far from the line between their nodes.
constexpr double kBesideAxis = 8.0;
/// Room between neighbours that makes a ring comfortable, beside the nodes themselves.
constexpr double kAir = 56.0;
constexpr std::array<std::uint32_t, 4> kStripCells{17, 13, 9, 6};
constexpr std::array kLabelScales{1.0, 0.8, 0.65, 0.5};

enum class StripSide : std::uint8_t { None, Beside, Below };

StripForm formOf(std::uint32_t cells, const RingRequest& request) {
    StripForm form;
    form.cells = cells;
    form.cell = request.cell;
    const double cellsWidth = request.cell.width() * cells;
    form.numbersInTwoLines = request.numberWidth > cellsWidth + 2.0;
    const double lines = form.numbersInTwoLines ? 2.0 : 1.0;
    const double numbers = form.numbersInTwoLines ? request.numberWidth / 2.0 : request.numberWidth;
    form.size =
        QSizeF(std::max(cellsWidth, numbers), request.cell.height() + 4.0 + kThermometerHeight +
                                                  4.0 + lines * request.numberHeight);
    return form;
}

/// Where centres of nodes can stand. `labelsAbove`: there is room for labels above the upper ones.
QRectF roomForCentres(const RingRequest& request, const StripForm& form, StripSide side,
                      bool labelsAbove) {
    double beside = kInset + kNodeRoom;
    double below = kInset + kNodeRoom + request.label.height();
    double above = kInset + kNodeRoom - 4.0;
    if (labelsAbove) {
        above += request.label.height();
    }
    if (side == StripSide::Beside) {
        beside += kGap + form.size.width();
    } else if (side == StripSide::Below) {
        below += kGap + form.size.height();
        beside = std::max(beside, kInset + form.size.width() / 2.0);
    }
    beside = std::max(beside, kInset + request.label.width() / 2.0);
    return {QPointF(beside, above),
            QPointF(request.canvas.width() - beside, request.canvas.height() - below)};
}

QRectF centredAt(QPointF centre, const QSizeF& size) {
    return {centre - QPointF(size.width() / 2.0, size.height() / 2.0), size};
}

/// The free one of them that lies best: lanes count, and then the order.
std::optional<QRectF> bestOf(const std::vector<QRectF>& choices, const Occupied& occupied) {
    std::optional<QRectF> best;
    double bestCost = std::numeric_limits<double>::max();
    double order = 0.0;
    for (const QRectF& choice : choices) {
        order += 0.35;
        const double cost = order + static_cast<double>(occupied.linesThrough(choice));
        if (cost < bestCost && occupied.isFree(choice)) {
            best = choice;
            bestCost = cost;
        }
    }
    return best;
}

/// Left, right, or neither: where the outside is.
double outwardOf(QPointF centre, const QRectF& canvas) {
    const double offset = centre.x() - canvas.center().x();
    return std::abs(offset) < 4.0 ? 0.0 : std::copysign(1.0, offset);
}

std::vector<QRectF> labelChoices(QPointF centre, const QSizeF& size, const QRectF& canvas) {
    const double down = kNodeRoom + size.height() / 2.0;
    const double outward = outwardOf(centre, canvas);
    const bool isUpper = centre.y() < canvas.center().y() - 8.0;
    const double near = size.width() * 0.28;
    const double far = size.width() * 0.5;
    std::vector<QRectF> choices;
    for (const double side : {isUpper ? -1.0 : 1.0, isUpper ? 1.0 : -1.0}) {
        for (const double shift : {0.0, near, far}) {
            const double x = (outward == 0.0 ? 1.0 : outward) * shift;
            choices.push_back(centredAt(centre + QPointF(x, side * down), size));
            if (shift > 0.0) {
                choices.push_back(centredAt(centre + QPointF(-x, side * down), size));
            }
        }
    }
    const double across = kNodeRoom + size.width() / 2.0;
    for (const double side : {1.0, -1.0}) {
        const double x = (outward == 0.0 ? 1.0 : outward) * side * across;
        choices.push_back(centredAt(centre + QPointF(x, 0.0), size));
    }
    return choices;
}

std::vector<QRectF> stripChoices(const NodePlace& place, const QSizeF& size, StripSide side,
                                 const QRectF& canvas) {
    const double outward = outwardOf(place.centre, canvas);
    const double first = outward == 0.0 ? -1.0 : outward;
    const double across = kNodeRoom + kGap + size.width() / 2.0;
    std::vector<QRectF> choices;
    const auto addBeside = [&] {
        for (const double direction : {first, -first}) {
            for (const double shift : {0.0, -20.0, 20.0, -40.0, 40.0}) {
                choices.push_back(
                    centredAt(place.centre + QPointF(direction * across, shift), size));
            }
        }
    };
    const auto addBelow = [&] {
        const double down = kNodeRoom + size.height() / 2.0;
        const double under = down + place.label.height();
        for (const double shift : {0.0, size.width() * 0.3, -size.width() * 0.3}) {
            const double x = first * shift;
            choices.push_back(centredAt(place.centre + QPointF(x, under), size));
            choices.push_back(centredAt(place.centre + QPointF(x, down), size));
            choices.push_back(centredAt(place.centre + QPointF(x, -down), size));
            choices.push_back(centredAt(place.centre + QPointF(x, -under), size));
        }
    };
    if (side == StripSide::Beside) {
        addBeside();
        addBelow();
    } else {
        addBelow();
        addBeside();
    }
    return choices;
}

struct Attempt {
    RingLayout layout;
    bool isWhole{true};  ///< everything has a place
    double distance{0.0};
    std::size_t crossings{0};  ///< of strips by lanes
};

void placeLabels(const RingRequest& request, Attempt& attempt, Occupied& occupied) {
    for (NodePlace& place : attempt.layout.nodes) {
        const auto choices = labelChoices(place.centre, request.label, attempt.layout.canvas);
        const auto chosen = bestOf(choices, occupied);
        attempt.isWhole = attempt.isWhole && chosen.has_value();
        place.label = chosen.value_or(choices.front());
        occupied.addBox(place.label);
    }
}

void placeStrips(StripSide side, Attempt& attempt, Occupied& occupied) {
    for (NodePlace& place : attempt.layout.nodes) {
        const auto chosen = bestOf(
            stripChoices(place, attempt.layout.strip.size, side, attempt.layout.canvas), occupied);
        attempt.isWhole = attempt.isWhole && chosen.has_value();
        place.strip = chosen.value_or(QRectF());
        if (chosen) {
            attempt.crossings += occupied.linesThrough(
                chosen->adjusted(-kBesideAxis, -kBesideAxis, kBesideAxis, kBesideAxis));
            occupied.addBox(*chosen);
        }
    }
}

void placeLegend(const RingRequest& request, RingLayout& layout, const Occupied& occupied) {
    const QRectF inside = layout.canvas.adjusted(kInset, kInset, -kInset, -kInset);
    const QSizeF size = request.legend;
    if (size.isEmpty()) {
        return;
    }
    for (const QPointF corner : {inside.topLeft(), inside.bottomLeft() - QPointF(0, size.height()),
                                 inside.topRight() - QPointF(size.width(), 0),
                                 inside.bottomRight() - QPointF(size.width(), size.height())}) {
        const QRectF box(corner, size);
        if (occupied.isFree(box) && occupied.linesThrough(box) == 0) {
            layout.legend = box;
            return;
        }
    }
}

Attempt attemptWith(const RingRequest& request, const StripForm& form, StripSide side,
                    bool labelsAbove) {
    Attempt attempt;
    RingLayout& layout = attempt.layout;
    layout.canvas = QRectF(QPointF(0, 0), request.canvas);
    layout.strip = form;
    const QRectF room = roomForCentres(request, form, side, labelsAbove);
    const auto points =
        pointsOnRing(request.nodes.size(), room, 2.0 * kNodeRoom + (form.cells > 0 ? kAir : 0.0));
    attempt.distance = smallestDistance(points);
    attempt.isWhole = room.width() >= 0.0 && room.height() >= 0.0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        layout.nodes.push_back({request.nodes[i], points[i], QRectF(), QRectF()});
    }
    Occupied occupied = layout.occupied();
    for (std::size_t a = 0; a < points.size(); ++a) {
        for (std::size_t b = a + 1; b < points.size(); ++b) {
            occupied.addLine({points[a], points[b]});
        }
    }
    placeLabels(request, attempt, occupied);
    if (side != StripSide::None) {
        placeStrips(side, attempt, occupied);
        placeLegend(request, layout, occupied);
    }
    return attempt;
}

}  // namespace

const NodePlace* RingLayout::find(raft::NodeId node) const noexcept {
    const auto found = std::find_if(nodes.begin(), nodes.end(),
                                    [node](const NodePlace& place) { return place.node == node; });
    return found != nodes.end() ? &*found : nullptr;
}

Occupied RingLayout::occupied() const {
    Occupied taken(canvas);
    for (const NodePlace& place : nodes) {
        taken.addDisc(place.centre, kNodeRoom - 2.0);
        for (const QRectF& box : {place.label, place.strip}) {
            if (!box.isNull()) {
                taken.addBox(box);
            }
        }
    }
    if (!legend.isNull()) {
        taken.addBox(legend);
    }
    return taken;
}

RingLayout layOutRing(const RingRequest& request) {
    // Labels above are out of the way of lanes, but make a low ring lower.
    const bool isHigh = request.canvas.height() > 6.0 * kNodeRoom;
    if (request.hasStrips) {
        std::optional<Attempt> best;
        double bestWorth = 0.0;
        for (const std::uint32_t cells : kStripCells) {
            const StripForm form = formOf(cells, request);
            for (const StripSide side : {StripSide::Beside, StripSide::Below}) {
                Attempt attempt = attemptWith(request, form, side, isHigh);
                // A cell more is worth as much as a lane less behind the strips; and beside a node
                // they are out of the way of its label.
                const double worth = cells - static_cast<double>(attempt.crossings) +
                                     (side == StripSide::Beside ? 1.0 : 0.0) +
                                     attempt.distance / request.canvas.width();
                const bool fits = attempt.isWhole && attempt.distance >= 2.0 * kNodeRoom + kAir;
                if (fits && (!best || worth > bestWorth)) {
                    best = std::move(attempt);
                    bestWorth = worth;
                }
            }
        }
        if (best) {
            return std::move(best->layout);
        }
    }
    RingRequest smaller = request;
    for (const double scale : kLabelScales) {
        smaller.label = request.label * scale;
        for (const bool labelsAbove : {isHigh, !isHigh}) {
            Attempt attempt = attemptWith(smaller, StripForm(), StripSide::None, labelsAbove);
            attempt.layout.labelScale = scale;
            if (attempt.isWhole || (scale == kLabelScales.back() && labelsAbove != isHigh)) {
                return std::move(attempt.layout);
            }
        }
    }
    return {};
}

}  // namespace quorate::gui
