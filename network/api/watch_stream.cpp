// SPDX-License-Identifier: Apache-2.0
#include "network/api/watch_stream.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

#include "engine/kv/layout.h"
#include "engine/kv/lookup.h"
#include "network/api/json_writer.h"
#include "network/api/kv_responses.h"

namespace quorate::network {

namespace {

constexpr std::size_t kMostWatches = 10'000;
/// What was applied at once and is more than this is read from history, in pages.
constexpr std::size_t kMostLiveEvents = 1000;
/// Names no watch: in etcd's refusals and in answers to progress requests.
constexpr std::int64_t kNoWatch = -1;

/// With what they replaced, which the view of the moment after them still has.
Result<std::vector<kv::Event>> withPrevious(std::vector<kv::Event> events, const kv::View& view) {
    std::string stored;
    for (kv::Event& event : events) {
        if (!event.replaced) {
            continue;
        }
        const auto put = kv::readPut(view.reader(), event.kv.key.view(), *event.replaced, stored);
        if (!put) {
            return put.error();
        }
        event.previous = kv::layout::toKeyValue(*put);
    }
    return events;
}

}  // namespace

WatchStream::WatchStream(std::shared_ptr<ApiContext> context, std::function<void()> onWork,
                         std::function<void(WatchStream&)> onGone)
    : m_context(std::move(context)), m_onWork(std::move(onWork)), m_onGone(std::move(onGone)) {}

bool WatchStream::open(const HttpReply& reply) {
    m_stream = reply.stream(200, kJsonContent, this);
    return m_stream.isOpen();
}

template <class WriteMembers>
void WatchStream::writeLine(std::int64_t watchId, std::int64_t revision,
                            const WriteMembers& writeMembers) {
    m_line.clear();
    JsonWriter json(m_line);
    json.beginObject();
    json.beginObject("result");
    writeHeader(json, m_context->header(revision));
    json.number("watch_id", watchId);
    writeMembers(json);
    json.endObject();
    json.endObject();
    m_line += '\n';
    m_stream.write(m_line);
}

void WatchStream::writeRefusal(const char* reason) {
    writeLine(kNoWatch, m_context->backend.latest()->revision(), [reason](JsonWriter& json) {
        json.flag("created", true);
        json.flag("canceled", true);
        json.text("cancel_reason", reason);
    });
}

void WatchStream::obey(const WatchRequest& request) {
    switch (request.kind) {
    case WatchRequest::Kind::Create:
        create(request);
        break;
    case WatchRequest::Kind::Cancel:
        cancel(request.watchId);
        break;
    case WatchRequest::Kind::Progress:
        writeLine(kNoWatch, m_context->backend.latest()->revision(), [](JsonWriter& /*json*/) {});
        break;
    case WatchRequest::Kind::Nothing:
        break;
    }
}

bool WatchStream::isTaken(std::int64_t watchId) const {
    return std::any_of(m_watches.begin(), m_watches.end(),
                       [watchId](const Entry& entry) { return entry.watch.id() == watchId; });
}

std::int64_t WatchStream::freeId() {
    while (isTaken(m_nextId)) {
        ++m_nextId;
    }
    return m_nextId++;
}

void WatchStream::create(const WatchRequest& request) {
    const std::int64_t revision = m_context->backend.latest()->revision();
    WatchRequest named = request;
    if (m_watches.size() == kMostWatches) {
        writeRefusal("there are too many watches on this stream");
        return;
    }
    if (Watch(request, revision).isEmpty()) {
        writeRefusal("mvcc: watcher range is empty");
        return;
    }
    if (request.watchId == 0) {
        named.watchId = freeId();
    } else if (isTaken(request.watchId)) {
        writeRefusal("mvcc: duplicate watch ID provided on the WatchStream");
        return;
    }
    m_watches.push_back({Watch(named, revision)});
    writeLine(named.watchId, revision, [](JsonWriter& json) { json.flag("created", true); });
    if (!m_watches.back().watch.isLive()) {
        m_onWork();
    }
}

void WatchStream::cancel(std::int64_t watchId) {
    if (!isTaken(watchId)) {
        return;
    }
    std::erase_if(m_watches, [watchId](const Entry& entry) { return entry.watch.id() == watchId; });
    writeLine(watchId, m_context->backend.latest()->revision(),
              [](JsonWriter& json) { json.flag("canceled", true); });
}

void WatchStream::tell(std::span<const kv::Event> events, const kv::View& view) {
    if (events.empty()) {
        return;
    }
    for (Entry& entry : m_watches) {
        Watch& watch = entry.watch;
        if (!watch.isLive()) {
            continue;
        }
        const auto isWanted = [&watch](const kv::Event& event) { return watch.wants(event); };
        const auto first = std::find_if(events.begin(), events.end(), isWanted);
        if (first == events.end()) {
            watch.told(view.revision());
            continue;
        }
        if (!m_stream.isWritable() || events.size() > kMostLiveEvents) {
            watch.fallBehind();
            m_onWork();
            continue;
        }
        std::vector<kv::Event> wanted;
        std::copy_if(first, events.end(), std::back_inserter(wanted), isWanted);
        if (watch.wantsPrevious()) {
            auto complete = withPrevious(std::move(wanted), view);
            if (!complete) {
                m_stream.abort();
                return;
            }
            wanted = std::move(*complete);
        }
        writeLine(watch.id(), view.revision(), [&](JsonWriter& json) {
            json.beginArray("events");
            for (const kv::Event& event : wanted) {
                writeEvent(json, event, watch.wantsPrevious());
            }
            json.endArray();
        });
        watch.told(view.revision());
        entry.heard = true;
    }
}

bool WatchStream::catchUp() {
    const std::shared_ptr<const kv::View> view = m_context->backend.latest();
    bool isBehind = false;
    for (std::size_t i = 0; i < m_watches.size();) {
        if (m_watches[i].watch.isLive()) {
            ++i;
            continue;
        }
        if (!m_stream.isWritable()) {
            // The next call comes from writable().
            m_stream.write({});
            return false;
        }
        if (!catchUpOne(m_watches[i], *view)) {
            m_watches.erase(m_watches.begin() + static_cast<std::ptrdiff_t>(i));
            continue;
        }
        isBehind = isBehind || !m_watches[i].watch.isLive();
        ++i;
    }
    return isBehind;
}

/// False ends the watch.
bool WatchStream::catchUpOne(Entry& entry, const kv::View& view) {
    const kv::KvResult<kv::HistoryPage> page = entry.watch.catchUp(view);
    if (!page) {
        m_stream.abort();
        return false;
    }
    if (!*page) {
        writeLine(entry.watch.id(), view.revision(), [&view](JsonWriter& json) {
            json.flag("canceled", true);
            json.number("compact_revision", view.compacted());
        });
        return false;
    }
    const kv::HistoryPage& history = page->value();
    if (history.events.empty()) {
        return true;
    }
    writeLine(entry.watch.id(), view.revision(), [&](JsonWriter& json) {
        json.flag("fragment", history.more && history.next.sub != 0);
        json.beginArray("events");
        for (const kv::Event& event : history.events) {
            writeEvent(json, event, entry.watch.wantsPrevious());
        }
        json.endArray();
    });
    entry.heard = true;
    return true;
}

void WatchStream::fallBehind() {
    for (Entry& entry : m_watches) {
        entry.watch.fallBehind();
    }
    m_onWork();
}

void WatchStream::tellProgress() {
    const std::int64_t revision = m_context->backend.latest()->revision();
    for (Entry& entry : m_watches) {
        const bool wasQuiet = !std::exchange(entry.heard, false);
        if (wasQuiet && entry.watch.isLive() && entry.watch.wantsProgress() &&
            m_stream.isWritable()) {
            writeLine(entry.watch.id(), revision, [](JsonWriter& /*json*/) {});
        }
    }
}

}  // namespace quorate::network
