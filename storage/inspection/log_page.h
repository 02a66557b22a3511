// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"
#include "storage/inspection/disk_question.h"
#include "storage/inspection/log_image.h"

namespace quorate::storage {

/// The segments of a log, none of them gone through.
LogAnswer segmentsIn(const LogImage& image);

/// Goes through one segment. NotFound where it is not there (any more).
Result<RecordsAnswer> recordsIn(const LogImage& image, const RecordsQuestion& question);

}  // namespace quorate::storage
