// SPDX-License-Identifier: Apache-2.0
// What is asked of a node in a process, at its client port.
#include <memory>
#include <utility>

#include "gui/session/key_inspection.h"
#include "gui/session/live/process_node.h"
#include "network/host/inspection/disk_json.h"
#include "network/host/inspection/disk_target.h"

namespace quorate::gui {

namespace {

using Done = std::function<void(Result<kv::Response>)>;
using network::NodeClient;

/// Asks one node, and tells what came of it.
struct Asking {
    NodeClient& client;
    const node::RequestOrigin& origin;
    const Done& done;

    void operator()(const kv::Command& command) const { client.ask(command, origin, done); }
    void operator()(const stage::ClientRead& read) const {
        network::ReadRequest request;
        request.range = read.range;
        request.level = read.level;
        client.ask(request, origin, done);
    }
    void operator()(const MemberChange& change) const {
        const NodeClient::Done<void> changed = [done = done](const Result<void>& result) {
            done(result ? Result<kv::Response>(kv::Response())
                        : Result<kv::Response>(result.error()));
        };
        switch (change.kind) {
        case MemberChange::Kind::Add:
        case MemberChange::Kind::AddLearner:
            client.addMember(change.node, change.address,
                             change.kind == MemberChange::Kind::AddLearner,
                             [changed](const Result<network::MemberInfo>& added) {
                                 changed(added ? Result<void>() : Result<void>(added.error()));
                             });
            return;
        case MemberChange::Kind::Promote:
            client.promoteMember(change.node, changed);
            return;
        case MemberChange::Kind::Remove:
            client.removeMember(change.node, changed);
            return;
        }
    }
};

/// A fault that could not be set is seen: the link, or the disk, goes on as it did.
void ignore(const Result<void>& /*result*/) {}

}  // namespace

void ProcessNode::ask(const node::RequestOrigin& origin, const Asked& what, Done done) {
    if (m_client) {
        std::visit(Asking{*m_client, origin, done}, what);
    } else {
        done(Result<kv::Response>(downError()));
    }
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
    m_client->status(
        [this, prefix, limit, done = std::move(done)](const Result<network::NodeStatus>& status) {
            if (!status || !m_client) {
                done(std::nullopt);
                return;
            }
            m_client->keys(
                Bytes::copyOf(prefix), static_cast<std::int64_t>(limit),
                [node = node(), applied = status->applied,
                 done](const Result<kv::RangeResponse>& found) {
                    done(found ? std::optional(keysOf(*found, node, applied)) : std::nullopt);
                });
        });
}

void ProcessNode::inspectDisk(const storage::DiskQuestion& question, Session::DiskDone done) {
    if (!m_client) {
        done(downError());
        return;
    }
    m_client->get(network::targetOf(question),
                  [question, done = std::move(done)](const Result<std::string>& body) {
                      if (!body) {
                          done(body.error());
                          return;
                      }
                      network::JsonDocument document;
                      done(network::diskAnswerOf(document, question, *body));
                  });
}

}  // namespace quorate::gui
