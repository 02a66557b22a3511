// SPDX-License-Identifier: Apache-2.0
// Keys copied from the window into another cluster.
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QTcpServer>
#include <QTest>

#include <optional>
#include <string>
#include <variant>

#include "gui/shell/announcer.h"
#include "gui/shell/command_palette.h"
#include "gui/shell/copy_dialog.h"
#include "gui/shell/copy_words.h"
#include "network/client/node_client.h"
#include "tests/gui/remote_nodes.h"
#include "tests/gui/window_fixture.h"

using namespace quorate;
using namespace quorate::gui;
using quorate::tests::RemoteNodes;

class CopyDialogTest : public QObject, private tests::WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { close(); }
    void keysOfALiveSessionAreCopiedByKeyboardAlone();
    void aTargetWithKeysIsRefusedUnlessTheyMayBeOverwritten();
    void aDryRunWritesNothing();
    void onlyKeysUnderThePrefixAreCopied();
    void aCopyIsStoppedByEscapeAndTheDialogByTheNext();
    void whatIsWrongIsSaidBeforeAndAfterItIsTried();
    void itIsShownOnceAndClosedWithItsCopy();
    void theReportSaysWhatDiffers();

private:
    /// A single node, started and leading.
    static bool begin(RemoteNodes& nodes) {
        if (!nodes.startAll()) {
            return false;
        }
        return put(nodes, "warm", "") && erase(nodes);
    }
    static std::optional<kv::Response> ask(std::uint16_t port, const kv::Command& command) {
        network::NodeClient client("127.0.0.1", port);
        std::optional<Result<kv::Response>> answer;
        client.ask(command, {}, [&answer](const Result<kv::Response>& got) { answer = got; });
        static_cast<void>(QTest::qWaitFor([&answer] { return answer.has_value(); }, kPatienceMs));
        return answer && *answer ? std::optional(**answer) : std::nullopt;
    }
    static bool put(std::uint16_t port, const std::string& key, const std::string& value) {
        kv::PutRequest put;
        put.key = Bytes::copyOf(key);
        put.value = Bytes::copyOf(value);
        return QTest::qWaitFor([&] { return ask(port, put).has_value(); }, kPatienceMs);
    }
    static bool put(RemoteNodes& nodes, const std::string& key, const std::string& value) {
        return put(nodes.clientPort(1), key, value);
    }
    static bool erase(RemoteNodes& nodes) {
        const Bytes all = Bytes::copyOf(std::string(1, '\0'));
        return ask(nodes.clientPort(1), kv::DeleteRangeRequest{all, all, false}).has_value();
    }
    /// Of all keys, as "a=1 b=2".
    static std::string keysOf(RemoteNodes& nodes) {
        network::NodeClient client("127.0.0.1", nodes.clientPort(1));
        std::optional<std::string> keys;
        client.keys({}, 100, [&keys](const Result<kv::RangeResponse>& range) {
            keys = range ? std::string() : range.error().message;
            for (const kv::KeyValue& kv : range ? range->kvs : std::vector<kv::KeyValue>()) {
                *keys += (keys->empty() ? "" : " ") + kv.key.toString() + "=" + kv.value.toString();
            }
        });
        static_cast<void>(QTest::qWaitFor([&keys] { return keys.has_value(); }, kPatienceMs));
        return keys.value_or("no answer");
    }

    CopyDialog* openDialog() {
        trigger("copyKeys");
        auto* dialog = m_window->findChild<CopyDialog*>();
        const auto hasKeyboard = [dialog] {
            return dialog->isAncestorOf(QApplication::focusWidget());
        };
        return dialog != nullptr && QTest::qWaitFor(hasKeyboard) ? dialog : nullptr;
    }
    static QLineEdit& addresses(CopyDialog& dialog, const char* end) {
        return *dialog.findChild<CopyEndForm*>(QLatin1String(end))
                    ->findChild<QComboBox*>(QStringLiteral("addresses"))
                    ->lineEdit();
    }
    static void type(CopyDialog& dialog, const char* end, const QString& text) {
        addresses(dialog, end).selectAll();
        QTest::keyClicks(&addresses(dialog, end), text);
    }
    static void click(CopyDialog& dialog, const char* name) {
        auto* button = dialog.findChild<QAbstractButton*>(QLatin1String(name));
        const QPoint at(10, button->height() / 2);
        QTest::mouseClick(button, Qt::LeftButton, {}, at);
    }
    static QString resultIn(const CopyDialog& dialog) {
        const auto* label = dialog.findChild<QLabel*>(QStringLiteral("result"));
        return label->isVisible() ? label->text() : QString();
    }
    static bool ends(CopyDialog& dialog) {
        return QTest::qWaitFor([&dialog] { return !dialog.isCopying(); }, kPatienceMs);
    }
    void pictures(QWidget& of, const char* name) {
        const QString to = qEnvironmentVariable("QUORATE_PICTURES");
        if (to.isEmpty()) {
            return;
        }
        for (const Appearance appearance : {Appearance::Light, Appearance::Dark}) {
            m_window->context().theme.setAppearance(appearance);
            QTest::qWait(100);
            const bool isLight = appearance == Appearance::Light;
            of.grab().save(to + QLatin1Char('/') + QLatin1String(name) +
                           (isLight ? QStringLiteral("-light.png") : QStringLiteral("-dark.png")));
        }
    }
};

void CopyDialogTest::keysOfALiveSessionAreCopiedByKeyboardAlone() {
    RemoteNodes target(1, "target");
    QVERIFY(begin(target));
    SessionFile file;
    file.kind = SessionKind::Live;
    file.firstMembers = 1;
    file.tickNs = 10'000'000;
    m_window->openNew(file);
    QTRY_VERIFY_WITH_TIMEOUT(leader() != nullptr, kPatienceMs);
    const auto& status = m_window->context().desk.session()->status();
    QTRY_COMPARE_WITH_TIMEOUT(status.clientAddresses.size(), 1U, kPatienceMs);
    const QString source = QString::fromStdString(status.clientAddresses.front()).section(' ', 1);
    QVERIFY(put(source.section(':', -1).toUShort(), "a", "1"));
    QVERIFY(put(source.section(':', -1).toUShort(), "b", "2"));

    // As a person finds it who does not look into menus.
    trigger("palette");
    auto* palette = m_window->findChild<CommandPalette*>();
    QVERIFY(palette != nullptr && QTest::qWaitForWindowActive(palette));
    QTest::keyClicks(palette->findChild<QLineEdit*>(), QStringLiteral("copy keys"));
    QTest::keyClick(palette->findChild<QLineEdit*>(), Qt::Key_Return);
    QTRY_VERIFY(m_window->findChild<CopyDialog*>() != nullptr);
    auto* dialog = m_window->findChild<CopyDialog*>();
    QTRY_VERIFY(dialog->isAncestorOf(QApplication::focusWidget()));
    QCOMPARE(addresses(*dialog, "from").text(), source);
    pictures(*dialog, "copy-empty");
    QTest::keyClicks(QApplication::focusWidget(), target.address(1));
    QCOMPARE(addresses(*dialog, "to").text(), target.address(1));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QVERIFY(dialog->isCopying());
    QVERIFY(ends(*dialog));
    QVERIFY2(resultIn(*dialog).startsWith(QStringLiteral("✓ Verified")),
             qPrintable(resultIn(*dialog)));
    QVERIFY(resultIn(*dialog).contains(QStringLiteral("Copied: 2 keys")));
    QCOMPARE(keysOf(target), std::string("a=1 b=2"));
    // Who listens is told, and the next key closes it. It can be attached to now.
    QTRY_VERIFY_WITH_TIMEOUT(
        m_window->findChild<Announcer*>()->said().startsWith(QStringLiteral("✓ Verified")),
        kPatienceMs);
    QCOMPARE(QApplication::focusWidget()->objectName(), QStringLiteral("close"));
    const QSettings settings(m_directory->filePath(QStringLiteral("settings.ini")),
                             QSettings::IniFormat);
    QCOMPARE(settings.value(QStringLiteral("recentClusters")).toStringList(),
             QStringList{target.address(1)});
    pictures(*dialog, "copy-done");
}

void CopyDialogTest::aTargetWithKeysIsRefusedUnlessTheyMayBeOverwritten() {
    RemoteNodes source(1, "source");
    RemoteNodes target(1, "target");
    QVERIFY(begin(source) && begin(target));
    QVERIFY(put(source, "a", "new") && put(target, "a", "old") && put(target, "z", "9"));
    CopyDialog* dialog = openDialog();
    QVERIFY(dialog != nullptr);
    type(*dialog, "from", source.address(1));
    type(*dialog, "to", target.address(1));
    click(*dialog, "copy");
    QVERIFY(ends(*dialog));
    QVERIFY2(resultIn(*dialog).contains(QStringLiteral("has 2 keys already")),
             qPrintable(resultIn(*dialog)));
    QVERIFY(resultIn(*dialog).contains(QStringLiteral("Choose “Overwrite keys that differ”")));
    QCOMPARE(keysOf(target), std::string("a=old z=9"));
    pictures(*dialog, "copy-refused");
    // What helps has the keyboard.
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    QVERIFY(dialog->findChild<QCheckBox*>(QStringLiteral("overwrites"))->isChecked());
    click(*dialog, "copy");
    QVERIFY(ends(*dialog));
    QVERIFY2(resultIn(*dialog).startsWith(QStringLiteral("✓ Verified")),
             qPrintable(resultIn(*dialog)));
    QVERIFY(resultIn(*dialog).contains(QStringLiteral("1 key only at the target")));
    QCOMPARE(keysOf(target), std::string("a=new z=9"));
}

void CopyDialogTest::aDryRunWritesNothing() {
    RemoteNodes source(1, "source");
    RemoteNodes target(1, "target");
    QVERIFY(begin(source) && begin(target));
    QVERIFY(put(source, "a", "1"));
    CopyDialog* dialog = openDialog();
    QVERIFY(dialog != nullptr);
    type(*dialog, "from", source.address(1));
    type(*dialog, "to", target.address(1));
    click(*dialog, "dryRun");
    click(*dialog, "copy");
    QVERIFY(ends(*dialog));
    QVERIFY2(resultIn(*dialog).contains(QStringLiteral("1 key would be created")),
             qPrintable(resultIn(*dialog)));
    QCOMPARE(keysOf(target), std::string());
}

void CopyDialogTest::onlyKeysUnderThePrefixAreCopied() {
    RemoteNodes source(1, "source");
    RemoteNodes target(1, "target");
    QVERIFY(begin(source) && begin(target));
    QVERIFY(put(source, "a/1", "x") && put(source, "b/1", "y") && put(target, "b/1", "z"));
    CopyDialog* dialog = openDialog();
    QVERIFY(dialog != nullptr);
    type(*dialog, "from", source.address(1));
    type(*dialog, "to", target.address(1));
    QTest::keyClicks(dialog->findChild<QLineEdit*>(QStringLiteral("prefix")), QStringLiteral("a/"));
    click(*dialog, "copy");
    QVERIFY(ends(*dialog));
    QVERIFY2(resultIn(*dialog).startsWith(QStringLiteral("✓ Verified")),
             qPrintable(resultIn(*dialog)));
    QCOMPARE(keysOf(target), std::string("a/1=x b/1=z"));
}

void CopyDialogTest::aCopyIsStoppedByEscapeAndTheDialogByTheNext() {
    RemoteNodes source(1, "source");
    QVERIFY(begin(source));
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    CopyDialog* dialog = openDialog();
    QVERIFY(dialog != nullptr);
    const QPointer<CopyDialog> guard = dialog;
    type(*dialog, "from", source.address(1));
    type(*dialog, "to", QStringLiteral("127.0.0.1:%1").arg(silent.serverPort()));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(silent.hasPendingConnections(), kPatienceMs);
    QVERIFY(dialog->isCopying());
    QVERIFY(!addresses(*dialog, "to").isEnabled());
    auto* phase = dialog->findChild<QLabel*>(QStringLiteral("phase"));
    QCOMPARE(phase->text(), QStringLiteral("Looking at both clusters"));
    QTest::keyClick(dialog, Qt::Key_Escape);
    QVERIFY(!dialog->isCopying());
    QVERIFY(dialog->isVisible());
    QVERIFY(resultIn(*dialog).startsWith(QStringLiteral("Stopped")));
    QVERIFY(addresses(*dialog, "to").isEnabled());
    QVERIFY(!phase->isVisible());
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY(guard.isNull());
}

void CopyDialogTest::whatIsWrongIsSaidBeforeAndAfterItIsTried() {
    RemoteNodes source(1, "source");
    QVERIFY(begin(source));
    CopyDialog* dialog = openDialog();
    QVERIFY(dialog != nullptr);
    type(*dialog, "from", source.address(1));
    type(*dialog, "to", source.address(1));
    click(*dialog, "copy");
    QVERIFY(!dialog->isCopying());
    QVERIFY(resultIn(*dialog).contains(QStringLiteral("is both source and target")));
    type(*dialog, "to", QStringLiteral("localhost:many"));
    click(*dialog, "copy");
    QVERIFY(!dialog->isCopying());
    QVERIFY2(resultIn(*dialog).contains(QStringLiteral("localhost:many")),
             qPrintable(resultIn(*dialog)));
    QVERIFY(dialog->findChild<CopyEndForm*>(QStringLiteral("to"))
                ->isAncestorOf(QApplication::focusWidget()));
    // Nobody is there.
    const QString nobody = QStringLiteral("127.0.0.1:%1").arg(network::FreePorts().take());
    type(*dialog, "to", nobody);
    click(*dialog, "copy");
    QVERIFY(ends(*dialog));
    QVERIFY2(resultIn(*dialog).contains(nobody), qPrintable(resultIn(*dialog)));
    pictures(*dialog, "copy-nobody");
    // A file that is none is found before anything is tried.
    auto* end = dialog->findChild<CopyEndForm*>(QStringLiteral("to"));
    QTest::mouseClick(end->findChild<QPushButton*>(QStringLiteral("secure")), Qt::LeftButton);
    QVERIFY(end->findChild<QLineEdit*>(QStringLiteral("password"))->isVisible());
    end->findChild<QLineEdit*>(QStringLiteral("authorities"))->setText(QStringLiteral("/none"));
    click(*dialog, "copy");
    QVERIFY(!dialog->isCopying());
    QVERIFY(resultIn(*dialog).contains(QStringLiteral("/none")));
    pictures(*dialog, "copy-security");
}

void CopyDialogTest::itIsShownOnceAndClosedWithItsCopy() {
    RemoteNodes source(1, "source");
    QVERIFY(begin(source));
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    const QPointer<CopyDialog> dialog = openDialog();
    QVERIFY(dialog != nullptr);
    trigger("copyKeys");
    QCOMPARE(m_window->findChildren<CopyDialog*>().size(), 1);
    type(*dialog, "from", source.address(1));
    type(*dialog, "to", QStringLiteral("127.0.0.1:%1").arg(silent.serverPort()));
    click(*dialog, "copy");
    QTRY_VERIFY_WITH_TIMEOUT(silent.hasPendingConnections(), kPatienceMs);
    dialog->close();
    QTRY_VERIFY(dialog.isNull());
}

void CopyDialogTest::theReportSaysWhatDiffers() {
    network::CopyReport report;
    report.keys = 3;
    report.bytes = 2048;
    report.fromRevision = 7;
    report.created = 2;
    report.expired = 1;
    report.differing = 1;
    report.differences.push_back({Bytes::copyOf("k\n"), network::CopyDifference::Kind::OtherValue});
    const QString text = textOf(report, false);
    QVERIFY(text.startsWith(QStringLiteral("≠ 1 key at the target not as at the source")));
    QVERIFY(text.contains(QStringLiteral("3 keys, 2 KiB, of revision 7")));
    QVERIFY(text.contains(QStringLiteral("1 key left out: the lease has ended")));
    QVERIFY(text.contains(QStringLiteral("'k\\x0a' has another value at the target")));
    // What was written before it failed is there.
    QVERIFY(failureOf(Error(ErrorCode::Unavailable, "gone"), report)
                .contains(QStringLiteral("2 keys written until then stay")));
    QVERIFY(stoppedText(report, true).endsWith(QStringLiteral("Nothing was written.")));
    network::CopyProgress progress;
    progress.phase = network::CopyPhase::Verifying;
    progress.keys = 1;
    progress.keysInAll = 3;
    progress.bytes = 1024;
    progress.bytesInAll = 2048;
    QCOMPARE(textOf(progress), QStringLiteral("Verifying: 1 of 3 keys, 1 KiB of 2 KiB"));
}

QTEST_MAIN(CopyDialogTest)
#include "tst_copy_dialog.moc"
