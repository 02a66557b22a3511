// SPDX-License-Identifier: Apache-2.0
#include "gui/session/attached/etcd_fields.h"

#include <cmath>
#include <optional>
#include <string>
#include <string_view>

#include "gui/model/etcd_report.h"

namespace quorate::gui {

namespace {

namespace report = etcd_report;
using Fields = std::vector<observe::ReportField>;

void add(Fields& fields, std::string_view name, std::string value) {
    value.resize(std::min(value.size(), observe::kLongestReportText));
    fields.push_back({std::string(name), std::move(value)});
}

template <class Number>
std::string numberText(const std::optional<Number>& number) {
    return number ? std::to_string(*number) : std::string();
}

std::string nanoseconds(const std::optional<double>& seconds) {
    return seconds && std::isfinite(*seconds) && *seconds >= 0
               ? std::to_string(static_cast<std::uint64_t>(*seconds * 1e9))
               : std::string();
}

std::string p99(const std::optional<network::LatencyBuckets>& buckets) {
    constexpr double kPart = 0.99;
    return buckets ? nanoseconds(buckets->quantile(kPart)) : std::string();
}

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const std::string& text : texts) {
        all += (all.empty() ? "" : ", ") + text;
    }
    return all;
}

void addMetrics(Fields& fields, const std::optional<network::EtcdMetrics>& known,
                const std::function<raft::NodeId(raft::NodeId)>& nodeOf) {
    const network::EtcdMetrics metrics = known.value_or(network::EtcdMetrics());
    add(fields, report::kFsync, p99(metrics.walFsync));
    add(fields, report::kCommit, p99(metrics.backendCommit));
    add(fields, report::kPending, numberText(metrics.proposalsPending));
    add(fields, report::kFailed, numberText(metrics.proposalsFailed));
    add(fields, report::kLeaderChanges, numberText(metrics.leaderChanges));
    add(fields, report::kKeys, numberText(metrics.keys));
    add(fields, report::kDbQuota, numberText(metrics.quotaBytes));
    std::vector<std::string> trips;
    for (const auto& [peer, of] : metrics.peers) {
        const std::string mean = of.roundTrip ? nanoseconds(of.roundTrip->mean()) : std::string();
        if (!mean.empty()) {
            trips.push_back("n" + toString(nodeOf(peer)) + " " + mean);
        }
    }
    add(fields, report::kRoundTrips, joined(trips));
}

}  // namespace

Fields fieldsOf(const network::EtcdLook& look,
                const std::function<raft::NodeId(raft::NodeId)>& nodeOf) {
    Fields fields;
    const network::EtcdStatus status = look.status.value.value_or(network::EtcdStatus());
    const bool isKnown = look.status.value.has_value();
    add(fields, report::kMember, isKnown ? report::textOfMember(status.member) : std::string());
    add(fields, report::kVersion,
        look.version.value ? look.version.value->server : std::string(status.version));
    add(fields, report::kClusterVersion,
        look.version.value ? look.version.value->cluster : std::string());
    add(fields, report::kRevision, isKnown ? std::to_string(status.revision) : std::string());
    add(fields, report::kRaftIndex, isKnown ? toString(status.raftIndex) : std::string());
    add(fields, report::kApplied,
        status.appliedIndex ? toString(*status.appliedIndex) : std::string());
    add(fields, report::kDbSize, isKnown ? std::to_string(status.databaseBytes) : std::string());
    add(fields, report::kDbInUse, numberText(status.databaseBytesInUse));
    add(fields, report::kErrors, joined(status.errors));
    std::string alarms;
    if (look.alarms.value) {
        std::vector<std::string> names;
        for (const network::EtcdAlarm& alarm : *look.alarms.value) {
            names.push_back("n" + toString(nodeOf(alarm.member)) + " " + alarm.name);
        }
        alarms = names.empty() ? "none" : joined(names);
    }
    add(fields, report::kAlarms, alarms);
    add(fields, report::kAlarmsProblem, look.alarms.problem);
    std::string health;
    if (look.health.value) {
        health = look.health.value->isHealthy        ? "ok"
                 : look.health.value->reason.empty() ? "not healthy"
                                                     : look.health.value->reason;
    }
    add(fields, report::kHealth, health);
    add(fields, report::kHealthProblem, look.health.problem);
    addMetrics(fields, look.metrics.value, nodeOf);
    add(fields, report::kMetricsProblem, look.metrics.problem);
    return fields;
}

Fields fieldsOf(const network::EtcdMember& member) {
    Fields fields;
    add(fields, report::kMember, report::textOfMember(member.id));
    add(fields, report::kName, member.name);
    add(fields, report::kPeerUrls, joined(member.peerUrls));
    add(fields, report::kClientUrls, joined(member.clientUrls));
    add(fields, report::kMembership,
        !member.isStarted() ? "not started"
        : member.isLearner  ? "learner"
                            : "voter");
    return fields;
}

}  // namespace quorate::gui
