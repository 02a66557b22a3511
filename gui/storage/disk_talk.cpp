// SPDX-License-Identifier: Apache-2.0
#include "gui/storage/disk_talk.h"

#include <QPointer>

namespace quorate::gui {

DiskTalk::DiskTalk(SessionDesk& desk, QObject* parent) : QObject(parent), m_desk(desk) {
    connect(&desk, &SessionDesk::sessionChanged, this, &DiskTalk::turn);
}

void DiskTalk::setNode(raft::NodeId node) {
    if (node != m_node) {
        m_node = node;
        turn();
    }
}

void DiskTalk::turn() {
    ++m_round;
    Q_EMIT changed();
}

void DiskTalk::askAny(const storage::DiskQuestion& question,
                      std::function<void(const Result<storage::DiskAnswer>&)> then) {
    Session* session = m_desk.session();
    if (session == nullptr || m_node == raft::kNoNode) {
        then(Error(ErrorCode::NotFound, "no node is chosen"));
        return;
    }
    ++m_asked;
    const QPointer<DiskTalk> self(this);
    session->inspectDisk(
        m_node, question,
        [self, round = m_round, then = std::move(then)](const Result<storage::DiskAnswer>& answer) {
            if (self != nullptr && self->m_round == round) {
                then(answer);
            }
        });
}

}  // namespace quorate::gui
