// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace quorate {

/// Immutable bytes, shared: a view of a buffer together with a share in its ownership.
///
/// A copy costs one reference count and never copies a byte, so one payload travels from the socket
/// through the log, the disk and the peers to the state machine. Copies may be used and dropped on
/// any thread. Empty bytes own nothing.
class Bytes {
public:
    Bytes() = default;

    /// The one copy that framing needs: takes `text` into a buffer of its own.
    static Bytes copyOf(std::string_view text);

    /// `view` must lie within what `owner` keeps alive. The whole of that buffer stays in memory
    /// for as long as any part of it is held.
    static Bytes within(std::shared_ptr<const void> owner, std::string_view view) {
        Bytes bytes;
        if (!view.empty()) {
            bytes.m_owner = std::move(owner);
            bytes.m_view = view;
        }
        return bytes;
    }

    /// A part of these bytes that shares their buffer; cut off at their end.
    [[nodiscard]] Bytes slice(std::size_t offset, std::size_t length) const {
        return offset >= size() ? Bytes() : within(m_owner, m_view.substr(offset, length));
    }

    [[nodiscard]] std::string_view view() const noexcept { return m_view; }
    [[nodiscard]] const char* data() const noexcept { return m_view.data(); }
    [[nodiscard]] std::size_t size() const noexcept { return m_view.size(); }
    [[nodiscard]] bool empty() const noexcept { return m_view.empty(); }
    [[nodiscard]] std::string toString() const { return std::string(m_view); }

    /// By content.
    friend bool operator==(const Bytes& a, const Bytes& b) noexcept { return a.m_view == b.m_view; }

private:
    std::shared_ptr<const void> m_owner;
    std::string_view m_view;
};

}  // namespace quorate
