// SPDX-License-Identifier: Apache-2.0
#include "engine/kv/kv_error.h"

namespace quorate::kv {

namespace {

ErrorCode codeOf(KvError error) noexcept {
    switch (error) {
    case KvError::EmptyKey:
    case KvError::ValueProvided:
    case KvError::LeaseProvided:
    case KvError::TooManyOperations:
    case KvError::DuplicateKey:
    case KvError::KeyNotFound:
    case KvError::NestedTooDeep:
        return ErrorCode::InvalidArgument;
    case KvError::Compacted:
    case KvError::FutureRevision:
    case KvError::LeaseTtlTooLarge:
        return ErrorCode::OutOfRange;
    case KvError::LeaseNotFound:
        return ErrorCode::NotFound;
    case KvError::LeaseExists:
        return ErrorCode::FailedPrecondition;
    case KvError::RequestTooLarge:
        return ErrorCode::TooLarge;
    case KvError::MalformedCommand:
        return ErrorCode::Malformed;
    }
    return ErrorCode::InvalidArgument;
}

}  // namespace

const char* text(KvError error) noexcept {
    switch (error) {
    case KvError::EmptyKey:
        return "etcdserver: key is not provided";
    case KvError::KeyNotFound:
        return "etcdserver: key not found";
    case KvError::ValueProvided:
        return "etcdserver: value is provided";
    case KvError::LeaseProvided:
        return "etcdserver: lease is provided";
    case KvError::TooManyOperations:
        return "etcdserver: too many operations in txn request";
    case KvError::DuplicateKey:
        return "etcdserver: duplicate key given in txn request";
    case KvError::Compacted:
        return "etcdserver: mvcc: required revision has been compacted";
    case KvError::FutureRevision:
        return "etcdserver: mvcc: required revision is a future revision";
    case KvError::LeaseNotFound:
        return "etcdserver: requested lease not found";
    case KvError::LeaseExists:
        return "etcdserver: lease already exists";
    case KvError::LeaseTtlTooLarge:
        return "etcdserver: too large lease TTL";
    case KvError::RequestTooLarge:
        return "etcdserver: request is too large";
    case KvError::NestedTooDeep:
        return "transactions are nested too deeply";
    case KvError::MalformedCommand:
        return "the command cannot be decoded";
    }
    return "?";
}

Error toError(KvError error) {
    return {codeOf(error), text(error)};
}

}  // namespace quorate::kv
