// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "gui/model/view_context.h"
#include "tests/gui/fake_session.h"

namespace quorate::tests {

/// All that a view is given, around a FakeSession.
class ViewWorld {
public:
    explicit ViewWorld(std::size_t nodes = 3, std::uint64_t seed = 1,
                       const node::NodeConfig& config = {});

    [[nodiscard]] FakeSession& session() noexcept { return *m_session; }
    [[nodiscard]] gui::ViewContext& context() noexcept { return m_context; }
    /// All that happened on the Stage is in the frame when it returns; false if that took too long.
    bool update();
    /// A moment of the past is in the frame.
    bool goTo(observe::Moment moment);
    [[nodiscard]] const gui::Frame& frame() const { return *frames.frame(); }

    gui::SessionDesk desk;
    gui::TimeModel time;
    gui::FrameSource frames;
    gui::SelectionModel selection;
    gui::ThemeModel theme;

private:
    FakeSession* m_session;  ///< of the desk
    gui::ViewContext m_context;
};

}  // namespace quorate::tests
