// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <optional>

#include "network/host/lease_questions.h"

using namespace quorate;  // NOLINT(google-build-using-namespace)
using network::Backend;
using network::LeaseQuestions;
using raft::NodeId;

namespace {

/// What a question ended with.
using Ending = std::optional<Result<Backend::LeaseTimes>>;

LeaseQuestions::Done into(Ending& ending) {
    return [&ending](Result<Backend::LeaseTimes> times) { ending = std::move(times); };
}

}  // namespace

class TestLeaseQuestions : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theAnswerOfWhomWasAskedEndsAQuestion() {
        LeaseQuestions questions;
        Ending first;
        Ending second;
        const std::uint64_t number = questions.add(NodeId(1), 50, into(first));
        questions.add(NodeId(1), 50, into(second));
        questions.answered(NodeId(2), number, Backend::LeaseTimes{1, 1});
        QVERIFY(!first && !second);
        questions.answered(NodeId(1), number, Backend::LeaseTimes{60, 30});
        QVERIFY(first && first->has_value() && !second);
        QCOMPARE((*first)->remainingSeconds, std::int64_t(30));
        questions.answered(NodeId(1), number, Backend::LeaseTimes{1, 1});
        QCOMPARE((*first)->remainingSeconds, std::int64_t(30));
        QCOMPARE(questions.count(), std::size_t(1));
    }

    void questionsToALeaderThatIsLostEnd() {
        LeaseQuestions questions;
        Ending lost;
        Ending other;
        questions.add(NodeId(1), 50, into(lost));
        questions.add(NodeId(2), 50, into(other));
        questions.peerLost(NodeId(1));
        QVERIFY(lost && !*lost && !other);
        QCOMPARE(lost->error().code, ErrorCode::Unavailable);
    }

    void questionsEndWithTheirLeaderOrTheirTime() {
        LeaseQuestions questions;
        Ending late;
        Ending inTime;
        questions.add(NodeId(1), 50, into(late));
        questions.add(NodeId(1), 51, into(inTime));
        questions.endOverdue(NodeId(1), 49);
        QVERIFY(!late && !inTime);
        questions.endOverdue(NodeId(1), 50);
        QVERIFY(late && !inTime);
        QCOMPARE(late->error().code, ErrorCode::Unavailable);
        questions.endOverdue(NodeId(2), 50);
        QVERIFY(inTime.has_value());
        QCOMPARE(inTime->error().code, ErrorCode::Unavailable);
    }

    void whoeverIsToldMayAskAgain() {
        LeaseQuestions questions;
        Ending again;
        questions.add(NodeId(1), 50, [&](const Result<Backend::LeaseTimes>&) {
            questions.add(NodeId(1), 50, into(again));
        });
        questions.peerLost(NodeId(1));
        QVERIFY(!again);
        QCOMPARE(questions.count(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(TestLeaseQuestions)
#include "tst_lease_questions.moc"
