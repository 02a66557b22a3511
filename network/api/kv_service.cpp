// SPDX-License-Identifier: Apache-2.0
#include "network/api/kv_service.h"

#include <string>
#include <utility>

#include "engine/kv/command_check.h"
#include "engine/kv/lookup.h"
#include "engine/kv/range.h"
#include "network/api/kv_requests.h"
#include "network/api/read_only_txn.h"

namespace quorate::network {

namespace {

/// The one key that a request wants as it is now: by far the most frequent request.
bool isPointRead(const kv::RangeRequest& range) {
    return range.rangeEnd.empty() && range.revision <= 0 && !range.keysOnly && !range.countOnly &&
           range.minModRevision == 0 && range.maxModRevision == 0 && range.minCreateRevision == 0 &&
           range.maxCreateRevision == 0;
}

void answerPointRead(ApiContext& context, const HttpReply& reply, const kv::View& view,
                     const kv::RangeRequest& range) {
    std::string stored;
    kv::layout::Change put;
    const Result<bool> found = kv::readCurrent(view.reader(), range.key.view(), stored, put);
    if (!found) {
        context.refuse(reply, found.error());
        return;
    }
    context.answer(reply, view.revision(), [&](JsonWriter& json) {
        if (*found) {
            json.beginArray("kvs");
            json.beginElement();
            writeKeyValue(json, put);
            json.endObject();
            json.endArray();
            json.number("count", std::int64_t{1});
        }
    });
}

template <class T>
void answerWith(ApiContext& context, const HttpReply& reply, const kv::KvResult<T>& result) {
    if (!result) {
        context.refuse(reply, result.error());
    } else if (!*result) {
        context.refuse(reply, result->refusal());
    } else {
        const T& response = result->value();
        context.answer(reply, response.revision,
                       [&response](JsonWriter& json) { write(json, response); });
    }
}

}  // namespace

void KvService::put(const HttpRequest& request, const HttpReply& reply) {
    auto put = decodePut(m_context->document, request.body);
    if (!put) {
        m_context->refuseBadRequest(reply, put.reason());
        return;
    }
    m_context->propose(std::move(*put), reply);
}

void KvService::range(const HttpRequest& request, const HttpReply& reply) {
    auto read = decodeRange(m_context->document, request.body);
    if (!read) {
        m_context->refuseBadRequest(reply, read.reason());
        return;
    }
    if (const auto refusal = kv::check(read->range)) {
        m_context->refuse(reply, *refusal);
        return;
    }
    const node::ReadLevel level = read->level;
    m_context->backend.read(level, [context = m_context, reply, range = std::move(read->range)](
                                       const Result<std::shared_ptr<const kv::View>>& view) {
        if (!reply.isOpen()) {
            return;
        }
        if (!view) {
            context->refuse(reply, view.error());
        } else if (isPointRead(range)) {
            answerPointRead(*context, reply, **view, range);
        } else {
            answerWith(*context, reply, kv::range(**view, range));
        }
    });
}

void KvService::deleteRange(const HttpRequest& request, const HttpReply& reply) {
    auto remove = decodeDeleteRange(m_context->document, request.body);
    if (!remove) {
        m_context->refuseBadRequest(reply, remove.reason());
        return;
    }
    m_context->propose(std::move(*remove), reply);
}

void KvService::txn(const HttpRequest& request, const HttpReply& reply) {
    auto decoded = decodeTxn(m_context->document, request.body);
    if (!decoded) {
        m_context->refuseBadRequest(reply, decoded.reason());
        return;
    }
    if (decoded->writes) {
        m_context->propose(std::move(decoded->txn), reply);
        return;
    }
    const kv::Command command(std::move(decoded->txn));
    if (const auto refusal = kv::check(command, m_context->options.maxTxnOperations)) {
        m_context->refuse(reply, *refusal);
        return;
    }
    const bool isLocal = decoded->isSerializable;
    m_context->backend.read(
        isLocal ? node::ReadLevel::Local : node::ReadLevel::Linearizable,
        [context = m_context, reply, txn = *std::get_if<kv::TxnRequest>(&command)](
            const Result<std::shared_ptr<const kv::View>>& view) {
            if (!view) {
                context->refuse(reply, view.error());
            } else {
                answerWith(*context, reply, readOnlyTxn(**view, txn));
            }
        });
}

void KvService::compact(const HttpRequest& request, const HttpReply& reply) {
    auto compaction = decodeCompaction(m_context->document, request.body);
    if (!compaction) {
        m_context->refuseBadRequest(reply, compaction.reason());
        return;
    }
    m_context->propose(*compaction, reply);
}

}  // namespace quorate::network
