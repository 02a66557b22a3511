// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <algorithm>

#include "gui/cluster/caption.h"
#include "gui/cluster/commit_flash.h"
#include "gui/cluster/hit_test.h"
#include "gui/cluster/lane_geometry.h"
#include "gui/cluster/scene.h"
#include "gui/cluster/scene_words.h"
#include "gui/cluster/votes.h"
#include "tests/gui/stage_film.h"

using namespace quorate;
using namespace quorate::gui;
using quorate::tests::StageFilm;

namespace {

raft::NodeId n(std::uint64_t id) {
    return raft::NodeId(id);
}

RingLayout layoutFor(const Frame& frame) {
    RingRequest request;
    request.canvas = QSizeF(1047, 415);
    request.nodes = nodesOnRing(frame.state);
    request.label = QSizeF(130, 18);
    request.legend = QSizeF(250, 28);
    return layOutRing(request);
}

Scene sceneFor(const Frame& frame) {
    SceneOptions options;
    options.chip = QSizeF(76, 16);
    return sceneOf(frame, layoutFor(frame), options);
}

/// Events of its own, for states that a cluster would take long to get into.
class Told {
public:
    void tell(raft::NodeId node, observe::Body body) {
        m_frame.state.apply(raft::EventId(++m_event),
                            {m_now, node, raft::Term(), raft::kNoEvent, std::move(body)});
        m_frame.moment = m_now;
        m_frame.eventCount = m_event;
    }
    /// Nodes with this configuration, in a term.
    void begin(std::uint64_t nodes, const raft::ConfState& configuration, std::uint64_t term) {
        for (std::uint64_t id = 1; id <= nodes; ++id) {
            auto state = std::make_shared<observe::NodeState>();
            state->condition = observe::NodeCondition::Up;
            state->term = raft::Term(term);
            state->configuration = configuration;
            state->settings.tickNs = 100'000'000;
            state->electionTimer.timeoutTicks = 10;
            tell(n(id), observe::NodeFrame{std::move(state)});
        }
    }
    void leave(std::uint64_t from, std::uint64_t to, raft::MessageType type, std::uint64_t term,
               bool reject = false) {
        observe::MessageLeft left;
        left.link = {n(from), n(to)};
        left.key.sent = raft::EventId(1000 + m_event);
        left.type = type;
        left.term = raft::Term(term);
        left.reject = reject;
        left.due = observe::Moment(m_now.nanoseconds() + 1'000'000);
        tell(n(from), left);
    }
    void at(std::uint64_t nanoseconds) {
        m_now = observe::Moment(nanoseconds);
        m_frame.moment = m_now;
    }
    [[nodiscard]] const Frame& frame() const { return m_frame; }

private:
    Frame m_frame;
    observe::Moment m_now;
    std::uint64_t m_event{0};
};

raft::ConfState voters(std::initializer_list<std::uint64_t> ids,
                       std::initializer_list<std::uint64_t> outgoing = {}) {
    raft::ConfState state;
    for (const std::uint64_t id : ids) {
        state.voters.emplace_back(id);
    }
    for (const std::uint64_t id : outgoing) {
        state.votersOutgoing.emplace_back(id);
    }
    return state;
}

}  // namespace

/// What the cluster view draws and says, without a widget.
class ClusterSceneTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aLeaderWearsTheCrownAndItsFollowersHaveChips();
    void timersDrain();
    void aCandidateShowsTheVoteOfEveryPeer();
    void aJointConfigurationHasTwoRingsAndTwoTallies();
    void petalsKeepApartAndInOrder();
    void nodesThatAreDownOrNoMembersSaySo();

    void messagesGlideAlongTheirLane();
    void tenOnALaneAreOne();
    void heldMessagesStandInARow();
    void whatDoesNotArriveIsSeenAsLost();
    void whatIsLostLiesOnNoNodeAndNoName();

    void cutsDivideTheClusterIntoSides();
    void aOneWayCutDividesToo();
    void twoSidesHaveALineBetweenThem();
    void theLineThatWasDrawnStaysWhileItIsTrue();

    void pointingFindsWhatIsNearest();
    void theKeyboardWalksTheRing();

    void theCaptionTellsOfTheLastCommit();
    void theCaptionCountsVotes();
    void theCaptionTellsOfALostQuorum();
    void theCaptionTellsWhoIsNext();
    void theHeaderTellsTheMembers();
    void wordsSayWhatThePictureShows();
    void aCommitFlashesItsMajorityOnce();
};

void ClusterSceneTest::aLeaderWearsTheCrownAndItsFollowersHaveChips() {
    StageFilm film(3);
    const raft::NodeId leader = film.elect();
    film.put("a", "1");
    const FramePtr frame = film.frame();
    const Scene scene = sceneFor(*frame);
    QCOMPARE(scene.nodes.size(), std::size_t{3});
    for (const SceneNode& node : scene.nodes) {
        QCOMPARE(node.glyph.shape, node.id == leader ? NodeShape::Leader : NodeShape::Follower);
        QVERIFY(node.glyph.term == frame->state.findNode(node.id)->term);
        QVERIFY(!node.strip.cells.empty());
        if (node.id != leader) {
            const SceneLane* lane = scene.find(observe::Link{leader, node.id});
            QVERIFY(lane != nullptr);
            QVERIFY2(lane->chip.startsWith("REPL "), qPrintable(lane->chip));
            QVERIFY(!lane->chipBox.isNull());
            QVERIFY(scene.find(observe::Link{node.id, leader})->chip.isEmpty());
        }
    }
}

void ClusterSceneTest::timersDrain() {
    Told told;
    told.begin(3, voters({1, 2, 3}), 1);
    QCOMPARE(sceneFor(told.frame()).nodes[0].timerLeft, 1.0);
    told.at(250'000'000);
    QCOMPARE(sceneFor(told.frame()).nodes[0].timerLeft, 0.75);
    told.at(9'000'000'000);
    QCOMPARE(sceneFor(told.frame()).nodes[0].timerLeft, 0.0);
}

void ClusterSceneTest::aCandidateShowsTheVoteOfEveryPeer() {
    Told told;
    told.begin(5, voters({1, 2, 3, 4, 5}), 7);
    told.tell(n(4), raft::trace::TermChanged{raft::Term(7), raft::Term(8)});
    told.tell(n(4), raft::trace::RoleChanged{raft::Role::Follower, raft::Role::Candidate});
    told.tell(n(4), raft::trace::VoteCounted{n(4), false, true, raft::VoteResult::Pending});
    told.tell(n(4), raft::trace::VoteCounted{n(5), false, true, raft::VoteResult::Pending});
    told.tell(n(4), raft::trace::VoteCounted{n(1), false, false, raft::VoteResult::Pending});
    told.leave(3, 4, raft::MessageType::VoteResp, 8);
    const Scene scene = sceneFor(told.frame());
    const SceneNode* candidate = scene.find(n(4));
    QCOMPARE(candidate->glyph.shape, NodeShape::Candidate);
    QVERIFY(candidate->glyph.hasPetals);
    QCOMPARE(candidate->petals.size(), std::size_t{4});
    const auto petalOfPeer = [candidate](std::uint64_t peer) {
        return std::find_if(candidate->petals.begin(), candidate->petals.end(),
                            [peer](const ScenePetal& petal) { return petal.peer == n(peer); })
            ->petal;
    };
    QCOMPARE(petalOfPeer(5), Petal::Have);
    QCOMPARE(petalOfPeer(1), Petal::Rejected);
    QCOMPARE(petalOfPeer(3), Petal::OnItsWay);
    QCOMPARE(petalOfPeer(2), Petal::NotHeard);
    QVERIFY2(candidate->role.endsWith("2/5"), qPrintable(candidate->role));
}

void ClusterSceneTest::aJointConfigurationHasTwoRingsAndTwoTallies() {
    Told told;
    told.begin(4, voters({1, 2, 3}, {1, 4}), 2);
    told.tell(n(1), raft::trace::TermChanged{raft::Term(2), raft::Term(3)});
    told.tell(n(1), raft::trace::RoleChanged{raft::Role::Follower, raft::Role::Candidate});
    told.tell(n(1), raft::trace::VoteCounted{n(1), false, true, raft::VoteResult::Pending});
    told.tell(n(1), raft::trace::VoteCounted{n(2), false, true, raft::VoteResult::Pending});
    const Scene scene = sceneFor(told.frame());
    const SceneNode* candidate = scene.find(n(1));
    QCOMPARE(candidate->rings.size(), std::size_t{2});
    QCOMPARE(candidate->petals.size(), std::size_t{3});
    QVERIFY2(candidate->role.endsWith(QString::fromUtf8("2/3 · 1/2")), qPrintable(candidate->role));
}

void ClusterSceneTest::petalsKeepApartAndInOrder() {
    std::vector<ScenePetal> petals;
    for (const double angle : {0.1, 0.0, 0.2, 3.0}) {
        petals.push_back({n(1), angle, 30.0, Petal::NotHeard});
    }
    spreadPetals(petals, 0, 0.4);
    for (std::size_t i = 1; i < petals.size(); ++i) {
        QVERIFY(petals[i].angle - petals[i - 1].angle >= 0.39);
    }
    // Far from the others, it stays where it is.
    QCOMPARE(petals.back().angle, 3.0);
}

void ClusterSceneTest::nodesThatAreDownOrNoMembersSaySo() {
    Told told;
    told.begin(4, voters({1, 2}), 1);
    told.tell(n(2), observe::NodeCrashed{});
    told.tell(n(3), observe::NodePaused{});
    told.tell(n(4), observe::NodeStopped{});
    const Scene scene = sceneFor(told.frame());
    QCOMPARE(scene.find(n(2))->glyph.shape, NodeShape::Down);
    QCOMPARE(scene.find(n(2))->role, QStringLiteral("down"));
    QCOMPARE(scene.find(n(3))->glyph.shape, NodeShape::Removed);
    QVERIFY(scene.find(n(3))->glyph.isPaused);
    // Removed and down: it is no part of the picture any more.
    QVERIFY(scene.find(n(4)) == nullptr);
}

void ClusterSceneTest::messagesGlideAlongTheirLane() {
    Told told;
    told.begin(3, voters({1, 2, 3}), 4);
    told.leave(1, 2, raft::MessageType::Vote, 4);
    told.at(250'000);
    const Scene scene = sceneFor(told.frame());
    QCOMPARE(scene.messages.size(), std::size_t{1});
    const SceneMessage& message = scene.messages.front();
    const SceneLane* lane = scene.find(observe::Link{n(1), n(2)});
    QCOMPARE(message.centre, lane->line.pointAt(0.25));
    QCOMPARE(message.glyph.shape, GlyphShape::Diamond);
    QVERIFY(message.glyph.term == raft::Term(4));
    QVERIFY(!message.glyph.isResponse);
    // A pair with traffic shows both of its lanes.
    const auto pair =
        std::find_if(scene.pairs.begin(), scene.pairs.end(), [](const ScenePair& drawn) {
            return drawn.lanes[0].link == observe::Link{n(1), n(2)};
        });
    QVERIFY(pair->isInUse);
}

void ClusterSceneTest::tenOnALaneAreOne() {
    Told told;
    told.begin(2, voters({1, 2}), 4);
    for (int i = 0; i < 9; ++i) {
        told.leave(1, 2, raft::MessageType::App, 4);
    }
    QCOMPARE(sceneFor(told.frame()).messages.size(), std::size_t{9});
    told.leave(1, 2, raft::MessageType::Heartbeat, 4);
    const Scene scene = sceneFor(told.frame());
    QVERIFY(scene.messages.empty());
    QCOMPARE(scene.crowds.size(), std::size_t{1});
    QCOMPARE(scene.crowds.front().count, std::size_t{10});
    QCOMPARE(scene.crowds.front().glyph.shape, GlyphShape::Disc);
}

void ClusterSceneTest::heldMessagesStandInARow() {
    Told told;
    told.begin(2, voters({1, 2}), 4);
    for (int i = 0; i < 2; ++i) {
        told.leave(1, 2, raft::MessageType::App, 4);
        const observe::MessageInFlight last = told.frame().state.messagesInFlight().back();
        told.tell(n(1), observe::MessageHeld{last.link, last.key});
    }
    const Scene scene = sceneFor(told.frame());
    const QLineF lane = scene.find(observe::Link{n(1), n(2)})->line;
    QVERIFY(scene.messages[0].glyph.isHeld);
    const QLineF between(scene.messages[1].centre, scene.messages[0].centre);
    QVERIFY(std::abs(between.length() - 18.0) < 1e-6);
    QVERIFY(std::abs(between.center().x() - lane.center().x()) < 1e-6);
    // The one that left first is in front.
    QVERIFY(between.dx() * lane.dx() + between.dy() * lane.dy() > 0.0);
}

void ClusterSceneTest::whatDoesNotArriveIsSeenAsLost() {
    StageFilm film(3);
    const raft::NodeId leader = film.elect();
    const raft::NodeId other = leader == n(1) ? n(2) : n(1);
    const std::uint64_t before = film.recording().size();
    film.stage().cut({leader, other});
    film.stage().runFor(stage::kSecond);
    const observe::Recording& recording = film.recording();
    const auto losses = lossesIn(recording, before, recording.size());
    QVERIFY(!losses.empty());
    for (const Loss& loss : losses) {
        QVERIFY(loss.atCut);
        QVERIFY((loss.message.link == observe::Link{leader, other}));
        QVERIFY(loss.message.type != raft::MessageType::Hup);
        QVERIFY(loss.moment <= recording.lastMoment());
    }
    QVERIFY(lossesIn(recording, 0, before).empty());
    // One that left before the events that are read is known as well.
    const auto number = recording.numberOf(losses.front().message.key.sent);
    QVERIFY(number.has_value());

    const FramePtr frame = film.frame();
    SceneOptions options;
    options.losses = {losses.back()};
    options.measure = [](const QString& text) {
        return QSizeF(6.0 * static_cast<double>(text.size()), 13.0);
    };
    const Scene scene = sceneOf(*frame, layoutFor(*frame), options);
    const auto lost = std::find_if(scene.messages.begin(), scene.messages.end(),
                                   [](const SceneMessage& each) { return each.glyph.isLost; });
    QVERIFY(lost != scene.messages.end());
    QVERIFY(distanceTo(scene.find(lost->message.link)->line, lost->centre) < 1e-6);
    QCOMPARE(scene.labels.size(), std::size_t{1});
    QVERIFY(scene.labels.front().isLoss);
    QVERIFY2(scene.labels.front().text.endsWith(QStringLiteral(" lost")),
             qPrintable(scene.labels.front().text));
    for (const NodePlace& place : layoutFor(*frame).nodes) {
        QVERIFY(!scene.labels.front().box.intersects(place.label));
    }
}

void ClusterSceneTest::whatIsLostLiesOnNoNodeAndNoName() {
    StageFilm film(5);
    film.elect();
    const FramePtr frame = film.frame();
    RingRequest request;
    request.nodes = nodesOnRing(frame->state);
    request.label = QSizeF(110, 16);
    int wouldLieOnOne = 0;
    const auto look = [&](const RingLayout& layout, const observe::Link& link, double flight) {
        Loss loss;
        loss.message.link = link;
        loss.flight = flight;
        SceneOptions options;
        options.losses = {loss};
        const Scene scene = sceneOf(*frame, layout, options);
        const auto lost = std::find_if(scene.messages.begin(), scene.messages.end(),
                                       [](const SceneMessage& each) { return each.glyph.isLost; });
        const SceneLane* lane = scene.find(link);
        // Nodes that touch have no room for a lane.
        if (lane == nullptr || lost == scene.messages.end()) {
            return;
        }
        const auto isOnOne = [&scene](QPointF point) {
            return std::any_of(scene.nodes.begin(), scene.nodes.end(), [&](const SceneNode& node) {
                return node.label.contains(point) ||
                       QLineF(node.centre, point).length() < node.glyph.radius;
            });
        };
        bool isHidden = true;
        for (int part = 0; part <= 50; ++part) {
            isHidden = isHidden && isOnOne(lane->line.pointAt(part / 50.0));
        }
        wouldLieOnOne += isOnOne(lane->line.pointAt(flight)) && !isHidden ? 1 : 0;
        QVERIFY(isHidden || !isOnOne(lost->centre));
    };
    for (int height = 180; height <= 440; height += 20) {
        request.canvas = QSizeF(736, height);
        const RingLayout layout = layOutRing(request);
        for (std::uint64_t from = 1; from <= 5; ++from) {
            for (std::uint64_t to = 1; to <= 5; ++to) {
                for (int tenth = 1; tenth < 10 && from != to; ++tenth) {
                    look(layout, {n(from), n(to)}, tenth / 10.0);
                }
            }
        }
    }
    QVERIFY(wouldLieOnOne > 0);
}

void ClusterSceneTest::cutsDivideTheClusterIntoSides() {
    StageFilm film(5);
    film.elect();
    QCOMPARE(sceneFor(*film.frame()).partition.sides.size(), std::size_t{1});
    film.stage().partition({{n(1), n(2)}, {n(3), n(4), n(5)}});
    const Scene scene = sceneFor(*film.frame());
    QCOMPARE(scene.partition.sides.size(), std::size_t{2});
    const std::vector<raft::NodeId> large{n(3), n(4), n(5)};
    QCOMPARE(scene.partition.sides[0].nodes, large);
    QVERIFY(scene.partition.sides[0].hasQuorum);
    QVERIFY(!scene.partition.sides[1].hasQuorum);
    QVERIFY(scene.find(observe::Link{n(1), n(3)})->isCut);
    QVERIFY(!scene.find(observe::Link{n(1), n(2)})->isCut);
    // Those that are down do not vote.
    QVERIFY(film.stage().crash(n(3)));
    QVERIFY(!sceneFor(*film.frame()).partition.sides[0].hasQuorum);
}

void ClusterSceneTest::aOneWayCutDividesToo() {
    Told told;
    told.begin(2, voters({1, 2}), 1);
    told.tell(raft::kNoNode, observe::LinkCut{{n(1), n(2)}});
    const Scene scene = sceneFor(told.frame());
    QCOMPARE(scene.partition.sides.size(), std::size_t{2});
    QVERIFY(scene.find(observe::Link{n(1), n(2)})->isCut);
    QVERIFY(!scene.find(observe::Link{n(2), n(1)})->isCut);
}

void ClusterSceneTest::twoSidesHaveALineBetweenThem() {
    StageFilm film(5);
    film.elect();
    film.stage().partition({{n(1), n(2)}, {n(3), n(4), n(5)}});
    const Scene scene = sceneFor(*film.frame());
    QVERIFY(scene.partition.hasLine());
    const QLineF line = scene.partition.line;
    const auto side = [&](std::uint64_t id) {
        const QPointF offset = scene.find(n(id))->centre - line.p1();
        return line.dx() * offset.y() - line.dy() * offset.x() > 0.0;
    };
    QCOMPARE(side(1), side(2));
    QCOMPARE(side(3), side(4));
    QCOMPARE(side(3), side(5));
    QVERIFY(side(1) != side(3));
    // n1 and n3 against n2, n4 and n5: no straight line does that.
    film.stage().healAll();
    film.stage().partition({{n(1), n(3)}, {n(2), n(4), n(5)}});
    const Scene crossed = sceneFor(*film.frame());
    QCOMPARE(crossed.partition.sides.size(), std::size_t{2});
    QVERIFY(!crossed.partition.hasLine());
}

void ClusterSceneTest::theLineThatWasDrawnStaysWhileItIsTrue() {
    StageFilm film(2);
    film.elect();
    film.stage().partition({{n(1)}, {n(2)}});
    const FramePtr frame = film.frame();
    const RingLayout layout = layoutFor(*frame);
    const QPointF middle = (layout.nodes[0].centre + layout.nodes[1].centre) / 2.0;
    const QLineF slanted(middle + QPointF(40, -100), middle + QPointF(-40, 100));
    const ScenePartition drawn = partitionOf(frame->state, layout, slanted);
    QVERIFY(std::abs(distanceTo(drawn.line, slanted.p1())) < 1e-6);
    // One that has both on the same side is not true.
    const ScenePartition other = partitionOf(frame->state, layout, QLineF(0, 0, 0, 400));
    QVERIFY(other.hasLine());
    QVERIFY(distanceTo(other.line, QPointF(0, 200)) > 100.0);
}

void ClusterSceneTest::pointingFindsWhatIsNearest() {
    Told told;
    told.begin(3, voters({1, 2, 3}), 4);
    told.leave(1, 2, raft::MessageType::Vote, 4);
    told.at(500'000);
    const Scene scene = sceneFor(told.frame());
    const QPointF message = scene.messages.front().centre;
    const auto key = scene.messages.front().message.key;
    QCOMPARE(thingAt(scene, scene.find(n(3))->centre), Selected(n(3)));
    QCOMPARE(thingAt(scene, scene.find(n(3))->centre + QPointF(45, 0)), Selected(n(3)));
    QCOMPARE(thingAt(scene, message), Selected(key));
    // Away from its lane, within its reach.
    const SceneLane* lane = scene.find(observe::Link{n(1), n(2)});
    const QPointF along = directionOf(lane->line);
    const QPointF aside(-along.y(), along.x());
    QCOMPARE(thingAt(scene, message + aside * 22.0), Selected(key));
    QCOMPARE(thingAt(scene, message + aside * 26.0), Selected());
    // On the lane, a lane.
    QCOMPARE(thingAt(scene, message + along * 20.0), Selected(lane->link));
    const SceneLane* back = scene.find(observe::Link{n(2), n(1)});
    QCOMPARE(thingAt(scene, back->line.pointAt(0.1)), Selected(back->link));
    QCOMPARE(thingAt(scene, QPointF(1, 1)), Selected());
}

void ClusterSceneTest::theKeyboardWalksTheRing() {
    Told told;
    told.begin(5, voters({1, 2, 3, 4, 5}), 4);
    const Scene scene = sceneFor(told.frame());
    QCOMPARE(nextNode(scene, {}, 1), std::optional(n(1)));
    QCOMPARE(nextNode(scene, {}, -1), std::optional(n(5)));
    QCOMPARE(nextNode(scene, n(1), 1), std::optional(n(2)));
    QCOMPARE(nextNode(scene, n(5), 1), std::optional<raft::NodeId>());
    QCOMPARE(nextNode(scene, n(1), -1), std::optional<raft::NodeId>());
    QVERIFY(nodeTowards(scene, n(5), {1, 0}) == n(1));
    QVERIFY(nodeTowards(scene, n(2), {0, 1}) == n(3));
    QVERIFY(nodeTowards(scene, n(4), {1, 0}) == n(3));
    QVERIFY(nodeTowards(scene, n(1), {0, -1}) == n(1));
}

void ClusterSceneTest::theCaptionTellsOfTheLastCommit() {
    StageFilm film(3);
    const raft::NodeId leader = film.elect();
    film.put("a", "1");
    const FramePtr frame = film.frame();
    const observe::NodeState* state = frame->state.findNode(leader);
    const Caption caption = captionOf(*frame);
    const auto index = state->log.committed.value();
    const auto term = state->term.value();
    QCOMPARE(caption.chip, QStringLiteral("%1/%2").arg(term).arg(index));
    QVERIFY(caption.term == state->term);
    QVERIFY2(caption.text.startsWith(QStringLiteral("%1 is on n").arg(index)),
             qPrintable(caption.text));
    QVERIFY2(caption.text.endsWith(QStringLiteral(", term %1 is current: committed").arg(term)),
             qPrintable(caption.text));
}

void ClusterSceneTest::theCaptionCountsVotes() {
    Told told;
    told.begin(5, voters({1, 2, 3, 4, 5}), 7);
    told.tell(n(4), raft::trace::TermChanged{raft::Term(7), raft::Term(8)});
    told.tell(n(4), raft::trace::RoleChanged{raft::Role::Follower, raft::Role::Candidate});
    told.tell(n(4), raft::trace::VoteCounted{n(4), false, true, raft::VoteResult::Pending});
    told.tell(n(4), raft::trace::VoteCounted{n(5), false, true, raft::VoteResult::Pending});
    told.tell(n(4), raft::trace::VoteCounted{n(1), false, false, raft::VoteResult::Pending});
    told.leave(3, 4, raft::MessageType::VoteResp, 8);
    const Caption caption = captionOf(told.frame());
    QCOMPARE(caption.chip, QStringLiteral("term 8"));
    QCOMPARE(caption.text,
             QStringLiteral("n4 has 2 of the 3 votes that it needs (its own, n5); n1 said no. The "
                            "vote of n3 is on its way: n4 will lead term 8."));
}

void ClusterSceneTest::theCaptionTellsOfALostQuorum() {
    StageFilm film(3);
    const raft::NodeId leader = film.elect();
    film.put("a", "1");
    for (const std::uint64_t id : {1U, 2U, 3U}) {
        if (n(id) != leader) {
            film.stage().cut({leader, n(id)});
        }
    }
    const Caption caption = captionOf(*film.frame());
    QVERIFY2(caption.text.contains("reaches only 1 of 3"), qPrintable(caption.text));
    QVERIFY2(caption.text.endsWith("nothing can commit"), qPrintable(caption.text));
}

void ClusterSceneTest::theCaptionTellsWhoIsNext() {
    Told told;
    told.begin(3, voters({1, 2, 3}), 2);
    told.tell(n(2), raft::trace::ElectionTimeoutDrawn{7});
    QCOMPARE(captionOf(told.frame()).text,
             QStringLiteral("Nobody leads. The election timer of n2 runs out next, in 700 ms."));
    told.tell(n(1), observe::NodeStopped{});
    told.tell(n(3), observe::NodeStopped{});
    QCOMPARE(captionOf(told.frame()).text,
             QStringLiteral("1 of 3 voters run: no majority, so nobody can be elected"));
    QCOMPARE(captionOf(Frame()).text, QStringLiteral("No node has been heard of yet."));
}

void ClusterSceneTest::theHeaderTellsTheMembers() {
    Told told;
    raft::ConfState configuration = voters({1, 2, 3});
    configuration.learners.push_back(n(4));
    told.begin(4, configuration, 2);
    QCOMPARE(membersText(told.frame()),
             QString::fromUtf8("3 voters · 1 learner · election timeout 1.0–2.0 s · heartbeat "
                               "100 ms"));
}

void ClusterSceneTest::wordsSayWhatThePictureShows() {
    StageFilm film(3);
    const raft::NodeId leader = film.elect();
    film.put("a", "1");
    const FramePtr frame = film.frame();
    const Scene scene = sceneFor(*frame);
    const QString words = describe(scene);
    QVERIFY2(words.contains(QStringLiteral("n%1 leader in term %2")
                                .arg(leader.value())
                                .arg(frame->state.findNode(leader)->term.value())),
             qPrintable(words));
    QCOMPARE(words.count("follower in term"), 2);
    const QString link = tooltipOf(observe::Link{n(1), n(2)}, scene, *frame);
    QVERIFY2(link.contains("Click cuts it both ways"), qPrintable(link));
    QVERIFY(tooltipOf({}, scene, *frame).isEmpty());
}

void ClusterSceneTest::aCommitFlashesItsMajorityOnce() {
    StageFilm film(3);
    const raft::NodeId leader = film.elect();
    film.put("a", "1");
    const FramePtr before = film.frame();
    film.put("a", "2");
    const FramePtr after = film.frame();
    const auto commit = commitBetween(*before, *after);
    QVERIFY(commit.has_value());
    QVERIFY(commit->index == after->state.findNode(leader)->log.committed);
    QVERIFY(commit->nodes.size() >= 2);
    QVERIFY(!commitBetween(*after, *after));
    QVERIFY2(!commitBetween(*after, *before), "going back in time commits nothing");
    CommitFlash flash;
    QCOMPARE(flash.strength(100), 0.0);
    flash.begin(*commit, 100);
    QCOMPARE(flash.strength(100), 1.0);
    QCOMPARE(flash.strength(225), 0.5);
    QCOMPARE(flash.strength(360), 0.0);
    // The next one comes too soon to be told from it.
    flash.begin(*commit, 400);
    QCOMPARE(flash.strength(400), 0.0);
    flash.begin(*commit, 900);
    QCOMPARE(flash.strength(900), 1.0);
}

QTEST_MAIN(ClusterSceneTest)
#include "tst_cluster_scene.moc"
