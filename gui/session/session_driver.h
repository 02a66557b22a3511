// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

#include <atomic>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "gui/session/session.h"
#include "gui/session/session_file.h"

namespace quorate::gui {

/// The end of a session in a thread of its own, where its cluster runs or is led from.
///
/// Made anywhere, then moved to its thread, where everything but the constructor is called. What it
/// has to tell goes out as signals, and as publications for the recording.
class SessionDriver : public QObject {
    Q_OBJECT

public:
    using Publish = std::function<void(observe::Published)>;
    using Later = std::function<void(Result<void>)>;

    using QObject::QObject;

    /// Starts the nodes, without making anybody wait for it.
    virtual Result<void> begin() = 0;
    /// Ends the nodes as processes end that are told to.
    virtual void end() = 0;
    /// From any thread: end() comes soon, so that a long begin() may give up.
    void hurry() noexcept { m_isHurried = true; }

    /// Calls `later` with what became of it, before or after it returns.
    virtual void execute(const Command& command, const Later& later) = 0;
    virtual Result<observe::OperationId> ask(const Ask& ask) = 0;
    /// News come with watched().
    virtual void watch(WatchId id, const WatchAsk& ask) = 0;
    virtual void unwatch(WatchId id) = 0;
    virtual void inspectKeys(const std::string& prefix, std::size_t limit,
                             std::function<void(std::vector<NodeKeys>)> done) = 0;
    virtual void inspectDisk(raft::NodeId node, const storage::DiskQuestion& question,
                             Session::DiskDone done) = 0;
    /// What the recording has of messages that will not arrive any more.
    virtual void tellLost(const std::vector<observe::MessageDropped>& lost) {
        static_cast<void>(lost);
    }

Q_SIGNALS:
    void statusChanged(const quorate::gui::SessionStatus& status);
    void consoleAnswered(const quorate::gui::Answer& answer);
    void watched(const quorate::gui::WatchNews& news);
    /// Members came or went; to be remembered for the next opening.
    void fileChanged(const quorate::gui::SessionFile& file);
    void failed(const QString& reason);

protected:
    [[nodiscard]] bool isHurried() const noexcept { return m_isHurried; }

private:
    std::atomic<bool> m_isHurried{false};
};

}  // namespace quorate::gui
