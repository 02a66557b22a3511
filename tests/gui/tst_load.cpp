// SPDX-License-Identifier: Apache-2.0
// The window under load: nodes never wait for it, nothing is lost from the recording, what is held
// stays bounded, and a person is answered. QUORATE_LOAD_SECONDS lets each load go on for longer.
#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QMouseEvent>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <ctime>
#include <functional>
#include <map>
#include <memory>

#include "gui/cluster/cluster_canvas.h"
#include "gui/shell/main_window.h"
#include "tests/gui/crowded_window.h"
#include "tests/gui/synthetic_session.h"

using namespace quorate;
using namespace quorate::gui;
using quorate::tests::SyntheticSession;

namespace {

constexpr int kPatienceMs = 120'000;

qint64 loadMs() {
    constexpr qint64 kUsualSeconds = 2;
    const QByteArray wanted = qgetenv("QUORATE_LOAD_SECONDS");
    return 1000 * (wanted.isEmpty() ? kUsualSeconds : wanted.toLongLong());
}

/// Waits with this thread, which does nothing else meanwhile, until so much is recorded.
bool waitForRecording(RecordingKeeper& keeper, QObject* context, std::uint64_t events) {
    auto reached = std::make_shared<QSemaphore>();
    // Asks itself again on the thread of the recording until it is so.
    auto again = std::make_shared<std::function<void()>>();
    *again = [&keeper, context, events, reached, again] {
        keeper.ask(
            context,
            [events, reached, again](const observe::Recording& recording) {
                if (recording.size() >= events) {
                    reached->release();
                } else {
                    (*again)();
                }
                return 0;
            },
            [](int) {});
    };
    (*again)();
    const bool isReached = reached->tryAcquire(1, kPatienceMs);
    QCoreApplication::processEvents();
    *again = [] {};
    return isReached;
}

/// The answer to a question about the recording.
template <class Question>
auto answerOf(RecordingKeeper& keeper, Question question) {
    std::optional<std::invoke_result_t<Question, const observe::Recording&>> answer;
    QObject context;
    keeper.ask(&context, std::move(question), [&answer](auto reply) { answer = std::move(reply); });
    static_cast<void>(QTest::qWaitFor([&answer] { return answer.has_value(); }, kPatienceMs));
    return answer;
}

/// Empty where each source's events are all there, in order; else what is not.
QString gapsIn(const observe::Recording& recording) {
    std::map<observe::SourceId, std::uint64_t> last;
    observe::Moment moment;
    for (std::uint64_t number = 0; number < recording.size(); ++number) {
        const auto event = recording.event(number);
        if (!event) {
            return QString::fromStdString(event.error().message);
        }
        const std::uint64_t sequence = observe::sequenceOf(event->id);
        if (sequence != ++last[observe::sourceOf(event->id)] || event->event.moment < moment) {
            return QStringLiteral("event %1 has the sequence %2").arg(number).arg(sequence);
        }
        moment = event->event.moment;
    }
    return {};
}

/// What is held while a load goes on, at most.
struct HighWater {
    std::size_t waiting{0};
    std::size_t chunks{0};
    std::size_t keyFrames{0};
    int framesUntilAnswer{0};
    int inputs{0};
    int frames{0};
};

double processSeconds() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

}  // namespace

class LoadTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void nodesGoOnWhileTheWindowStandsStill();
    void aFloodOfEventsIsRecordedWhole();
    void nineNodesAndAWorkloadAsFastAsItGoes();

private:
    /// Clicks at one node after the other while it goes on.
    void workUnderLoad(HighWater& high);
    [[nodiscard]] FramePtr frame() const { return m_window->context().frames.frame(); }

    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<MainWindow> m_window;
};

void LoadTest::init() {
    m_directory = std::make_unique<QTemporaryDir>();
    m_window = std::make_unique<MainWindow>(m_directory->filePath(QStringLiteral("sessions")),
                                            m_directory->filePath(QStringLiteral("settings.ini")));
    m_window->resize(1600, 1000);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void LoadTest::cleanup() {
    m_window.reset();
    m_directory.reset();
}

void LoadTest::workUnderLoad(HighWater& high) {
    auto* canvas = m_window->findChild<ClusterCanvas*>();
    RecordingKeeper& keeper = m_window->context().desk.session()->recording();
    QObject listener;
    connect(&m_window->context().frames, &FrameSource::frameChanged, &listener,
            [&high] { ++high.frames; });
    QElapsedTimer clock;
    clock.start();
    std::size_t place = 0;
    while (clock.elapsed() < loadMs()) {
        const std::vector<SceneNode>& nodes = canvas->scene().nodes;
        const SceneNode& node = nodes[++place % nodes.size()];
        const raft::NodeId id = node.id;
        const QPointF at = node.centre;
        for (const QEvent::Type type : {QEvent::MouseButtonPress, QEvent::MouseButtonRelease}) {
            QCoreApplication::postEvent(
                canvas, new QMouseEvent(type, at, canvas->mapToGlobal(at), Qt::LeftButton,
                                        Qt::LeftButton, Qt::NoModifier));
        }
        const int before = high.frames;
        QTRY_COMPARE_WITH_TIMEOUT(m_window->context().selection.selected(), Selected(id),
                                  kPatienceMs);
        high.framesUntilAnswer = std::max(high.framesUntilAnswer, high.frames - before);
        ++high.inputs;
        const auto held = answerOf(keeper, [](const observe::Recording& recording) {
            return std::pair(recording.chunksInMemory(), recording.keyFramesInMemory());
        });
        QVERIFY(held);
        high.chunks = std::max(high.chunks, held->first);
        high.keyFrames = std::max(high.keyFrames, held->second);
        high.waiting = std::max(high.waiting, keeper.waiting());
    }
}

void LoadTest::nodesGoOnWhileTheWindowStandsStill() {
    auto created = SyntheticSession::create(
        m_directory->filePath(QStringLiteral("flood.quorate")).toStdString(), {});
    QVERIFY2(created, created ? "" : created.error().message.c_str());
    SyntheticSession& session = **created;
    m_window->context().desk.open(std::move(*created));
    QSignalSpy advances(&session.recording(), &RecordingKeeper::advanced);
    session.start();
    // This is the thread of the views, and it does nothing but wait.
    constexpr std::uint64_t kMany = 100'000;
    QVERIFY(session.waitUntilTold(session.told() + kMany, kPatienceMs));
    session.finish();
    QVERIFY(waitForRecording(session.recording(), &session, session.told()));
    // What is newest has replaced what was newest before: nothing has piled up for the views.
    QVERIFY2(advances.count() <= 2, qPrintable(QString::number(advances.count())));
    QTRY_COMPARE_WITH_TIMEOUT(session.recording().latest()->count, session.told(), kPatienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(frame()->eventCount, session.told(), kPatienceMs);
}

void LoadTest::aFloodOfEventsIsRecordedWhole() {
    const QString path = m_directory->filePath(QStringLiteral("flood.quorate"));
    std::uint64_t told = 0;
    {
        auto created = SyntheticSession::create(path.toStdString(), {});
        QVERIFY2(created, created ? "" : created.error().message.c_str());
        SyntheticSession& session = **created;
        m_window->context().desk.open(std::move(*created));
        tests::showAllViews(*m_window);
        QTRY_VERIFY_WITH_TIMEOUT(frame() != nullptr && frame()->state.nodeCount() == 9,
                                 kPatienceMs);
        HighWater high;
        QElapsedTimer clock;
        clock.start();
        const double spent = processSeconds();
        session.start();
        workUnderLoad(high);
        const double percent =
            (processSeconds() - spent) * 100'000 / static_cast<double>(clock.elapsed());
        session.finish();
        told = session.told();
        qInfo(
            "%llu events in %.1f s, %d frames, %.0f %% of a core; at most %zu publications "
            "waiting, %zu chunks and %zu key frames in memory; %d inputs, answered after at most "
            "%d frames; handing over took at most %.2f ms",
            static_cast<unsigned long long>(told), static_cast<double>(clock.elapsed()) / 1000,
            high.frames, percent, high.waiting, high.chunks, high.keyFrames, high.inputs,
            high.framesUntilAnswer, static_cast<double>(session.longestHandOverNs()) / 1e6);
        constexpr int kFramesUntilAnswer = 3;
        QVERIFY(high.inputs > 1);
        QVERIFY(high.framesUntilAnswer <= kFramesUntilAnswer);
        const observe::RecordingOptions options;
        constexpr std::size_t kOnTheirWay = 32;
        QVERIFY(high.chunks <= options.cachedChunks + kOnTheirWay);
        QVERIFY(high.keyFrames <= options.cachedKeyFrames + 1);
        QTRY_COMPARE_WITH_TIMEOUT(session.recording().latest()->count, told, kPatienceMs);
        QCOMPARE(session.recording().waiting(), std::size_t{0});
        QVERIFY(!session.recording().latest()->fileFailure);
        m_window->closeSession();
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->context().desk.isClosing(), kPatienceMs);
    }
    // From the file, since that is what stays.
    storage::PosixFileSystem files;
    auto keeper = RecordingKeeper::open(files, path.toStdString(), RecordingKeeper::Mode::Read);
    QVERIFY(keeper);
    QCOMPARE((*keeper)->latest()->count, told);
    QCOMPARE(answerOf(**keeper, gapsIn), QString());
}

void LoadTest::nineNodesAndAWorkloadAsFastAsItGoes() {
    SessionFile file;
    file.firstMembers = 9;
    m_window->openNew(file);
    SessionDesk& desk = m_window->context().desk;
    QTRY_VERIFY_WITH_TIMEOUT(desk.session() != nullptr, kPatienceMs);
    tests::showAllViews(*m_window);
    RecordingKeeper& keeper = desk.session()->recording();
    QTRY_VERIFY_WITH_TIMEOUT(frame() != nullptr && frame()->state.nodeCount() == 9, kPatienceMs);
    Workload workload;
    workload.clients = 32;
    workload.operationsPerSecond = 0;
    desk.run(SetSpeed{10});
    desk.run(SetWorkload{workload});
    constexpr std::uint64_t kSome = 20'000;
    QTRY_VERIFY_WITH_TIMEOUT(keeper.latest()->count > kSome, kPatienceMs);
    // The cluster goes on while nobody looks.
    QVERIFY(waitForRecording(keeper, desk.session(), keeper.latest()->count + kSome));
    HighWater high;
    workUnderLoad(high);
    const std::uint64_t before = keeper.latest()->count;
    QTRY_VERIFY_WITH_TIMEOUT(keeper.latest()->count > before, kPatienceMs);
    desk.run(Pause());
    QTRY_VERIFY_WITH_TIMEOUT(!desk.session()->status().isRunning, kPatienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(keeper.waiting(), std::size_t{0}, kPatienceMs);
    qInfo(
        "%llu events, %d frames; at most %zu publications waiting, %zu chunks in memory; %d "
        "inputs, answered after at most %d frames",
        static_cast<unsigned long long>(keeper.latest()->count), high.frames, high.waiting,
        high.chunks, high.inputs, high.framesUntilAnswer);
    constexpr int kFramesUntilAnswer = 3;
    QVERIFY(high.framesUntilAnswer <= kFramesUntilAnswer);
    QCOMPARE(answerOf(keeper, gapsIn), QString());
    QVERIFY(!frame()->state.operations().empty());
}

int main(int argc, char** argv) {
    // A test function is ended after five minutes, if nobody says otherwise.
    qputenv("QTEST_FUNCTION_TIMEOUT", QByteArray::number(3 * loadMs() + 3 * kPatienceMs));
    QApplication application(argc, argv);
    LoadTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_load.moc"
