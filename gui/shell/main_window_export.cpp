// SPDX-License-Identifier: Apache-2.0
// What the window writes to files: pictures of its views, and what its recording holds.
#include <QApplication>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QScrollArea>
#include <QStandardPaths>
#include <QTimer>

#include <algorithm>

#include "gui/cluster/cluster_view.h"
#include "gui/export/client_history.h"
#include "gui/export/export_work.h"
#include "gui/export/metrics_table.h"
#include "gui/export/picture_dialog.h"
#include "gui/log_wall/log_wall.h"
#include "gui/model/figures.h"
#include "gui/model/wording.h"
#include "gui/pipeline/pipeline_view.h"
#include "gui/shell/main_window.h"
#include "gui/shell/status_line.h"
#include "gui/time_bar/time_bar.h"

namespace quorate::gui {

namespace {

/// Views that were hidden follow the frame at their own pace.
constexpr int kSettleMs = 300;
constexpr auto kOverview = "pipeline-overview";
constexpr auto kWindow = "window";

}  // namespace

void MainWindow::makeExportActions() {
    const QString file = tr("&File");
    m_actions->add(file, QStringLiteral("exportPicture"), tr("&Picture of the view…"),
                   QKeySequence(tr("Ctrl+Shift+P")), [this] { askForPicture(); });
    const auto tell = [this](const QString& path) {
        return [this, path](const Result<void>& saved) { tellSaved(path, saved); };
    };
    m_actions->add(file, QStringLiteral("exportHistory"), tr("The &client history…"),
                   QKeySequence(), [this, tell] {
                       askForFile(
                           tr("Save the client history"), QStringLiteral("jsonl"),
                           tr("JSON lines (*.jsonl);;EDN (*.edn)"),
                           [this, tell](const QString& path) { saveHistoryTo(path, tell(path)); });
                   });
    m_actions->add(
        file, QStringLiteral("exportMetrics"), tr("&Metrics over time…"), QKeySequence(),
        [this, tell] {
            askForFile(tr("Save the metrics"), QStringLiteral("csv"),
                       tr("Comma-separated values (*.csv)"),
                       [this, tell](const QString& path) { saveMetricsTo(path, 0, tell(path)); });
        });
}

std::vector<PictureView> MainWindow::pictureViews() const {
    std::vector<PictureView> views{
        {QStringLiteral("cluster"), tr("Cluster"), m_cluster},
        {QStringLiteral("log-wall"), tr("Log wall"), m_logWall},
        {QStringLiteral("pipeline"), tr("Pipeline"), m_pipeline},
        {QLatin1String(kOverview), tr("Pipelines of all nodes"), m_pipeline},
        {QStringLiteral("time-bar"), tr("Time bar"), m_timeBar},
    };
    for (const QDockWidget* dock : m_docks) {
        const auto* scroll = qobject_cast<QScrollArea*>(dock->widget());
        views.push_back({dock->objectName(), dock->windowTitle(), scroll->widget()});
    }
    views.push_back(
        {QLatin1String(kWindow), tr("The whole window"), const_cast<MainWindow*>(this), true});
    return views;
}

/// The view that has the keyboard; the first one that is seen, where none has.
QString MainWindow::viewWithFocus() const {
    const QWidget* focus = QApplication::focusWidget();
    QString seen;
    for (const PictureView& view : pictureViews()) {
        const bool isOverview = view.name == QLatin1String(kOverview);
        if (view.isWindow || (view.widget == m_pipeline && isOverview != m_pipeline->showsAll())) {
            continue;
        }
        if (focus != nullptr && (view.widget == focus || view.widget->isAncestorOf(focus))) {
            return view.name;
        }
        if (seen.isEmpty() && view.widget->isVisible()) {
            seen = view.name;
        }
    }
    return seen;
}

void MainWindow::askForPicture() {
    const FramePtr& frame = m_frames.frame();
    const QString pictures = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
    const QString moment = frame != nullptr ? textOf(frame->moment) : QString();
    auto* dialog = new PictureDialog(pictureViews(), viewWithFocus(),
                                     QDir(pictures).exists() ? pictures : QDir::homePath(),
                                     QString(moment).remove(QLatin1Char(' ')), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        const QString path = dialog->path();
        savePictureOf(dialog->view().name, dialog->form(), path, [this, path](const auto& saved) {
            if (saved) {
                m_status->tell(tr("Saved as %1").arg(path));
            } else {
                explain(tr("The picture cannot be saved"), saved.error());
            }
        });
    });
    dialog->open();
}

void MainWindow::savePictureOf(const QString& name, PictureForm form, const QString& path,
                               std::function<void(const Result<void>&)> done) {
    const std::vector<PictureView> views = pictureViews();
    const auto view = std::find_if(views.begin(), views.end(),
                                   [&name](const auto& each) { return each.name == name; });
    if (view == views.end()) {
        QStringList names;
        for (const PictureView& each : views) {
            names << each.name;
        }
        done(Error(ErrorCode::InvalidArgument, QStringLiteral("there is no view \"%1\", but %2")
                                                   .arg(name, names.join(QLatin1String(", ")))
                                                   .toStdString()));
        return;
    }
    const bool isOverview = name == QLatin1String(kOverview);
    const bool showedAll = m_pipeline->showsAll();
    bool isSettled = view->widget->isVisible();
    showView(*view);
    if (view->widget == m_pipeline && showedAll != isOverview) {
        m_pipeline->showAll(isOverview);
        isSettled = false;
    }
    const FramePtr& frame = m_frames.frame();
    form.title =
        frame != nullptr ? tr("%1 at %2").arg(view->title, textOf(frame->moment)) : view->title;
    const auto take = [this, view = *view, form, path, showedAll, done = std::move(done)] {
        const auto saved = savePicture(*view.widget, form, m_theme, path);
        if (view.widget == m_pipeline) {
            m_pipeline->showAll(showedAll);
        }
        done(saved);
    };
    if (isSettled) {
        take();
    } else {
        QTimer::singleShot(kSettleMs, this, take);
    }
}

void MainWindow::askForFile(const QString& title, const QString& suffix, const QString& filter,
                            const std::function<void(const QString&)>& save) {
    const Session* session = m_desk.session();
    if (session == nullptr) {
        return;
    }
    const QString path = QFileDialog::getSaveFileName(
        this, title, session->name() + QLatin1Char('.') + suffix, filter);
    if (!path.isEmpty()) {
        save(path);
    }
}

void MainWindow::saveHistoryTo(const QString& path, std::function<void(const Result<void>&)> done) {
    const auto form = path.endsWith(QLatin1String(".edn"), Qt::CaseInsensitive)
                          ? ClientHistory::Form::Edn
                          : ClientHistory::Form::JsonLines;
    exportEvents(tr("Saving the client history"), std::make_unique<ClientHistory>(form), path,
                 std::move(done));
}

void MainWindow::saveMetricsTo(const QString& path, std::uint64_t intervalNs,
                               std::function<void(const Result<void>&)> done) {
    const std::uint64_t interval =
        intervalNs > 0 ? intervalNs : std::uint64_t{MetricsTable::kUsualIntervalNs};
    exportEvents(tr("Saving the metrics"), std::make_unique<MetricsTable>(interval), path,
                 std::move(done));
}

void MainWindow::exportEvents(const QString& what, std::unique_ptr<EventExport> maker,
                              const QString& path, std::function<void(const Result<void>&)> done) {
    const WorkBar::Work work = m_works->begin(what, WorkBar::Ending::ByPerson);
    ExportWork::start(m_desk.session()->recording(), std::move(maker), path, work, m_works,
                      [this, work, done = std::move(done)](const Result<void>& saved) {
                          m_works->finish(work);
                          done(saved);
                      });
}

void MainWindow::tellSaved(const QString& path, const Result<void>& saved) {
    if (saved) {
        m_status->tell(tr("Saved as %1").arg(path));
    } else if (saved.error().code == ErrorCode::FailedPrecondition) {
        m_status->tell(tr("%1 was not saved").arg(path));
    } else {
        explain(tr("The file cannot be saved"), saved.error());
    }
}

/// So that it has a size, and follows the frame.
void MainWindow::showView(const PictureView& view) {
    for (const auto& [widget, action] : {std::pair<QWidget*, const char*>{m_cluster, "viewCluster"},
                                         {m_logWall, "viewLogWall"},
                                         {m_pipeline, "viewPipeline"}}) {
        if (view.widget == widget) {
            m_actions->find(QLatin1String(action))->setChecked(true);
        }
    }
    for (QDockWidget* dock : m_docks) {
        if (dock->isAncestorOf(view.widget) && !view.widget->isVisible()) {
            raise(dock->objectName(), nullptr);
        }
    }
}

}  // namespace quorate::gui
