// SPDX-License-Identifier: Apache-2.0
#include "tests/gui/trouble.h"

#include <QApplication>
#include <QDir>

#include <utility>
#include <vector>

#include "engine/kv/command.h"

namespace quorate::tests {

namespace {

/// Of the design, at 100 %.
constexpr double kPixels = 12;

node::NodeConfig snapshotsOften() {
    node::NodeConfig config;
    config.snapshotEntries = 30;
    config.catchUpEntries = 12;
    config.maxLagEntries = 16;
    return config;
}

}  // namespace

Trouble::Trouble() : world(5, 1, snapshotsOften()) {
    isThere = makeTrouble() && world.update();
}

void Trouble::put(raft::NodeId target, int count) {
    static const char* const kKeys[] = {"cart/7f3a", "stock/42", "user/117", "sess/a41e"};
    for (int i = 0; i < count; ++i) {
        stage::ClientRequest request;
        request.client = 1;
        request.target = target;
        kv::PutRequest put;
        put.key = Bytes::copyOf(kKeys[i % 4]);
        put.value = Bytes::copyOf(std::to_string(i) + " items");
        request.what = kv::Command(std::move(put));
        world.session().stage().ask(std::move(request));
    }
}

bool Trouble::until(const std::function<bool()>& condition) {
    stage::Stage& stage = world.session().stage();
    return stage.runUntil(condition, stage::after(stage.now(), 30 * stage::kSecond));
}

bool Trouble::makeTrouble() {
    stage::Stage& stage = world.session().stage();
    oldLeader = world.session().elect();
    std::vector<raft::NodeId> others;
    for (std::uint64_t id = 1; id <= 5; ++id) {
        if (raft::NodeId(id) != oldLeader) {
            others.emplace_back(id);
        }
    }
    candidate = others[0];
    behind = others[1];
    const auto isIdle = [&stage] { return stage.openOperations() == 0; };
    put(oldLeader, 20);
    if (!until(isIdle) || !stage.crash(behind)) {
        return false;
    }
    for (int i = 0; i < 8; ++i) {
        put(oldLeader, 8);
        if (!until(isIdle)) {
            return false;
        }
    }
    stage.partition({{oldLeader, candidate}, {behind, others[2], others[3]}});
    put(oldLeader, 4);
    stage.runFor(stage::kSecond);
    if (!stage.restart(behind)) {
        return false;
    }
    const bool isLed =
        until([&] { return stage.leader() != nullptr && stage.leader()->id() != oldLeader; });
    if (!isLed) {
        return false;
    }
    leader = stage.leader()->id();
    stage.runFor(2 * stage::kSecond);
    put(leader, 5);
    stage.runFor(70 * stage::kMillisecond);
    put(leader, 3);
    if (!stage.fireElectionTimer(candidate)) {
        return false;
    }
    stage.runFor(24 * stage::kMillisecond);
    world.session().publish();
    return true;
}

QString picturesFolder() {
    const QString folder = qEnvironmentVariable("QUORATE_PICTURES");
    return folder.isEmpty() || !QDir().mkpath(folder) ? QString() : folder;
}

TextSize::TextSize(int percent) : m_before(QApplication::font().toString()) {
    QFont font(QStringLiteral("Inter"));
    font.setPixelSize(static_cast<int>(kPixels * percent / 100 + 0.5));
    use(font);
}

TextSize::~TextSize() {
    QFont font;
    font.fromString(m_before);
    use(font);
}

void TextSize::use(const QFont& font) {
    QApplication::setFont(font);
    // Widgets that a style sheet has styled hear of it when that is set.
    qApp->setStyleSheet(qApp->styleSheet());
}

}  // namespace quorate::tests
