// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTest>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/gui/session_talk.h"

/// How tests watch keys of sessions of any kind, and ask about leases.
namespace quorate::tests {

/// Hears all that the watches of a session tell.
class WatchEar final : public QObject {
public:
    explicit WatchEar(gui::Session& session) : m_session(session) {
        connect(&session, &gui::Session::watched, this,
                [this](const gui::WatchNews& told) { news.push_back(told); });
    }

    /// Begins a watch, and waits until it watches.
    bool begin(std::uint64_t id, const gui::WatchAsk& ask) {
        m_session.watch(gui::WatchId(id), ask);
        return QTest::qWaitFor([&] { return stands(id, gui::WatchNews::Standing::Watching); },
                               kPatienceMs);
    }
    [[nodiscard]] const gui::WatchNews* latest(std::uint64_t id) const {
        const auto found = std::find_if(news.rbegin(), news.rend(), [id](const auto& told) {
            return told.watch == gui::WatchId(id);
        });
        return found == news.rend() ? nullptr : &*found;
    }
    [[nodiscard]] bool stands(std::uint64_t id, gui::WatchNews::Standing standing) const {
        const gui::WatchNews* told = latest(id);
        return told != nullptr && told->standing == standing;
    }
    [[nodiscard]] std::vector<gui::WatchedChange> changes(std::uint64_t id) const {
        std::vector<gui::WatchedChange> all;
        for (const gui::WatchNews& told : news) {
            if (told.watch == gui::WatchId(id)) {
                all.insert(all.end(), told.changes.begin(), told.changes.end());
            }
        }
        return all;
    }
    /// "key=value", or "key" for one that was deleted.
    [[nodiscard]] std::vector<std::string> texts(std::uint64_t id) const {
        std::vector<std::string> texts;
        for (const gui::WatchedChange& change : changes(id)) {
            texts.push_back(change.value ? change.key + "=" + *change.value : change.key);
        }
        return texts;
    }
    /// Waits for so many changes.
    bool hears(std::uint64_t id, std::size_t count) {
        return QTest::qWaitFor([&] { return changes(id).size() >= count; }, kPatienceMs);
    }

    std::vector<gui::WatchNews> news;

private:
    gui::Session& m_session;
};

inline gui::Ask leaseAsk(stage::LeaseQuestion::Kind kind, kv::LeaseId lease) {
    gui::Ask ask;
    ask.what = stage::LeaseQuestion{kind, lease};
    return ask;
}
inline gui::Ask commandAsk(kv::Command command) {
    gui::Ask ask;
    ask.what = std::move(command);
    return ask;
}
inline gui::WatchAsk watchAsk(const std::string& key, bool isPrefix = false,
                              std::int64_t from = 0) {
    gui::WatchAsk ask;
    ask.key = key;
    ask.isPrefix = isPrefix;
    ask.from = from;
    return ask;
}

}  // namespace quorate::tests
