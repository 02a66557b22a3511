// SPDX-License-Identifier: Apache-2.0
#include "network/api/router.h"

#include <algorithm>
#include <utility>

namespace quorate::network {

namespace {

constexpr std::string_view kText = "text/plain; charset=utf-8";

std::string_view nameOf(HttpMethod method) {
    switch (method) {
    case HttpMethod::Get:
        return "GET";
    case HttpMethod::Head:
        return "HEAD";
    case HttpMethod::Post:
        return "POST";
    case HttpMethod::Put:
        return "PUT";
    case HttpMethod::Delete:
        return "DELETE";
    case HttpMethod::Options:
        return "OPTIONS";
    case HttpMethod::Other:
        break;
    }
    return "?";
}

}  // namespace

void Router::add(std::string path, std::initializer_list<HttpMethod> methods, Route route) {
    m_paths.insert_or_assign(std::move(path), Entry{methods, std::move(route)});
}

void Router::addPrefix(std::string prefix, std::initializer_list<HttpMethod> methods, Route route) {
    m_prefixes.insert_or_assign(std::move(prefix), Entry{methods, std::move(route)});
}

const Router::Entry* Router::find(std::string_view path) const {
    if (const auto exact = m_paths.find(path); exact != m_paths.end()) {
        return &exact->second;
    }
    for (const auto& [prefix, entry] : m_prefixes) {
        if (path.starts_with(prefix)) {
            return &entry;
        }
    }
    return nullptr;
}

void Router::route(const HttpRequest& request, const HttpReply& reply) const {
    const Entry* entry = find(request.path);
    if (entry == nullptr) {
        // etcd has a text for each of its two doors.
        const bool isRpc = request.path.starts_with("/v3/") || request.path.starts_with("/v3beta/");
        reply.send(404, kText, isRpc ? "Not Found\n" : "404 page not found\n");
        return;
    }
    const auto& methods = entry->methods;
    // What can be got can be asked for its header, too.
    const HttpMethod wanted = request.method == HttpMethod::Head ? HttpMethod::Get : request.method;
    if (std::find(methods.begin(), methods.end(), wanted) == methods.end()) {
        std::string allow = "Allow:";
        for (const HttpMethod method : methods) {
            allow += allow.back() == ':' ? " " : ", ";
            allow += nameOf(method);
        }
        reply.send(405, kText, "Method Not Allowed\n", allow + "\r\n");
        return;
    }
    entry->route(request, reply);
}

}  // namespace quorate::network
