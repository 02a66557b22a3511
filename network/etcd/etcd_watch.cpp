// SPDX-License-Identifier: Apache-2.0
#include "network/etcd/etcd_watch.h"

#include <QPointer>

#include <algorithm>
#include <utility>

#include "network/client/client_error.h"
#include "network/etcd/etcd_answers.h"

namespace quorate::network {

namespace {

bool isFine(const HttpAnswer& answer) {
    return answer.status / 100 == 2;
}

Result<EtcdMetrics> decodeMetrics(JsonDocument& /*document*/, std::string_view body) {
    return etcdMetricsIn(body);
}

}  // namespace

EtcdWatch::EtcdWatch(const ServerAddress& address, const ClientCredentials& credentials,
                     const EtcdPace& pace, QObject* parent)
    : QObject(parent),
      m_address(address),
      m_pace(pace),
      m_client(address, credentials),
      m_retryMs(pace.statusMs) {
    m_client.setTimeout(pace.timeoutMs);
    m_look.problem = "it was not asked yet";
    for (std::size_t question = 0; question < kQuestions; ++question) {
        QTimer& timer = m_states[question].timer;
        timer.setSingleShot(true);
        connect(&timer, &QTimer::timeout, this,
                [this, question] { ask(static_cast<Question>(question)); });
    }
}

void EtcdWatch::begin() {
    ask(Status);
}

EtcdWatch::Asked EtcdWatch::asked(Question question) const {
    switch (question) {
    case Status:
        return {"POST", "/v3/maintenance/status", "{}", m_pace.statusMs, &EtcdWatch::takeStatus};
    case Members:
        return {"POST", "/v3/cluster/member/list", "{}", m_pace.membersMs, &EtcdWatch::takeMembers};
    case Alarms:
        // The question is an entry in etcd's log. When alarms change, so do the errors of a status.
        return {"POST", "/v3/maintenance/alarm", R"({"action":"GET"})",
                m_look.alarms.problem.empty() ? 0 : m_pace.membersMs, &EtcdWatch::takeAlarms};
    case Metrics:
        return {"GET", "/metrics", "", m_pace.metricsMs, &EtcdWatch::takeMetrics};
    case Health:
        return {"GET", "/health", "", m_pace.healthMs, &EtcdWatch::takeHealth};
    case Version:
    case kQuestions:
        break;
    }
    // It stays the same for as long as the member runs.
    return {"GET", "/version", "", m_look.version.problem.empty() ? 0 : m_pace.membersMs,
            &EtcdWatch::takeVersion};
}

void EtcdWatch::ask(Question question) {
    State& state = m_states[question];
    if (std::exchange(state.isUnderWay, true)) {
        return;
    }
    state.timer.stop();
    const Asked what = asked(question);
    m_client.fetch(
        {what.method, what.path, what.body, {}},
        [this, question](const Result<HttpAnswer>& answer) { answered(question, answer); });
}

void EtcdWatch::answered(Question question, const Result<HttpAnswer>& answer) {
    const QPointer<EtcdWatch> self(this);
    const bool wasReachable = m_look.isReachable;
    State& state = m_states[question];
    state.isUnderWay = false;
    (this->*asked(question).take)(answer);
    const int everyMs = asked(question).everyMs;
    if (question == Status && !m_look.isReachable) {
        state.timer.start(m_retryMs);
        m_retryMs = std::min(2 * m_retryMs, std::max(m_pace.mostRetryMs, m_pace.statusMs));
    } else if (m_look.isReachable && everyMs > 0) {
        state.timer.start(everyMs);
    }
    if (wasReachable != m_look.isReachable) {
        Q_EMIT reachableChanged(!wasReachable);
    }
    if (self != nullptr && std::exchange(m_areMembersNew, false)) {
        Q_EMIT membersChanged();
    }
    if (self != nullptr) {
        Q_EMIT looked();
    }
}

void EtcdWatch::reached() {
    m_retryMs = m_pace.statusMs;
    if (std::exchange(m_look.isReachable, true)) {
        return;
    }
    m_look.problem.clear();
    for (const Question question : {Version, Members, Alarms, Metrics, Health}) {
        ask(question);
    }
}

void EtcdWatch::lost(const std::string& why) {
    m_look.problem = why;
    if (!std::exchange(m_look.isReachable, false)) {
        return;
    }
    for (const Question question : {Version, Members, Alarms, Metrics, Health}) {
        m_states[question].timer.stop();
    }
}

template <class T>
void EtcdWatch::take(EtcdAnswer<T>& place, const Result<HttpAnswer>& answer,
                     Result<T> (*decode)(JsonDocument&, std::string_view)) {
    if (!answer) {
        place.problem = answer.error().message;
        return;
    }
    if (!isFine(*answer)) {
        place.problem = errorOf(m_document, *answer).message;
        return;
    }
    auto decoded = decode(m_document, answer->body);
    if (!decoded) {
        place.problem = decoded.error().message;
        return;
    }
    place.value = std::move(*decoded);
    place.problem.clear();
}

/// It alone tells whether the member is reached: others are refused to some users, or take long
/// without a quorum.
void EtcdWatch::takeStatus(const Result<HttpAnswer>& answer) {
    const auto errorsOf = [](const EtcdAnswer<EtcdStatus>& status) {
        return status.value ? status.value->errors : std::vector<std::string>();
    };
    const std::vector<std::string> before = errorsOf(m_look.status);
    take(m_look.status, answer, &decodeEtcdStatus);
    if (m_look.status.problem.empty()) {
        reached();
        if (errorsOf(m_look.status) != before) {
            ask(Alarms);
        }
    } else {
        lost(m_look.status.problem);
    }
}

void EtcdWatch::takeMembers(const Result<HttpAnswer>& answer) {
    const auto before = m_look.members.value;
    take(m_look.members, answer, &decodeEtcdMembers);
    m_areMembersNew = m_areMembersNew || m_look.members.value != before;
}

void EtcdWatch::takeAlarms(const Result<HttpAnswer>& answer) {
    take(m_look.alarms, answer, &decodeEtcdAlarms);
}

void EtcdWatch::takeMetrics(const Result<HttpAnswer>& answer) {
    take(m_look.metrics, answer, &decodeMetrics);
}

/// 503 is an answer.
void EtcdWatch::takeHealth(const Result<HttpAnswer>& answer) {
    if (answer && !isFine(*answer)) {
        if (auto health = decodeEtcdHealth(m_document, answer->body)) {
            m_look.health = {std::move(*health), {}};
            return;
        }
    }
    take(m_look.health, answer, &decodeEtcdHealth);
}

void EtcdWatch::takeVersion(const Result<HttpAnswer>& answer) {
    take(m_look.version, answer, &decodeEtcdVersion);
}

}  // namespace quorate::network
