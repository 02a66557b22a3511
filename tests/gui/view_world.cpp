// SPDX-License-Identifier: Apache-2.0
#include "tests/gui/view_world.h"

#include <QtTest/QTest>

#include <memory>

namespace quorate::tests {

ViewWorld::ViewWorld(std::size_t nodes, std::uint64_t seed, const node::NodeConfig& config)
    : frames(desk, time),
      m_session(new FakeSession(nodes, seed, config)),
      m_context{frames, selection, time, theme, desk} {
    desk.open(std::unique_ptr<gui::Session>(m_session));
}

bool ViewWorld::update() {
    m_session->publish();
    const observe::Moment now = m_session->stage().now();
    const std::uint64_t count = m_session->stage().eventCount();
    return QTest::qWaitFor([this, now, count] {
        return frames.frame() != nullptr && frames.frame()->lastMoment >= now &&
               frames.frame()->lastCount >= count;
    });
}

bool ViewWorld::goTo(observe::Moment moment) {
    time.goTo(moment);
    return QTest::qWaitFor([this, moment] {
        return frames.frame() != nullptr && !frames.frame()->isLive &&
               frames.frame()->moment == moment;
    });
}

}  // namespace quorate::tests
