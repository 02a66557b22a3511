// SPDX-License-Identifier: Apache-2.0
// Quorum arithmetic against the definition, applied literally to every small case.
#include <QTest>

#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/raft/quorum.h"
#include "tests/unit/raft_values.h"

using quorate::raft::IdSet;
using quorate::raft::Index;
using quorate::raft::JointConfig;
using quorate::raft::kInfiniteIndex;
using quorate::raft::MajorityConfig;
using quorate::raft::NodeId;
using quorate::raft::VoteResult;
using quorate::tests::idsOf;

namespace {

/// The members 1 to kMembers; a set of them is a number with a bit for each.
constexpr std::uint64_t kMembers = 5;
constexpr unsigned kSets = 1U << kMembers;

bool isIn(unsigned set, NodeId id) {
    return (set >> (id.value() - 1) & 1U) != 0;
}

IdSet members(unsigned set) {
    IdSet ids;
    for (std::uint64_t value = 1; value <= kMembers; ++value) {
        if (isIn(set, NodeId(value))) {
            ids.insert(NodeId(value));
        }
    }
    return ids;
}

JointConfig joint(unsigned incoming, unsigned outgoing) {
    return {MajorityConfig(members(incoming)), MajorityConfig(members(outgoing))};
}

/// More than half of `set` are in `those`; all agree where there is nobody.
bool isMajority(unsigned set, unsigned those) {
    return set == 0 || 2 * std::popcount(set & those) > std::popcount(set);
}

bool isQuorum(unsigned incoming, unsigned outgoing, unsigned those) {
    return isMajority(incoming, those) && isMajority(outgoing, those);
}

using Acknowledged = std::array<std::uint64_t, kMembers>;

/// Every vector of acknowledged indexes from 0 to `highest`, in turn. False after the last one.
bool next(Acknowledged& acked, std::uint64_t highest) {
    for (std::uint64_t& index : acked) {
        if (index < highest) {
            ++index;
            return true;
        }
        index = 0;
    }
    return false;
}

/// The largest index that a quorum has, by trying each.
Index committedByDefinition(unsigned incoming, unsigned outgoing, const Acknowledged& acked,
                            std::uint64_t highest) {
    if (incoming == 0 && outgoing == 0) {
        return kInfiniteIndex;
    }
    for (std::uint64_t index = highest; index > 0; --index) {
        unsigned have = 0;
        for (std::uint64_t member = 0; member < kMembers; ++member) {
            have |= acked[member] >= index ? 1U << member : 0U;
        }
        if (isQuorum(incoming, outgoing, have)) {
            return Index(index);
        }
    }
    return Index(0);
}

/// Won where those who said yes are a quorum; lost where they and those who are silent are none.
VoteResult voteByDefinition(unsigned incoming, unsigned outgoing, unsigned yes, unsigned no) {
    if (isQuorum(incoming, outgoing, yes)) {
        return VoteResult::Won;
    }
    return isQuorum(incoming, outgoing, (kSets - 1) & ~no) ? VoteResult::Pending : VoteResult::Lost;
}

}  // namespace

class QuorumTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aMajorityHasWhatItsDefinitionSays();
    void aJointQuorumHasWhatItsDefinitionSays();
    void aMajorityVotesAsItsDefinitionSays();
    void aJointQuorumVotesAsItsDefinitionSays();
    void anyTwoQuorumsOfOneConfigurationHaveAMemberInCommon();
    void theEmptyConfigurationAgreesToEverything();
    void moreVotersThanFitOnTheStackAreCountedToo();
    void setsAreSortedAndHoldEachMemberOnce();
    void theVotersOfAJointConfigurationAreThoseOfBothHalves();
    void aSingletonIsOneVoterOutsideOfAJointConfiguration();
    void configurationsArePrintedInDecimal();
};

void QuorumTest::aMajorityHasWhatItsDefinitionSays() {
    for (unsigned set = 0; set < kSets; ++set) {
        const MajorityConfig config(members(set));
        Acknowledged acked{};
        do {
            const Index index =
                config.committedIndex([&](NodeId id) { return Index(acked[id.value() - 1]); });
            QVERIFY(index == committedByDefinition(set, 0, acked, 3));
        } while (next(acked, 3));
    }
}

void QuorumTest::aJointQuorumHasWhatItsDefinitionSays() {
    for (unsigned incoming = 0; incoming < kSets; ++incoming) {
        for (unsigned outgoing = 0; outgoing < kSets; ++outgoing) {
            const JointConfig config = joint(incoming, outgoing);
            Acknowledged acked{};
            do {
                const Index index =
                    config.committedIndex([&](NodeId id) { return Index(acked[id.value() - 1]); });
                QVERIFY(index == committedByDefinition(incoming, outgoing, acked, 2));
            } while (next(acked, 2));
        }
    }
}

void QuorumTest::aMajorityVotesAsItsDefinitionSays() {
    for (unsigned set = 0; set < kSets; ++set) {
        const MajorityConfig config(members(set));
        for (unsigned yes = 0; yes < kSets; ++yes) {
            for (unsigned no = 0; no < kSets; ++no) {
                if ((yes & no) != 0) {
                    continue;
                }
                const VoteResult result = config.voteResult([&](NodeId id) {
                    return isIn(yes | no, id) ? std::optional<bool>(isIn(yes, id)) : std::nullopt;
                });
                QCOMPARE(result, voteByDefinition(set, 0, yes, no));
            }
        }
    }
}

void QuorumTest::aJointQuorumVotesAsItsDefinitionSays() {
    for (unsigned incoming = 0; incoming < kSets; ++incoming) {
        for (unsigned outgoing = 0; outgoing < kSets; ++outgoing) {
            const JointConfig config = joint(incoming, outgoing);
            Acknowledged votes{};  // 0 silent, 1 yes, 2 no
            do {
                unsigned yes = 0;
                unsigned no = 0;
                for (std::uint64_t member = 0; member < kMembers; ++member) {
                    yes |= votes[member] == 1 ? 1U << member : 0U;
                    no |= votes[member] == 2 ? 1U << member : 0U;
                }
                const VoteResult result = config.voteResult([&](NodeId id) {
                    return isIn(yes | no, id) ? std::optional<bool>(isIn(yes, id)) : std::nullopt;
                });
                QVERIFY(result == voteByDefinition(incoming, outgoing, yes, no));
            } while (next(votes, 2));
        }
    }
}

void QuorumTest::anyTwoQuorumsOfOneConfigurationHaveAMemberInCommon() {
    for (unsigned set = 1; set < kSets; ++set) {
        const MajorityConfig config(members(set));
        const auto wins = [&config](unsigned yes) {
            return config.voteResult([yes](NodeId id) {
                return std::optional<bool>(isIn(yes, id));
            }) == VoteResult::Won;
        };
        for (unsigned a = 0; a < kSets; ++a) {
            for (unsigned b = 0; b < kSets; ++b) {
                QVERIFY((a & b & set) != 0 || !wins(a) || !wins(b));
            }
        }
    }
}

void QuorumTest::theEmptyConfigurationAgreesToEverything() {
    const JointConfig config;
    const auto silent = [](NodeId) -> std::optional<bool> { return std::nullopt; };
    QVERIFY(config.committedIndex([](NodeId) { return Index(0); }) == kInfiniteIndex);
    QCOMPARE(config.voteResult(silent), VoteResult::Won);
}

void QuorumTest::moreVotersThanFitOnTheStackAreCountedToo() {
    for (std::uint64_t count = 8; count <= 20; ++count) {
        MajorityConfig config;
        for (std::uint64_t value = 1; value <= count; ++value) {
            config.voters.insert(NodeId(value));
        }
        // Member n has n: the majority of the largest ones has what its smallest one has.
        const Index index = config.committedIndex([](NodeId id) { return Index(id.value()); });
        QCOMPARE(quint64{index.value()}, quint64{count - count / 2});
    }
}

void QuorumTest::setsAreSortedAndHoldEachMemberOnce() {
    IdSet set(idsOf({3, 1, 3, 2, 1}));
    QVERIFY(set.ids() == idsOf({1, 2, 3}));
    set.insert(NodeId(2));
    set.insert(NodeId(9));
    set.insert(NodeId(4));
    set.erase(NodeId(1));
    set.erase(NodeId(7));
    QVERIFY(set.ids() == idsOf({2, 3, 4, 9}));
    QVERIFY(set.contains(NodeId(4)));
    QVERIFY(!set.contains(NodeId(1)));
    QCOMPARE(set.size(), std::size_t{4});
    set.clear();
    QVERIFY(set.empty());
}

void QuorumTest::theVotersOfAJointConfigurationAreThoseOfBothHalves() {
    const JointConfig config = joint(0b00111, 0b11001);
    QVERIFY(config.ids().ids() == idsOf({1, 2, 3, 4, 5}));
    QVERIFY(config.isJoint());
    QVERIFY(config.contains(NodeId(2)));
    QVERIFY(config.contains(NodeId(5)));
    QVERIFY(!joint(0b00111, 0).isJoint());
    QVERIFY(!joint(0b00111, 0).contains(NodeId(5)));
}

void QuorumTest::aSingletonIsOneVoterOutsideOfAJointConfiguration() {
    QVERIFY(joint(0b1, 0).isSingleton());
    QVERIFY(!joint(0b1, 0b1).isSingleton());
    QVERIFY(!joint(0b11, 0).isSingleton());
    QVERIFY(!JointConfig().isSingleton());
}

void QuorumTest::configurationsArePrintedInDecimal() {
    JointConfig config = joint(0b101, 0);
    QCOMPARE(toString(config), std::string("(1 3)"));
    config.outgoing.voters = IdSet(idsOf({30, 2}));
    QCOMPARE(toString(config), std::string("(1 3)&&(2 30)"));
    QCOMPARE(toString(JointConfig()), std::string("()"));
    QCOMPARE(std::string(quorate::raft::toString(VoteResult::Pending)), std::string("VotePending"));
    QCOMPARE(std::string(quorate::raft::toString(VoteResult::Lost)), std::string("VoteLost"));
    QCOMPARE(std::string(quorate::raft::toString(VoteResult::Won)), std::string("VoteWon"));
}

QTEST_APPLESS_MAIN(QuorumTest)
#include "tst_quorum.moc"
