// SPDX-License-Identifier: Apache-2.0
#include "network/etcd/endpoint_kind.h"

#include <charconv>
#include <string_view>
#include <utility>

#include "network/api/json_document.h"
#include "network/api/json_fields.h"

namespace quorate::network {

namespace {

constexpr int kOk = 200;

struct VersionPage {
    std::string quorate;
    std::string etcd;
};

VersionPage pageIn(const std::string& body) {
    VersionPage page;
    JsonDocument document;
    if (!document.parse(body) || document.root().type() != JsonType::Object) {
        return page;
    }
    JsonFields fields(document);
    const bool isRead =
        fields.message(document.root(), [&](std::string_view name, JsonValue value) {
            if (name == "quorate") {
                return fields.read(value, page.quorate);
            }
            return name != "etcdserver" || fields.read(value, page.etcd);
        });
    return isRead ? page : VersionPage();
}

/// "3.4.23": at least 3.4, whose gateway is at /v3.
bool isRecent(std::string_view version) {
    constexpr int kMajor = 3;
    constexpr int kMinor = 4;
    const char* end = version.data() + version.size();
    int major = 0;
    int minor = 0;
    const auto first = std::from_chars(version.data(), end, major);
    if (first.ec != std::errc() || first.ptr == end || *first.ptr != '.') {
        return false;
    }
    const auto second = std::from_chars(first.ptr + 1, end, minor);
    return second.ec == std::errc() && (major > kMajor || (major == kMajor && minor >= kMinor));
}

/// A version of a stranger, fit to be shown.
std::string shown(const std::string& text) {
    constexpr std::size_t kMost = 40;
    std::string result;
    for (const char c : text.substr(0, kMost)) {
        result += c > ' ' && c <= '~' ? c : '?';
    }
    return result;
}

EndpointKind other(std::string problem) {
    return {EndpointKind::Kind::Other, {}, std::move(problem)};
}

}  // namespace

EndpointKind endpointKindOf(const std::string& address, const Result<HttpAnswer>& version) {
    if (!version) {
        // Unavailable: nothing was sent. Unknown: something was, and no answer came of it.
        if (version.error().code == ErrorCode::Unknown &&
            version.error().message.find("no answer in time") == std::string::npos) {
            return other(address +
                         ": somebody is there, but does not speak HTTP as a node does (or wants "
                         "https)");
        }
        const std::string& why = version.error().message;
        return {
            EndpointKind::Kind::Silent, {}, why.starts_with(address) ? why : address + ": " + why};
    }
    const VersionPage page = version->status == kOk ? pageIn(version->body) : VersionPage();
    if (!page.quorate.empty()) {
        return {EndpointKind::Kind::Quorate, shown(page.quorate), {}};
    }
    if (!page.etcd.empty() && isRecent(page.etcd)) {
        return {EndpointKind::Kind::Etcd, shown(page.etcd), {}};
    }
    if (!page.etcd.empty()) {
        EndpointKind old = other(address + ": this etcd is of version " + shown(page.etcd) +
                                 "; 3.4 or later is needed");
        old.version = shown(page.etcd);
        return old;
    }
    if (version->body.find("HTTP request to an HTTPS server") != std::string::npos) {
        return other(address + ": this server wants https");
    }
    return other(address + ": a web server is there, and neither a Quorate node nor an etcd");
}

void askForEndpointKind(NodeClient& client, const std::function<void(const EndpointKind&)>& done) {
    client.fetch({"GET", "/version", {}, {}},
                 [address = client.address(), done](const Result<HttpAnswer>& answer) {
                     done(endpointKindOf(address, answer));
                 });
}

}  // namespace quorate::network
