// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QJsonObject>

#include <optional>

#include "engine/kv/command.h"
#include "engine/kv/response.h"

namespace quorate::tests {

/// Where a command goes, below /v3/, and what it looks like there. Puts, ranges, deletes, and
/// transactions of one compare and such operations.
struct RpcCall {
    const char* path{nullptr};
    QByteArray body;
};
RpcCall callOf(const kv::Command& command, bool isLocal);

/// What an answer with status 200 says to it.
kv::Response responseOf(const kv::Command& command, const QJsonObject& answer);

}  // namespace quorate::tests
