// SPDX-License-Identifier: Apache-2.0
// What the boxes of the disk say.
#include <algorithm>

#include "gui/model/entry_wording.h"
#include "gui/model/figures.h"
#include "gui/model/wording.h"
#include "gui/pipeline/box_lines.h"
#include "gui/pipeline/pipeline_content.h"
#include "gui/pipeline/pipeline_source.h"

namespace quorate::gui {

namespace {

using observe::Moment;
using raft::Index;
using Source = PipelineSource;

QString ageOf(const Source& source) {
    // In whole seconds: it is not to change in every frame.
    constexpr std::uint64_t kSecond = 1'000'000'000;
    const std::uint64_t age = source.since(source.disk->at) / kSecond;
    return age == 0 ? Source::tr("now") : Source::tr("%1 s ago").arg(age);
}

/// "segment 3 of 3 · 61 of 64 KiB · 2 s ago".
QString segmentsText(const Source& source) {
    const std::vector<storage::LogSegment>& segments = source.disk->log->segments;
    if (segments.empty()) {
        return Source::tr("no segment · %1").arg(ageOf(source));
    }
    const storage::LogSegment& last = segments.back();
    return Source::tr("%1 · #%2: %3 · %4")
        .arg(segments.size() == 1 ? Source::tr("1 segment")
                                  : Source::tr("%1 segments").arg(countText(segments.size())))
        .arg(last.name.sequence)
        .arg(bytesText(last.writtenSize), ageOf(source));
}

/// "L0 2 · L1 5 tables, 1.2 MiB": of all databases together.
QString levelsText(const Source& source) {
    std::vector<storage::StoreLevels::Level> levels;
    std::uint64_t memory = 0;
    for (const storage::StoreLevels& store : *source.disk->stores) {
        memory += store.memoryBytes;
        levels.resize(std::max(levels.size(), store.levels.size()));
        for (std::size_t i = 0; i < store.levels.size(); ++i) {
            levels[i].files += store.levels[i].files;
            levels[i].bytes += store.levels[i].bytes;
        }
    }
    QStringList parts;
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i < levels.size(); ++i) {
        bytes += levels[i].bytes;
        if (levels[i].files > 0) {
            parts << QStringLiteral("L%1 %2").arg(i).arg(countText(levels[i].files));
        }
    }
    return parts.isEmpty()
               ? Source::tr("no table yet, %1 in memory").arg(bytesText(memory))
               : Source::tr("%1 · %2").arg(parts.join(QStringLiteral(" · ")), bytesText(bytes));
}

void fillWal(const Source& source, PipelineContent& content, BoxContent& box) {
    const observe::LogState& log = source.node.log;
    const observe::PipelineState& pipeline = source.pipeline;
    const auto& write = source.node.runtime.logWrite;
    box.title = Source::tr("WAL segments");
    box.note = pipeline.writes == 0
                   ? QString()
                   : Source::tr("%1 writes · %2")
                         .arg(countText(pipeline.writes), bytesText(pipeline.bytesWritten));
    if (source.disk != nullptr && source.disk->log) {
        box.note = segmentsText(source);
    }
    box.lines.push_back(line(pipeline.durableLast.index == kNone
                                 ? Source::tr("nothing is durable yet")
                                 : Source::tr("durable to %1").arg(textOf(pipeline.durableLast)),
                             QString(), LineTone::Strong));
    const observe::ReadyInWork* ready = source.writing();
    QString inWork;
    if (write) {
        box.depth = countOf(write->first, write->last);
        box.bytes = write->bytes;
        box.dwellNs = source.since(write->since);
        inWork = box.depth > 0 ? entriesText(box.depth) : QString();
        if (ready != nullptr && ready->hasHardState) {
            inWork += inWork.isEmpty() ? Source::tr("HardState") : Source::tr(" + HardState");
        }
    }
    // The painter draws the bar between these two.
    box.lines.push_back(line(Source::tr("term %1 · vote %2 · commit %3")
                                 .arg(pipeline.durable.term.value())
                                 .arg(nameOf(pipeline.durable.vote))
                                 .arg(indexText(pipeline.durable.commit)),
                             inWork, pipeline.durable.commit));
    // And this one at the foot.
    box.lines.push_back(
        line(Source::tr("fsyncs %1").arg(countText(pipeline.syncs)),
             pipeline.syncTime.count == 0
                 ? QString()
                 : Source::tr("usually %1").arg(durationText(pipeline.syncTime.nanoseconds))));
    const bool isSyncing = ready != nullptr && ready->syncStarted != Moment();
    if (write) {
        const std::uint64_t taken = source.since(isSyncing ? ready->syncStarted : write->since);
        const observe::UsualTime& usual = isSyncing ? pipeline.syncTime : pipeline.writeTime;
        content.isSyncLate = isLate(taken, usual);
        content.syncTitle = isSyncing
                                ? Source::tr("fsync is running for %1").arg(durationText(taken))
                                : Source::tr("being written for %1").arg(durationText(taken));
        content.syncText = Source::tr("%1 not yet durable").arg(bytesText(write->bytes));
        if (usual.count > 0) {
            content.syncText = Source::tr("usual here: %1 · %2")
                                   .arg(durationText(usual.nanoseconds), content.syncText);
        }
        box.isLate = content.isSyncLate;
    }
    const double first = static_cast<double>(log.before.index.value());
    const double whole = std::max(1.0, static_cast<double>(log.last().value()) - first);
    const auto part = [&](Index index) {
        return std::clamp((static_cast<double>(index.value()) - first) / whole, 0.0, 1.0);
    };
    content.bar.durable = part(pipeline.durableLast.index);
    content.bar.written = std::max(content.bar.durable, write ? part(write->last) : 0.0);
}

void fillSnapshots(const Source& source, BoxContent& box) {
    const observe::RuntimeState& runtime = source.node.runtime;
    const observe::PipelineState& pipeline = source.pipeline;
    box.title = Source::tr("snapshot files");
    const raft::EntryId there = runtime.snapshot;
    box.depth = there.index == kNone ? 0 : 1;
    box.bytes = pipeline.snapshotBytes;
    if (there.index == kNone) {
        box.lines.push_back(line(Source::tr("none yet"), QString(), LineTone::Quiet));
    } else {
        box.lines.push_back(
            line(Source::tr("%1 @ t%2").arg(indexText(there.index)).arg(there.term.value()),
                 pipeline.snapshotBytes > 0 ? bytesText(pipeline.snapshotBytes) : QString(),
                 there.index, LineTone::Strong));
        box.lines.push_back(line(pipeline.snapshotFrom == raft::kNoNode
                                     ? Source::tr("made here")
                                     : Source::tr("sent by %1").arg(nameOf(pipeline.snapshotFrom)),
                                 QString()));
        const std::uint64_t behind = runtime.storeApplied > there.index
                                         ? countOf(there.index.next(), runtime.storeApplied)
                                         : 0;
        box.lines.push_back(
            line(Source::tr("the state is %1 ahead").arg(entriesText(behind)), QString()));
    }
    box.lines.push_back(rule());
    const bool isInstalling = source.node.log.unstableSnapshot != kNone;
    if (!runtime.snapshotBeingMade && !isInstalling) {
        box.lines.push_back(line(Source::tr("none is being made"), QString(), LineTone::Quiet));
        return;
    }
    const QString what =
        isInstalling
            ? Source::tr("≤ %1 is installed").arg(indexText(source.node.log.unstableSnapshot))
            : Source::tr("≤ %1 is made").arg(indexText(runtime.snapshotBeingMade->index));
    box.lines.push_back(line(what, QString(), LineTone::Strong));
    if (pipeline.snapshotSince != Moment()) {
        box.dwellNs = source.since(pipeline.snapshotSince);
        box.isLate = isLate(*box.dwellNs, pipeline.snapshotTime);
        box.lines.push_back(line(Source::tr("for %1").arg(durationText(*box.dwellNs)), QString(),
                                 box.isLate ? LineTone::Late : LineTone::Plain));
    }
}

void fillStore(const Source& source, BoxContent& box) {
    const observe::RuntimeState& runtime = source.node.runtime;
    const observe::LogState& log = source.node.log;
    box.title = Source::tr("LevelDB");
    box.lines.push_back(line(Source::tr("applied index %1").arg(indexText(runtime.storeApplied)),
                             Source::tr("revision %1").arg(countText(runtime.storeRevision)),
                             runtime.storeApplied, LineTone::Strong));
    box.lines.push_back(source.disk != nullptr && source.disk->stores &&
                                !source.disk->stores->empty()
                            ? line(levelsText(source), ageOf(source))
                            : line(Source::tr("index and data in one batch"), QString()));
    box.lines.push_back(rule());
    box.depth = countOf(runtime.storeApplied.next(), log.committed);
    if (runtime.apply) {
        box.dwellNs = source.since(runtime.apply->since);
        box.isLate = isLate(*box.dwellNs, source.pipeline.applyTime);
        box.lines.push_back(line(
            Source::tr("applies %1").arg(indexRange(runtime.apply->first, runtime.apply->last)),
            Source::tr("for %1").arg(durationText(*box.dwellNs)), runtime.apply->last,
            box.isLate ? LineTone::Late : LineTone::Plain));
    } else {
        box.lines.push_back(line(Source::tr("nothing is applied now"), QString(), LineTone::Quiet));
    }
    const Index next = runtime.apply ? runtime.apply->last.next() : runtime.storeApplied.next();
    const std::uint64_t waiting = countOf(next, log.committed);
    box.lines.push_back(
        waiting == 0 ? line(Source::tr("waits"), Source::tr("none"), LineTone::Quiet)
                     : line(Source::tr("waits"), indexRange(next, log.committed), log.committed));
    box.lines.push_back(line(Source::tr("state"), QStringLiteral("%1").arg(runtime.stateHash, 16,
                                                                           16, QLatin1Char('0'))));
}

}  // namespace

void fillDisk(const PipelineSource& source, PipelineContent& content) {
    fillWal(source, content, content.boxes[placeOf(PipelineBox::Wal)]);
    fillSnapshots(source, content.boxes[placeOf(PipelineBox::Snapshots)]);
    fillStore(source, content.boxes[placeOf(PipelineBox::Store)]);
}

}  // namespace quorate::gui
