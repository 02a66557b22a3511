// SPDX-License-Identifier: Apache-2.0
// SIGKILL while clients are at work: nothing that was acknowledged is lost, and no read goes back.
#include <QTest>

#include <memory>
#include <string>

#include "tests/end_to_end/cluster.h"
#include "tests/end_to_end/recorded_load.h"

using namespace quorate;
using quorate::tests::Cluster;
using quorate::tests::kPatienceMs;
using quorate::tests::RecordedLoad;

class KillsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void theLeader();
    void eachNodeInTurn();
    void allAtOnce();
    void theLeaderHangs();
    void theLeaderEndsWhenToldTo();
    void cleanup();

private:
    static constexpr int kClients = 6;
    /// Waits for `count` more requests that were answered, by `node` if one is given.
    [[nodiscard]] bool goesOn(std::uint64_t count, int node = 0) const;

    std::unique_ptr<Cluster> m_cluster;
    std::unique_ptr<RecordedLoad> m_load;
};

bool KillsTest::goesOn(std::uint64_t count, int node) const {
    const auto done = [this, node] { return node == 0 ? m_load->done() : m_load->done(node); };
    const std::uint64_t before = done();
    return QTest::qWaitFor([&] { return done() >= before + count; }, kPatienceMs);
}

void KillsTest::init() {
    m_cluster = std::make_unique<Cluster>(3);
    QVERIFY2(m_cluster->startAll(), m_cluster->said(1).constData());
    m_load = std::make_unique<RecordedLoad>(
        std::vector{m_cluster->clientPort(1), m_cluster->clientPort(2), m_cluster->clientPort(3)},
        kClients, 1);
    QVERIFY(goesOn(300));
}

void KillsTest::cleanup() {
    const stage::HistoryVerdict verdict = m_load->judge();
    m_load.reset();
    m_cluster.reset();
    // Deletes whose outcome nobody learnt can be so many that some keys are beyond all search; what
    // can be decided has to hold.
    if (verdict.kind == stage::HistoryVerdict::Kind::Undecided) {
        qWarning("undecided: %s", verdict.why.c_str());
    }
    QVERIFY2(verdict.kind != stage::HistoryVerdict::Kind::Violated, verdict.why.c_str());
}

void KillsTest::theLeader() {
    for (int round = 0; round < 3; ++round) {
        const int leader = m_cluster->leader();
        QVERIFY(leader != 0);
        m_cluster->kill(leader);
        QVERIFY(goesOn(300));
        QVERIFY2(m_cluster->start(leader), m_cluster->said(leader).constData());
        QVERIFY(goesOn(300));
    }
}

void KillsTest::eachNodeInTurn() {
    for (int node = 1; node <= 3; ++node) {
        m_cluster->kill(node);
        QVERIFY(goesOn(300));
        QVERIFY2(m_cluster->start(node), m_cluster->said(node).constData());
        // Nobody else is left to kill before this one takes part again.
        QVERIFY(QTest::qWaitFor(
            [&] { return m_cluster->rpc(node, "kv/range", R"({"key":"YQ=="})").status == 200; },
            kPatienceMs));
    }
}

void KillsTest::allAtOnce() {
    for (int round = 0; round < 2; ++round) {
        m_cluster->killAll();
        QVERIFY2(m_cluster->startAll(), m_cluster->said(1).constData());
        QVERIFY(goesOn(300));
    }
}

void KillsTest::theLeaderHangs() {
    const int leader = m_cluster->leader();
    QVERIFY(leader != 0);
    m_cluster->hang(leader);
    QVERIFY(goesOn(300, leader % 3 + 1));
    m_cluster->goOn(leader);
    QVERIFY(QTest::qWaitFor(
        [&] { return m_cluster->rpc(leader, "kv/range", R"({"key":"YQ=="})").status == 200; },
        kPatienceMs));
    QVERIFY(goesOn(300));
}

void KillsTest::theLeaderEndsWhenToldTo() {
    const int leader = m_cluster->leader();
    QVERIFY(leader != 0);
    QCOMPARE(m_cluster->stop(leader), 0);
    QVERIFY(goesOn(300));
}

QTEST_GUILESS_MAIN(KillsTest)
#include "tst_kills.moc"
