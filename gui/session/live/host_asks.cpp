// SPDX-License-Identifier: Apache-2.0
// What is asked of a node in a thread, in that thread.
#include <memory>
#include <utility>

#include "engine/kv/range.h"
#include "gui/session/key_inspection.h"
#include "gui/session/lease_answers.h"
#include "gui/session/live/host_thread.h"

namespace quorate::gui {

namespace {

using Done = std::function<void(Result<kv::Response>)>;

Result<kv::Response> readOf(const kv::View& view, const kv::RangeRequest& range) {
    auto found = kv::range(view, range);
    if (!found) {
        return found.error();
    }
    return *found ? kv::Response(std::move(*found).value()) : kv::Response(found->refusal());
}

/// Asks one host, and tells what came of it.
struct Asking {
    network::NodeHost& host;
    const Done& done;

    void operator()(const kv::Command& command) const { host.propose(command, done); }
    void operator()(const stage::ClientRead& read) const {
        host.read(read.level, [range = read.range,
                               done = done](const Result<std::shared_ptr<const kv::View>>& view) {
            done(view ? readOf(**view, range) : Result<kv::Response>(view.error()));
        });
    }
    void operator()(const MemberChange& change) const {
        const auto changed = [done = done](const Result<void>& result) {
            done(result ? Result<kv::Response>(kv::Response())
                        : Result<kv::Response>(result.error()));
        };
        switch (change.kind) {
        case MemberChange::Kind::Add:
        case MemberChange::Kind::AddLearner:
            host.addMember(change.node, change.address,
                           change.kind == MemberChange::Kind::AddLearner, changed);
            return;
        case MemberChange::Kind::Promote:
            host.promoteMember(change.node, changed);
            return;
        case MemberChange::Kind::Remove:
            host.removeMember(change.node, changed);
            return;
        }
    }
};

}  // namespace

void HostThread::ask(const node::RequestOrigin& origin, const Asked& what, Done done) {
    post([origin, what, isDown = downError(), done = std::move(done)](network::NodeHost* host) {
        if (host == nullptr) {
            done(Result<kv::Response>(isDown));
            return;
        }
        host->onBehalfOf(origin, [&] { std::visit(Asking{*host, done}, what); });
    });
}

void HostThread::askLease(const stage::LeaseQuestion& question,
                          std::function<void(Result<stage::LeaseTimes>)> done) {
    post([question, isDown = downError(), done = std::move(done)](network::NodeHost* host) {
        const auto told = [done](const auto& answer) { done(leaseTimesOf(answer)); };
        if (host == nullptr) {
            done(isDown);
        } else if (question.kind == stage::LeaseQuestion::Kind::KeepAlive) {
            host->keepAlive(question.lease, told);
        } else {
            host->leaseTimes(question.lease, told);
        }
    });
}

std::unique_ptr<network::WatchReader> HostThread::watch(const network::WatchQuestion& what) {
    const auto at = [](std::uint16_t port) { return "127.0.0.1:" + std::to_string(port); };
    if (!m_client || m_client->address() != at(config().clientPort)) {
        m_client = std::make_unique<network::NodeClient>("127.0.0.1", config().clientPort);
    }
    return m_client->watch(what);
}

void HostThread::transferLeadership(raft::NodeId to, Ended done) {
    post([this, to, isDown = downError(), done = std::move(done)](network::NodeHost* host) {
        const auto told = [this, done](const Result<void>& moved) {
            back([done, moved] { done(moved); });
        };
        if (host == nullptr) {
            told(isDown);
        } else {
            host->transferLeadership(to, told);
        }
    });
}

void HostThread::campaign(Ended done) {
    post([this, isDown = downError(), done = std::move(done)](network::NodeHost* host) {
        const Result<void> begun = host != nullptr ? host->campaign() : Result<void>(isDown);
        back([done, begun] { done(begun); });
    });
}

void HostThread::setElectionTimeout(std::uint32_t ticks) {
    post([ticks](network::NodeHost* host) {
        if (host != nullptr) {
            // Whoever asks keeps to the limits.
            static_cast<void>(host->setElectionTimeout(ticks));
        }
    });
}

void HostThread::setCut(raft::NodeId peer, network::LinkDirection direction, bool isCut) {
    post([peer, direction, isCut](network::NodeHost* host) {
        if (host != nullptr) {
            host->transport().setCut(peer, direction, isCut);
        }
    });
}

void HostThread::setRules(raft::NodeId peer, std::vector<observe::LinkRule> rules) {
    post([peer, rules = std::move(rules)](network::NodeHost* host) {
        if (host != nullptr) {
            host->transport().setRules(peer, rules);
        }
    });
}

void HostThread::setDiskFault(const DiskFault& fault) {
    post([fault](network::NodeHost* host) {
        if (host != nullptr) {
            // Whoever asks knows the kinds.
            static_cast<void>(host->disk()->set(fault));
        }
    });
}

void HostThread::endDiskFault(DiskFault::Kind kind) {
    post([kind](network::NodeHost* host) {
        if (host != nullptr) {
            host->disk()->cure(kind);
        }
    });
}

void HostThread::inspectKeys(const std::string& prefix, std::size_t limit,
                             std::function<void(std::optional<NodeKeys>)> done) {
    post([this, prefix, limit, done = std::move(done)](network::NodeHost* host) {
        std::optional<NodeKeys> keys;
        if (host != nullptr) {
            keys = keysOf(*host->latest(), node(), host->status().applied, prefix, limit);
        }
        back([done, keys = std::move(keys)]() mutable { done(std::move(keys)); });
    });
}

void HostThread::inspectDisk(const storage::DiskQuestion& question, Session::DiskDone done) {
    post([this, question, isDown = downError(), done = std::move(done)](network::NodeHost* host) {
        const auto told = [this, done](const Result<storage::DiskAnswer>& answer) {
            back([done, answer] { done(answer); });
        };
        if (host == nullptr) {
            told(isDown);
        } else {
            host->inspector().ask(question, told);
        }
    });
}

}  // namespace quorate::gui
