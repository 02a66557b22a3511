// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <vector>

#include "gui/session/live/live_disks.h"

namespace quorate::gui {

namespace {

using Kind = DiskFault::Kind;

class NoTarget final : public FaultTarget {
public:
    void tell(observe::Body /*body*/) override {}
    void cut(observe::Link /*link*/) override {}
    void heal(observe::Link /*link*/) override {}
    void setRules(observe::Link /*link*/, std::vector<observe::LinkRule> /*rules*/) override {}
    [[nodiscard]] observe::LinkCondition usualCondition() const override { return {}; }
};

/// A node that fails when the test says so.
class FailingNode final : public LiveNode {
public:
    FailingNode() : LiveNode(raft::NodeId(1)) { m_isRunning = true; }

    [[nodiscard]] Look look() const override { return {}; }
    [[nodiscard]] bool isFailing() const override { return fails; }
    Result<void> start(raft::EventId /*cause*/) override { return {}; }
    void stop(raft::EventId /*cause*/, std::function<void()> /*done*/) override {}
    void kill(raft::EventId /*cause*/) override {}
    void pause(raft::EventId /*cause*/) override {}
    void resume(raft::EventId /*cause*/) override {}
    void ask(const node::RequestOrigin& /*origin*/, const Asked& /*what*/,
             std::function<void(Result<kv::Response>)> /*done*/) override {}
    void askLease(const stage::LeaseQuestion& /*question*/,
                  std::function<void(Result<stage::LeaseTimes>)> /*done*/) override {}
    std::unique_ptr<network::WatchReader> watch(const network::WatchQuestion& /*what*/) override {
        return nullptr;
    }
    void transferLeadership(raft::NodeId /*to*/, Ended /*done*/) override {}
    void campaign(Ended /*done*/) override {}
    void setElectionTimeout(std::uint32_t /*ticks*/) override {}
    void setCut(raft::NodeId /*peer*/, network::LinkDirection /*direction*/,
                bool /*isCut*/) override {}
    void setRules(raft::NodeId /*peer*/, std::vector<observe::LinkRule> /*rules*/) override {}
    void setDiskFault(const DiskFault& fault) override { ill.push_back(fault.kind); }
    void endDiskFault(Kind kind) override { std::erase(ill, kind); }
    void inspectKeys(const std::string& /*prefix*/, std::size_t /*limit*/,
                     std::function<void(std::optional<NodeKeys>)> /*done*/) override {}
    void inspectDisk(const storage::DiskQuestion& /*question*/,
                     Session::DiskDone /*done*/) override {}

    bool fails{false};
    std::vector<Kind> ill;
};

}  // namespace

class DiskCuresTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aNodeThatIsFailingWhenItsDiskIsMendedNeedNotStayDown();
    void aNodeThatRunsWhenItsDiskIsMendedIsLeftAlone();
    void aStartForgetsThatTheCureCameLate();

private:
    LiveDisks disks() {
        return {m_book,
                [this](raft::NodeId node) { return node == m_node.node() ? &m_node : nullptr; }};
    }

    NoTarget m_target;
    FaultBook m_book{m_target, 1};
    FailingNode m_node;
};

void DiskCuresTest::aNodeThatIsFailingWhenItsDiskIsMendedNeedNotStayDown() {
    LiveDisks ill = disks();
    QVERIFY(ill.set({{m_node.node()}, {Kind::WritesFail, 1'000'000}}).has_value());
    QCOMPARE(m_node.ill.size(), std::size_t(1));
    QVERIFY(ill.isErring(m_node.node()));
    m_node.fails = true;
    ill.cureAll();
    QVERIFY(m_node.ill.empty());
    QVERIFY(!ill.isErring(m_node.node()));
    QVERIFY(ill.takeCuredLate(m_node.node()));
    QVERIFY(!ill.takeCuredLate(m_node.node()));
}

void DiskCuresTest::aNodeThatRunsWhenItsDiskIsMendedIsLeftAlone() {
    LiveDisks ill = disks();
    m_node.fails = false;
    QVERIFY(ill.set({{m_node.node()}, {Kind::WritesFail, 1'000'000}}).has_value());
    ill.cureAll();
    m_node.fails = true;  // for another reason
    QVERIFY(!ill.takeCuredLate(m_node.node()));
}

void DiskCuresTest::aStartForgetsThatTheCureCameLate() {
    LiveDisks ill = disks();
    QVERIFY(ill.set({{m_node.node()}, {Kind::WritesFail, 1'000'000}}).has_value());
    m_node.fails = true;
    ill.cureAll();
    ill.started(m_node.node());
    QVERIFY(!ill.takeCuredLate(m_node.node()));
}

}  // namespace quorate::gui

QTEST_GUILESS_MAIN(quorate::gui::DiskCuresTest)
#include "tst_disk_cures.moc"
