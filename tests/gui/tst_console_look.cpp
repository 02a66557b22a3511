// SPDX-License-Identifier: Apache-2.0
#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

#include <algorithm>
#include <utility>
#include <vector>

#include "gui/console/workload_dialog.h"
#include "tests/gui/console_screen.h"
#include "tests/gui/look.h"

using namespace quorate;
using namespace quorate::gui;
using quorate::tests::ConsoleScreen;
using quorate::tests::FakeSession;
using quorate::tests::keysOfNode;

/// How the console looks: at all widths, in both themes, at all sizes of text.
class ConsoleLookTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void paintsInBothThemesAndAllFontSizes();
    void drawsItsPictures();
    void theFormFoldsWhereItIsNarrow();
};

void ConsoleLookTest::paintsInBothThemesAndAllFontSizes() {
    for (const int percent : {80, 100, 150, 200}) {
        const tests::TextSize size(percent);
        ConsoleScreen screen;
        QVERIFY(screen.isReady);
        const int line = QFontMetrics(QApplication::font()).height();
        QVERIFY(screen.console.minimumSizeHint().width() <= 360 * std::max(percent, 100) / 100);
        for (const Appearance appearance : {Appearance::Dark, Appearance::Light}) {
            screen.world.theme.setAppearance(appearance);
            for (const char* operation : {"put", "get", "cas", "watch", "time to live"}) {
                screen.choose("operation", QLatin1String(operation));
                for (const int width : {screen.console.minimumSizeHint().width(), 528, 900}) {
                    screen.console.resize(width, 900);
                    // Layouts settle one after the other.
                    const bool isWhole = QTest::qWaitFor(
                        [&screen] { return tests::cutOffIn(screen.console).isEmpty(); }, 1000);
                    QVERIFY2(isWhole, qPrintable(QStringLiteral("%1 at %2 %, %3 px: ")
                                                     .arg(QLatin1String(operation))
                                                     .arg(percent)
                                                     .arg(width) +
                                                 tests::cutOffIn(screen.console).join(u'\n')));
                    QVERIFY(!screen.console.grab().isNull());
                }
            }
        }
        QVERIFY(screen.part<RowTable>("operationTable").verticalHeader()->defaultSectionSize() >=
                line);
        QVERIFY(screen.part<RowTable>("keyTable").verticalHeader()->defaultSectionSize() >= line);
    }
}

/// Pictures for the eye, into the folder that QUORATE_PICTURES names.
void ConsoleLookTest::drawsItsPictures() {
    const QString folder = tests::picturesFolder();
    if (folder.isEmpty()) {
        QSKIP("QUORATE_PICTURES names no folder");
    }
    ConsoleScreen screen(5, {528, 720});
    QVERIFY(screen.isReady);
    FakeSession& session = screen.world.session();
    const auto save = [&](const char* name) {
        QTest::qWait(300);
        QVERIFY(screen.console.grab().save(QDir(folder).filePath(QLatin1String(name))));
    };
    save("console-empty.png");
    screen.put(QStringLiteral("stock/42"), QStringLiteral("18"));
    QVERIFY(screen.answer());
    screen.choose("operation", QStringLiteral("cas"));
    screen.type("expected", QStringLiteral("19"));
    screen.put(QStringLiteral("stock/42"), QStringLiteral("17"));
    QVERIFY(screen.answer());
    screen.type("expected", QStringLiteral("18"));
    screen.put(QStringLiteral("stock/42"), QStringLiteral("17"));
    QVERIFY(screen.answer());
    screen.choose("operation", QStringLiteral("get"));
    screen.choose("target", QStringLiteral("n4"));
    screen.choose("level", QStringLiteral("local"));
    screen.enter("key");
    QVERIFY(screen.answer());
    screen.choose("target", QStringLiteral("leader"));
    screen.choose("level", QStringLiteral("linear"));
    screen.enter("key");
    QVERIFY(screen.answer());
    screen.putOf(3, "user/117");
    session.run(25 * stage::kMillisecond);
    screen.choose("operation", QStringLiteral("range"));
    screen.type("key", QStringLiteral("st"));
    screen.enter("key");
    QVERIFY(screen.answer());
    // One that the others never hear of.
    std::vector<raft::NodeId> others;
    for (std::uint64_t id = 1; id <= 5; ++id) {
        if (raft::NodeId(id) != screen.leader) {
            others.emplace_back(id);
        }
    }
    for (std::size_t i = 0; i < 3; ++i) {
        QVERIFY(session.stage().pause(others[i]).has_value());
    }
    screen.choose("operation", QStringLiteral("put"));
    screen.choose("wait", QStringLiteral("wait 1"));
    screen.put(QStringLiteral("cart/02bb"), QStringLiteral("1 item"));
    QVERIFY(screen.answer());
    screen.choose("operation", QStringLiteral("get"));
    screen.type("key", QStringLiteral("cart/02bb"));
    screen.enter("key");
    QVERIFY(screen.answer());
    for (std::size_t i = 0; i < 3; ++i) {
        QVERIFY(session.stage().resume(others[i]).has_value());
    }
    session.elect();
    session.run(4 * stage::kSecond);
    screen.choose("operation", QStringLiteral("put"));
    screen.put(QStringLiteral("user/118"), QStringLiteral("Ada"));
    session.run(15 * stage::kMillisecond);
    screen.put(QStringLiteral("cart/7f3a"), QStringLiteral("3 items"));
    session.run(12 * stage::kMillisecond);
    screen.choose("operation", QStringLiteral("delete"));
    screen.type("key", QStringLiteral("sess/a41e"));
    screen.enter("key");
    session.run(3 * stage::kMillisecond);
    screen.choose("operation", QStringLiteral("put"));
    screen.type("key", QStringLiteral("cart/7f3a"));
    session.keys = {keysOfNode(1, 4117, "2 items"), keysOfNode(2, 4117, "2 items"),
                    keysOfNode(3, 4116, "2 items"), keysOfNode(4, 4110, "1 item"),
                    keysOfNode(5, 4116, "2 items")};
    session.keys[3].keys.pop_back();
    session.keys[3].keyCount = 1;
    SessionStatus status = session.status();
    status.workload = Workload{16, 800, 16, 0.9, 64, 30};
    session.setStatus(status);
    QVERIFY(screen.world.update());
    for (const auto& [appearance, theme] :
         {std::pair(Appearance::Light, "light"), std::pair(Appearance::Dark, "dark")}) {
        screen.world.theme.setAppearance(appearance);
        for (const int width : {360, 528, 700}) {
            screen.console.resize(width, 720);
            save(qPrintable(
                QStringLiteral("console-%1-%2.png").arg(QLatin1String(theme)).arg(width)));
        }
    }
    screen.world.theme.setAppearance(Appearance::Light);
    for (const int percent : {80, 150, 200}) {
        const tests::TextSize text(percent);
        for (const int width : {480, 800}) {
            screen.console.resize(width, 900);
            save(qPrintable(QStringLiteral("console-%1-%2.png").arg(percent).arg(width)));
        }
    }
    screen.console.resize(528, 720);
    session.refusal = Error(ErrorCode::Unavailable,
                            "no node leads: wait for an election, or ask one node by name");
    screen.enter("key");
    QVERIFY(screen.world.goTo(screen.world.frame().moment));
    save("console-past.png");
    WorkloadDialog dialog(*status.workload);
    dialog.show();
    QVERIFY(dialog.grab().save(QDir(folder).filePath(QStringLiteral("console-workload.png"))));
}

void ConsoleLookTest::theFormFoldsWhereItIsNarrow() {
    ConsoleScreen screen(3, {700, 700});
    QVERIFY(screen.isReady);
    const auto isFolded = [&screen] {
        return screen.part<QPushButton>("send").geometry().top() >
               screen.part<QLineEdit>("key").geometry().bottom();
    };
    QVERIFY(!isFolded());
    screen.console.resize(360, 700);
    QTRY_VERIFY(isFolded());
    QVERIFY(screen.console.minimumSizeHint().width() <= 360);
    screen.console.resize(700, 700);
    QTRY_VERIFY(!isFolded());
}

QTEST_MAIN(ConsoleLookTest)
#include "tst_console_look.moc"
