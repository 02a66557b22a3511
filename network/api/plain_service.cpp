// SPDX-License-Identifier: Apache-2.0
#include "network/api/plain_service.h"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <variant>

#include "engine/kv/command_check.h"
#include "engine/kv/lookup.h"
#include "network/api/member_url.h"
#include "network/api/percent_encoding.h"

namespace quorate::network {

namespace {

constexpr std::string_view kPrefix = "/kv/";
/// Values are anybody's bytes: no browser is to take them for a page.
constexpr std::string_view kBytesContent = "application/octet-stream";
constexpr std::string_view kNoSniff = "X-Content-Type-Options: nosniff\r\n";

/// curl and editors like to put an end of line behind what was typed.
std::string_view withoutEndOfLine(std::string_view text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) {
        text.remove_suffix(1);
    }
    return text;
}

std::optional<raft::NodeId> parseNodeId(std::string_view text) {
    std::uint64_t value = 0;
    const char* const end = text.data() + text.size();
    const std::from_chars_result parsed = std::from_chars(text.data(), end, value);
    const raft::NodeId node(value);
    if (parsed.ec != std::errc() || parsed.ptr != end || !raft::isMemberId(node)) {
        return std::nullopt;
    }
    return node;
}

ApiError badRequest(std::string message) {
    return {RpcCode::InvalidArgument, std::move(message)};
}

ApiError noSuchKey(std::string_view key) {
    constexpr std::size_t kShown = 100;
    std::string shown(key.substr(0, kShown));
    for (char& c : shown) {
        c = c >= ' ' && c <= '~' ? c : '?';
    }
    return {RpcCode::NotFound, "there is no key " + shown + (key.size() > kShown ? "..." : "")};
}

/// The refusal among the answers to a command, if it was refused.
template <class Response>
std::optional<ApiError> refusalOf(const Result<kv::Response>& result) {
    if (!result) {
        return apiError(result.error());
    }
    if (const auto* refusal = std::get_if<kv::KvError>(&*result)) {
        return apiError(*refusal);
    }
    if (std::get_if<Response>(&*result) == nullptr) {
        return ApiError{RpcCode::Unavailable, "the request was applied without an answer"};
    }
    return std::nullopt;
}

}  // namespace

void PlainService::keys(const HttpRequest& request, const HttpReply& reply) {
    std::string_view key;
    std::string decoded;
    if (request.path.starts_with(kPrefix)) {
        auto path = percentDecoded(request.path.substr(kPrefix.size()));
        if (!path) {
            m_context->refusePlainly(reply, badRequest("a percent sign in the path is followed by "
                                                       "no two hexadecimal digits"));
            return;
        }
        decoded = std::move(*path);
        key = decoded;
    } else {
        key = withoutEndOfLine(request.body);
    }
    switch (request.method) {
    case HttpMethod::Put:
        put(request, reply, Bytes::copyOf(key));
        break;
    case HttpMethod::Delete:
        remove(reply, Bytes::copyOf(key));
        break;
    default:
        get(reply, Bytes::copyOf(key));
        break;
    }
}

void PlainService::put(const HttpRequest& request, const HttpReply& reply, Bytes key) {
    kv::PutRequest put;
    if (request.path.starts_with(kPrefix)) {
        put.key = std::move(key);
        put.value = Bytes::copyOf(request.body);
    } else {
        const std::size_t mark = key.view().find('=');
        if (mark == std::string_view::npos) {
            m_context->refusePlainly(reply, badRequest("the body must be key=value"));
            return;
        }
        put.key = key.slice(0, mark);
        put.value = key.slice(mark + 1, key.size());
    }
    const kv::Command command(std::move(put));
    if (const auto refusal = kv::check(command, m_context->options.maxTxnOperations)) {
        m_context->refusePlainly(reply, apiError(*refusal));
        return;
    }
    m_context->backend.propose(command,
                               [context = m_context, reply](const Result<kv::Response>& result) {
                                   if (const auto error = refusalOf<kv::PutResponse>(result)) {
                                       context->refusePlainly(reply, *error);
                                   } else {
                                       reply.send(200, {}, {});
                                   }
                               });
}

void PlainService::get(const HttpReply& reply, Bytes key) {
    if (key.empty()) {
        m_context->refusePlainly(reply, badRequest("name a key: GET /kv/key, or the key as body"));
        return;
    }
    m_context->backend.read(
        node::ReadLevel::Linearizable, [context = m_context, reply, key = std::move(key)](
                                           const Result<std::shared_ptr<const kv::View>>& view) {
            if (!view) {
                context->refusePlainly(reply, apiError(view.error()));
                return;
            }
            std::string stored;
            kv::layout::Change put;
            const Result<bool> found = kv::readCurrent((*view)->reader(), key.view(), stored, put);
            if (!found) {
                context->refusePlainly(reply, apiError(found.error()));
            } else if (!*found) {
                context->refusePlainly(reply, noSuchKey(key.view()));
            } else {
                reply.send(200, kBytesContent, put.value, kNoSniff);
            }
        });
}

void PlainService::remove(const HttpReply& reply, Bytes key) {
    const kv::Command command(kv::DeleteRangeRequest{key, {}, false});
    if (const auto refusal = kv::check(command, m_context->options.maxTxnOperations)) {
        m_context->refusePlainly(reply, apiError(*refusal));
        return;
    }
    m_context->backend.propose(
        command, [context = m_context, reply, key](const Result<kv::Response>& result) {
            if (const auto error = refusalOf<kv::DeleteRangeResponse>(result)) {
                context->refusePlainly(reply, *error);
            } else if (std::get_if<kv::DeleteRangeResponse>(&*result)->deleted == 0) {
                context->refusePlainly(reply, noSuchKey(key.view()));
            } else {
                reply.send(200, {}, {});
            }
        });
}

void PlainService::members(const HttpRequest& request, const HttpReply& reply) {
    const std::string_view body = withoutEndOfLine(request.body);
    const auto done = [context = m_context, reply](const Result<void>& result) {
        if (result) {
            reply.send(204, {}, {});
        } else {
            context->refusePlainly(reply, apiError(result.error()));
        }
    };
    const std::size_t mark = body.find('=');
    const std::optional<raft::NodeId> node = parseNodeId(body.substr(0, mark));
    if (request.method == HttpMethod::Delete) {
        if (!node || mark != std::string_view::npos) {
            m_context->refusePlainly(reply, badRequest("the body must be the number of a node"));
            return;
        }
        m_context->backend.removeMember(*node, done);
        return;
    }
    const std::string_view url =
        mark == std::string_view::npos ? std::string_view() : body.substr(mark + 1);
    if (!node || !isPeerUrl(url)) {
        m_context->refusePlainly(
            reply, badRequest("the body must be number=http://host:port, 4=http://127.0.0.1:2384 "
                              "for example"));
        return;
    }
    m_context->backend.addMember(*node, std::string(url), false, done);
}

}  // namespace quorate::network
