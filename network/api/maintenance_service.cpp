// SPDX-License-Identifier: Apache-2.0
#include "network/api/maintenance_service.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "network/api/rpc_messages.h"
#include "network/api/snapshot_stream.h"

namespace quorate::network {

/// Whether the body is one of a message without fields. Refuses what is not.
bool MaintenanceService::isEmpty(const HttpRequest& request, const HttpReply& reply) {
    auto empty = decodeEmpty(m_context->document, request.body);
    if (!empty) {
        m_context->refuseBadRequest(reply, empty.reason());
    }
    return static_cast<bool>(empty);
}

void MaintenanceService::status(const HttpRequest& request, const HttpReply& reply) {
    if (!isEmpty(request, reply)) {
        return;
    }
    const BackendStatus status = m_context->backend.status();
    m_context->answer(reply, [this, &status](JsonWriter& json) {
        json.text("version", kEtcdVersion);
        json.number("dbSize", status.databaseBytes);
        json.number("leader", status.leader.value());
        json.number("raftIndex", status.committed.value());
        json.number("raftTerm", m_context->backend.term().value());
        json.number("raftAppliedIndex", status.applied.value());
        if (!status.failure.empty()) {
            json.beginArray("errors");
            json.textElement(status.failure);
            json.endArray();
        }
        json.number("dbSizeInUse", status.databaseBytes);
        json.flag("isLearner", status.isLearner);
    });
}

void MaintenanceService::hash(const HttpRequest& request, const HttpReply& reply) {
    if (!isEmpty(request, reply)) {
        return;
    }
    const std::shared_ptr<const kv::View> view = m_context->backend.latest();
    const std::uint64_t chain = view->meta().chain;
    m_context->answer(reply, view->revision(), [chain](JsonWriter& json) {
        json.smallNumber("hash", static_cast<std::uint32_t>(chain ^ (chain >> 32U)));
    });
}

void MaintenanceService::snapshot(const HttpRequest& request, const HttpReply& reply) {
    if (!isEmpty(request, reply)) {
        return;
    }
    SnapshotStream::start(reply, m_context->backend.pin());
}

void MaintenanceService::transferLeadership(const HttpRequest& request, const HttpReply& reply) {
    auto target = decodeMoveLeader(m_context->document, request.body);
    if (!target) {
        m_context->refuseBadRequest(reply, target.reason());
        return;
    }
    const std::vector<MemberInfo> members = m_context->backend.members();
    const bool canLead =
        std::any_of(members.begin(), members.end(), [id = *target](const MemberInfo& member) {
            return member.id.value() == id && !member.isLearner;
        });
    if (!canLead) {
        m_context->refuse(
            reply, Error(ErrorCode::FailedPrecondition, "etcdserver: bad leader transferee"));
        return;
    }
    m_context->backend.transferLeadership(
        raft::NodeId(*target), [context = m_context, reply](const Result<void>& result) {
            if (result) {
                context->answer(reply, [](JsonWriter& /*json*/) {});
            } else {
                context->refuse(reply, result.error());
            }
        });
}

void MaintenanceService::defragment(const HttpRequest& request, const HttpReply& reply) {
    if (!isEmpty(request, reply)) {
        return;
    }
    reply.send(200, kJsonContent, "{}");
}

void MaintenanceService::alarm(const HttpRequest& request, const HttpReply& reply) {
    auto action = decodeAlarm(m_context->document, request.body);
    if (!action) {
        m_context->refuseBadRequest(reply, action.reason());
    } else if (*action == AlarmAction::Activate) {
        m_context->refuse(
            reply, Error(ErrorCode::FailedPrecondition, "alarms cannot be raised by hand here"));
    } else {
        reply.send(200, kJsonContent, "{}");
    }
}

}  // namespace quorate::network
