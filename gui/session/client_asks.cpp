// SPDX-License-Identifier: Apache-2.0
#include "gui/session/client_asks.h"

#include <utility>

#include "gui/session/key_inspection.h"
#include "gui/session/lease_answers.h"
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
            client.addMember(
                change.node == raft::kNoNode ? std::nullopt : std::optional(change.node),
                change.address, change.kind == MemberChange::Kind::AddLearner,
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

}  // namespace

void ClientAsks::ask(const node::RequestOrigin& origin, const Asked& what, const Done& done) const {
    std::visit(Asking{m_client, origin, done}, what);
}

void ClientAsks::askLease(const stage::LeaseQuestion& question,
                          const std::function<void(Result<stage::LeaseTimes>)>& done) const {
    const auto told = [done](const auto& answer) { done(leaseTimesOf(answer)); };
    if (question.kind == stage::LeaseQuestion::Kind::KeepAlive) {
        m_client.keepAlive(question.lease, told);
    } else {
        m_client.leaseTimes(question.lease, told);
    }
}

void ClientAsks::inspectKeys(raft::NodeId node, const std::string& prefix, std::size_t limit,
                             std::function<void(std::optional<NodeKeys>)> done) const {
    // A client that is gone does not call back.
    m_client.status([&client = m_client, node, prefix, limit,
                     done = std::move(done)](const Result<network::NodeStatus>& status) {
        if (!status) {
            done(std::nullopt);
            return;
        }
        client.keys(
            Bytes::copyOf(prefix), static_cast<std::int64_t>(limit),
            [node, applied = status->applied, done](const Result<kv::RangeResponse>& found) {
                done(found ? std::optional(keysOf(*found, node, applied)) : std::nullopt);
            });
    });
}

void ClientAsks::inspectDisk(const storage::DiskQuestion& question, Session::DiskDone done) const {
    m_client.get(network::targetOf(question),
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
