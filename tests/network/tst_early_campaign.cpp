// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <set>

#include "network/host/early_campaign.h"

using namespace quorate;
using quorate::network::earlyCampaignDelayMs;
using quorate::network::kCampaignTurnMs;

namespace {

raft::ConfState votersOf(std::initializer_list<std::uint64_t> ids) {
    raft::ConfState members;
    for (const std::uint64_t id : ids) {
        members.voters.emplace_back(id);
    }
    return members;
}

std::optional<std::uint32_t> delayOf(std::uint64_t self, const raft::ConfState& members,
                                     const std::set<std::uint64_t>& connected) {
    return earlyCampaignDelayMs(raft::NodeId(self), members, [&connected](raft::NodeId peer) {
        return connected.count(peer.value()) > 0;
    });
}

}  // namespace

class TestEarlyCampaign : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whoIsConnectedWithAQuorumTakesTurnsByItsId();
    void withoutAQuorumTheElectionTimeoutCounts();
    void learnersAndStrangersCountForNothing();
    void duringAChangeOfVotersNobodyHurries();
};

void TestEarlyCampaign::whoIsConnectedWithAQuorumTakesTurnsByItsId() {
    const raft::ConfState members = votersOf({1, 2, 3});
    QCOMPARE(delayOf(1, members, {2, 3}), std::optional<std::uint32_t>(0));
    QCOMPARE(delayOf(2, members, {1, 3}), std::optional<std::uint32_t>(kCampaignTurnMs));
    QCOMPARE(delayOf(3, members, {1, 2}), std::optional<std::uint32_t>(2 * kCampaignTurnMs));
    // The turn of one that is not there is nobody's.
    QCOMPARE(delayOf(3, members, {2}), std::optional<std::uint32_t>(kCampaignTurnMs));
    QCOMPARE(delayOf(1, votersOf({1}), {}), std::optional<std::uint32_t>(0));
}

void TestEarlyCampaign::withoutAQuorumTheElectionTimeoutCounts() {
    QVERIFY(!delayOf(1, votersOf({1, 2, 3}), {}));
    QVERIFY(!delayOf(1, votersOf({1, 2, 3, 4}), {2}));
    QVERIFY(delayOf(1, votersOf({1, 2, 3, 4}), {2, 3}));
}

void TestEarlyCampaign::learnersAndStrangersCountForNothing() {
    raft::ConfState members = votersOf({1, 2, 3});
    members.learners.emplace_back(4);
    QVERIFY(!delayOf(1, members, {4, 5}));
    QVERIFY(!delayOf(4, members, {1, 2, 3}));
    QVERIFY(!delayOf(1, raft::ConfState(), {2, 3}));
}

void TestEarlyCampaign::duringAChangeOfVotersNobodyHurries() {
    raft::ConfState members = votersOf({1, 2, 3});
    members.votersOutgoing = {raft::NodeId(1)};
    QVERIFY(!delayOf(1, members, {2, 3}));
}

QTEST_APPLESS_MAIN(TestEarlyCampaign)
#include "tst_early_campaign.moc"
