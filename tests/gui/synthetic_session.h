// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QSemaphore>
#include <QThread>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>

#include "engine/observe/recorder.h"
#include "gui/session/session.h"
#include "storage/posix_file_system.h"
#include "tests/support/steady_load.h"

namespace quorate::tests {

/// A session without a cluster: a SteadyLoad is recorded in its place, as fast as is asked for and
/// each node by a Recorder of its own, as nodes with threads of their own do it.
class SyntheticSession final : public gui::Session {
    Q_OBJECT

public:
    struct Options {
        /// The step between two events is that of this rate.
        std::uint64_t eventsPerSecond{200'000};
        std::uint64_t entries{100'000};  ///< in each log at first
        std::size_t messagesOnTheWay{64};
        bool hasClients{true};
        std::uint64_t entriesBetweenFaults{0};
    };

    /// In a new file. Errors of the file.
    static Result<std::unique_ptr<SyntheticSession>> create(const std::string& path,
                                                            const Options& options);
    /// In memory.
    explicit SyntheticSession(const Options& options);
    ~SyntheticSession() override;

    /// Tells of so many more events at once, on the caller's thread; not while it runs.
    void tell(std::uint64_t events);
    /// Goes on by itself, in real time, on a thread of its own.
    void start();
    void stop();
    /// Nothing more comes, so all that was told is recorded soon.
    void finish();

    /// Events that were handed over. On any thread.
    [[nodiscard]] std::uint64_t told() const noexcept { return m_told; }
    /// The longest that handing over took so far, while it ran by itself. On any thread.
    [[nodiscard]] std::uint64_t longestHandOverNs() const noexcept { return m_longestNs; }
    /// Waits until so many events were handed over; false if that takes longer than `patienceMs`.
    /// On any thread, which does nothing else meanwhile.
    bool waitUntilTold(std::uint64_t events, int patienceMs);

    // --- gui::Session
    [[nodiscard]] gui::SessionKind kind() const override { return gui::SessionKind::Live; }
    [[nodiscard]] QString name() const override { return QStringLiteral("nine nodes"); }
    [[nodiscard]] QString folder() const override { return {}; }
    [[nodiscard]] bool can(gui::Ability /*ability*/) const override { return true; }
    [[nodiscard]] gui::RecordingKeeper& recording() override { return *m_keeper; }
    void execute(const gui::Command& command, Done done) override;
    void ask(const gui::Ask& ask, std::function<void(Result<observe::OperationId>)> begun) override;
    void inspectKeys(const std::string& prefix, std::size_t limit,
                     std::function<void(std::vector<gui::NodeKeys>)> done) override;

private:
    /// A Recorder for each node, and one for what concerns none.
    class Recorders final : public observe::Observer {
    public:
        Recorders();
        raft::EventId observe(const observe::Event& event) override;
        void handOver(gui::RecordingKeeper& keeper, observe::Moment now);
        void end(gui::RecordingKeeper& keeper) const;

    private:
        std::deque<observe::Recorder> m_recorders;
    };

    SyntheticSession(std::unique_ptr<storage::PosixFileSystem> files,
                     std::unique_ptr<gui::RecordingKeeper> keeper, const Options& options);
    void handOver();
    void run();

    /// Of the keeper's thread.
    std::unique_ptr<storage::PosixFileSystem> m_files;
    std::unique_ptr<gui::RecordingKeeper> m_keeper;
    Recorders m_recorders;
    SteadyLoad m_load;
    std::uint64_t m_made{0};
    std::atomic<std::uint64_t> m_told{0};
    std::atomic<std::uint64_t> m_longestNs{0};
    std::atomic<std::uint64_t> m_awaited{~std::uint64_t{0}};
    QSemaphore m_reached;
    QSemaphore m_ended;
    std::unique_ptr<QThread> m_thread;
};

}  // namespace quorate::tests
