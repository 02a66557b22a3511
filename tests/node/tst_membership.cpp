// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <string>

#include "engine/node/envelope.h"
#include "engine/node/membership.h"
#include "engine/node/own_proposals.h"
#include "tests/unit/kv_support.h"

using quorate::Bytes;
using quorate::ErrorCode;
using quorate::kv::test::hex;
using quorate::kv::test::unhex;
using quorate::node::Envelope;
using quorate::node::MemberAddresses;
using quorate::node::MemberDetails;
using quorate::node::MemberDirectories;
using quorate::node::Membership;
using quorate::raft::ConfState;
using quorate::raft::NodeId;

namespace {

Bytes fromHex(const char* digits) {
    return Bytes::copyOf(unhex(digits));
}

Membership sample() {
    Membership membership;
    membership.confState.voters = {NodeId(1), NodeId(2)};
    membership.confState.learners = {NodeId(3)};
    membership.addresses.emplace(NodeId(1), "a");
    return membership;
}

constexpr const char* kSample =
    "0109010201020001030000"
    "01"
    "010161";
constexpr const char* kSampleAddresses = "01010406686f73743a31";
constexpr const char* kSampleBound =
    "0209010201020001030000"
    "01"
    "010161"
    "0202ac020300";
constexpr const char* kSampleDirectories = "02000104ac02";

}  // namespace

class TestMembership : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void formatsAreAsDescribed();
    void changeBringsAndReplacesAddresses();
    void aMemberStaysBoundToItsDirectoryUntilItLeaves();
    void whoLeavesLosesHisAddress();
    void memberThatLeavesAJointConfigurationKeepsHisAddressUntilThen();
    void contextOfAnotherKindChangesNoAddress();
    void strangersBytesAreMalformed_data();
    void strangersBytesAreMalformed();
    void everyPrefixIsMalformed();
};

void TestMembership::formatsAreAsDescribed() {
    QCOMPARE(hex(sample().encode().view()), std::string(kSample));
    QVERIFY(Membership::decode(fromHex(kSample)).value() == sample());
    Membership bound = sample();
    bound.directories = {{NodeId(2), 300}, {NodeId(3), 0}};
    QCOMPARE(hex(bound.encode().view()), std::string(kSampleBound));
    QVERIFY(Membership::decode(fromHex(kSampleBound)).value() == bound);
    const MemberDetails addresses{{{NodeId(4), "host:1"}}, {}};
    QCOMPARE(hex(addresses.encode().view()), std::string(kSampleAddresses));
    QVERIFY(MemberDetails::decode(fromHex(kSampleAddresses)).value() == addresses);
    const MemberDetails directories{{}, {{NodeId(4), 300}}};
    QCOMPARE(hex(directories.encode().view()), std::string(kSampleDirectories));
    QVERIFY(MemberDetails::decode(fromHex(kSampleDirectories)).value() == directories);
    QVERIFY(MemberDetails().encode().empty());
    QVERIFY(MemberDetails::decode({}).value() == MemberDetails());
    const Envelope envelope{{NodeId(2), 300, 5}, fromHex("010704")};
    QCOMPARE(hex(envelope.encode().view()), std::string("0102ac0205010704"));
    QVERIFY(Envelope::decode(envelope.encode()).value().command == envelope.command);
    const quorate::Error reason(ErrorCode::FailedPrecondition, "no");
    const Envelope refusal{
        {NodeId(2), 300, 6}, quorate::node::encodeRefusal(reason), Envelope::Form::Refusal};
    QCOMPARE(hex(refusal.encode().view()), std::string("0202ac0206026e6f"));
    const Envelope decoded = Envelope::decode(refusal.encode()).value();
    QVERIFY(decoded.form == Envelope::Form::Refusal);
    QVERIFY(quorate::node::decodeRefusal(decoded.command) == reason);
    const quorate::Error never(ErrorCode::InvalidConfChange, "");
    QVERIFY(quorate::node::decodeRefusal(quorate::node::encodeRefusal(never)) == never);
    QVERIFY(quorate::node::decodeRefusal({}).message.empty());
    QVERIFY(!Envelope::decode(fromHex("0402050607")));
    // The sequence of what one life of a node proposed, as decode() has it, and of nothing else.
    const quorate::node::OwnProposals own({NodeId(2), 300, 0});
    for (const char* bytes :
         {"0102ac0205010704", "0202ac0206026e6f", "0302ac02ac02", "0402ac020607", "", "01", "0102",
          "0102ac", "0102ac02", "0102ac0285", "0102ac028500", "0102ac02ffffffffffffffffff02",
          "0102ac02ffffffffffffffffff01", "0103ac0205", "0102ac0305", "0102ad0205"}) {
        const Bytes data = fromHex(bytes);
        const auto whole = Envelope::decode(data);
        const bool isOwn = whole && whole->id.node == NodeId(2) && whole->id.incarnation == 300;
        const auto sequence = own.sequenceIn(data.view());
        QVERIFY2(sequence.has_value() == isOwn, bytes);
        QVERIFY2(!sequence || *sequence == whole->id.sequence, bytes);
    }
}

void TestMembership::changeBringsAndReplacesAddresses() {
    ConfState changed = sample().confState;
    changed.learners.emplace_back(4);
    const Membership after = sample().after(
        changed,
        MemberDetails{{{NodeId(1), "b"}, {NodeId(4), "d"}, {NodeId(9), "x"}}, {}}.encode());
    QVERIFY(after.confState == changed);
    const MemberAddresses expected{{NodeId(1), "b"}, {NodeId(4), "d"}};
    QVERIFY(after.addresses == expected);
    QVERIFY(Membership::decode(after.encode()).value() == after);
}

void TestMembership::aMemberStaysBoundToItsDirectoryUntilItLeaves() {
    const auto bind = [](MemberDirectories directories) {
        return MemberDetails{{}, std::move(directories)}.encode();
    };
    const ConfState same = sample().confState;
    Membership now = sample().after(same, bind({{NodeId(2), 20}, {NodeId(3), 0}, {NodeId(9), 9}}));
    const MemberDirectories first{{NodeId(2), 20}, {NodeId(3), 0}};
    QVERIFY(now.directories == first);
    now = now.after(same, bind({{NodeId(2), 21}, {NodeId(3), 30}}));
    now = now.after(same, bind({{NodeId(3), 0}}));
    const MemberDirectories second{{NodeId(2), 20}, {NodeId(3), 30}};
    QVERIFY(now.directories == second);
    ConfState without = same;
    without.voters = {NodeId(1)};
    QVERIFY(now.after(without, {}).after(same, bind({{NodeId(2), 21}})).directories.at(NodeId(2)) ==
            21);
}

void TestMembership::whoLeavesLosesHisAddress() {
    ConfState changed;
    changed.voters = {NodeId(2)};
    QVERIFY(sample().after(changed, {}).addresses.empty());
}

void TestMembership::memberThatLeavesAJointConfigurationKeepsHisAddressUntilThen() {
    ConfState joint;
    joint.voters = {NodeId(2)};
    joint.votersOutgoing = {NodeId(1), NodeId(2)};
    const Membership during = sample().after(joint, {});
    QCOMPARE(during.addresses.size(), std::size_t(1));
    ConfState left;
    left.voters = {NodeId(2)};
    QVERIFY(during.after(left, {}).addresses.empty());
}

void TestMembership::contextOfAnotherKindChangesNoAddress() {
    const ConfState same = sample().confState;
    QVERIFY(sample().after(same, Bytes::copyOf("an address")) == sample());
    QVERIFY(sample().after(same, {}) == sample());
}

void TestMembership::strangersBytesAreMalformed_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("isMembership");
    const auto row = [](const char* name, const char* digits, bool isMembership) {
        QTest::newRow(name) << QByteArray(digits) << isMembership;
    };
    row("another version",
        "0309010201020001030000"
        "01010161",
        true);
    row("bytes behind",
        "0109010201020001030000"
        "0101016100",
        true);
    row("an address of a stranger",
        "0109010201020001030000"
        "01050161",
        true);
    row("addresses out of order",
        "0109010201020001030000"
        "0202016101"
        "0161",
        true);
    row("more addresses than bytes",
        "0109010201020001030000"
        "ffffffff0f",
        true);
    row("a configuration that is none",
        "0103010203"
        "00",
        true);
    row("nothing", "", true);
    row("no addresses, written down", "0100", false);
    row("the same member twice",
        "0102"
        "04016104"
        "0161",
        false);
    row("an address that is cut off",
        "0101"
        "0406686f",
        false);
    row("addresses of another version",
        "0301"
        "040161",
        false);
    row("no directories, written down",
        "0201"
        "04016100",
        false);
    row("directories out of order",
        "020002020502"
        "0105",
        false);
    row("a directory of a stranger",
        "0209010201020001030000"
        "010101610105ac02",
        true);
}

void TestMembership::strangersBytesAreMalformed() {
    QFETCH(QByteArray, bytes);
    QFETCH(bool, isMembership);
    const Bytes input = fromHex(bytes.constData());
    if (isMembership) {
        const auto decoded = Membership::decode(input);
        QVERIFY(!decoded);
        QCOMPARE(decoded.error().code, ErrorCode::Malformed);
    } else {
        const auto decoded = MemberDetails::decode(input);
        QVERIFY(!decoded);
        QCOMPARE(decoded.error().code, ErrorCode::Malformed);
    }
}

void TestMembership::everyPrefixIsMalformed() {
    for (const char* sampled : {kSample, kSampleBound}) {
        const Bytes whole = fromHex(sampled);
        for (std::size_t size = 0; size < whole.size(); ++size) {
            QVERIFY(!Membership::decode(whole.slice(0, size)));
        }
    }
}

QTEST_APPLESS_MAIN(TestMembership)
#include "tst_membership.moc"
