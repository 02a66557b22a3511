// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/stage/disk_fault.h"

/// What can be wrong with the disk of a session's node, as commands and recordings have it.
namespace quorate::gui {

using stage::addTo;
using stage::DiskFault;
using stage::driftText;
using stage::faultKindOf;
using stage::isOfRealDisks;
using stage::kDiskFaultKinds;
using stage::kForgotText;
using stage::kIllText;
using stage::kTornText;
using stage::kWipedText;
using stage::parseDiskFault;
using stage::parseDrift;
using stage::textOf;

}  // namespace quorate::gui
