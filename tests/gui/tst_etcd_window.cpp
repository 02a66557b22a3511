// SPDX-License-Identifier: Apache-2.0
// The window on an etcd: the dialog, what is asked first, and what is not exposed.
#include <QComboBox>
#include <QDockWidget>
#include <QFile>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>
#include <QTableWidget>
#include <QTest>

#include <initializer_list>
#include <optional>
#include <utility>
#include <vector>

#include "gui/actions/command_check.h"
#include "gui/members/members_view.h"
#include "gui/shell/attach_dialog.h"
#include "gui/shell/session_chip.h"
#include "gui/widgets/no_log_note.h"
#include "tests/end_to_end/etcd_cluster.h"
#include "tests/gui/window_fixture.h"
#include "tests/network/fake_etcd.h"
#include "tests/network/tls_fixture.h"

using namespace quorate;
using namespace quorate::gui;
using quorate::tests::EtcdCluster;
using quorate::tests::FakeEtcd;
using quorate::tests::ScriptedServer;

class EtcdWindowTest final : public QObject, private tests::WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { close(); }
    void theDialogSaysWhoIsThere();
    void passwordsAreNotStored();
    void changesAreAskedForFirst();
    void whatIsNotExposedIsNotDrawn();
    void aClusterBehindTlsIsAttachedWithAPassword();
    void aRealOneBehindTlsIsAttachedWithAPassword();
    void aRealClusterIsOnShow();

private:
    /// The authority, and the client's own certificate and key, as files of the test's folder.
    QString fileOf(const char* name, const char* pem) const {
        const QString path = m_directory->filePath(QLatin1String(name));
        QFile file(path);
        return file.open(QIODevice::WriteOnly) && file.write(pem) > 0 ? path : QString();
    }
    /// As a person attaches: address, files, user and password into the dialog.
    AttachDialog* openDialog(const QString& address) {
        trigger("attach");
        auto* dialog = m_window->findChild<AttachDialog*>();
        fill(*dialog, "addresses", address);
        if (auto* secure = dialog->findChild<QPushButton*>(QStringLiteral("secure"));
            !secure->isChecked()) {
            QTest::mouseClick(secure, Qt::LeftButton);
        }
        return dialog;
    }
    static void fill(AttachDialog& dialog, const char* name, const QString& text) {
        auto* box = dialog.findChild<QComboBox*>(QLatin1String(name));
        QLineEdit* line =
            box != nullptr ? box->lineEdit() : dialog.findChild<QLineEdit*>(QLatin1String(name));
        line->selectAll();
        QTest::keyClicks(line, text);
    }
    static void click(AttachDialog& dialog, const char* name) {
        QTest::mouseClick(dialog.findChild<QPushButton*>(QLatin1String(name)), Qt::LeftButton);
    }
    static QString answerIn(const AttachDialog& dialog) {
        const auto* table = dialog.findChild<QTableWidget*>(QStringLiteral("answers"));
        return table->rowCount() > 0 ? table->item(0, 4)->text() : QString();
    }
    void attachTo(const QStringList& addresses) {
        SessionFile file;
        file.kind = SessionKind::Attached;
        file.addresses = addresses;
        file.findsOthers = addresses.size() > 1;
        file.name = QStringLiteral("Attached to %1").arg(addresses.join(QStringLiteral(", ")));
        m_window->openNew(file);
    }
    void picture(QWidget& of, const char* name) {
        if (const QString to = qEnvironmentVariable("QUORATE_PICTURES"); !to.isEmpty()) {
            of.grab().save(to + QLatin1Char('/') + QLatin1String(name));
        }
    }
    static QMessageBox* confirmation() {
        for (QWidget* widget : QApplication::topLevelWidgets()) {
            if (widget->objectName() == QLatin1String("confirmation")) {
                return qobject_cast<QMessageBox*>(widget);
            }
        }
        return nullptr;
    }
    void pictures(const char* name) {
        for (const Appearance appearance : {Appearance::Light, Appearance::Dark}) {
            m_window->context().theme.setAppearance(appearance);
            QTest::qWait(200);
            picture(*m_window,
                    qPrintable(QStringLiteral("%1-%2.png")
                                   .arg(QLatin1String(name), appearance == Appearance::Light
                                                                 ? QStringLiteral("light")
                                                                 : QStringLiteral("dark"))));
        }
    }

    FakeEtcd m_etcd{FakeEtcd::Version::V34};
    std::map<std::string, int> m_asked;
    ScriptedServer m_server{[this](const ScriptedServer::Request& request) {
        ++m_asked[request.path];
        return request.path == "/v3/cluster/member/remove" ? ScriptedServer::Answer{200, "{}", {}}
                                                           : m_etcd(request);
    }};
    const QString m_address = QStringLiteral("127.0.0.1:%1").arg(m_server.port());
};

void EtcdWindowTest::theDialogSaysWhoIsThere() {
    trigger("attach");
    auto* dialog = m_window->findChild<AttachDialog*>();
    QVERIFY(dialog != nullptr);
    dialog->findChild<QComboBox*>(QStringLiteral("addresses"))->setEditText(m_address);
    QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("test")), Qt::LeftButton);
    auto* table = dialog->findChild<QTableWidget*>(QStringLiteral("answers"));
    QTRY_COMPARE_WITH_TIMEOUT(table->item(0, 4)->text(), QStringLiteral("✓ etcd 3.4.23"),
                              kPatienceMs);
    QCOMPARE(table->item(0, 1)->text(), QString::number(1488596180808670771ULL, 16));
    QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("secure")), Qt::LeftButton);
    QVERIFY(dialog->findChild<QLineEdit*>(QStringLiteral("password"))->isVisible());
    QTest::qWait(50);
    picture(*dialog, "etcd-dialog.png");
    // A file that is none is said before anything is tried.
    dialog->findChild<QLineEdit*>(QStringLiteral("authorities"))->setText(QStringLiteral("/none"));
    QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("attach")), Qt::LeftButton);
    QVERIFY(dialog->isVisible());
    QVERIFY(dialog->findChild<QLabel*>(QStringLiteral("problem"))
                ->text()
                .contains(QStringLiteral("/none")));
}

void EtcdWindowTest::passwordsAreNotStored() {
    trigger("attach");
    auto* dialog = m_window->findChild<AttachDialog*>();
    dialog->findChild<QComboBox*>(QStringLiteral("addresses"))->setEditText(m_address);
    dialog->findChild<QPushButton*>(QStringLiteral("secure"))->setChecked(true);
    dialog->findChild<QLineEdit*>(QStringLiteral("user"))->setText(QStringLiteral("root"));
    dialog->findChild<QLineEdit*>(QStringLiteral("password"))->setText(QStringLiteral("s3cr3t"));
    QCOMPARE(dialog->file().security.password, QStringLiteral("s3cr3t"));
    QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("attach")), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->context().desk.session() != nullptr, kPatienceMs);
    // It is asked with, and kept nowhere.
    QTRY_VERIFY_WITH_TIMEOUT(m_asked["/v3/auth/authenticate"] > 0, kPatienceMs);
    QFile session(m_window->context().desk.session()->folder() + QStringLiteral("/session.json"));
    QVERIFY(session.open(QIODevice::ReadOnly));
    const QByteArray written = session.readAll();
    QVERIFY(written.contains("root"));
    QVERIFY(!written.contains("s3cr3t"));
    QFile settings(m_directory->filePath(QStringLiteral("settings.ini")));
    QVERIFY(!settings.open(QIODevice::ReadOnly) || !settings.readAll().contains("s3cr3t"));
}

void EtcdWindowTest::changesAreAskedForFirst() {
    m_etcd.leader = "1488596180808670771";
    attachTo({m_address});
    QTRY_VERIFY_WITH_TIMEOUT(leader() != nullptr, kPatienceMs);
    QVERIFY(runIfPossible(m_window->context(), ActOnNode{NodeAct::Remove, raft::NodeId(2)}));
    auto* box = confirmation();
    QVERIFY(box != nullptr);
    QVERIFY(box->text().contains(QStringLiteral("n2, node2, member")));
    QVERIFY(box->informativeText().contains(m_address));
    picture(*box, "etcd-confirmation.png");
    QTest::keyClick(box, Qt::Key_Escape);
    QTRY_VERIFY(confirmation() == nullptr);
    QCOMPARE(m_asked["/v3/cluster/member/remove"], 0);
    QVERIFY(runIfPossible(m_window->context(), ActOnNode{NodeAct::Remove, raft::NodeId(2)}));
    box = confirmation();
    QVERIFY(box != nullptr);
    for (QAbstractButton* button : box->buttons()) {
        if (box->buttonRole(button) == QMessageBox::AcceptRole) {
            button->click();
            break;
        }
    }
    QTRY_COMPARE_WITH_TIMEOUT(m_asked["/v3/cluster/member/remove"], 1, kPatienceMs);
}

void EtcdWindowTest::whatIsNotExposedIsNotDrawn() {
    attachTo({m_address});
    QTRY_VERIFY_WITH_TIMEOUT(frame() != nullptr && !frame()->state.reports().empty(), kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->findChild<SessionChip*>()->accessibleName().contains(
                                 QStringLiteral("etcd has no faults")),
                             kPatienceMs);
    trigger("operate");
    const auto notes = m_window->findChildren<NoLogNote*>();
    QVERIFY(notes.size() >= 2);
    for (NoLogNote* note : notes) {
        QTRY_VERIFY_WITH_TIMEOUT(!note->isHidden() || !note->parentWidget()->isVisible(),
                                 kPatienceMs);
        QVERIFY(note->accessibleName().contains(QStringLiteral("etcd does not expose")));
    }
}

void EtcdWindowTest::aClusterBehindTlsIsAttachedWithAPassword() {
    if (!QSslSocket::supportsSsl()) {
        QSKIP("this Qt speaks no TLS");
    }
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setLocalCertificate(QSslCertificate(tests::kServerCertificate));
    tls.setPrivateKey(QSslKey(tests::kServerKey, QSsl::Ec));
    tls.setCaCertificates(QSslCertificate::fromData(tests::kAuthority));
    tls.setPeerVerifyMode(QSslSocket::VerifyPeer);
    int signedRequests = 0;
    QSslCertificate seen;
    FakeEtcd etcd{FakeEtcd::Version::V34};
    ScriptedServer server(tls, [&](const ScriptedServer::Request& request) {
        if (const auto* socket = qobject_cast<QSslSocket*>(request.socket)) {
            seen = socket->peerCertificate();
        }
        if (request.path == "/v3/auth/authenticate") {
            return request.body == R"({"name":"root","password":"s3cr3t"})"
                       ? ScriptedServer::Answer{200, R"({"token":"token.1"})", {}}
                       : ScriptedServer::Answer{400, R"({"error":"no","code":3})", {}};
        }
        const bool isPage =
            request.path == "/version" || request.path == "/health" || request.path == "/metrics";
        if (!isPage && !request.has("Authorization: token.1")) {
            return ScriptedServer::Answer{
                401, R"({"error":"etcdserver: invalid auth token","code":16})", {}};
        }
        signedRequests += isPage ? 0 : 1;
        return etcd(request);
    });
    const QString address = QStringLiteral("https://127.0.0.1:%1").arg(server.port());
    AttachDialog* dialog = openDialog(address);
    // Nobody vouches for it yet.
    click(*dialog, "test");
    QTRY_VERIFY_WITH_TIMEOUT(answerIn(*dialog).startsWith(QStringLiteral("✕")), kPatienceMs);
    QVERIFY2(answerIn(*dialog).contains(QStringLiteral("certificate"), Qt::CaseInsensitive),
             qPrintable(answerIn(*dialog)));
    fill(*dialog, "authorities", fileOf("ca.pem", tests::kAuthority));
    fill(*dialog, "certificate", fileOf("client.pem", tests::kClientCertificate));
    fill(*dialog, "key", fileOf("client.key", tests::kClientKey));
    fill(*dialog, "user", QStringLiteral("root"));
    fill(*dialog, "password", QStringLiteral("s3cr3t"));
    click(*dialog, "test");
    QTRY_COMPARE_WITH_TIMEOUT(answerIn(*dialog), QStringLiteral("✓ etcd 3.4.23"), kPatienceMs);
    QVERIFY(signedRequests > 0);
    picture(*dialog, "tls-dialog.png");
    click(*dialog, "attach");
    QTRY_VERIFY_WITH_TIMEOUT(frame() != nullptr && !frame()->state.reports().empty(), kPatienceMs);
    QVERIFY(seen == QSslCertificate(tests::kClientCertificate));
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->context().desk.session()->status().clientAddresses.empty(),
                             kPatienceMs);
    QCOMPARE(m_window->context().desk.session()->status().clientAddresses.front(),
             "n1 " + address.toStdString());
}

void EtcdWindowTest::aRealOneBehindTlsIsAttachedWithAPassword() {
    if (!QSslSocket::supportsSsl()) {
        QSKIP("this Qt speaks no TLS");
    }
    if (EtcdCluster::program().isEmpty()) {
        QSKIP(EtcdCluster::kMissing);
    }
    EtcdCluster etcd(1);
    network::FreePorts reserved;
    const QString address = QStringLiteral("https://127.0.0.1:%1").arg(reserved.take());
    // The test itself asks without TLS.
    const QString urls =
        QStringLiteral("http://127.0.0.1:%1,%2").arg(etcd.clientPort(1)).arg(address);
    etcd.options = {QStringLiteral("--listen-client-urls"),
                    urls,
                    QStringLiteral("--advertise-client-urls"),
                    address,
                    QStringLiteral("--cert-file"),
                    fileOf("server.pem", tests::kServerCertificate),
                    QStringLiteral("--key-file"),
                    fileOf("server.key", tests::kServerKey)};
    QVERIFY(etcd.startAll());
    QVERIFY(etcd.put(1, "key", "value"));
    for (const auto& [path, body] : std::initializer_list<std::pair<const char*, const char*>>{
             {"auth/user/add", R"({"name":"root","password":"s3cr3t"})"},
             {"auth/role/add", R"({"name":"root"})"},
             {"auth/user/grant", R"({"user":"root","role":"root"})"},
             {"auth/enable", "{}"}}) {
        QVERIFY2(!etcd.rpc(1, path, body).isEmpty(), path);
    }
    QVERIFY(etcd.get(1, "key").isEmpty());  // not without a password
    AttachDialog* dialog = openDialog(address);
    fill(*dialog, "authorities", fileOf("ca.pem", tests::kAuthority));
    fill(*dialog, "user", QStringLiteral("root"));
    fill(*dialog, "password", QStringLiteral("wrong"));
    click(*dialog, "test");
    QTRY_VERIFY_WITH_TIMEOUT(!answerIn(*dialog).startsWith(QStringLiteral("…")), kPatienceMs);
    QVERIFY2(answerIn(*dialog).startsWith(QStringLiteral("≠")) ||
                 answerIn(*dialog).startsWith(QStringLiteral("✕")),
             qPrintable(answerIn(*dialog)));
    fill(*dialog, "password", QStringLiteral("s3cr3t"));
    click(*dialog, "attach");
    QTRY_VERIFY_WITH_TIMEOUT(leader() != nullptr && !frame()->state.reports().empty(), kPatienceMs);
    // It is asked as that user, too.
    std::optional<std::vector<NodeKeys>> keys;
    m_window->context().desk.session()->inspectKeys(
        "", 10, [&keys](std::vector<NodeKeys> found) { keys = std::move(found); });
    QTRY_VERIFY_WITH_TIMEOUT(keys.has_value(), kPatienceMs);
    QCOMPARE(keys->size(), std::size_t{1});
    QCOMPARE(keys->front().keys.size(), std::size_t{1});
    QCOMPARE(keys->front().keys.front().value, std::string("value"));
}

void EtcdWindowTest::aRealClusterIsOnShow() {
    if (EtcdCluster::program().isEmpty()) {
        QSKIP(EtcdCluster::kMissing);
    }
    EtcdCluster etcd(3);
    QVERIFY(etcd.startAll());
    m_window->resize(1600, 1000);
    attachTo({QStringLiteral("127.0.0.1:%1").arg(etcd.clientPort(1)),
              QStringLiteral("127.0.0.1:%1").arg(etcd.clientPort(2))});
    QTRY_VERIFY_WITH_TIMEOUT(leader() != nullptr && frame()->state.reports().size() == 3,
                             kPatienceMs);
    auto* members = m_window->findChild<QDockWidget*>(QStringLiteral("members"));
    trigger("operate");
    members->show();
    members->raise();
    QVERIFY(etcd.put(1, "key", "value"));
    const auto* view = m_window->findChild<MembersView*>();
    QTRY_VERIFY_WITH_TIMEOUT(view->table().rowCount() == 3 &&
                                 view->table().rows()[0].cells[MemberRow::Fsync].isTold &&
                                 view->table().rows()[2].cells[MemberRow::Fsync].isTold,
                             kPatienceMs);
    QVERIFY(!m_window->context().desk.can(Ability::Arming));
    QTest::qWait(1500);
    pictures("etcd");
    m_window->context().selection.select(raft::NodeId(2));
    for (const char* perspective : {"learn", "debug", "forensics"}) {
        trigger(perspective);
        QTest::qWait(300);
        pictures(qPrintable(QStringLiteral("etcd-") + QLatin1String(perspective)));
    }
    etcd.kill(2);
    trigger("operate");
    members->raise();
    QTRY_VERIFY_WITH_TIMEOUT(!view->table().rows()[0].isSeen || !view->table().rows()[1].isSeen ||
                                 !view->table().rows()[2].isSeen,
                             kPatienceMs);
    QTest::qWait(300);
    pictures("etcd-killed");
}

QTEST_MAIN(EtcdWindowTest)
#include "tst_etcd_window.moc"
