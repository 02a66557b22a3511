// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/network/scripted_server.h"

namespace quorate::tests {

/// Answers as a member of an etcd of one version does, to be given to a ScriptedServer.
class FakeEtcd {
public:
    enum class Version { V34, V35, V36 };

    explicit FakeEtcd(Version version) : m_version(version) {}

    ScriptedServer::Answer operator()(const ScriptedServer::Request& request) {
        ++asked[request.path];
        if (silent == request.path) {
            return {200, {}, {}, true};
        }
        if (refused == request.path) {
            return {403, R"({"error":"etcdserver: permission denied","code":7})", {}};
        }
        if (request.path == "/version") {
            return {200,
                    R"({"etcdserver":")" + server() + R"(","etcdcluster":")" + cluster() +
                        (m_version == Version::V36 ? R"(","storage":"3.6.0"})" : "\"}"),
                    {}};
        }
        if (request.path == "/v3/maintenance/status") {
            return {200, status(), {}};
        }
        if (request.path == "/v3/cluster/member/list") {
            return {200, members, {}};
        }
        if (request.path == "/v3/maintenance/alarm") {
            return {request.body == R"({"action":"GET"})" ? 200 : 400, alarms, {}};
        }
        if (request.path == "/health") {
            const std::string reason =
                m_version == Version::V34 ? "" : R"(,"reason":")" + whyNotHealthy + "\"";
            return {whyNotHealthy.empty() ? 200 : 503,
                    std::string(R"({"health":")") + (whyNotHealthy.empty() ? "true" : "false") +
                        "\"" + reason + "}",
                    {}};
        }
        if (request.path == "/metrics") {
            return {200, metrics, {}};
        }
        return {404, R"({"error":"Not Found","code":5})", {}};
    }

    [[nodiscard]] std::string server() const {
        return m_version == Version::V34   ? "3.4.23"
               : m_version == Version::V35 ? "3.5.16"
                                           : "3.6.0";
    }
    [[nodiscard]] std::string cluster() const {
        return m_version == Version::V34 ? "3.4.0" : m_version == Version::V35 ? "3.5.0" : "3.6.0";
    }

    /// How often each path was asked for.
    std::map<std::string, int> asked;
    /// A path that gets no answer.
    std::string silent;
    /// A path that this user may not see.
    std::string refused;
    std::string leader{"12744563070877133987"};
    int term{2};
    std::string whyNotHealthy;
    std::string alarms{"{}"};
    std::string members{
        R"({"header":{"cluster_id":"875465729570268096","member_id":"1488596180808670771","raft_term":"2"},)"
        R"("members":[{"ID":"12744563070877133987","name":"node2","peerURLs":["http://127.0.0.1:31809",)"
        R"("http://10.0.0.2:31809"],"clientURLs":["http://127.0.0.1:11306"]},)"
        R"({"ID":"1488596180808670771","name":"node1","peerURLs":["http://127.0.0.1:16492"],)"
        R"("clientURLs":["http://127.0.0.1:25061"]},)"
        R"({"ID":"18446744073709551615","peerURLs":["http://127.0.0.1:1"],"isLearner":true}]})"};
    std::string metrics{"etcd_server_has_leader 1\netcd_server_proposals_pending 3\n"};

private:
    [[nodiscard]] std::string status() const {
        std::string text =
            R"({"header":{"cluster_id":"875465729570268096","member_id":"1488596180808670771",)"
            R"("revision":"21","raft_term":")" +
            std::to_string(term) + R"("},"version":")" + server() + R"(","dbSize":"28672")";
        // What is nobody, zero or false is left out, as in protocol buffers' JSON.
        if (!leader.empty()) {
            text += R"(,"leader":")" + leader + "\"";
        }
        text += R"(,"raftIndex":"28","raftTerm":")" + std::to_string(term) +
                R"(","raftAppliedIndex":"27")";
        std::string errors;
        if (leader.empty()) {
            errors = R"("etcdserver: no leader")";
        }
        // etcd has its alarms among the errors, in the text form of protocol buffers.
        if (alarms.find("NOSPACE") != std::string::npos) {
            errors += errors.empty() ? "" : ",";
            errors += R"("memberID:7 alarm:NOSPACE ")";
        }
        if (!errors.empty()) {
            text += R"(,"errors":[)" + errors + "]";
        }
        text += R"(,"dbSizeInUse":"16384")";
        if (m_version == Version::V36) {
            text += R"(,"storageVersion":"3.6.0","dbSizeQuota":"2147483648","downgradeInfo":{})";
        }
        return text + "}";
    }

    const Version m_version;
};

}  // namespace quorate::tests
