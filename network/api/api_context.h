// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "engine/kv/command.h"
#include "engine/kv/response.h"
#include "network/api/api_error.h"
#include "network/api/api_options.h"
#include "network/api/backend.h"
#include "network/api/json_document.h"
#include "network/api/json_writer.h"
#include "network/api/kv_responses.h"
#include "network/http/http_reply.h"

namespace quorate::network {

inline constexpr std::string_view kJsonContent = "application/json";
inline constexpr std::string_view kTextContent = "text/plain; charset=utf-8";

/// What all parts of the API share: the backend, and the ways to answer. Kept by every request that
/// is under way, so it outlives the API where it must; the backend is only asked by new requests.
class ApiContext final : public std::enable_shared_from_this<ApiContext> {
public:
    ApiContext(Backend& behind, ApiOptions apiOptions)
        : backend(behind), options(std::move(apiOptions)) {}

    Backend& backend;
    const ApiOptions options;
    /// For decoding one request; used again by the next.
    JsonDocument document;

    [[nodiscard]] ResponseHeader header(std::int64_t revision) const {
        return {backend.cluster(), backend.node().value(), revision, backend.term().value()};
    }
    /// With the revision of what is applied here.
    [[nodiscard]] ResponseHeader header() const { return header(backend.latest()->revision()); }

    /// Answers with a header and the members that `writeMembers(JsonWriter&)` writes.
    template <class WriteMembers>
    void answer(const HttpReply& reply, std::int64_t revision, const WriteMembers& writeMembers) {
        m_body.clear();
        JsonWriter json(m_body);
        json.beginObject();
        writeHeader(json, header(revision));
        writeMembers(json);
        json.endObject();
        reply.send(200, kJsonContent, m_body);
    }
    template <class WriteMembers>
    void answer(const HttpReply& reply, const WriteMembers& writeMembers) {
        answer(reply, backend.latest()->revision(), writeMembers);
    }

    void refuse(const HttpReply& reply, const ApiError& error);
    void refuse(const HttpReply& reply, const Error& error) { refuse(reply, apiError(error)); }
    void refuse(const HttpReply& reply, kv::KvError refusal) { refuse(reply, apiError(refusal)); }
    void refuseBadRequest(const HttpReply& reply, const std::string& reason) {
        refuse(reply, ApiError{RpcCode::InvalidArgument, reason});
    }

    /// Checks and proposes a command, and answers with what comes of it.
    void propose(const kv::Command& command, const HttpReply& reply);

    /// In plain text, for the plain part of the API.
    void refusePlainly(const HttpReply& reply, const ApiError& error);

private:
    void answerCommand(const HttpReply& reply, const Result<kv::Response>& result);

    std::string m_body;
};

}  // namespace quorate::network
