// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "network/host/quorated/arguments.h"

/// The verbs of quorated. Each takes what stands behind it on the command line, prints, and returns
/// how the program exits.
namespace quorate::host {

inline constexpr int kExitFine = 0;
inline constexpr int kExitFindings = 1;
inline constexpr int kExitUsage = 2;

/// Without a verb: runs a node until it is told to end.
int serveVerb(const Arguments& arguments);
int inspectVerb(const Arguments& arguments);
int verifyVerb(const Arguments& arguments);
int repairVerb(const Arguments& arguments);
/// Works on running clusters, and on no directory.
int copyVerb(const Arguments& arguments);

/// One line on the standard error: "quorated inspect: ...".
int refuse(const char* verb, const std::string& why, int exitCode);

/// `text`, and then what the options do.
int printHelp(const char* text, const boost::program_options::options_description& options);

}  // namespace quorate::host
