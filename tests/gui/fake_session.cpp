// SPDX-License-Identifier: Apache-2.0
#include "tests/gui/fake_session.h"

#include <utility>

#include "engine/base/invariant.h"

namespace quorate::tests {

namespace {

stage::StageOptions optionsFor(std::uint64_t seed, const node::NodeConfig& config) {
    stage::StageOptions options;
    options.seed = seed;
    options.node = config;
    options.tickNs = 50 * stage::kMillisecond;
    options.tellsLogSync = true;
    return options;
}

}  // namespace

FakeSession::FakeSession(std::size_t nodes, std::uint64_t seed, const node::NodeConfig& config)
    : abilities{gui::Ability::RunNodes, gui::Ability::Speed,          gui::Ability::SingleMessages,
                gui::Ability::Timers,   gui::Ability::LinkConditions, gui::Ability::Clocks,
                gui::Ability::Disks,    gui::Ability::PowerLoss},
      m_keeper(gui::RecordingKeeper::inMemory()),
      m_stage(optionsFor(seed, config), m_disks, m_wire),
      m_watches(m_stage,
                [this](const gui::WatchNews& news) { Q_EMIT gui::Session::watched(news); }) {
    m_stage.add(m_recorder);
    m_stage.add(static_cast<stage::ClientListener&>(*this));
    observe::LinkCondition links;
    links.minDelayNs = 10 * stage::kMillisecond;
    links.maxDelayNs = 20 * stage::kMillisecond;
    m_stage.setDefaultLink(links);
    node::Membership members;
    for (std::size_t id = 1; id <= nodes; ++id) {
        members.confState.voters.emplace_back(id);
    }
    const auto begun = m_stage.begin(members);
    QUORATE_INVARIANT(begun.has_value(), "a Stage in memory begins");
    publish();
}

FakeSession::~FakeSession() = default;

void FakeSession::publish() {
    m_watches.look();
    m_keeper->take(m_recorder.publish(m_stage.now()));
    for (const gui::Answer& answer : std::exchange(m_answers, {})) {
        Q_EMIT gui::Session::answered(answer);
    }
}

raft::NodeId FakeSession::elect() {
    const bool isLed = m_stage.runUntil([this] { return m_stage.leader() != nullptr; },
                                        stage::after(m_stage.now(), 20 * stage::kSecond));
    QUORATE_INVARIANT(isLed, "nodes without faults elect a leader");
    publish();
    return m_stage.leader()->id();
}

void FakeSession::run(std::uint64_t nanoseconds) {
    m_stage.runFor(nanoseconds);
    publish();
}

void FakeSession::execute(const gui::Command& command, Done done) {
    if (refusal) {
        done(*refusal);
        return;
    }
    commands.push_back(command);
    done({});
}

void FakeSession::ask(const gui::Ask& ask,
                      std::function<void(Result<observe::OperationId>)> begun) {
    asks.push_back(ask);
    if (refusal) {
        begun(*refusal);
        return;
    }
    stage::ClientRequest request;
    request.target = ask.target;
    if (request.target == raft::kNoNode) {
        const stage::StageNode* leader = m_stage.leader();
        if (leader == nullptr) {
            begun(Error(ErrorCode::Unavailable, "nobody leads"));
            return;
        }
        request.target = leader->id();
    }
    std::visit([&request](const auto& what) { request.what = what; }, ask.what);
    request.timeout = ask.timeoutNs;
    begun(m_stage.ask(std::move(request)));
}

void FakeSession::inspectKeys(const std::string& prefix, std::size_t limit,
                              std::function<void(std::vector<gui::NodeKeys>)> done) {
    inspectedPrefixes.push_back(prefix);
    inspectedLimit = limit;
    done(keys);
}

void FakeSession::invoked(observe::OperationId /*id*/, const stage::ClientRequest& /*request*/,
                          observe::Moment /*now*/) {}

void FakeSession::answered(observe::OperationId id, const stage::ClientRequest& /*request*/,
                           const stage::ClientAnswer& answer, observe::Moment now) {
    m_answers.push_back({id, answer, now});
}

}  // namespace quorate::tests
