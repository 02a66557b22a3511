// SPDX-License-Identifier: Apache-2.0
#include "network/api/client_api.h"

#include <string>
#include <utility>

#include "network/api/api_context.h"
#include "network/api/kv_service.h"
#include "network/api/plain_service.h"
#include "network/api/router.h"

namespace quorate::network {

class ClientApi::Parts {
public:
    Parts(Backend& backend, Metrics& metrics, ApiOptions options)
        : m_context(std::make_shared<ApiContext>(backend, std::move(options))),
          m_kv(m_context),
          m_plain(m_context) {
        (void)metrics;
        addKv();
        addPlain();
    }

    void route(const HttpRequest& request, const HttpReply& reply) const {
        m_router.route(request, reply);
    }

private:
    /// One of etcd's, under both of the prefixes that etcd 3.4 has.
    template <class Service>
    void addRpc(const std::string& path, Service& service,
                void (Service::*call)(const HttpRequest&, const HttpReply&)) {
        for (const char* prefix : {"/v3", "/v3beta"}) {
            m_router.add(prefix + path, {HttpMethod::Post},
                         [&service, call](const HttpRequest& request, const HttpReply& reply) {
                             (service.*call)(request, reply);
                         });
        }
    }

    void addKv() {
        addRpc("/kv/put", m_kv, &KvService::put);
        addRpc("/kv/range", m_kv, &KvService::range);
        addRpc("/kv/deleterange", m_kv, &KvService::deleteRange);
        addRpc("/kv/txn", m_kv, &KvService::txn);
        addRpc("/kv/compaction", m_kv, &KvService::compact);
    }

    void addPlain() {
        const auto keys = [this](const HttpRequest& request, const HttpReply& reply) {
            m_plain.keys(request, reply);
        };
        m_router.add("/kv", {HttpMethod::Get, HttpMethod::Put, HttpMethod::Delete}, keys);
        m_router.addPrefix("/kv/", {HttpMethod::Get, HttpMethod::Put, HttpMethod::Delete}, keys);
        m_router.add("/conf", {HttpMethod::Post, HttpMethod::Delete},
                     [this](const HttpRequest& request, const HttpReply& reply) {
                         m_plain.members(request, reply);
                     });
    }

    std::shared_ptr<ApiContext> m_context;
    KvService m_kv;
    PlainService m_plain;
    Router m_router;
};

ClientApi::ClientApi(Backend& backend, Metrics& metrics, ApiOptions options)
    : m_parts(std::make_unique<Parts>(backend, metrics, std::move(options))) {}

ClientApi::~ClientApi() = default;

void ClientApi::handle(const HttpRequest& request, HttpReply reply) {
    m_parts->route(request, reply);
}

}  // namespace quorate::network
