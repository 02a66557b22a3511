// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "network/http/http_reply.h"
#include "network/http/http_request.h"

namespace quorate::network {

/// Finds who answers a path, and refuses what nobody does: 404 for a path, 405 for a method.
class Router {
public:
    using Route = std::function<void(const HttpRequest&, const HttpReply&)>;

    void add(std::string path, std::initializer_list<HttpMethod> methods, Route route);
    /// For all paths that begin so and have no route of their own; ends with a slash.
    void addPrefix(std::string prefix, std::initializer_list<HttpMethod> methods, Route route);

    void route(const HttpRequest& request, const HttpReply& reply) const;

private:
    struct Entry {
        std::vector<HttpMethod> methods;
        Route route;
    };
    [[nodiscard]] const Entry* find(std::string_view path) const;

    std::map<std::string, Entry, std::less<>> m_paths;
    std::map<std::string, Entry, std::less<>> m_prefixes;
};

}  // namespace quorate::network
