// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QTimer>

#include <array>
#include <cstddef>
#include <functional>
#include <string>

#include "engine/base/result.h"
#include "network/api/json_document.h"
#include "network/client/client_credentials.h"
#include "network/client/node_client.h"
#include "network/client/server_address.h"
#include "network/etcd/etcd_look.h"

namespace quorate::network {

/// How often a member is asked, in milliseconds after the answer before.
struct EtcdPace {
    int statusMs{1000};
    int membersMs{5000};
    int metricsMs{5000};
    int timeoutMs{3000};
    /// One that cannot be reached is tried again after statusMs, then after twice as long each
    /// time, up to this.
    int mostRetryMs{15'000};
    /// Long, since etcd 3.4 writes an entry to its log for each such question.
    int healthMs{30'000};
};

/// Looks at one member of an etcd for as long as it lives, without hammering it: no question is
/// asked again before it was answered, and while the member cannot be reached only its status is
/// asked for, less and less often. When it is back, all is asked at once.
///
/// Belongs to the thread it is made in, which runs an event loop; never blocks. It can be destroyed
/// in its signals.
class EtcdWatch final : public QObject {
    Q_OBJECT

public:
    EtcdWatch(const ServerAddress& address, const ClientCredentials& credentials,
              const EtcdPace& pace = {}, QObject* parent = nullptr);

    void begin();
    /// All that is known now. What an unreachable member said last stays.
    [[nodiscard]] const EtcdLook& look() const noexcept { return m_look; }
    /// For what people ask of this member; its own time limit is the pace's.
    [[nodiscard]] NodeClient& client() noexcept { return m_client; }
    [[nodiscard]] const ServerAddress& address() const noexcept { return m_address; }

Q_SIGNALS:
    /// An answer came, or none did: the look is a new one.
    void looked();
    void reachableChanged(bool isReachable);
    /// The list is another one than before, or the first.
    void membersChanged();

private:
    enum Question : std::size_t { Status, Members, Alarms, Metrics, Health, Version, kQuestions };
    struct Asked {
        const char* method;
        const char* path;
        const char* body;
        int everyMs;  ///< 0: once, whenever it is reached again
        void (EtcdWatch::*take)(const Result<HttpAnswer>& answer);
    };
    struct State {
        QTimer timer;
        bool isUnderWay{false};
    };

    [[nodiscard]] Asked asked(Question question) const;
    void ask(Question question);
    void answered(Question question, const Result<HttpAnswer>& answer);
    void reached();
    void lost(const std::string& why);
    template <class T>
    void take(EtcdAnswer<T>& place, const Result<HttpAnswer>& answer,
              Result<T> (*decode)(JsonDocument&, std::string_view));
    void takeStatus(const Result<HttpAnswer>& answer);
    void takeMembers(const Result<HttpAnswer>& answer);
    void takeAlarms(const Result<HttpAnswer>& answer);
    void takeMetrics(const Result<HttpAnswer>& answer);
    void takeHealth(const Result<HttpAnswer>& answer);
    void takeVersion(const Result<HttpAnswer>& answer);

    const ServerAddress m_address;
    const EtcdPace m_pace;
    NodeClient m_client;
    JsonDocument m_document;
    EtcdLook m_look;
    std::array<State, kQuestions> m_states;
    int m_retryMs;
    bool m_areMembersNew{false};
};

}  // namespace quorate::network
