// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace quorate::network {

/// An answer over HTTP, whole.
struct HttpAnswer {
    int status{0};
    std::string body;
    /// The field Quorate-Error, by which a Quorate node says which ErrorCode it means; else empty.
    std::string errorName;
};

/// Answers out of the bytes of a connection (RFC 9112), with the parser of Boost.Beast. Answers
/// that are only provisional (1xx) are passed over.
class AnswerParser {
public:
    enum class Status { NeedMore, Done, Failed };

    AnswerParser();
    AnswerParser(const AnswerParser&) = delete;
    AnswerParser& operator=(const AnswerParser&) = delete;
    ~AnswerParser();

    /// For the next answer.
    void reset();
    /// How much was consumed; all of it where more is needed.
    Status feed(std::string_view bytes);
    /// No more bytes come: Done if the answer ends so.
    Status end();

    /// Of Done; taken away.
    [[nodiscard]] HttpAnswer take();
    /// Of Done: the connection can be used again, and nothing followed the answer.
    [[nodiscard]] bool isReusable() const noexcept;

private:
    class Parser;
    std::unique_ptr<Parser> m_parser;
};

}  // namespace quorate::network
