// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include "engine/raft/types.h"
#include "gui/model/figures.h"
#include "gui/pipeline/pipeline_content.h"
#include "gui/pipeline/pipeline_source.h"

/// Lines of boxes, for those who fill them.
namespace quorate::gui {

inline constexpr raft::Index kNone{0};

inline PipelineLine line(const QString& label, const QString& value,
                         LineTone tone = LineTone::Plain) {
    return {label, value, tone};
}
/// With the entry that it names.
inline PipelineLine line(const QString& label, const QString& value, raft::Index entry,
                         LineTone tone = LineTone::Plain) {
    return {label, value, tone, entry};
}
inline PipelineLine rule() {
    return {{}, {}, LineTone::Rule};
}
inline PipelineLine lineOrNone(const QString& label, const QString& value, bool isNew = true,
                               raft::Index entry = kNone) {
    return value.isEmpty() ? line(label, PipelineSource::tr("none"), LineTone::Quiet)
                           : line(label, value, entry, isNew ? LineTone::Strong : LineTone::Plain);
}

inline QString rangeText(raft::Index first, raft::Index last) {
    return first == kNone || last < first ? QString() : indexRange(first, last);
}
inline std::uint64_t countOf(raft::Index first, raft::Index last) {
    return first == kNone || last < first ? 0 : last.value() - first.value() + 1;
}

}  // namespace quorate::gui
