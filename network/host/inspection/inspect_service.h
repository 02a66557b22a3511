// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <utility>

#include "engine/base/result.h"
#include "network/http/http_handler.h"
#include "storage/inspection/disk_question.h"

namespace quorate::network {

/// A node's client port with what people ask of its disk in front: GET /inspect/... All else goes
/// to who is behind it. Read only, and by the page.
class InspectService final : public HttpHandler {
public:
    using Done = std::function<void(Result<storage::DiskAnswer>)>;
    /// Answers once, in the thread of the server.
    using AskDisk = std::function<void(const storage::DiskQuestion&, Done)>;

    /// `behind` outlives it.
    InspectService(HttpHandler& behind, AskDisk askDisk)
        : m_behind(behind), m_askDisk(std::move(askDisk)) {}

    void handle(const HttpRequest& request, HttpReply reply) override;

private:
    HttpHandler& m_behind;
    AskDisk m_askDisk;
};

}  // namespace quorate::network
