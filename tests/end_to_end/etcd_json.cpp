// SPDX-License-Identifier: Apache-2.0
#include "tests/end_to_end/etcd_json.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <variant>

namespace quorate::tests {

namespace {

QString base64(const Bytes& bytes) {
    return QString::fromLatin1(
        QByteArray::fromRawData(bytes.view().data(), static_cast<qsizetype>(bytes.size()))
            .toBase64());
}

Bytes bytesOf(const QJsonValue& value) {
    const QByteArray decoded = QByteArray::fromBase64(value.toString().toLatin1());
    return Bytes::copyOf({decoded.constData(), static_cast<std::size_t>(decoded.size())});
}

std::int64_t numberOf(const QJsonObject& object, const char* name) {
    return object.value(QLatin1String(name)).toString().toLongLong();
}

QJsonObject jsonOf(const kv::PutRequest& put) {
    return {{QStringLiteral("key"), base64(put.key)},
            {QStringLiteral("value"), base64(put.value)},
            {QStringLiteral("prev_kv"), put.previousKv}};
}

QJsonObject jsonOf(const kv::RangeRequest& range) {
    return {{QStringLiteral("key"), base64(range.key)},
            {QStringLiteral("range_end"), base64(range.rangeEnd)}};
}

QJsonObject jsonOf(const kv::DeleteRangeRequest& remove) {
    return {{QStringLiteral("key"), base64(remove.key)},
            {QStringLiteral("prev_kv"), remove.previousKv}};
}

QJsonArray jsonOf(const std::vector<kv::Operation>& operations) {
    QJsonArray all;
    for (const kv::Operation& operation : operations) {
        if (const auto* put = std::get_if<kv::PutRequest>(&operation.request)) {
            all.append(QJsonObject{{QStringLiteral("request_put"), jsonOf(*put)}});
        } else if (const auto* range = std::get_if<kv::RangeRequest>(&operation.request)) {
            all.append(QJsonObject{{QStringLiteral("request_range"), jsonOf(*range)}});
        }
    }
    return all;
}

QJsonObject jsonOf(const kv::TxnRequest& txn) {
    QJsonArray compares;
    for (const kv::Compare& compare : txn.compares) {
        compares.append(QJsonObject{{QStringLiteral("key"), base64(compare.key)},
                                    {QStringLiteral("target"), QStringLiteral("VALUE")},
                                    {QStringLiteral("value"), base64(compare.value)}});
    }
    return {{QStringLiteral("compare"), compares},
            {QStringLiteral("success"), jsonOf(txn.success)},
            {QStringLiteral("failure"), jsonOf(txn.failure)}};
}

kv::KeyValue keyValueOf(const QJsonObject& json) {
    kv::KeyValue kv;
    kv.key = bytesOf(json.value(QLatin1String("key")));
    kv.value = bytesOf(json.value(QLatin1String("value")));
    kv.createRevision = numberOf(json, "create_revision");
    kv.modRevision = numberOf(json, "mod_revision");
    kv.version = numberOf(json, "version");
    kv.lease.value = numberOf(json, "lease");
    return kv;
}

std::vector<kv::KeyValue> keyValuesOf(const QJsonValue& json) {
    std::vector<kv::KeyValue> all;
    for (const QJsonValue& one : json.toArray()) {
        all.push_back(keyValueOf(one.toObject()));
    }
    return all;
}

std::int64_t revisionOf(const QJsonObject& json) {
    return numberOf(json.value(QLatin1String("header")).toObject(), "revision");
}

kv::PutResponse putOf(const QJsonObject& json) {
    kv::PutResponse put;
    put.revision = revisionOf(json);
    if (json.contains(QLatin1String("prev_kv"))) {
        put.previous = keyValueOf(json.value(QLatin1String("prev_kv")).toObject());
    }
    return put;
}

kv::RangeResponse rangeOf(const QJsonObject& json) {
    return {revisionOf(json), keyValuesOf(json.value(QLatin1String("kvs"))),
            json.value(QLatin1String("more")).toBool(), numberOf(json, "count")};
}

kv::TxnResponse txnOf(const QJsonObject& json) {
    kv::TxnResponse txn;
    txn.revision = revisionOf(json);
    txn.succeeded = json.value(QLatin1String("succeeded")).toBool();
    for (const QJsonValue& value : json.value(QLatin1String("responses")).toArray()) {
        const QJsonObject one = value.toObject();
        kv::OperationResponse& response = txn.responses.emplace_back();
        if (one.contains(QLatin1String("response_put"))) {
            response.response = putOf(one.value(QLatin1String("response_put")).toObject());
        } else {
            response.response = rangeOf(one.value(QLatin1String("response_range")).toObject());
        }
    }
    return txn;
}

}  // namespace

RpcCall callOf(const kv::Command& command, bool isLocal) {
    RpcCall call;
    QJsonObject json;
    if (const auto* put = std::get_if<kv::PutRequest>(&command)) {
        call.path = "kv/put";
        json = jsonOf(*put);
    } else if (const auto* range = std::get_if<kv::RangeRequest>(&command)) {
        call.path = "kv/range";
        json = jsonOf(*range);
        json.insert(QStringLiteral("serializable"), isLocal);
    } else if (const auto* remove = std::get_if<kv::DeleteRangeRequest>(&command)) {
        call.path = "kv/deleterange";
        json = jsonOf(*remove);
    } else if (const auto* txn = std::get_if<kv::TxnRequest>(&command)) {
        call.path = "kv/txn";
        json = jsonOf(*txn);
    }
    call.body = QJsonDocument(json).toJson(QJsonDocument::Compact);
    return call;
}

kv::Response responseOf(const kv::Command& command, const QJsonObject& answer) {
    if (std::holds_alternative<kv::PutRequest>(command)) {
        return putOf(answer);
    }
    if (std::holds_alternative<kv::RangeRequest>(command)) {
        return rangeOf(answer);
    }
    if (std::holds_alternative<kv::DeleteRangeRequest>(command)) {
        return kv::DeleteRangeResponse{revisionOf(answer), numberOf(answer, "deleted"),
                                       keyValuesOf(answer.value(QLatin1String("prev_kvs")))};
    }
    return txnOf(answer);
}

}  // namespace quorate::tests
