// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/observe/recorder.h"
#include "engine/stage/memory_disks.h"
#include "engine/stage/stage.h"
#include "gui/session/session.h"
#include "gui/session/stage/stage_watches.h"
#include "network/loopback_wire.h"

namespace quorate::tests {

/// A session for tests of views: a Stage in memory that moves only when the test says so. Commands
/// are noted, not carried out; what clients ask goes to the Stage.
class FakeSession : public gui::Session, private stage::ClientListener {
    Q_OBJECT

public:
    /// `config` is that of every node.
    explicit FakeSession(std::size_t nodes, std::uint64_t seed = 1,
                         const node::NodeConfig& config = {});
    ~FakeSession() override;

    [[nodiscard]] stage::Stage& stage() noexcept { return m_stage; }
    /// What happened so far goes to the recording, which takes it in soon.
    void publish();
    /// Runs until somebody leads, and gives its id.
    raft::NodeId elect();
    /// The Stage runs for so long of its own time; answers to clients are told.
    void run(std::uint64_t nanoseconds);
    using gui::Session::setStatus;

    // --- what it was told, and what it is to say
    std::vector<gui::Command> commands;
    std::vector<gui::Ask> asks;
    std::optional<Error> refusal;  ///< of every command and question
    std::set<gui::Ability> abilities;
    gui::SessionKind shownKind{gui::SessionKind::Stage};
    std::vector<gui::NodeKeys> keys;
    std::vector<std::string> inspectedPrefixes;
    std::size_t inspectedLimit{0};

    // --- gui::Session
    [[nodiscard]] gui::SessionKind kind() const override { return shownKind; }
    [[nodiscard]] QString name() const override { return QStringLiteral("a cluster"); }
    [[nodiscard]] QString folder() const override { return {}; }
    [[nodiscard]] bool can(gui::Ability ability) const override {
        return abilities.count(ability) > 0;
    }
    [[nodiscard]] gui::RecordingKeeper& recording() override { return *m_keeper; }
    void execute(const gui::Command& command, Done done) override;
    void ask(const gui::Ask& ask, std::function<void(Result<observe::OperationId>)> begun) override;
    void watch(gui::WatchId id, const gui::WatchAsk& ask) override { m_watches.begin(id, ask); }
    void unwatch(gui::WatchId id) override { m_watches.end(id); }
    void inspectKeys(const std::string& prefix, std::size_t limit,
                     std::function<void(std::vector<gui::NodeKeys>)> done) override;

private:
    void invoked(observe::OperationId id, const stage::ClientRequest& request,
                 observe::Moment now) override;
    void answered(observe::OperationId id, const stage::ClientRequest& request,
                  const stage::ClientAnswer& answer, observe::Moment now) override;

    stage::MemoryDisks m_disks{1};
    network::LoopbackWire m_wire;
    observe::Recorder m_recorder;
    std::unique_ptr<gui::RecordingKeeper> m_keeper;
    stage::Stage m_stage;
    gui::StageWatches m_watches;
    std::vector<gui::Answer> m_answers;
};

}  // namespace quorate::tests
