// SPDX-License-Identifier: Apache-2.0
#include "tests/gui/console_screen.h"

#include <QComboBox>
#include <QLineEdit>
#include <QtTest/QTest>

#include <utility>

#include "tests/gui/on_screen.h"

namespace quorate::tests {

ConsoleScreen::ConsoleScreen(std::size_t nodes, QSize size)
    : world(nodes), console(world.context()) {
    leader = world.session().elect();
    console.resize(size);
    isReady = world.update() && bringUp(console);
}

void ConsoleScreen::choose(const char* box, const QString& text) {
    auto& combo = part<QComboBox>(box);
    combo.setFocus();
    QTest::keyClick(&combo, Qt::Key_Home);
    for (int i = 1; i < combo.count() && !combo.currentText().startsWith(text); ++i) {
        QTest::keyClick(&combo, Qt::Key_Down);
    }
    QVERIFY2(combo.currentText().startsWith(text), qPrintable(text));
}

void ConsoleScreen::type(const char* edit, const QString& text) {
    auto& line = part<QLineEdit>(edit);
    line.setFocus();
    line.selectAll();
    QTest::keyClicks(&line, text);
}

void ConsoleScreen::enter(const char* edit) {
    QTest::keyClick(&part<QLineEdit>(edit), Qt::Key_Return);
}

void ConsoleScreen::put(const QString& key, const QString& value) {
    type("key", key);
    type("value", value);
    enter("value");
}

void ConsoleScreen::putOf(std::uint64_t client, const std::string& key) {
    stage::ClientRequest request;
    request.client = client;
    request.target = leader;
    kv::PutRequest what;
    what.key = Bytes::copyOf(key);
    request.what = kv::Command(std::move(what));
    world.session().stage().ask(std::move(request));
}

bool ConsoleScreen::answer() {
    for (int i = 0; i < 100; ++i) {
        world.session().run(50 * stage::kMillisecond);
        if (!world.update()) {
            return false;
        }
        const gui::FramePtr frame = world.frames.frame();
        const auto& operations = frame->state.operations();
        if (!operations.empty() && operations.back().outcome) {
            return true;
        }
    }
    return false;
}

gui::NodeKeys keysOfNode(std::uint64_t node, std::uint64_t applied, const std::string& value) {
    gui::NodeKeys told;
    told.node = raft::NodeId(node);
    told.applied = raft::Index(applied);
    told.keyCount = 2;
    told.keys = {{"cart/7f3a", value, 1, 1}, {"stock/42", "18", 1, 1}};
    return told;
}

}  // namespace quorate::tests
