// SPDX-License-Identifier: Apache-2.0
#include "gui/quorate/scenario_play.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <string>
#include <utility>

#include "engine/observe/recorder.h"
#include "engine/observe/recording.h"
#include "engine/stage/scenario/scenario_runner.h"
#include "gui/model/wording.h"
#include "network/loopback_wire.h"
#include "storage/posix_file_system.h"
#include "storage/recording_file.h"
#include "storage/stage/stage_disks.h"

namespace quorate::gui {

namespace {

using stage::ScenarioProgress;

/// Says with the moment of the Stage what a scenario says.
class Speaker final : public stage::ScenarioListener {
    Q_DECLARE_TR_FUNCTIONS(Scenario)

public:
    explicit Speaker(const std::function<void(const QString&)>& say) : m_say(say) {}

    void watch(const stage::Stage& stage) { m_stage = &stage; }

    void caption(const stage::Caption& caption) override {
        tell(caption.paper.empty()
                 ? QString::fromStdString(caption.text)
                 : QStringLiteral("%1 (%2)").arg(QString::fromStdString(caption.text),
                                                 QString::fromStdString(caption.paper)));
    }
    void question(const stage::Question& question) override {
        tell(QString::fromStdString(question.text));
        for (std::size_t i = 0; i < question.choices.size(); ++i) {
            m_say(QStringLiteral("            %1 %2")
                      .arg(i == question.right ? QStringLiteral("→") : QStringLiteral(" "),
                           QString::fromStdString(question.choices[i])));
        }
    }
    void expectationMet(std::size_t /*line*/, const std::string& /*text*/) override {
        ++m_expectations;
    }
    void done() override {
        tell(m_expectations == 1 ? tr("The end; 1 expectation was met.")
                                 : tr("The end; %1 expectations were met.").arg(m_expectations));
    }

private:
    void tell(const QString& text) {
        m_say(QStringLiteral("%1  %2").arg(textOf(m_stage->now()), 10).arg(text));
    }

    const std::function<void(const QString&)>& m_say;
    const stage::Stage* m_stage{nullptr};
    int m_expectations{0};
};

Result<stage::Scenario> read(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return Error(ErrorCode::IoError, path.toStdString() + ": it cannot be read: " +
                                             file.errorString().toStdString());
    }
    return stage::Scenario::parse(file.readAll().toStdString(),
                                  QFileInfo(path).fileName().toStdString());
}

}  // namespace

Result<void> playScenario(const QString& scenario, const QString& recording,
                          const std::function<void(const QString&)>& say) {
    const auto text = read(scenario);
    if (!text) {
        return text.error();
    }
    storage::PosixFileSystem files;
    const auto file = storage::StoredRecordingFile::create(files, recording.toStdString());
    if (!file) {
        return file.error();
    }
    auto recorded = observe::Recording::create(**file);
    if (!recorded) {
        return recorded.error();
    }
    storage::StageDisks disks(storage::StageDiskOptions::small(1, text->head().options.seed));
    network::LoopbackWire wire;
    stage::Witness witness;
    observe::Recorder recorder;
    Speaker speaker(say);
    const auto stage = stage::makeStage(*text, disks, wire, witness);
    stage->add(recorder);
    speaker.watch(*stage);
    stage::ScenarioRunner runner(*text, *stage, witness, speaker);
    Result<ScenarioProgress> progress = ScenarioProgress::Between;
    while (progress && *progress != ScenarioProgress::Finished) {
        progress = runner.finishCase();
        if (auto taken = (*recorded)->append(recorder.publish(stage->now())); !taken) {
            return taken.error();
        }
    }
    if (auto flushed = (*recorded)->flush(); !flushed) {
        return flushed.error();
    }
    return progress ? Result<void>() : Result<void>(progress.error());
}

}  // namespace quorate::gui
