// SPDX-License-Identifier: Apache-2.0
#include "network/api/cluster_service.h"

#include <algorithm>
#include <string>
#include <vector>

#include "network/api/member_url.h"
#include "network/api/rpc_messages.h"

namespace quorate::network {

namespace {

void writeUrls(JsonWriter& json, std::string_view name, const std::string& url) {
    if (!url.empty()) {
        json.beginArray(name);
        json.textElement(url);
        json.endArray();
    }
}

void writeMember(JsonWriter& json, const MemberInfo& member) {
    json.number("ID", member.id.value());
    json.text("name", member.name);
    writeUrls(json, "peerURLs", member.peerUrl);
    writeUrls(json, "clientURLs", member.clientUrl);
    json.flag("isLearner", member.isLearner);
}

void writeMembers(JsonWriter& json, const std::vector<MemberInfo>& members) {
    if (members.empty()) {
        return;
    }
    json.beginArray("members");
    for (const MemberInfo& member : members) {
        json.beginElement();
        writeMember(json, member);
        json.endObject();
    }
    json.endArray();
}

Error badUrls() {
    return {ErrorCode::InvalidArgument, "etcdserver: given member URLs are invalid"};
}

/// A node is reached at one address.
bool isOnePeerUrl(const std::vector<std::string>& urls) {
    return urls.size() == 1 && isPeerUrl(urls.front());
}

}  // namespace

Backend::Done<void> ClusterService::answerMembers(const HttpReply& reply) const {
    return [context = m_context, reply](const Result<void>& result) {
        if (!result) {
            context->refuse(reply, result.error());
            return;
        }
        context->answer(reply, [&context](JsonWriter& json) {
            writeMembers(json, context->backend.members());
        });
    };
}

void ClusterService::list(const HttpRequest& request, const HttpReply& reply) {
    if (auto empty = decodeEmpty(m_context->document, request.body); !empty) {
        m_context->refuseBadRequest(reply, empty.reason());
        return;
    }
    answerMembers(reply)({});
}

void ClusterService::add(const HttpRequest& request, const HttpReply& reply) {
    auto added = decodeMember(m_context->document, request.body);
    if (!added) {
        m_context->refuseBadRequest(reply, added.reason());
        return;
    }
    if (added->id != 0 && !raft::isMemberId(raft::NodeId(added->id))) {
        m_context->refuseBadRequest(reply, "no member can have this ID");
        return;
    }
    if (!isOnePeerUrl(added->peerUrls)) {
        m_context->refuse(reply, badUrls());
        return;
    }
    MemberInfo member;
    member.peerUrl = added->peerUrls.front();
    member.isLearner = added->isLearner;
    const std::vector<MemberInfo> members = m_context->backend.members();
    // etcd's clients leave the id to us.
    member.id = added->id != 0 ? raft::NodeId(added->id) : m_context->backend.unusedNodeId();
    for (const MemberInfo& other : members) {
        if (other.peerUrl == member.peerUrl || other.id == member.id) {
            m_context->refuse(
                reply, Error(ErrorCode::FailedPrecondition,
                             other.id == member.id ? "etcdserver: member ID already exist"
                                                   : "etcdserver: Peer URLs already exists"));
            return;
        }
    }
    m_context->backend.addMember(member.id, member.peerUrl, member.isLearner,
                                 [context = m_context, reply, member](const Result<void>& result) {
                                     if (!result) {
                                         context->refuse(reply, result.error());
                                         return;
                                     }
                                     context->answer(reply, [&](JsonWriter& json) {
                                         json.beginObject("member");
                                         writeMember(json, member);
                                         json.endObject();
                                         writeMembers(json, context->backend.members());
                                     });
                                 });
}

bool ClusterService::findMember(const HttpRequest& request, const HttpReply& reply,
                                MemberInfo& member, std::string& peerUrl) {
    auto named = decodeMember(m_context->document, request.body);
    if (!named) {
        m_context->refuseBadRequest(reply, named.reason());
        return false;
    }
    for (const MemberInfo& known : m_context->backend.members()) {
        if (known.id.value() == named->id) {
            member = known;
            peerUrl = isOnePeerUrl(named->peerUrls) ? named->peerUrls.front() : std::string();
            return true;
        }
    }
    m_context->refuse(reply, Error(ErrorCode::NotFound, "etcdserver: member not found"));
    return false;
}

void ClusterService::remove(const HttpRequest& request, const HttpReply& reply) {
    MemberInfo member;
    std::string peerUrl;
    if (findMember(request, reply, member, peerUrl)) {
        m_context->backend.removeMember(member.id, answerMembers(reply));
    }
}

void ClusterService::update(const HttpRequest& request, const HttpReply& reply) {
    MemberInfo member;
    std::string peerUrl;
    if (!findMember(request, reply, member, peerUrl)) {
        return;
    }
    if (peerUrl.empty()) {
        m_context->refuse(reply, badUrls());
        return;
    }
    m_context->backend.updateMember(member.id, peerUrl, answerMembers(reply));
}

void ClusterService::promote(const HttpRequest& request, const HttpReply& reply) {
    MemberInfo member;
    std::string peerUrl;
    if (!findMember(request, reply, member, peerUrl)) {
        return;
    }
    if (!member.isLearner) {
        m_context->refuse(reply, Error(ErrorCode::FailedPrecondition,
                                       "etcdserver: can only promote a learner member"));
        return;
    }
    m_context->backend.promoteMember(member.id, answerMembers(reply));
}

}  // namespace quorate::network
