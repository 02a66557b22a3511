// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <variant>

#include "engine/base/result.h"
#include "engine/kv/command.h"
#include "engine/kv/response.h"
#include "engine/node/client_port.h"
#include "engine/raft/types.h"
#include "engine/stage/client_request.h"
#include "network/client/watch_reader.h"

namespace quorate::gui {

struct MemberChange {
    enum class Kind : std::uint8_t { Add, AddLearner, Promote, Remove };
    Kind kind{Kind::Add};
    raft::NodeId node;    ///< none: of a member that is added, whichever the cluster chooses
    std::string address;  ///< of a member that is added
};

/// What a client can ask of a node.
using Asked = std::variant<kv::Command, stage::ClientRead, MemberChange>;

/// A node on real time that can be asked, wherever it runs and whoever runs it.
class AskedNode : public QObject {
public:
    using QObject::QObject;

    /// Whether there is any use in asking it.
    [[nodiscard]] virtual bool isRunning() const noexcept = 0;
    /// Calls back in any thread.
    virtual void ask(const node::RequestOrigin& origin, const Asked& what,
                     std::function<void(Result<kv::Response>)> done) = 0;
    /// Likewise, about the time of a lease; any node asks the leader. NotFound.
    virtual void askLease(const stage::LeaseQuestion& question,
                          std::function<void(Result<stage::LeaseTimes>)> done) = 0;
    /// Changes of its keys as they happen. It runs; the reader belongs to the caller's thread.
    virtual std::unique_ptr<network::WatchReader> watch(const network::WatchQuestion& what) = 0;
};

}  // namespace quorate::gui
