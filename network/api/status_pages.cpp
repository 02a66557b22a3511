// SPDX-License-Identifier: Apache-2.0
#include "network/api/status_pages.h"

#include <string>
#include <utility>

#include "network/api/json_writer.h"

namespace quorate::network {

namespace {

constexpr std::string_view kMetricsContent = "text/plain; version=0.0.4; charset=utf-8";
constexpr std::string_view kPageContent = "text/html; charset=utf-8";
constexpr std::string_view kPageFields =
    "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\n"
    "X-Content-Type-Options: nosniff\r\n";

constexpr std::string_view kPage = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Quorate</title>
<style>body{font:16px/1.5 sans-serif;max-width:44em;margin:3em auto;padding:0 1em}
code,pre{background:#eee;padding:.1em .3em}pre{padding:1em;overflow:auto}
@media(prefers-color-scheme:dark){body{background:#222;color:#ddd}code,pre{background:#333}
a{color:#8bf}}</style>
</head>
<body>
<h1>Quorate</h1>
<p>This is the client port of a node of a replicated key-value store.</p>
<pre>curl -X PUT    http://HOST/kv -d key1=val1
curl           http://HOST/kv/key1
curl -X DELETE http://HOST/kv/key1
curl -X POST   http://HOST/conf -d 4=http://127.0.0.1:2384
curl -X DELETE http://HOST/conf -d 4</pre>
<p>It also speaks the v3 API of etcd in JSON, below <code>/v3/</code>:</p>
<pre>curl http://HOST/v3/kv/put   -d '{"key":"a2V5MQ==","value":"dmFsMQ=="}'
curl http://HOST/v3/kv/range -d '{"key":"a2V5MQ=="}'
curl -N http://HOST/v3/watch -d '{"create_request":{"key":"a2V5MQ=="}}'</pre>
<p>How it is: <a href="/health">health</a>, <a href="/livez">livez</a>,
<a href="/readyz">readyz</a>, <a href="/version">version</a>, <a href="/metrics">metrics</a>.</p>
</body>
</html>
)";

}  // namespace

/// Calls answer(reason), which is empty for a healthy node.
template <class Answer>
void StatusPages::checkHealth(Answer answer) {
    const BackendStatus status = m_context->backend.status();
    if (!status.failure.empty()) {
        answer(status.failure);
    } else if (status.leader == raft::kNoNode) {
        answer(std::string("no leader is known"));
    } else {
        m_context->backend.read(
            node::ReadLevel::Linearizable,
            [answer = std::move(answer)](const Result<std::shared_ptr<const kv::View>>& view) {
                answer(view ? std::string() : view.error().message);
            });
    }
}

void StatusPages::health(const HttpRequest& /*request*/, const HttpReply& reply) {
    checkHealth([reply](const std::string& reason) {
        if (reason.empty()) {
            reply.send(200, kJsonContent, R"({"health":"true"})");
            return;
        }
        std::string body;
        JsonWriter json(body);
        json.beginObject();
        json.text("health", "false");
        json.text("reason", reason);
        json.endObject();
        reply.send(503, kJsonContent, body);
    });
}

void StatusPages::live(const HttpRequest& /*request*/, const HttpReply& reply) {
    const std::string failure = m_context->backend.status().failure;
    reply.send(failure.empty() ? 200 : 503, kTextContent,
               failure.empty() ? "ok\n" : "the node stopped: " + failure + '\n');
}

void StatusPages::ready(const HttpRequest& /*request*/, const HttpReply& reply) {
    checkHealth([reply](const std::string& reason) {
        reply.send(reason.empty() ? 200 : 503, kTextContent,
                   reason.empty() ? "ok\n" : "not ready: " + reason + '\n');
    });
}

void StatusPages::version(const HttpRequest& /*request*/, const HttpReply& reply) {
    std::string body;
    JsonWriter json(body);
    json.beginObject();
    json.text("etcdserver", kEtcdVersion);
    json.text("etcdcluster", kEtcdClusterVersion);
    json.text("quorate", m_context->options.version);
    json.endObject();
    reply.send(200, kJsonContent, body);
}

void StatusPages::metrics(const HttpRequest& /*request*/, const HttpReply& reply) {
    std::string body;
    m_metrics.write(body);
    reply.send(200, kMetricsContent, body);
}

void StatusPages::index(const HttpRequest& request, const HttpReply& reply) {
    // The Host was checked, but it is still what somebody sent: only what a host can be.
    const bool isPlain = request.host.find_first_not_of(
                             "0123456789abcdefghijklmnopqrstuvwxyz"
                             "ABCDEFGHIJKLMNOPQRSTUVWXYZ-._:[]") == std::string_view::npos;
    constexpr std::string_view kMark = "HOST";
    const std::string_view host =
        isPlain && !request.host.empty() ? request.host : std::string_view("127.0.0.1:2379");
    std::string page(kPage);
    for (std::size_t at = page.find(kMark); at != std::string::npos;
         at = page.find(kMark, at + host.size())) {
        page.replace(at, kMark.size(), host);
    }
    reply.send(200, kPageContent, page, kPageFields);
}

}  // namespace quorate::network
