// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>

#include <memory>
#include <utility>
#include <vector>

#include "gui/session/driven_session.h"

namespace quorate::gui {

/// A cluster that somebody else launched, watched over the network: what its nodes do is recorded
/// here, and they can be asked. Nothing of it is started or ended.
class AttachedSession final : public DrivenSession {
    Q_OBJECT

public:
    /// As StageSession::open(). The nodes need not be there yet.
    static Result<std::unique_ptr<AttachedSession>> open(const QString& folder);
    static std::unique_ptr<AttachedSession> start(Opened opened);

    [[nodiscard]] SessionKind kind() const override { return SessionKind::Attached; }
    [[nodiscard]] bool can(Ability ability) const override;

private:
    explicit AttachedSession(Opened opened) : DrivenSession(std::move(opened)) {}
    /// What became of messages to nodes that are not seen, nobody tells.
    void lookForUnseen();

    QElapsedTimer m_sinceLooked;
    /// Its nodes expose neither logs nor faults.
    bool m_isEtcd{false};
};

}  // namespace quorate::gui
