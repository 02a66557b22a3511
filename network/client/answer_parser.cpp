// SPDX-License-Identifier: Apache-2.0
#include "network/client/answer_parser.h"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>
#include <cstdint>
#include <optional>
#include <utility>

namespace quorate::network {

namespace {

namespace http = boost::beast::http;
using BeastView = boost::beast::string_view;
using BeastError = boost::beast::error_code;

constexpr std::uint32_t kMostHeaderBytes = std::uint32_t{64} * 1024;
constexpr std::uint64_t kMostBodyBytes = std::uint64_t{256} * 1024 * 1024;

/// Hands what Beast finds to an HttpAnswer. Lives for one answer.
class Machine final : public http::basic_parser<false> {
public:
    explicit Machine(HttpAnswer& answer) : m_answer(answer) {}

private:
    void on_request_impl(http::verb /*verb*/, BeastView /*method*/, BeastView /*target*/,
                         int /*version*/, BeastError& error) override {
        error = http::error::bad_version;
    }
    void on_response_impl(int code, BeastView /*reason*/, int /*version*/,
                          BeastError& error) override {
        error = {};
        m_answer.status = code;
    }
    void on_field_impl(http::field /*name*/, BeastView name, BeastView value,
                       BeastError& error) override {
        error = {};
        if (boost::beast::iequals(name, "Quorate-Error")) {
            m_answer.errorName.assign(value.data(), value.size());
        }
    }
    void on_header_impl(BeastError& error) override { error = {}; }
    void on_body_init_impl(const boost::optional<std::uint64_t>& /*length*/,
                           BeastError& error) override {
        error = {};
    }
    std::size_t on_body_impl(BeastView piece, BeastError& error) override {
        error = {};
        m_answer.body.append(piece.data(), piece.size());
        return piece.size();
    }
    void on_chunk_header_impl(std::uint64_t /*size*/, BeastView /*extensions*/,
                              BeastError& error) override {
        error = {};
    }
    std::size_t on_chunk_body_impl(std::uint64_t /*remaining*/, BeastView piece,
                                   BeastError& error) override {
        error = {};
        m_answer.body.append(piece.data(), piece.size());
        return piece.size();
    }
    void on_finish_impl(BeastError& error) override { error = {}; }

    HttpAnswer& m_answer;
};

}  // namespace

class AnswerParser::Parser {
public:
    Parser() { reset(); }

    void reset() {
        m_answer = {};
        m_held.clear();
        m_machine.emplace(m_answer);
        m_machine->eager(true);
        m_machine->header_limit(kMostHeaderBytes);
        m_machine->body_limit(kMostBodyBytes);
        m_isReusable = false;
    }

    Status feed(std::string_view bytes) {
        // What Beast did not take of a header must come again, before what follows.
        m_held.append(bytes);
        std::size_t consumed = 0;
        while (consumed < m_held.size()) {
            BeastError error;
            const std::size_t taken = m_machine->put(
                boost::asio::const_buffer(m_held.data() + consumed, m_held.size() - consumed),
                error);
            consumed += taken;
            if (error && error != http::error::need_more) {
                return Status::Failed;
            }
            if (m_machine->is_done() && isProvisional()) {
                const std::string rest = m_held.substr(consumed);
                reset();
                return feed(rest);
            }
            if (m_machine->is_done()) {
                m_isReusable = m_machine->keep_alive() && consumed == m_held.size();
                return Status::Done;
            }
            if (error || taken == 0) {
                break;
            }
        }
        m_held.erase(0, consumed);
        return Status::NeedMore;
    }

    Status end() {
        BeastError error;
        if (m_machine->got_some()) {
            m_machine->put_eof(error);
        }
        return !error && m_machine->is_done() ? Status::Done : Status::Failed;
    }

    HttpAnswer take() { return std::move(m_answer); }
    [[nodiscard]] bool isReusable() const noexcept { return m_isReusable; }

private:
    [[nodiscard]] bool isProvisional() const noexcept { return m_answer.status / 100 == 1; }

    HttpAnswer m_answer;
    std::string m_held;
    std::optional<Machine> m_machine;
    bool m_isReusable{false};
};

AnswerParser::AnswerParser() : m_parser(std::make_unique<Parser>()) {}
AnswerParser::~AnswerParser() = default;

void AnswerParser::reset() {
    m_parser->reset();
}
AnswerParser::Status AnswerParser::feed(std::string_view bytes) {
    return m_parser->feed(bytes);
}
AnswerParser::Status AnswerParser::end() {
    return m_parser->end();
}
HttpAnswer AnswerParser::take() {
    return m_parser->take();
}
bool AnswerParser::isReusable() const noexcept {
    return m_parser->isReusable();
}

}  // namespace quorate::network
