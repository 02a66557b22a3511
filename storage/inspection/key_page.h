// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"
#include "engine/kv/meta.h"
#include "engine/kv/ordered_store.h"
#include "storage/inspection/disk_question.h"

namespace quorate::storage {

/// Of a state in which nothing happened yet, what that stands for.
Result<kv::Meta> metaOf(const kv::StoreReader& store);

/// A page of keys: looks at so many, and one more, whatever the state has.
Result<KeysAnswer> keysIn(const kv::StoreReader& store, const KeysQuestion& question);

/// A page of changes, likewise.
Result<ChangesAnswer> changesIn(const kv::StoreReader& store, const ChangesQuestion& question);

}  // namespace quorate::storage
