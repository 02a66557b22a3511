// SPDX-License-Identifier: Apache-2.0
#include "network/host/inspection/inspect_service.h"

#include <string>
#include <utility>

#include "network/api/api_error.h"
#include "network/host/inspection/disk_json.h"
#include "network/host/inspection/disk_target.h"

namespace quorate::network {

namespace {

constexpr std::string_view kJson = "application/json";
constexpr std::string_view kText = "text/plain; charset=utf-8";

void refuse(const HttpReply& reply, const Error& error) {
    const ApiError answer = apiError(error);
    std::string body;
    appendError(body, answer);
    reply.send(httpStatus(answer.code), kJson, body, causeField(answer));
}

}  // namespace

void InspectService::handle(const HttpRequest& request, HttpReply reply) {
    if (request.path != "/inspect" && !request.path.starts_with("/inspect/")) {
        m_behind.handle(request, std::move(reply));
        return;
    }
    if (request.method != HttpMethod::Get) {
        reply.send(405, kText, "Method Not Allowed\n", "Allow: GET\r\n");
        return;
    }
    const auto question = questionOf(request.path, request.query);
    if (!question) {
        refuse(reply, question.error());
        return;
    }
    m_askDisk(*question, [reply](const Result<storage::DiskAnswer>& answer) {
        if (answer) {
            reply.send(200, kJson, jsonOf(*answer));
        } else {
            refuse(reply, answer.error());
        }
    });
}

}  // namespace quorate::network
