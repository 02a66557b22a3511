// SPDX-License-Identifier: Apache-2.0
// What is asked of a node in a process, at its client port.
#include <utility>

#include "gui/session/client_asks.h"
#include "gui/session/live/process_node.h"

namespace quorate::gui {

namespace {

/// A fault that could not be set is seen: the link, or the disk, goes on as it did.
void ignore(const Result<void>& /*result*/) {}

}  // namespace

void ProcessNode::ask(const node::RequestOrigin& origin, const Asked& what,
                      std::function<void(Result<kv::Response>)> done) {
    if (m_client) {
        ClientAsks(*m_client).ask(origin, what, done);
    } else {
        done(Result<kv::Response>(downError()));
    }
}

void ProcessNode::askLease(const stage::LeaseQuestion& question,
                           std::function<void(Result<stage::LeaseTimes>)> done) {
    if (m_client) {
        ClientAsks(*m_client).askLease(question, done);
    } else {
        done(downError());
    }
}

std::unique_ptr<network::WatchReader> ProcessNode::watch(const network::WatchQuestion& what) {
    return m_client->watch(what);
}

void ProcessNode::transferLeadership(raft::NodeId to, Ended done) {
    if (m_client) {
        m_client->transferLeadership(to, done);
    } else {
        done(downError());
    }
}

void ProcessNode::campaign(Ended done) {
    if (m_client) {
        m_client->campaign(done);
    } else {
        done(downError());
    }
}

void ProcessNode::setElectionTimeout(std::uint32_t ticks) {
    if (m_client) {
        m_client->setElectionTimeout(ticks, ignore);
    }
}

void ProcessNode::setCut(raft::NodeId peer, network::LinkDirection direction, bool isCut) {
    if (m_client) {
        m_client->setCut(peer, direction, isCut, ignore);
    }
}

void ProcessNode::setRules(raft::NodeId peer, std::vector<observe::LinkRule> rules) {
    if (m_client) {
        m_client->setRules(peer, rules, ignore);
    }
}

void ProcessNode::setDiskFault(const DiskFault& fault) {
    if (m_client) {
        m_client->setDiskFault(fault, ignore);
    }
}

void ProcessNode::endDiskFault(DiskFault::Kind kind) {
    if (m_client) {
        m_client->endDiskFault(kind, ignore);
    }
}

void ProcessNode::inspectKeys(const std::string& prefix, std::size_t limit,
                              std::function<void(std::optional<NodeKeys>)> done) {
    if (!m_client) {
        done(std::nullopt);
        return;
    }
    ClientAsks(*m_client).inspectKeys(node(), prefix, limit, std::move(done));
}

void ProcessNode::inspectDisk(const storage::DiskQuestion& question, Session::DiskDone done) {
    if (!m_client) {
        done(downError());
        return;
    }
    ClientAsks(*m_client).inspectDisk(question, std::move(done));
}

}  // namespace quorate::gui
