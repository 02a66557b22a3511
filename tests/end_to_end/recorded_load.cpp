// SPDX-License-Identifier: Apache-2.0
#include "tests/end_to_end/recorded_load.h"

#include <QByteArray>
#include <QHostAddress>
#include <QJsonDocument>
#include <QTcpSocket>

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "tests/end_to_end/etcd_json.h"

namespace quorate::tests {

namespace {

constexpr int kAnswerMs = 5000;
constexpr unsigned kKeys = 64;

/// One connection, used from one thread without an event loop.
class Connection {
public:
    /// False: nobody listens there.
    bool connectTo(std::uint16_t port) {
        if (m_socket.state() == QAbstractSocket::ConnectedState && m_socket.peerPort() == port) {
            return true;
        }
        m_socket.abort();
        m_socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
        return m_socket.waitForConnected(kAnswerMs);
    }

    /// The status and the body; nothing if there was no whole answer.
    std::optional<std::pair<int, QByteArray>> post(const RpcCall& call) {
        m_socket.write(QByteArray("POST /v3/") + call.path +
                       " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " +
                       QByteArray::number(call.body.size()) + "\r\n\r\n" + call.body);
        const auto answer = read();
        if (!answer) {
            m_socket.abort();
        }
        return answer;
    }

private:
    std::optional<std::pair<int, QByteArray>> read() {
        QByteArray bytes;
        const auto more = [this, &bytes] {
            if (m_socket.bytesAvailable() == 0 && !m_socket.waitForReadyRead(kAnswerMs)) {
                return false;
            }
            bytes += m_socket.readAll();
            return true;
        };
        qsizetype body = -1;
        while ((body = bytes.indexOf("\r\n\r\n")) < 0) {
            if (!more()) {
                return std::nullopt;
            }
        }
        body += 4;
        const QByteArray head = bytes.left(body).toLower();
        const qsizetype field = head.indexOf("content-length:");
        if (field < 0) {
            return std::nullopt;
        }
        const qsizetype length =
            head.mid(field + 15, head.indexOf('\r', field) - field - 15).trimmed().toLongLong();
        while (bytes.size() < body + length) {
            if (!more()) {
                return std::nullopt;
            }
        }
        return std::make_pair(head.mid(9, 3).toInt(), bytes.mid(body, length));
    }

    QTcpSocket m_socket;
};

Bytes text(const std::string& value) {
    return Bytes::copyOf(value);
}

/// A request of any kind, and whether a read may be answered from the node's own state.
std::pair<kv::Command, bool> draw(std::mt19937& random, std::uint64_t number) {
    const Bytes key = text("key" + std::to_string(random() % kKeys));
    const Bytes value = text("value" + std::to_string(number));
    const std::uint64_t kind = random() % 10;
    if (kind < 4) {
        kv::PutRequest put;
        put.key = key;
        put.value = value;
        put.previousKv = kind == 0;
        return {put, false};
    }
    if (kind < 8) {
        kv::RangeRequest range;
        range.key = key;
        return {range, kind == 7};
    }
    if (kind == 8) {
        kv::DeleteRangeRequest remove;
        remove.key = key;
        remove.previousKv = random() % 2 == 0;
        return {remove, false};
    }
    kv::TxnRequest swap;
    swap.compares.push_back({});
    swap.compares.back().target = kv::CompareTarget::Value;
    swap.compares.back().key = key;
    swap.compares.back().value = text("value" + std::to_string(number - 1));
    kv::PutRequest put;
    put.key = key;
    put.value = value;
    kv::RangeRequest range;
    range.key = key;
    swap.success.push_back({put});
    swap.failure.push_back({range});
    return {swap, false};
}

/// Texts of refusals tell whether something may have come of it.
bool isCertainlyNothing(const QByteArray& refusal) {
    return !refusal.contains("outcome") && !refusal.contains("shut down") &&
           !refusal.contains("unknown");
}

/// When a value was first seen, and the revision that made it. Each value is put once.
struct Sighting {
    std::int64_t revision{0};
    observe::Moment moment;
};

class Sightings {
public:
    explicit Sightings(const std::vector<stage::ClientRecord>& history) {
        for (const stage::ClientRecord& record : history) {
            m_moment = record.returned.value_or(observe::Moment());
            std::visit([this](const auto& response) { see(response); }, record.outcome.response);
        }
    }

    /// Somebody saw what it put, so it was done by then, whatever its client was told.
    void settle(stage::ClientRecord& record) const {
        kv::Command& command = record.operation.request;
        if (auto* put = std::get_if<kv::PutRequest>(&command)) {
            if (const Sighting* seen = find(record, put->value)) {
                put->previousKv = false;
                record.outcome.response = kv::PutResponse{seen->revision, std::nullopt};
                finish(record, *seen);
            }
        } else if (const auto* swap = std::get_if<kv::TxnRequest>(&command)) {
            const auto* inner = std::get_if<kv::PutRequest>(&swap->success.front().request);
            if (const Sighting* seen = find(record, inner->value)) {
                kv::TxnResponse response{seen->revision, true, {}};
                response.responses.push_back({kv::PutResponse{seen->revision, std::nullopt}});
                record.outcome.response = response;
                finish(record, *seen);
            }
        }
    }

private:
    void see(const kv::KeyValue& kv) {
        const auto [seen, isNew] =
            m_seen.try_emplace(std::string(kv.value.view()), Sighting{kv.modRevision, m_moment});
        seen->second.moment = std::min(seen->second.moment, m_moment);
    }
    void see(const kv::PutResponse& put) {
        if (put.previous) {
            see(*put.previous);
        }
    }
    void see(const kv::RangeResponse& range) {
        std::for_each(range.kvs.begin(), range.kvs.end(), [this](const auto& kv) { see(kv); });
    }
    void see(const kv::DeleteRangeResponse& remove) {
        std::for_each(remove.previous.begin(), remove.previous.end(),
                      [this](const auto& kv) { see(kv); });
    }
    void see(const kv::TxnResponse& txn) {
        for (const kv::OperationResponse& one : txn.responses) {
            if (const auto* range = std::get_if<kv::RangeResponse>(&one.response)) {
                see(*range);
            }
        }
    }
    template <class Other>
    void see(const Other& /*names no value*/) {}

    const Sighting* find(const stage::ClientRecord& record, const Bytes& value) const {
        const auto seen = m_seen.find(std::string(value.view()));
        // What was seen before it was asked for is left for the checker to find.
        return seen == m_seen.end() || seen->second.moment < record.operation.invoked
                   ? nullptr
                   : &seen->second;
    }
    static void finish(stage::ClientRecord& record, const Sighting& seen) {
        record.outcome.outcome = observe::Outcome::Done;
        record.returned = seen.moment;
    }

    std::map<std::string, Sighting> m_seen;
    observe::Moment m_moment;
};

}  // namespace

RecordedLoad::RecordedLoad(std::vector<std::uint16_t> ports, int clients, std::uint32_t seed)
    : m_ports(std::move(ports)), m_doneBy(m_ports.size()) {
    m_clock.start();
    for (int client = 1; client <= clients; ++client) {
        const auto number = static_cast<std::uint32_t>(client);
        m_clients.emplace_back([this, number, seed] { run(number, seed + number); });
    }
}

RecordedLoad::~RecordedLoad() {
    end();
}

void RecordedLoad::end() {
    m_isOver = true;
    m_over.notify_all();
    for (std::thread& client : m_clients) {
        client.join();
    }
    m_clients.clear();
}

void RecordedLoad::backOff() {
    std::unique_lock lock(m_mutex);
    m_over.wait_for(lock, std::chrono::milliseconds(10), [this] { return m_isOver.load(); });
}

observe::Moment RecordedLoad::now() const {
    return observe::Moment(static_cast<std::uint64_t>(m_clock.nsecsElapsed()));
}

void RecordedLoad::note(const stage::ClientRecord& record) {
    const std::lock_guard lock(m_mutex);
    m_history.push_back(record);
}

void RecordedLoad::run(std::uint64_t client, std::uint32_t seed) {
    std::mt19937 random(seed);
    Connection connection;
    std::size_t node = client % m_ports.size();
    while (!m_isOver) {
        if (!connection.connectTo(m_ports[node])) {
            backOff();
            node = (node + 1) % m_ports.size();
            continue;
        }
        const std::uint64_t id = m_nextId++;
        const auto [command, isLocal] = draw(random, id);
        stage::ClientRecord record;
        record.operation = {
            observe::OperationId(id),
            client,
            raft::NodeId(node + 1),
            now(),
            command,
            isLocal ? observe::ReadConsistency::Local : observe::ReadConsistency::Linearizable};
        const auto answer = connection.post(callOf(command, isLocal));
        record.returned = now();
        if (answer && answer->first == 200) {
            record.outcome.outcome = observe::Outcome::Done;
            record.outcome.response =
                responseOf(command, QJsonDocument::fromJson(answer->second).object());
            ++m_done;
            ++m_doneBy[node];
        } else if (answer && isCertainlyNothing(answer->second)) {
            record.outcome.outcome = observe::Outcome::Refused;
        }
        note(record);
        if (!answer || answer->first != 200) {
            backOff();
            node = (node + 1) % m_ports.size();
        }
    }
}

stage::HistoryVerdict RecordedLoad::judge() {
    end();
    // The checker would find out by itself, but only as far as its search goes.
    const Sightings sightings(m_history);
    for (stage::ClientRecord& record : m_history) {
        if (record.outcome.outcome == observe::Outcome::Unknown) {
            sightings.settle(record);
        }
    }
    // A busy machine leaves more unknown than a Stage does: the search may take seconds here.
    stage::HistoryOptions options;
    options.perKey.search.steps = 10'000'000;
    options.perKey.search.configurations = 2'000'000;
    options.perKey.search.hidden = 1'024;
    return stage::judge(m_history, options);
}

}  // namespace quorate::tests
