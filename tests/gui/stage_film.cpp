// SPDX-License-Identifier: Apache-2.0
#include "tests/gui/stage_film.h"

#include <utility>

#include "engine/base/invariant.h"
#include "engine/kv/command.h"

namespace quorate::tests {

namespace {

stage::StageOptions optionsFor(std::uint64_t seed, const node::NodeConfig& config) {
    stage::StageOptions options;
    options.node = config;
    options.seed = seed;
    options.tickNs = 50 * stage::kMillisecond;
    options.tellsLogSync = true;
    return options;
}

}  // namespace

StageFilm::StageFilm(std::size_t nodes, std::uint64_t seed, const node::NodeConfig& config)
    : m_stage(optionsFor(seed, config), m_disks, m_wire) {
    m_stage.add(m_recorder);
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
}

const observe::Recording& StageFilm::recording() {
    const auto appended = m_recording.append(m_recorder.publish(m_stage.now()));
    QUORATE_INVARIANT(appended.has_value(), "a recording in memory takes everything");
    return m_recording;
}

raft::NodeId StageFilm::elect() {
    const bool isLed = m_stage.runUntil([this] { return m_stage.leader() != nullptr; },
                                        stage::after(m_stage.now(), 20 * stage::kSecond));
    QUORATE_INVARIANT(isLed, "three nodes without faults elect a leader");
    return m_stage.leader()->id();
}

void StageFilm::put(const std::string& key, const std::string& value) {
    stage::ClientRequest request;
    request.client = 1;
    request.target = elect();
    kv::PutRequest put;
    put.key = Bytes::copyOf(key);
    put.value = Bytes::copyOf(value);
    request.what = kv::Command(std::move(put));
    m_stage.ask(std::move(request));
    m_stage.runUntil([this] { return m_stage.openOperations() == 0; },
                     stage::after(m_stage.now(), 5 * stage::kSecond));
}

gui::FramePtr StageFilm::frame() {
    const observe::Recording& all = recording();
    gui::Frame frame;
    frame.state = all.latestState();
    frame.moment = m_stage.now();
    frame.eventCount = all.size();
    frame.firstMoment = all.firstMoment();
    frame.lastMoment = m_stage.now();
    frame.lastCount = all.size();
    return std::make_shared<const gui::Frame>(std::move(frame));
}

gui::FramePtr StageFilm::frameAt(observe::Moment moment) {
    const observe::Recording& all = recording();
    const auto state = all.stateAt(moment);
    const auto count = all.countUpTo(moment);
    QUORATE_INVARIANT(state && count, "a recording in memory is readable");
    gui::Frame frame;
    frame.state = *state;
    frame.moment = moment;
    frame.eventCount = *count;
    frame.firstMoment = all.firstMoment();
    frame.lastMoment = m_stage.now();
    frame.lastCount = all.size();
    frame.isLive = false;
    return std::make_shared<const gui::Frame>(std::move(frame));
}

}  // namespace quorate::tests
