// SPDX-License-Identifier: Apache-2.0
#include "gui/session/key_watch.h"

#include <utility>

#include "engine/kv/prefix.h"

namespace quorate::gui {

WatchedChange watchedChangeOf(const kv::Event& event) {
    WatchedChange change;
    change.key = std::string(event.kv.key.view());
    if (event.kind == kv::EventKind::Put) {
        change.value = std::string(event.kv.value.view());
    }
    if (event.previous) {
        change.before = std::string(event.previous->value.view());
    }
    change.revision = event.kv.modRevision;
    change.version = event.kv.version;
    change.lease = event.kv.lease.value;
    return change;
}

WatchedKeys::WatchedKeys(const WatchAsk& ask) : m_key(ask.key) {
    if (ask.isPrefix) {
        kv::PrefixRange all = kv::rangeOfPrefix(ask.key);
        m_key = std::move(all.key);
        m_rangeEnd = std::move(all.rangeEnd);
    }
}

}  // namespace quorate::gui
