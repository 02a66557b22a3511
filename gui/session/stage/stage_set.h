// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <memory>
#include <optional>

#include "engine/stage/scenario/scenario.h"
#include "engine/stage/scenario/witness.h"
#include "engine/stage/stage.h"
#include "network/loopback_wire.h"
#include "storage/posix_file_system.h"
#include "storage/stage/stage_disks.h"

namespace quorate::gui {

/// A Stage with all that it stands on, made in one thread and used in another.
struct StageSet {
    StageSet(const storage::StageDiskOptions& options, const QString& directory)
        : disks(options, files, directory.toStdString()) {}

    storage::PosixFileSystem files;
    storage::StageDisks disks;
    network::LoopbackWire wire;
    /// What is played on it; nothing on the Stage of a person.
    std::optional<stage::Scenario> scenario;
    stage::Witness witness;
    std::unique_ptr<stage::Stage> stage;
};

}  // namespace quorate::gui
