// SPDX-License-Identifier: Apache-2.0
#include "gui/session/stage/scenario_session.h"

#include <QTemporaryDir>

#include <optional>

#include "gui/session/stage/stage_driver.h"
#include "gui/session/stage/stage_set.h"

namespace quorate::gui {

namespace {

SessionFile fileOf(const stage::Scenario& scenario) {
    const stage::ScenarioHead& head = scenario.head();
    SessionFile file;
    file.name = QString::fromStdString(head.title);
    file.seed = head.options.seed;
    file.firstMembers = head.members.confState.voters.size();
    file.tickNs = head.options.tickNs;
    file.electionTicks = head.options.node.raft.electionTicks;
    file.heartbeatTicks = head.options.node.raft.heartbeatTicks;
    file.snapshotEntries = head.options.node.snapshotEntries;
    file.catchUpEntries = head.options.node.catchUpEntries;
    return file;
}

}  // namespace

Result<std::unique_ptr<ScenarioSession>> ScenarioSession::open(const QByteArray& text,
                                                               const QString& name) {
    auto scenario = stage::Scenario::parse(text.toStdString(), name.toStdString());
    if (!scenario) {
        return scenario.error();
    }
    auto room = std::make_shared<QTemporaryDir>();
    if (!room->isValid()) {
        return Error(ErrorCode::IoError,
                     "there is no room for a session: " + room->errorString().toStdString());
    }
    if (auto written = writeSessionFile(room->path(), fileOf(*scenario)); !written) {
        return written.error();
    }
    auto opened = openFolder(room->path());
    if (!opened) {
        return opened.error();
    }
    opened->room = room;
    std::unique_ptr<ScenarioSession> session(new ScenarioSession(std::move(*opened)));
    auto set = std::make_unique<StageSet>(
        storage::StageDiskOptions::small(session->file().cluster, session->file().seed),
        nodesPathOf(room->path()));
    set->scenario.emplace(std::move(*scenario));
    set->stage = stage::makeStage(*set->scenario, set->disks, set->wire, set->witness);
    SessionStatus status;
    status.seed = session->file().seed;
    auto standing = std::make_shared<ScenarioStanding>();
    standing->title = session->name();
    status.scenario = standing;
    session->setStatus(status);
    session->drive(std::make_unique<StageDriver>(session->file(), std::move(set),
                                                 observe::ClusterState(), 1, session->publisher()),
                   QStringLiteral("scenario"));
    return session;
}

bool ScenarioSession::can(Ability ability) const {
    return ability == Ability::Speed || status().scenario == nullptr ||
           !status().scenario->isLeading();
}

}  // namespace quorate::gui
