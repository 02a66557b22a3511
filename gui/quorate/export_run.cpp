// SPDX-License-Identifier: Apache-2.0
#include "gui/quorate/export_run.h"

#include <QDeadlineTimer>
#include <QEventLoop>
#include <QFileInfo>
#include <QTimer>

#include <optional>
#include <utility>
#include <variant>

#include "gui/export/picture_dialog.h"
#include "gui/model/figures.h"
#include "gui/model/wording.h"
#include "gui/session/recorded_session.h"

namespace quorate::gui {

namespace {

constexpr int kPatienceMs = 600'000;
constexpr int kLookMs = 10;
/// Tables follow at their own pace.
constexpr int kSettleMs = 400;

void wait(int milliseconds) {
    QEventLoop loop;
    QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
    loop.exec();
}

}  // namespace

ExportRun::ExportRun(MainWindow& window, QString recording, ExportOrder order)
    : m_window(window), m_recording(std::move(recording)), m_order(std::move(order)) {}

Result<void> ExportRun::run() {
    if (auto opened = open(); !opened) {
        return opened;
    }
    if (!m_order.picture.isEmpty()) {
        if (auto taken = takePicture(); !taken) {
            return taken;
        }
    }
    if (!m_order.history.isEmpty()) {
        auto saved = finished(
            [this](auto done) { m_window.saveHistoryTo(m_order.history, std::move(done)); });
        if (!saved) {
            return saved;
        }
    }
    if (!m_order.metrics.isEmpty()) {
        return finished([this](auto done) {
            m_window.saveMetricsTo(m_order.metrics, m_order.intervalNs, std::move(done));
        });
    }
    return {};
}

Result<void> ExportRun::open() {
    if (QFileInfo(m_recording).isDir()) {
        return Error(ErrorCode::InvalidArgument,
                     m_recording.toStdString() + ": this is a folder; name the recording in it");
    }
    auto session = RecordedSession::open(m_recording);
    if (!session) {
        return session.error();
    }
    ViewContext& context = m_window.context();
    context.desk.open(std::move(*session));
    return until("the recording", [&context] {
        const auto& latest = context.desk.session()->recording().latest();
        return context.frames.frame() != nullptr && latest->historyCount >= latest->count;
    });
}

Result<void> ExportRun::goToPlace() {
    if (!m_order.place) {
        return {};
    }
    ViewContext& context = m_window.context();
    const FramePtr newest = context.frames.frame();
    const auto* event = std::get_if<EventPlace>(&*m_order.place);
    const auto* moment = std::get_if<observe::Moment>(&*m_order.place);
    if (event != nullptr && event->count > newest->lastCount) {
        return Error(ErrorCode::OutOfRange, m_recording.toStdString() + ": this recording has " +
                                                std::to_string(newest->lastCount) +
                                                " events, not " + std::to_string(event->count));
    }
    if (moment != nullptr && (*moment < newest->firstMoment || *moment > newest->lastMoment)) {
        return Error(ErrorCode::OutOfRange, m_recording.toStdString() +
                                                ": this recording goes from " +
                                                textOf(newest->firstMoment).toStdString() + " to " +
                                                textOf(newest->lastMoment).toStdString());
    }
    if (event != nullptr) {
        context.time.goTo(*event);
    } else {
        context.time.goTo(*moment);
    }
    return until("the moment", [&context] {
        const FramePtr& frame = context.frames.frame();
        return frame != nullptr && !frame->isLive;
    });
}

Result<void> ExportRun::takePicture() {
    ViewContext& context = m_window.context();
    if (auto there = goToPlace(); !there) {
        return there;
    }
    if (m_order.node != raft::kNoNode) {
        if (context.frames.frame()->state.findNode(m_order.node) == nullptr) {
            return Error(ErrorCode::InvalidArgument,
                         m_recording.toStdString() + ": there is no node " +
                             std::to_string(m_order.node.value()) + " in it at this moment");
        }
        context.selection.select(m_order.node);
    }
    wait(kSettleMs);
    PictureForm form;
    form.format = formatOf(m_order.picture).value_or(PictureFormat::Png);
    form.size = m_order.size;
    form.scale = m_order.scale;
    form.appearance = m_order.appearance;
    return finished([this, &form](auto done) {
        m_window.savePictureOf(m_order.view, form, m_order.picture, std::move(done));
    });
}

Result<void> ExportRun::until(const std::string& what, const std::function<bool()>& condition) {
    const QDeadlineTimer deadline(kPatienceMs);
    while (!condition()) {
        if (deadline.hasExpired()) {
            return Error(ErrorCode::FailedPrecondition, what + " was not there in time");
        }
        wait(kLookMs);
    }
    return {};
}

Result<void> ExportRun::finished(
    const std::function<void(std::function<void(const Result<void>&)>)>& begin) {
    std::optional<Result<void>> result;
    QEventLoop loop;
    begin([&result, &loop](const Result<void>& told) {
        result = told;
        loop.quit();
    });
    if (!result) {
        loop.exec();
    }
    return *result;
}

}  // namespace quorate::gui
