// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTimer>

#include <cstddef>
#include <memory>
#include <vector>

#include "network/api/api_context.h"
#include "network/api/backend.h"
#include "network/api/watch_stream.h"
#include "network/http/http_reply.h"
#include "network/http/http_request.h"

namespace quorate::network {

/// etcd's Watch service: /v3/watch. All streams of watches, fed with what is applied and, where
/// they are behind, with history, a page each in a turn of the event loop.
class WatchService final : private Backend::ApplyListener {
public:
    explicit WatchService(std::shared_ptr<ApiContext> context);
    ~WatchService() override;

    void watch(const HttpRequest& request, const HttpReply& reply);

    [[nodiscard]] std::size_t streamCount() const noexcept { return m_streams.size(); }
    [[nodiscard]] std::size_t watchCount() const noexcept;

private:
    void applied(const kv::Effects& effects, const std::shared_ptr<const kv::View>& view) override;
    void replaced(const std::shared_ptr<const kv::View>& view) override;
    void catchUp();
    void forget(const WatchStream& stream);

    std::shared_ptr<ApiContext> m_context;
    std::vector<std::unique_ptr<WatchStream>> m_streams;
    QTimer m_work;
    QTimer m_progress;
};

}  // namespace quorate::network
