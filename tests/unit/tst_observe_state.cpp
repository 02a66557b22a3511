// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/base/random.h"
#include "engine/observe/node_frame.h"
#include "engine/observe/recording.h"
#include "tests/unit/node_difference.h"
#include "tests/unit/observed_group.h"

using quorate::Random;
using quorate::observe::ClusterState;
using quorate::observe::MessageInFlight;
using quorate::observe::MessageKey;
using quorate::observe::NodeCondition;
using quorate::observe::NodeState;
using quorate::observe::Recorder;
using quorate::observe::Recording;
using quorate::observe::RecordingOptions;
using quorate::raft::NodeId;
using quorate::test::comparable;
using quorate::test::ObservedGroup;

namespace {

using Truth = std::map<NodeId, NodeState>;

Truth truthOf(const ObservedGroup& group) {
    Truth truth;
    for (const NodeId id : group.ids()) {
        if (const auto* core = group.core(id)) {
            truth[id] = comparable(
                *quorate::observe::nodeStateOf(core->raft(), group.settings(), group.now()));
        }
    }
    return truth;
}

std::string difference(const ClusterState& rebuilt, const Truth& truth) {
    for (const auto& [id, live] : truth) {
        const NodeState* ours = rebuilt.findNode(id);
        if (ours == nullptr) {
            return "a node is missing";
        }
        if (auto text = quorate::test::difference(*ours, live); !text.empty()) {
            return text;
        }
    }
    return {};
}

}  // namespace

class ObserveStateTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theStateFollowsTheCoresStepByStep_data();
    void theStateFollowsTheCoresStepByStep();
    void allThatCanHappenHappenedThere();
    void theStateAtAnyMomentIsThatOfTheCoresThen();

private:
    /// Of the groups above: without and with asynchronous storage writes.
    std::array<ObservedGroup::Counts, 2> m_counts;
};

void ObserveStateTest::theStateFollowsTheCoresStepByStep_data() {
    QTest::addColumn<quint64>("seed");
    QTest::addColumn<bool>("isAsync");
    for (quint64 seed = 1; seed <= 10; ++seed) {
        const std::string name = "seed " + std::to_string(seed);
        QTest::newRow((name + " sync").c_str()) << seed << false;
        QTest::newRow((name + " async").c_str()) << seed << true;
    }
}

void ObserveStateTest::theStateFollowsTheCoresStepByStep() {
    QFETCH(const quint64, seed);
    QFETCH(const bool, isAsync);
    Recorder recorder;
    Recording recording;
    ObservedGroup group(seed, isAsync, recorder);
    for (int step = 0; step < 4000; ++step) {
        group.step();
        QCOMPARE(group.failure(), std::string());
        QVERIFY(recording.append(recorder.publish(group.now())).has_value());
        const std::string text = difference(recording.latestState(), truthOf(group));
        QVERIFY2(text.empty(), ("step " + std::to_string(step) + ", " + text).c_str());
        std::set<MessageKey> inFlight;
        for (const MessageInFlight& message : recording.latestState().messagesInFlight()) {
            inFlight.insert(message.key);
        }
        QVERIFY(inFlight == group.inFlight());
    }
    const auto& counts = group.counts();
    QVERIFY(counts.elections > 0);
    QVERIFY(counts.restarts > 0);
    auto& sum = m_counts[isAsync ? 1 : 0];
    for (std::uint64_t number = 0; number < recording.size(); ++number) {
        const auto recorded = recording.event(number);
        QVERIFY(recorded.has_value());
        sum.truncations +=
            std::holds_alternative<quorate::raft::trace::LogTruncated>(recorded->event.body) ? 1
                                                                                             : 0;
    }
    sum.snapshots += counts.snapshots;
    sum.configurations += counts.configurations;
    sum.transfers += counts.transfers;
}

void ObserveStateTest::allThatCanHappenHappenedThere() {
    for (const auto& counts : m_counts) {
        qInfo("%d truncations, %d snapshots, %d configurations, %d transfers", counts.truncations,
              counts.snapshots, counts.configurations, counts.transfers);
        QVERIFY(counts.truncations > 0);
        QVERIFY(counts.snapshots > 5);
        QVERIFY(counts.configurations > 20);
        QVERIFY(counts.transfers > 20);
    }
}

void ObserveStateTest::theStateAtAnyMomentIsThatOfTheCoresThen() {
    RecordingOptions options;
    options.chunk.records = 100;
    options.keyFrameEvents = 300;
    Recorder recorder;
    Recording recording(options);
    ObservedGroup group(99, true, recorder);
    std::vector<std::pair<std::uint64_t, Truth>> truths;
    for (int step = 0; step < 4000; ++step) {
        group.step();
        QVERIFY(recording.append(recorder.publish(group.now())).has_value());
        truths.emplace_back(recording.size(), truthOf(group));
    }
    Random random(7);
    for (int i = 0; i < 1000; ++i) {
        const auto& [count, truth] = truths[random.below(truths.size())];
        const auto state = recording.stateAfter(count);
        QVERIFY(state.has_value());
        QCOMPARE(difference(*state, truth), std::string());
    }
    // Backwards, one after the other.
    for (std::size_t i = truths.size(); i > truths.size() - 500; --i) {
        const auto& [count, truth] = truths[i - 1];
        const auto state = recording.stateAfter(count);
        QVERIFY(state.has_value());
        QCOMPARE(difference(*state, truth), std::string());
    }
}

QTEST_APPLESS_MAIN(ObserveStateTest)
#include "tst_observe_state.moc"
