// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/program_options/variables_map.hpp>
#include <string>

#include "engine/base/result.h"
#include "network/client/client_credentials.h"

namespace quorate::host {

/// By what a verb knows a server and who it is itself: its options --cacert, --cert, --key and
/// --user, all with `prefix` before their names. Files not given so are taken from those without
/// `prefix`. A user without a password gets it from the environment variable, or is asked for it if
/// there is a terminal. InvalidArgument, with what to do.
Result<network::ClientCredentials> takeCredentials(
    const boost::program_options::variables_map& given, const std::string& prefix,
    const char* passwordVariable);

}  // namespace quorate::host
