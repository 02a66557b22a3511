// SPDX-License-Identifier: Apache-2.0
#include "tests/gui/synthetic_session.h"

#include <QElapsedTimer>

#include <algorithm>
#include <utility>

namespace quorate::tests {

namespace {

/// Between two hand-overs, as those of sessions.
constexpr int kSliceMs = 4;

SteadyLoad::Options loadOf(const SyntheticSession::Options& options) {
    SteadyLoad::Options load;
    load.firstIndex = options.entries + 1;
    load.stepNs = 1'000'000'000 / options.eventsPerSecond;
    load.messagesOnTheWay = options.messagesOnTheWay;
    load.hasClients = options.hasClients;
    load.entriesBetweenFaults = options.entriesBetweenFaults;
    return load;
}

}  // namespace

// --- recorders

SyntheticSession::Recorders::Recorders() {
    for (std::uint16_t source = 0; source <= SteadyLoad::kNodes; ++source) {
        m_recorders.emplace_back(observe::SourceId(source));
    }
}

raft::EventId SyntheticSession::Recorders::observe(const observe::Event& event) {
    return m_recorders[static_cast<std::size_t>(event.node.value())].observe(event);
}

void SyntheticSession::Recorders::handOver(gui::RecordingKeeper& keeper, observe::Moment now) {
    for (observe::Recorder& recorder : m_recorders) {
        keeper.take(recorder.publish(now));
    }
}

void SyntheticSession::Recorders::end(gui::RecordingKeeper& keeper) const {
    for (std::uint16_t source = 0; source <= SteadyLoad::kNodes; ++source) {
        keeper.end(observe::SourceId(source));
    }
}

// --- its life

Result<std::unique_ptr<SyntheticSession>> SyntheticSession::create(const std::string& path,
                                                                   const Options& options) {
    auto files = std::make_unique<storage::PosixFileSystem>();
    auto keeper = gui::RecordingKeeper::open(*files, path, gui::RecordingKeeper::Mode::New);
    if (!keeper) {
        return keeper.error();
    }
    return std::unique_ptr<SyntheticSession>(
        new SyntheticSession(std::move(files), std::move(*keeper), options));
}

SyntheticSession::SyntheticSession(const Options& options)
    : SyntheticSession(nullptr, gui::RecordingKeeper::inMemory(), options) {}

SyntheticSession::SyntheticSession(std::unique_ptr<storage::PosixFileSystem> files,
                                   std::unique_ptr<gui::RecordingKeeper> keeper,
                                   const Options& options)
    : m_files(std::move(files)), m_keeper(std::move(keeper)), m_load(m_recorders, loadOf(options)) {
    gui::SessionStatus now = status();
    now.isRunning = true;
    setStatus(now);
    m_made = m_load.begin();
    handOver();
}

SyntheticSession::~SyntheticSession() {
    stop();
}

void SyntheticSession::tell(std::uint64_t events) {
    for (const std::uint64_t end = m_made + events; m_made < end;) {
        m_made += m_load.replicateOne();
    }
    handOver();
}

void SyntheticSession::start() {
    m_thread.reset(QThread::create([this] { run(); }));
    m_thread->start();
}

void SyntheticSession::stop() {
    if (m_thread != nullptr) {
        m_ended.release();
        m_thread->wait();
        m_thread.reset();
    }
}

void SyntheticSession::finish() {
    stop();
    m_recorders.end(*m_keeper);
}

bool SyntheticSession::waitUntilTold(std::uint64_t events, int patienceMs) {
    m_awaited = events;
    return m_reached.tryAcquire(1, patienceMs);
}

void SyntheticSession::handOver() {
    m_recorders.handOver(*m_keeper, m_load.now());
    m_told = m_made;
    if (std::uint64_t awaited = m_awaited; m_made >= awaited) {
        m_awaited = ~std::uint64_t{0};
        m_reached.release();
    }
}

void SyntheticSession::run() {
    const std::uint64_t begun = m_load.now().nanoseconds();
    QElapsedTimer clock;
    clock.start();
    while (!m_ended.tryAcquire(1, kSliceMs)) {
        const std::uint64_t now = begun + static_cast<std::uint64_t>(clock.nsecsElapsed());
        while (m_load.now().nanoseconds() < now) {
            m_made += m_load.replicateOne();
        }
        const qint64 before = clock.nsecsElapsed();
        handOver();
        const auto spent = static_cast<std::uint64_t>(clock.nsecsElapsed() - before);
        m_longestNs = std::max<std::uint64_t>(m_longestNs, spent);
    }
}

// --- gui::Session

void SyntheticSession::execute(const gui::Command& /*command*/, Done done) {
    done({});
}

void SyntheticSession::ask(const gui::Ask& /*ask*/,
                           std::function<void(Result<observe::OperationId>)> begun) {
    begun(Error(ErrorCode::Unavailable, "nobody is there to answer"));
}

void SyntheticSession::inspectKeys(const std::string& prefix, std::size_t limit,
                                   std::function<void(std::vector<gui::NodeKeys>)> done) {
    constexpr std::size_t kKeys = 50;
    std::vector<gui::NodeKeys> all;
    for (std::uint64_t id = 1; id <= SteadyLoad::kNodes; ++id) {
        gui::NodeKeys keys;
        keys.node = raft::NodeId(id);
        keys.keyCount = kKeys;
        for (std::size_t key = 0; key < std::min(kKeys, limit); ++key) {
            keys.keys.push_back({prefix + std::to_string(key), "value", 1, 1});
        }
        all.push_back(std::move(keys));
    }
    done(std::move(all));
}

}  // namespace quorate::tests
