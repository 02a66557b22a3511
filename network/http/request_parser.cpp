// SPDX-License-Identifier: Apache-2.0
#include "network/http/request_parser.h"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/verb.hpp>
#include <optional>
#include <string>

namespace quorate::network {

namespace {

namespace http = boost::beast::http;
using BeastView = boost::beast::string_view;
using BeastError = boost::beast::error_code;

std::string_view viewOf(BeastView view) {
    return {view.data(), view.size()};
}

HttpMethod methodOf(http::verb verb) {
    switch (verb) {
    case http::verb::get:
        return HttpMethod::Get;
    case http::verb::head:
        return HttpMethod::Head;
    case http::verb::post:
        return HttpMethod::Post;
    case http::verb::put:
        return HttpMethod::Put;
    case http::verb::delete_:
        return HttpMethod::Delete;
    case http::verb::options:
        return HttpMethod::Options;
    default:
        return HttpMethod::Other;
    }
}

bool equalsIgnoringCase(BeastView a, BeastView b) {
    return boost::beast::iequals(a, b);
}

/// What is kept of a request. The header may come in several reads, so it is copied; the strings
/// are used again for every request.
struct Kept {
    HttpMethod method{HttpMethod::Get};
    std::string target;
    std::string host;
    std::string origin;
    std::string fetchSite;
    std::string fetchMode;
    std::string accept;
    std::string operation;
    std::string cause;
    std::string body;
    std::string_view wholeBody;  ///< where it came in one piece
    int version{11};
    bool hasHost{false};
    bool expectsContinue{false};
    const char* failure{nullptr};
    int failureStatus{0};

    void clear() {
        method = HttpMethod::Get;
        target.clear();
        host.clear();
        origin.clear();
        fetchSite.clear();
        fetchMode.clear();
        accept.clear();
        operation.clear();
        cause.clear();
        if (body.capacity() > kKeptBodyBytes) {
            body = std::string();
        }
        body.clear();
        wholeBody = {};
        hasHost = false;
        expectsContinue = false;
        failure = nullptr;
        failureStatus = 0;
    }

    static constexpr std::size_t kKeptBodyBytes = std::size_t{64} * 1024;
};

/// Hands what Beast finds to a Kept. Lives for one request.
class Machine final : public http::basic_parser<true> {
public:
    explicit Machine(Kept& kept) : m_kept(kept) {}

private:
    void fail(int status, const char* message, BeastError& error) {
        m_kept.failureStatus = status;
        m_kept.failure = message;
        error = http::error::bad_value;
    }

    void on_request_impl(http::verb verb, BeastView /*method*/, BeastView target, int version,
                         BeastError& error) override {
        error = {};
        m_kept.version = version;
        m_kept.method = methodOf(verb);
        m_kept.target.assign(target.data(), target.size());
    }

    void on_response_impl(int /*code*/, BeastView /*reason*/, int /*version*/,
                          BeastError& error) override {
        error = http::error::bad_version;
    }

    void on_field_impl(http::field name, BeastView nameText, BeastView value,
                       BeastError& error) override {
        error = {};
        switch (name) {
        case http::field::host:
            if (m_kept.hasHost) {
                fail(400, "more than one Host", error);
            }
            m_kept.hasHost = true;
            m_kept.host.assign(value.data(), value.size());
            break;
        case http::field::origin:
            m_kept.origin.assign(value.data(), value.size());
            if (m_kept.origin.empty()) {
                m_kept.origin = "null";
            }
            break;
        case http::field::accept:
            m_kept.accept.assign(value.data(), value.size());
            break;
        case http::field::expect:
            m_kept.expectsContinue = equalsIgnoringCase(value, "100-continue");
            break;
        case http::field::transfer_encoding:
            if (!equalsIgnoringCase(value, "chunked")) {
                fail(501, "no transfer encoding is known here but chunked", error);
            }
            break;
        case http::field::unknown:
            if (equalsIgnoringCase(nameText, "Sec-Fetch-Site")) {
                m_kept.fetchSite.assign(value.data(), value.size());
            } else if (equalsIgnoringCase(nameText, "Sec-Fetch-Mode")) {
                m_kept.fetchMode.assign(value.data(), value.size());
            } else if (equalsIgnoringCase(nameText, "Quorate-Operation")) {
                m_kept.operation.assign(value.data(), value.size());
            } else if (equalsIgnoringCase(nameText, "Quorate-Cause")) {
                m_kept.cause.assign(value.data(), value.size());
            }
            break;
        default:
            break;
        }
    }

    void on_header_impl(BeastError& error) override { error = {}; }

    void on_body_init_impl(const boost::optional<std::uint64_t>& length,
                           BeastError& error) override {
        error = {};
        m_length = length ? *length : 0;
    }

    std::size_t on_body_impl(BeastView piece, BeastError& error) override {
        error = {};
        if (m_kept.body.empty() && piece.size() == m_length) {
            m_kept.wholeBody = viewOf(piece);
        } else {
            m_kept.body.append(piece.data(), piece.size());
        }
        return piece.size();
    }

    void on_chunk_header_impl(std::uint64_t /*size*/, BeastView /*extensions*/,
                              BeastError& error) override {
        error = {};
    }

    std::size_t on_chunk_body_impl(std::uint64_t /*remaining*/, BeastView piece,
                                   BeastError& error) override {
        error = {};
        m_kept.body.append(piece.data(), piece.size());
        return piece.size();
    }

    void on_finish_impl(BeastError& error) override { error = {}; }

    Kept& m_kept;
    std::uint64_t m_length{0};
};

}  // namespace

class RequestParser::Parser {
public:
    explicit Parser(const HttpLimits& limits)
        : m_maxHeaderBytes(limits.maxHeaderBytes), m_maxBodyBytes(limits.maxBodyBytes) {
        next();
    }

    void next() {
        m_kept.clear();
        m_machine.emplace(m_kept);
        m_machine->eager(true);
        m_machine->header_limit(m_maxHeaderBytes);
        m_machine->body_limit(m_maxBodyBytes);
        m_hasBegun = false;
    }

    Step feed(std::string_view bytes) {
        Step step;
        // An empty line before a request is to be ignored (RFC 9112 §2.2).
        while (!m_hasBegun && step.consumed < bytes.size() &&
               (bytes[step.consumed] == '\r' || bytes[step.consumed] == '\n')) {
            ++step.consumed;
        }
        while (step.consumed < bytes.size()) {
            m_hasBegun = true;
            BeastError error;
            const std::size_t taken =
                m_machine->put(boost::asio::const_buffer(bytes.data() + step.consumed,
                                                         bytes.size() - step.consumed),
                               error);
            step.consumed += taken;
            if (error && error != http::error::need_more) {
                fail(step, error);
                return step;
            }
            if (m_machine->is_done()) {
                finish();
                step.status = Status::Done;
                return step;
            }
            if (error || taken == 0) {
                break;
            }
        }
        return step;
    }

    [[nodiscard]] const HttpRequest& request() const noexcept { return m_request; }
    [[nodiscard]] bool hasBegun() const noexcept { return m_hasBegun; }
    [[nodiscard]] bool isHeaderDone() const noexcept { return m_machine->is_header_done(); }
    [[nodiscard]] bool expectsContinue() const noexcept { return m_kept.expectsContinue; }
    [[nodiscard]] std::size_t heldBytes() const noexcept { return m_kept.body.size(); }

private:
    void fail(Step& step, BeastError error) const {
        step.status = Status::Failed;
        if (m_kept.failure != nullptr) {
            step.httpStatus = m_kept.failureStatus;
            step.message = m_kept.failure;
        } else if (error == http::error::header_limit) {
            step.httpStatus = 431;
            step.message = "the header is too large";
        } else if (error == http::error::body_limit) {
            step.httpStatus = 413;
            step.message = "the body is too large";
        } else if (error == http::error::bad_version) {
            step.httpStatus = 505;
            step.message = "this port speaks HTTP/1.1";
        } else {
            step.httpStatus = 400;
            step.message = "this is no HTTP/1.1 request";
        }
    }

    void finish() {
        const std::string_view target = m_kept.target;
        const std::size_t mark = target.find('?');
        m_request.method = m_kept.method;
        m_request.target = target;
        m_request.path = target.substr(0, mark);
        m_request.query =
            mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
        m_request.body = m_kept.wholeBody.empty() ? m_kept.body : m_kept.wholeBody;
        m_request.host = m_kept.host;
        m_request.origin = m_kept.origin;
        m_request.fetchSite = m_kept.fetchSite;
        m_request.fetchMode = m_kept.fetchMode;
        m_request.accept = m_kept.accept;
        m_request.operation = m_kept.operation;
        m_request.cause = m_kept.cause;
        m_request.hasHost = m_kept.hasHost;
        m_request.isHttp10 = m_kept.version < 11;
        m_request.keepAlive = m_machine->keep_alive();
    }

    std::uint32_t m_maxHeaderBytes;
    std::size_t m_maxBodyBytes;
    Kept m_kept;
    std::optional<Machine> m_machine;
    HttpRequest m_request;
    bool m_hasBegun{false};
};

RequestParser::RequestParser(const HttpLimits& limits)
    : m_parser(std::make_unique<Parser>(limits)) {}
RequestParser::~RequestParser() = default;

RequestParser::Step RequestParser::feed(std::string_view bytes) {
    return m_parser->feed(bytes);
}
void RequestParser::next() {
    m_parser->next();
}
const HttpRequest& RequestParser::request() const noexcept {
    return m_parser->request();
}
bool RequestParser::hasBegun() const noexcept {
    return m_parser->hasBegun();
}
bool RequestParser::isHeaderDone() const noexcept {
    return m_parser->isHeaderDone();
}
std::size_t RequestParser::heldBytes() const noexcept {
    return m_parser->heldBytes();
}
bool RequestParser::expectsContinue() const noexcept {
    return m_parser->expectsContinue();
}

}  // namespace quorate::network
