// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTimer>

#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "engine/observe/event.h"
#include "engine/observe/node_state.h"
#include "gui/session/attached/watched_node.h"
#include "network/client/client_credentials.h"
#include "network/etcd/etcd_watch.h"

namespace quorate::gui {

/// A member of an etcd at an address: it tells no events, but how it is when it is asked. What is
/// other than before is told then. It is asked again for as long as this lives.
class EtcdNode final : public WatchedNode {
    Q_OBJECT

public:
    class Owner {
    public:
        Owner() = default;
        Owner(const Owner&) = delete;
        Owner& operator=(const Owner&) = delete;
        virtual ~Owner() = default;

        /// Why this member, which has just said who it is, does not belong here; empty if it does.
        virtual QString whyNotTaken(const EtcdNode& node, const network::EtcdStatus& status) = 0;
        /// What a member is called here, and the other way round; nobody for nobody.
        virtual raft::NodeId nodeOf(raft::NodeId member) = 0;
        [[nodiscard]] virtual raft::NodeId memberOf(raft::NodeId node) const = 0;
        virtual void tell(raft::NodeId node, raft::Term term, observe::Body body) = 0;
        /// Every name that may have changed; what is as before is not told again.
        virtual void tellReport(raft::NodeId node,
                                const std::vector<observe::ReportField>& fields) = 0;
        virtual void hearMembers(const EtcdNode& from,
                                 const std::vector<network::EtcdMember>& members) = 0;
        /// It is seen, or lost, or something else is the matter with it. May not delete it.
        virtual void nodeChanged(WatchedNode& node) = 0;
    };

    /// `expected`: whom others say to be there, if that is known. The owner outlives it.
    EtcdNode(const NodeAddress& address, raft::NodeId expected,
             const network::ClientCredentials& credentials, Owner& owner);
    ~EtcdNode() override;

    void begin() override { m_watch->begin(); }
    void addAddress(const NodeAddress& address) override { m_others.push_back(address); }

    [[nodiscard]] const NodeAddress& address() const noexcept override { return m_address; }
    [[nodiscard]] raft::NodeId node() const noexcept override { return m_node; }
    [[nodiscard]] bool isSeen() const noexcept override { return m_isSeen; }
    [[nodiscard]] bool wasSeen() const noexcept override { return m_member != raft::kNoNode; }
    [[nodiscard]] const Look& look() const noexcept override { return m_look; }
    [[nodiscard]] const QString& problem() const noexcept override { return m_problem; }
    [[nodiscard]] network::NodeClient& client() noexcept override { return *m_client; }
    [[nodiscard]] bool isEtcd() const noexcept override { return true; }

    void ask(const node::RequestOrigin& origin, const Asked& what,
             std::function<void(Result<kv::Response>)> done) override;
    void askLease(const stage::LeaseQuestion& question,
                  std::function<void(Result<stage::LeaseTimes>)> done) override;
    std::unique_ptr<network::WatchReader> watch(const network::WatchQuestion& what) override;

private:
    void open();
    void moveOn();
    void looked();
    void seen();
    void lost(const QString& reason);
    /// What it says of Raft, in the words of the recording.
    [[nodiscard]] observe::NodeState state() const;
    void tellState();
    void tell(observe::Body body);

    NodeAddress m_address;
    /// Where it was seen to answer as well, the next one to be called first.
    std::deque<NodeAddress> m_others;
    const network::ClientCredentials m_credentials;
    Owner& m_owner;
    std::unique_ptr<network::EtcdWatch> m_watch;
    std::unique_ptr<network::NodeClient> m_client;
    QTimer m_moveTimer;
    raft::NodeId m_node;
    raft::NodeId m_member;
    bool m_isSeen{false};
    QString m_problem;
    Look m_look;
    std::optional<observe::NodeState> m_told;
};

}  // namespace quorate::gui
