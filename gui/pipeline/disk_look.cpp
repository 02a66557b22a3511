// SPDX-License-Identifier: Apache-2.0
#include "gui/pipeline/disk_look.h"

#include "gui/model/frame.h"

namespace quorate::gui {

DiskLook::DiskLook(ViewContext& context, QObject* parent)
    : QObject(parent), m_context(context), m_talk(context.desk, this) {
    connect(&m_talk, &DiskTalk::changed, this, [this] {
        m_seen.reset();
        m_sinceAsked.invalidate();
    });
}

void DiskLook::follow(raft::NodeId node) {
    m_talk.setNode(node);
    const bool isDue = !m_sinceAsked.isValid() || m_sinceAsked.elapsed() >= kIntervalMs;
    const Session* session = m_context.desk.session();
    if (node == raft::kNoNode || !isDue || !m_context.time.isLive() || session == nullptr ||
        !session->can(Ability::RunNodes)) {
        return;
    }
    m_sinceAsked.start();
    const auto seenNow = [this]() -> DiskSeen& {
        const FramePtr& frame = m_context.frames.frame();
        if (!m_seen) {
            m_seen.emplace();
        }
        m_seen->node = m_talk.node();
        m_seen->at = frame != nullptr ? frame->moment : observe::Moment();
        return *m_seen;
    };
    m_talk.ask<storage::LogAnswer>(
        storage::LogQuestion(), [seenNow](const Result<storage::LogAnswer>& answer) {
            seenNow().log = answer ? std::optional(*answer) : std::nullopt;
        });
    m_talk.ask<storage::StateAnswer>(
        storage::StateQuestion(), [seenNow](const Result<storage::StateAnswer>& answer) {
            seenNow().stores = answer ? std::optional(answer->stores) : std::nullopt;
        });
}

const DiskSeen* DiskLook::seen(raft::NodeId node) const {
    return m_seen && m_seen->node == node && m_context.time.isLive() ? &*m_seen : nullptr;
}

}  // namespace quorate::gui
