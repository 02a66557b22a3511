// SPDX-License-Identifier: Apache-2.0
#include <QFile>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>
#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "network/client/node_client.h"
#include "tests/network/scripted_server.h"
#include "tests/network/tls_fixture.h"

namespace quorate::network_tests {

using network::ClientCredentials;
using network::NodeClient;
using network::NodeStatus;
using network::ServerAddress;
using tests::ScriptedServer;

namespace {

constexpr int kPatienceMs = 10'000;
constexpr const char* kStatus = R"({"header":{"member_id":"7"},"version":"3.4.23"})";

template <class T>
Result<T> wait(const std::function<void(std::function<void(Result<T>)>)>& ask) {
    const auto answer = std::make_shared<std::optional<Result<T>>>();
    ask([answer](Result<T> result) { *answer = std::move(result); });
    return QTest::qWaitFor([&] { return answer->has_value(); }, kPatienceMs)
               ? **answer
               : Result<T>(Error(ErrorCode::Malformed, "no answer in time"));
}

Result<NodeStatus> status(NodeClient& client) {
    return wait<NodeStatus>([&](const auto& done) { client.status(done); });
}

QSslConfiguration serverTls() {
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setLocalCertificate(QSslCertificate(tests::kServerCertificate));
    tls.setPrivateKey(QSslKey(tests::kServerKey, QSsl::Ec));
    tls.setCaCertificates(QSslCertificate::fromData(tests::kAuthority));
    tls.setPeerVerifyMode(QSslSocket::VerifyNone);
    return tls;
}

/// What etcd does about users: one that it knows, and tokens that it forgets when told to.
class Doorman {
public:
    ScriptedServer::Answer operator()(const ScriptedServer::Request& request) {
        if (request.path == "/v3/auth/authenticate") {
            ++logins;
            if (!isEnabled) {
                return {
                    400, R"({"error":"etcdserver: authentication is not enabled","code":9})", {}};
            }
            if (request.body != R"({"name":"me","password":"pass\"word"})") {
                return {
                    400,
                    R"({"error":"etcdserver: authentication failed, invalid user ID or password",)"
                    R"("code":3})",
                    {}};
            }
            token = "token." + std::to_string(logins);
            return {200, R"({"header":{},"token":")" + token + "\"}", {}};
        }
        if (isEnabled && (token.empty() || !request.has("Authorization: " + token))) {
            ++refused;
            return {401, R"({"error":"etcdserver: invalid auth token","code":16})", {}};
        }
        withToken += request.has("Authorization: " + token) ? 1 : 0;
        return {200, kStatus, {}};
    }

    bool isEnabled{true};
    std::string token;
    int logins{0};
    int refused{0};
    int withToken{0};
};

ClientCredentials userNamed(const std::string& name, const std::string& password) {
    return *ClientCredentials::load({}, {name, password});
}

}  // namespace

class TestClientCredentials final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aServerIsReachedOverTls();
    void nothingIsSentToAServerThatNobodyVouchesFor();
    void nothingIsSentToAServerOfAnotherName();
    void aServerWithoutTlsIsNotReached();
    void aCertificateIsShown();
    void filesThatDoNotFitAreNamed();
    void aTokenIsGotOnceAndSentAlways();
    void aTokenThatIsNotTakenAnyMoreIsRenewed();
    void aUserWhoIsNotLetInIsTold();
    void aServerThatAsksNobodyGetsNoToken();
    void aServerWithoutUsersIsTold();
    void aRefusalThatStaysIsNotAskedForEver();
    void aClientMayGoWhenItIsNotLetIn();

private:
    [[nodiscard]] std::string file(const char* name) const {
        return m_directory.filePath(QLatin1String(name)).toStdString();
    }

    QTemporaryDir m_directory;
};

void TestClientCredentials::initTestCase() {
    if (!QSslSocket::supportsSsl()) {
        QSKIP("this Qt speaks no TLS");
    }
    const auto write = [this](const char* name, const char* text) {
        QFile file(m_directory.filePath(QLatin1String(name)));
        return file.open(QIODevice::WriteOnly) && file.write(text) > 0;
    };
    QVERIFY(write("ca.pem", tests::kAuthority));
    QVERIFY(write("client.pem", tests::kClientCertificate));
    QVERIFY(write("client.key", tests::kClientKey));
}

void TestClientCredentials::aServerIsReachedOverTls() {
    ScriptedServer server(serverTls(), [](const ScriptedServer::Request& request) {
        return ScriptedServer::Answer{
            request.path == "/v3/maintenance/status" ? 200 : 404, kStatus, {}};
    });
    const auto credentials = ClientCredentials::load({file("ca.pem"), {}, {}});
    QVERIFY2(credentials, credentials ? "" : credentials.error().message.c_str());
    NodeClient client(ServerAddress{"127.0.0.1", server.port(), true}, *credentials);
    for (int i = 0; i < 3; ++i) {
        const auto found = status(client);
        QVERIFY2(found, found ? "" : found.error().message.c_str());
        QCOMPARE(found->version, std::string("3.4.23"));
    }
    QCOMPARE(server.connections(), 1);
}

void TestClientCredentials::nothingIsSentToAServerThatNobodyVouchesFor() {
    ScriptedServer server(serverTls(), [](const auto&) { return ScriptedServer::Answer{}; });
    NodeClient client(ServerAddress{"127.0.0.1", server.port(), true}, userNamed("me", "secret"));
    const auto refused = status(client);
    QVERIFY(!refused);
    QVERIFY(refused.error().code == ErrorCode::Unavailable);
    QVERIFY(refused.error().message.find("secret") == std::string::npos);
    QCOMPARE(server.requests(), 0);
}

void TestClientCredentials::nothingIsSentToAServerOfAnotherName() {
    ScriptedServer server(serverTls(), [](const auto&) { return ScriptedServer::Answer{}; });
    const auto credentials = ClientCredentials::load({file("ca.pem"), {}, {}});
    QVERIFY(credentials);
    NodeClient client(ServerAddress{"localhost", server.port(), true}, *credentials);
    const auto refused = status(client);
    QVERIFY(!refused);
    QVERIFY(refused.error().code == ErrorCode::Unavailable);
    QCOMPARE(server.requests(), 0);
}

void TestClientCredentials::aServerWithoutTlsIsNotReached() {
    ScriptedServer server([](const auto&) { return ScriptedServer::Answer{}; });
    NodeClient client(ServerAddress{"127.0.0.1", server.port(), true}, ClientCredentials());
    client.setTimeout(200);  // a server that waits for the rest of a line waits long
    const auto refused = status(client);
    QVERIFY(!refused);
    QVERIFY(refused.error().code == ErrorCode::Unavailable);
    QCOMPARE(server.requests(), 0);
}

void TestClientCredentials::aCertificateIsShown() {
    QSslConfiguration tls = serverTls();
    tls.setPeerVerifyMode(QSslSocket::VerifyPeer);
    QSslCertificate seen;
    ScriptedServer server(tls, [&seen](const ScriptedServer::Request& request) {
        if (const auto* socket = qobject_cast<QSslSocket*>(request.socket)) {
            seen = socket->peerCertificate();
        }
        return ScriptedServer::Answer{200, kStatus, {}};
    });
    const ServerAddress address{"127.0.0.1", server.port(), true};
    const auto with =
        ClientCredentials::load({file("ca.pem"), file("client.pem"), file("client.key")});
    QVERIFY2(with, with ? "" : with.error().message.c_str());
    NodeClient client(address, *with);
    QVERIFY(status(client));
    QVERIFY(seen == QSslCertificate(tests::kClientCertificate));

    const auto without = ClientCredentials::load({file("ca.pem"), {}, {}});
    QVERIFY(without);
    NodeClient stranger(address, *without);
    QVERIFY(!status(stranger));
}

void TestClientCredentials::filesThatDoNotFitAreNamed() {
    const auto says = [](const ClientCredentials::Files& files, const std::string& text) {
        const auto loaded = ClientCredentials::load(files);
        return !loaded && loaded.error().code == ErrorCode::InvalidArgument &&
               loaded.error().message.find(text) != std::string::npos;
    };
    QVERIFY(says({file("none.pem"), {}, {}}, "none.pem' cannot be read"));
    QVERIFY(says({file("client.key"), {}, {}}, "client.key' has no certificate"));
    QVERIFY(says({{}, file("client.pem"), {}}, "belong together"));
    QVERIFY(says({{}, file("client.pem"), file("ca.pem")}, "ca.pem' has no private key"));
}

void TestClientCredentials::aTokenIsGotOnceAndSentAlways() {
    Doorman doorman;
    ScriptedServer server([&](const auto& request) { return doorman(request); });
    NodeClient client(ServerAddress{"127.0.0.1", server.port(), false},
                      userNamed("me", "pass\"word"));
    int answered = 0;
    for (int i = 0; i < 20; ++i) {
        client.status([&](const Result<NodeStatus>& found) { answered += found ? 1 : 0; });
    }
    QVERIFY(QTest::qWaitFor([&] { return answered == 20; }, kPatienceMs));
    QCOMPARE(doorman.logins, 1);
    QCOMPARE(doorman.refused, 0);
    QCOMPARE(doorman.withToken, 20);
}

void TestClientCredentials::aTokenThatIsNotTakenAnyMoreIsRenewed() {
    Doorman doorman;
    ScriptedServer server([&](const auto& request) { return doorman(request); });
    NodeClient client(ServerAddress{"127.0.0.1", server.port(), false},
                      userNamed("me", "pass\"word"));
    QVERIFY(status(client));
    doorman.token = "forgotten";
    int answered = 0;
    for (int i = 0; i < 5; ++i) {
        client.status([&](const Result<NodeStatus>& found) { answered += found ? 1 : 0; });
    }
    QVERIFY(QTest::qWaitFor([&] { return answered == 5; }, kPatienceMs));
    QCOMPARE(doorman.logins, 2);
    QCOMPARE(doorman.withToken, 6);
}

void TestClientCredentials::aUserWhoIsNotLetInIsTold() {
    Doorman doorman;
    ScriptedServer server([&](const auto& request) { return doorman(request); });
    NodeClient client(ServerAddress{"127.0.0.1", server.port(), false}, userNamed("me", "wrong"));
    const auto refused = status(client);
    QVERIFY(!refused);
    QVERIFY(refused.error().code == ErrorCode::FailedPrecondition);
    QCOMPARE(refused.error().message,
             std::string("etcdserver: authentication failed, invalid user ID or password"));
    QCOMPARE(doorman.refused + doorman.withToken, 0);
}

void TestClientCredentials::aServerThatAsksNobodyGetsNoToken() {
    Doorman doorman;
    doorman.isEnabled = false;
    ScriptedServer server([&](const auto& request) { return doorman(request); });
    NodeClient client(ServerAddress{"127.0.0.1", server.port(), false},
                      userNamed("me", "pass\"word"));
    QVERIFY(status(client));
    QVERIFY(status(client));
    QCOMPARE(doorman.logins, 1);
    // Until it asks.
    doorman.isEnabled = true;
    QVERIFY(status(client));
    QCOMPARE(doorman.logins, 2);
}

void TestClientCredentials::aServerWithoutUsersIsTold() {
    ScriptedServer server([](const auto&) { return ScriptedServer::Answer{404, "nothing", {}}; });
    NodeClient client(ServerAddress{"127.0.0.1", server.port(), false}, userNamed("me", "x"));
    const auto refused = status(client);
    QVERIFY(!refused);
    QVERIFY(refused.error().message.find("knows no users") != std::string::npos);
}

void TestClientCredentials::aRefusalThatStaysIsNotAskedForEver() {
    int logins = 0;
    ScriptedServer server([&](const ScriptedServer::Request& request) {
        if (request.path == "/v3/auth/authenticate") {
            ++logins;
            return ScriptedServer::Answer{200, R"({"token":"t"})", {}};
        }
        return ScriptedServer::Answer{
            401, R"({"error":"etcdserver: invalid auth token","code":16})", {}};
    });
    NodeClient client(ServerAddress{"127.0.0.1", server.port(), false}, userNamed("me", "x"));
    for (int i = 1; i <= 2; ++i) {
        const auto refused = status(client);
        QVERIFY(!refused);
        QCOMPARE(refused.error().message, std::string("etcdserver: invalid auth token"));
        QCOMPARE(logins, i);
    }
}

void TestClientCredentials::aClientMayGoWhenItIsNotLetIn() {
    Doorman doorman;
    ScriptedServer server([&](const auto& request) { return doorman(request); });
    auto client = std::make_unique<NodeClient>(ServerAddress{"127.0.0.1", server.port(), false},
                                               userNamed("me", "wrong"));
    int called = 0;
    for (int i = 0; i < 3; ++i) {
        client->status([&](const Result<NodeStatus>& /*refused*/) {
            ++called;
            client.reset();
        });
    }
    QVERIFY(QTest::qWaitFor([&] { return client == nullptr; }, kPatienceMs));
    QCOMPARE(called, 1);
}

}  // namespace quorate::network_tests

QTEST_GUILESS_MAIN(quorate::network_tests::TestClientCredentials)
#include "tst_client_credentials.moc"
