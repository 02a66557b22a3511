// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "network/api/api_context.h"
#include "network/api/watch.h"
#include "network/http/http_reply.h"

namespace quorate::network {

/// The watches of one request, and the lines that tell of them.
class WatchStream final : public HttpStreamListener {
public:
    /// `onWork` is called when catchUp() should be, soon; `onGone` when the client is gone, as the
    /// last call.
    WatchStream(std::shared_ptr<ApiContext> context, std::function<void()> onWork,
                std::function<void(WatchStream&)> onGone);

    /// False if the client is gone already.
    bool open(const HttpReply& reply);
    void obey(const WatchRequest& request);
    /// Ends the answer.
    void finish() { m_stream.finish(); }
    /// It was not broken off.
    [[nodiscard]] bool isOpen() const { return m_stream.isOpen(); }

    /// What was just applied; `view` has it.
    void tell(std::span<const kv::Event> events, const kv::View& view);
    /// Reads a page of history for each watch that is behind, if the client takes it. False: there
    /// is nothing more to do now.
    bool catchUp();
    /// The state was replaced: nothing was told of the changes in between.
    void fallBehind();
    /// Tells where the key space stands to those who asked for it and heard nothing since the last
    /// time.
    void tellProgress();

    [[nodiscard]] std::size_t watchCount() const noexcept { return m_watches.size(); }

    void writable() override { m_onWork(); }
    void gone() override { m_onGone(*this); }

private:
    struct Entry {
        Watch watch;
        bool heard{false};  ///< something since the last progress
    };

    void create(const WatchRequest& request);
    void cancel(std::int64_t watchId);
    bool catchUpOne(Entry& entry, const kv::View& view);
    /// Writes {"result":{"header":…, …}}.
    template <class WriteMembers>
    void writeLine(std::int64_t watchId, std::int64_t revision, const WriteMembers& writeMembers);
    void writeRefusal(const char* reason);
    [[nodiscard]] std::int64_t freeId();
    [[nodiscard]] bool isTaken(std::int64_t watchId) const;

    std::shared_ptr<ApiContext> m_context;
    std::function<void()> m_onWork;
    std::function<void(WatchStream&)> m_onGone;
    HttpStream m_stream;
    std::vector<Entry> m_watches;
    std::int64_t m_nextId{0};
    std::string m_line;
};

}  // namespace quorate::network
