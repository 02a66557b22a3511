// SPDX-License-Identifier: Apache-2.0
#include "network/api/watch_service.h"

#include <utility>

#include "network/api/rpc_messages.h"

namespace quorate::network {

WatchService::WatchService(std::shared_ptr<ApiContext> context) : m_context(std::move(context)) {
    m_work.setSingleShot(true);
    QObject::connect(&m_work, &QTimer::timeout, &m_work, [this] { catchUp(); });
    QObject::connect(&m_progress, &QTimer::timeout, &m_progress, [this] {
        for (const auto& stream : m_streams) {
            stream->tellProgress();
        }
    });
    m_progress.start(m_context->options.watchProgressIntervalMs);
    m_context->backend.add(*this);
}

WatchService::~WatchService() {
    m_context->backend.remove(*this);
    for (const auto& stream : m_streams) {
        stream->finish();
    }
}

void WatchService::watch(const HttpRequest& request, const HttpReply& reply) {
    auto watches = decodeWatches(m_context->document, request.body);
    if (!watches) {
        // What goes wrong on a stream has no better code in etcd.
        m_context->refuse(reply, ApiError{RpcCode::Unknown, watches.reason()});
        return;
    }
    auto stream = std::make_unique<WatchStream>(
        m_context, [this] { m_work.start(0); }, [this](WatchStream& gone) { forget(gone); });
    if (!stream->open(reply)) {
        return;
    }
    for (const WatchRequest& one : *watches) {
        stream->obey(one);
    }
    m_streams.push_back(std::move(stream));
}

void WatchService::applied(const kv::Effects& effects,
                           const std::shared_ptr<const kv::View>& view) {
    for (const auto& stream : m_streams) {
        stream->tell(effects.events, *view);
    }
}

void WatchService::replaced(const std::shared_ptr<const kv::View>& /*view*/) {
    for (const auto& stream : m_streams) {
        stream->fallBehind();
    }
}

void WatchService::catchUp() {
    bool isBehind = false;
    for (const auto& stream : m_streams) {
        isBehind = stream->catchUp() || isBehind;
    }
    std::erase_if(m_streams, [](const auto& stream) { return !stream->isOpen(); });
    if (isBehind) {
        m_work.start(0);
    }
}

void WatchService::forget(const WatchStream& stream) {
    std::erase_if(m_streams, [&stream](const auto& one) { return one.get() == &stream; });
}

std::size_t WatchService::watchCount() const noexcept {
    std::size_t count = 0;
    for (const auto& stream : m_streams) {
        count += stream->watchCount();
    }
    return count;
}

}  // namespace quorate::network
