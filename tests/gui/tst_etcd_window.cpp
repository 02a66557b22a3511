// SPDX-License-Identifier: Apache-2.0
// The window on an etcd: the dialog, what is asked first, and what is not exposed.
#include <QComboBox>
#include <QDockWidget>
#include <QFile>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QTableWidget>
#include <QTest>

#include "gui/actions/command_check.h"
#include "gui/members/members_view.h"
#include "gui/shell/attach_dialog.h"
#include "gui/widgets/no_log_note.h"
#include "tests/end_to_end/etcd_cluster.h"
#include "tests/gui/window_fixture.h"
#include "tests/network/fake_etcd.h"

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
    void aRealClusterIsOnShow();

private:
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
    trigger("operate");
    const auto notes = m_window->findChildren<NoLogNote*>();
    QVERIFY(notes.size() >= 2);
    for (NoLogNote* note : notes) {
        QTRY_VERIFY_WITH_TIMEOUT(!note->isHidden() || !note->parentWidget()->isVisible(),
                                 kPatienceMs);
        QVERIFY(note->accessibleName().contains(QStringLiteral("etcd does not expose")));
    }
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
