// SPDX-License-Identifier: Apache-2.0
#include "network/host/disk_inspector.h"

#include <utility>
#include <vector>

#include "storage/inspection/crash_outlook.h"
#include "storage/inspection/disk_answers.h"

namespace quorate::network {

using storage::CrashQuestion;
using storage::DiskAnswer;
using storage::DiskQuestion;
using storage::LogImage;

DiskInspector::DiskInspector(DiskThreads& disk) : m_disk(disk) {
    m_pool.setMaxThreadCount(1);
}

DiskInspector::~DiskInspector() {
    m_pool.waitForDone();
    for (const auto& [number, done] : std::exchange(m_asked, {})) {
        done(Error(ErrorCode::Unavailable, "the node has ended: ask again when it is back"));
    }
}

void DiskInspector::ask(const DiskQuestion& question, Done done) {
    const std::uint64_t number = ++m_lastNumber;
    m_asked[number] = std::move(done);
    if (!std::holds_alternative<CrashQuestion>(question)) {
        storage::isForLog(question) ? askLog(number, question, {}) : askState(number, question);
        return;
    }
    m_disk.onState([this, number, question] {
        auto snapshots = m_disk.directory().snapshots().list();
        QMetaObject::invokeMethod(
            this,
            [this, number, question, snapshots = std::move(snapshots)]() mutable {
                askLog(number, question, std::move(snapshots));
            },
            Qt::QueuedConnection);
    });
}

void DiskInspector::askState(std::uint64_t number, const DiskQuestion& question) {
    m_disk.onState([this, number, question] {
        tell(number, storage::answerFromState(m_disk.directory(), question));
    });
}

void DiskInspector::askLog(std::uint64_t number, const DiskQuestion& question,
                           std::vector<raft::SnapshotMetadata> snapshots) {
    m_disk.onLog([this, number, question, snapshots = std::move(snapshots)] {
        auto image = storage::logImageOf(m_disk.directory());
        if (!image) {
            tell(number, image.error());
            return;
        }
        m_pool.start([this, number, question, snapshots, image = std::move(*image)] {
            const auto* crash = std::get_if<CrashQuestion>(&question);
            tell(number, crash == nullptr ? storage::answerFromLog(image, question)
                                          : Result<DiskAnswer>(DiskAnswer(
                                                storage::crashOfLog(image, snapshots, *crash))));
        });
    });
}

void DiskInspector::tell(std::uint64_t number, Result<DiskAnswer> answer) {
    QMetaObject::invokeMethod(
        this,
        [this, number, answer = std::move(answer)]() mutable {
            const auto asked = m_asked.extract(number);
            if (!asked.empty()) {
                asked.mapped()(std::move(answer));
            }
        },
        Qt::QueuedConnection);
}

}  // namespace quorate::network
