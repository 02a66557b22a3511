// SPDX-License-Identifier: Apache-2.0
#include "gui/quorate/tour.h"

#include <QApplication>
#include <QDeadlineTimer>
#include <QDir>
#include <QEventLoop>
#include <QPixmap>
#include <QTimer>

#include <utility>
#include <vector>

#include "engine/base/result.h"
#include "gui/model/cluster_facts.h"

namespace quorate::gui {

namespace {

constexpr int kPatienceMs = 30'000;
constexpr int kLookMs = 20;
constexpr int kClosingMs = 500;
constexpr int kNodes = 5;
constexpr double kQuick = 2.0;
constexpr double kWatching = 0.4;  ///< slow enough to stop at what is seen
constexpr double kSlow = 0.02;

bool isLed(const Frame& frame) {
    return leaderOf(frame.state) != nullptr;
}

bool hasRole(const Frame& frame, raft::Role role) {
    for (std::size_t i = 0; i < frame.state.nodeCount(); ++i) {
        if (frame.state.nodeAt(i).role == role) {
            return true;
        }
    }
    return false;
}

}  // namespace

Tour::Tour(MainWindow& window, QString folder) : m_window(window), m_folder(std::move(folder)) {}

Result<void> Tour::run() {
    if (!QDir().mkpath(m_folder)) {
        return Error(ErrorCode::IoError,
                     m_folder.toStdString() + ": the folder for the pictures cannot be made");
    }
    SessionFile file;
    file.name = QStringLiteral("Guided tour");
    file.firstMembers = kNodes;
    file.seed = 0x7F3A;
    m_window.openNew(file);
    for (const auto step :
         {&Tour::election, &Tour::clients, &Tour::partition, &Tour::recovery, &Tour::lookBack}) {
        if (auto done = (this->*step)(); !done) {
            return done;
        }
    }
    m_window.closeSession();
    if (auto waited = wait(kClosingMs); !waited) {
        return waited;
    }
    return picture(QStringLiteral("sessions"));
}

Result<void> Tour::election() {
    if (auto led = until("a first leader", isLed); !led) {
        return led;
    }
    command(SetSpeed{kSlow});
    const auto& frame = m_window.context().frames.frame();
    const raft::NodeId first = leaderOf(frame->state)->id;
    command(ActOnNode{NodeAct::Kill, first});
    command(SetSpeed{kWatching});
    auto seen = until("a candidate", [](const Frame& now) {
        return hasRole(now, raft::Role::PreCandidate) || hasRole(now, raft::Role::Candidate);
    });
    command(SetSpeed{kSlow});
    if (seen) {
        seen = until("votes", [](const Frame& now) {
            return hasRole(now, raft::Role::Candidate) && now.state.messagesInFlight().size() > 1;
        });
    }
    if (!seen) {
        return seen;
    }
    if (auto taken = picture(QStringLiteral("election")); !taken) {
        return taken;
    }
    command(SetSpeed{kQuick});
    if (auto led = until("a second leader", isLed); !led) {
        return led;
    }
    command(ActOnNode{NodeAct::Start, first});
    return wait(200);
}

Result<void> Tour::clients() {
    put("greeting", "hello");
    put("cart/7f3a", "3 items");
    put("stock/42", "17");
    get("greeting");
    Workload workload;
    workload.operationsPerSecond = 60;
    command(SetWorkload{workload});
    command(SetSpeed{1.0});
    auto grown = until("entries in the logs", [](const Frame& now) {
        const observe::NodeState* leader = leaderOf(now.state);
        return leader != nullptr && leader->log.committed.value() > 60;
    });
    command(SetSpeed{kSlow});
    if (grown) {
        grown = wait(600);
    }
    return grown ? picture(QStringLiteral("replication")) : grown;
}

Result<void> Tour::partition() {
    const auto& frame = m_window.context().frames.frame();
    const observe::NodeState* leader = leaderOf(frame->state);
    if (leader == nullptr) {
        return Error(ErrorCode::FailedPrecondition, "nobody leads before the partition");
    }
    const raft::NodeId cut = leader->id;
    std::vector<raft::NodeId> few{cut};
    std::vector<raft::NodeId> many;
    // With whoever is beside it on the ring, so that a line tells the sides apart.
    const std::size_t count = frame->state.nodeCount();
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t place = (cut.value() + i) % count;
        const raft::NodeId node = frame->state.nodeAt(place).id;
        if (node != cut) {
            (few.size() < 2 ? few : many).push_back(node);
        }
    }
    command(Partition{{few, many}});
    command(SetSpeed{kQuick});
    auto led = until("a leader on the side of the quorum", [cut](const Frame& now) {
        const observe::NodeState* found = leaderOf(now.state);
        return found != nullptr && found->id != cut;
    });
    command(SetSpeed{kSlow});
    if (led) {
        led = wait(400);
    }
    return led ? picture(QStringLiteral("partition")) : led;
}

Result<void> Tour::recovery() {
    command(EndAllFaults{});
    command(SetSpeed{kQuick});
    auto equal = until("logs that agree again", [](const Frame& now) {
        const observe::NodeState* leader = leaderOf(now.state);
        if (leader == nullptr || leader->log.applied.value() < 260) {
            return false;
        }
        for (std::size_t i = 0; i < now.state.nodeCount(); ++i) {
            const observe::NodeState& node = now.state.nodeAt(i);
            if (node.term != leader->term ||
                node.log.committed.value() + 40 < leader->log.committed.value()) {
                return false;
            }
        }
        return true;
    });
    command(SetSpeed{kSlow});
    if (equal) {
        equal = wait(400);
    }
    if (!equal) {
        return equal;
    }
    m_window.context().theme.setAppearance(Appearance::Dark);
    auto taken = picture(QStringLiteral("recovery-dark"));
    m_window.context().theme.setAppearance(Appearance::Light);
    return taken;
}

Result<void> Tour::lookBack() {
    ViewContext& context = m_window.context();
    const FramePtr frame = context.frames.frame();
    const std::uint64_t first = frame->firstMoment.nanoseconds();
    const std::uint64_t last = frame->lastMoment.nanoseconds();
    context.time.goTo(observe::Moment(first + (last - first) / 3));
    auto back = until("a moment of the past", [](const Frame& now) { return !now.isLive; });
    if (back) {
        back = picture(QStringLiteral("looking-back"));
    }
    context.time.goLive();
    return back;
}

// --- the means

Result<void> Tour::until(const std::string& what, const Condition& condition) {
    const QDeadlineTimer deadline(kPatienceMs);
    while (!deadline.hasExpired()) {
        const FramePtr& frame = m_window.context().frames.frame();
        if (frame != nullptr && condition(*frame)) {
            return {};
        }
        if (auto waited = wait(kLookMs); !waited) {
            return waited;
        }
    }
    return Error(ErrorCode::FailedPrecondition, what + " did not come about in time");
}

Result<void> Tour::wait(int milliseconds) {
    QEventLoop loop;
    QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
    loop.exec();
    return {};
}

Result<void> Tour::picture(const QString& name) {
    // Tables follow at their own pace.
    if (auto waited = wait(300); !waited) {
        return waited;
    }
    const QString path =
        QDir(m_folder).filePath(QStringLiteral("%1-%2.png").arg(++m_number).arg(name));
    if (!m_window.grab().save(path)) {
        return Error(ErrorCode::IoError, path.toStdString() + ": the picture cannot be written");
    }
    return {};
}

void Tour::command(const Command& command) {
    m_window.context().desk.run(command);
}

void Tour::put(const std::string& key, const std::string& value) {
    kv::PutRequest put;
    put.key = Bytes::copyOf(key);
    put.value = Bytes::copyOf(value);
    Ask ask;
    ask.what = kv::Command(std::move(put));
    command(ask);
}

void Tour::get(const std::string& key) {
    stage::ClientRead read;
    read.range.key = Bytes::copyOf(key);
    Ask ask;
    ask.what = std::move(read);
    command(ask);
}

}  // namespace quorate::gui
