// SPDX-License-Identifier: Apache-2.0
#include "gui/scenario/scenario_shelf.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <array>

#include "engine/stage/scenario/scenario.h"

/// Outside of any namespace, as Qt wants it.
static void bringScenariosIn() {
    Q_INIT_RESOURCE(scenarios);
}

namespace quorate::gui {

namespace {

constexpr const char* kFolder = ":/scenarios";
constexpr std::array<const char*, 12> kOrder{"first-election",
                                             "split-vote",
                                             "replication-and-commit",
                                             "figure-7",
                                             "figure-8",
                                             "figure-8-without-the-rule",
                                             "partition-as-the-client-sees-it",
                                             "crash-between-sync-and-send",
                                             "torn-log-tail",
                                             "lying-fsync",
                                             "leader-on-a-slow-disk",
                                             "catch-up-by-snapshot"};

std::ptrdiff_t placeOf(const QString& name) {
    return std::find(kOrder.begin(), kOrder.end(), name) - kOrder.begin();
}

}  // namespace

std::vector<ShelvedScenario> shelvedScenarios() {
    bringScenariosIn();
    std::vector<ShelvedScenario> all;
    const QDir folder(QString::fromLatin1(kFolder));
    for (const QFileInfo& info : folder.entryInfoList(QDir::Files)) {
        QFile file(info.filePath());
        if (!file.open(QIODevice::ReadOnly)) {
            continue;
        }
        const auto scenario =
            stage::Scenario::parse(file.readAll().toStdString(), info.fileName().toStdString());
        if (scenario) {
            all.push_back({info.filePath(), info.completeBaseName(),
                           QString::fromStdString(scenario->head().title),
                           QString::fromStdString(scenario->head().teaches)});
        }
    }
    std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
        return placeOf(a.name) < placeOf(b.name);
    });
    return all;
}

QString pathOfShelved(const QString& name) {
    bringScenariosIn();
    const QString path = QStringLiteral("%1/%2.scenario").arg(QLatin1String(kFolder), name);
    return QFile::exists(path) ? path : QString();
}

}  // namespace quorate::gui
