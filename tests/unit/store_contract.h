// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

#include <memory>

#include "engine/kv/ordered_store.h"

namespace quorate::kv::test {

/// What every OrderedStore does, wherever it keeps its bytes. The test of one derives from this and
/// adds what is its own.
class StoreContract : public QObject {
    Q_OBJECT

protected:
    /// An empty one. There may be several at a time.
    virtual std::unique_ptr<OrderedStore> newStore() = 0;

private Q_SLOTS:
    void anEmptyStoreHasNothing();
    void aBatchIsDoneInItsOrder();
    void keysAreOrderedByUnsignedBytes();
    void aViewStaysAsItWas();
    void anIteratorStaysAsItWas();
    void aViewOutlivesItsStore();
    void aReplacementShowsOnlyWhenCommitted();
    void aReplacementThatIsDroppedNeverWas();
    void aReplacementOutOfOrderBreaksAnInvariant();
    void randomChangesGiveWhatAMapGives();
    void aReplacementMayBeEmpty();
    void aSecondReplacementFollowsTheFirst();
    void aSyncChangesNothing();
};

}  // namespace quorate::kv::test
