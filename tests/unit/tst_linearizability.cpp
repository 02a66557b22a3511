// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <functional>

#include "tests/unit/history_support.h"

using quorate::Bytes;
using quorate::stage::HistoryOptions;
using quorate::stage::HistoryVerdict;
using quorate::test::HistoryText;
using quorate::test::seen;
namespace kv = quorate::kv;
using Kind = HistoryVerdict::Kind;
using History = std::function<void(HistoryText&)>;

Q_DECLARE_METATYPE(Kind)
Q_DECLARE_METATYPE(History)

class LinearizabilityTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aHistoryIsJudged_data();
    void aHistoryIsJudged();
    void aStoreThatWasNotEmptyIsLearnt();
    void anOldStateThatIsReadLateIsNotWhatIsThere();
    void aLimitMakesItUndecided();
    void forgottenOperationsMakeItUndecided();
    void forgottenRevisionsMakeItUndecided();
    void anExplanationNamesOperationsTimesAndStates();
};

namespace {

void row(const char* name, Kind kind, const char* why, const History& history) {
    QTest::newRow(name) << kind << QByteArray(why) << history;
}

}  // namespace

void LinearizabilityTest::aHistoryIsJudged_data() {
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<QByteArray>("why");
    QTest::addColumn<History>("history");

    row("nothing", Kind::Holds, "", [](HistoryText&) {});
    row("reads follow writes", Kind::Holds, "", [](HistoryText& h) {
        h.get(1, 2, 1, std::nullopt);
        h.put(1, 3, "a", 2);
        h.get(4, 5, 2, seen("a", 2, 2, 1));
        h.put(6, 9, "b", 3);
        h.get(6, 7, 2, seen("a", 2, 2, 1));
        h.get(8, 9, 3, seen("b", 3, 2, 2));
        h.erase(10, 11, 4, 1);
        h.erase(12, 13, 4, 0);
        h.get(12, 13, 4, std::nullopt);
    });
    row("a stale read", Kind::Violated, "saw revision 2, although revision 3", [](HistoryText& h) {
        h.put(1, 2, "a", 2);
        h.put(3, 4, "b", 3);
        h.get(5, 6, 2, seen("a", 2, 2, 1));
    });
    row("a local read may be stale", Kind::Holds, "", [](HistoryText& h) {
        h.put(1, 2, "a", 2);
        h.put(3, 4, "b", 3);
        h.get(5, 6, 2, seen("a", 2, 2, 1)).operation.consistency =
            quorate::observe::ReadConsistency::Local;
    });
    row("a local read of what never was", Kind::Violated, "where it was \"a\"", [](HistoryText& h) {
        h.put(1, 2, "a", 2);
        h.put(3, 4, "b", 3);
        h.get(5, 6, 2, seen("b", 2, 2, 1)).operation.consistency =
            quorate::observe::ReadConsistency::Local;
    });
    row("stale under a new revision", Kind::Violated, "where it was \"b\"", [](HistoryText& h) {
        h.put(1, 2, "a", 2);
        h.put(3, 4, "b", 3);
        h.get(5, 6, 3, seen("a", 2, 2, 1));
    });
    row("a lost update", Kind::Violated, "saw \"b\" (mod 3, create 2, version 1)",
        [](HistoryText& h) {
            h.put(1, 4, "a", 2);
            h.put(2, 5, "b", 3);
            h.get(6, 7, 3, seen("b", 3, 2, 1));
        });
    row("a value that was never written", Kind::Violated, "saw \"z\"", [](HistoryText& h) {
        h.put(1, 2, "a", 2);
        h.get(3, 4, 2, seen("z", 2, 2, 1));
    });
    row("a key that nobody wrote", Kind::Violated, "where it was no key", [](HistoryText& h) {
        kv::RangeRequest all;
        all.key = Bytes::copyOf("a");
        all.rangeEnd = Bytes::copyOf("z");
        kv::RangeResponse response;
        response.revision = 1;
        response.kvs.push_back(seen("v", 1, 1, 1, "ghost"));
        h.add(1, 2, all, response);
    });
    row("a value that came back", Kind::Violated, "where it was no key", [](HistoryText& h) {
        h.put(1, 2, "a", 2);
        h.erase(3, 4, 3, 1);
        h.get(5, 6, 3, seen("a", 2, 2, 1));
    });
    row("a revision that went back", Kind::Violated, "made revision 2, although revision 3",
        [](HistoryText& h) {
            h.put(1, 2, "a", 2);
            h.put(3, 4, "b", 3);
            h.put(5, 6, "c", 2, "other");
        });
    row("two that made the same revision", Kind::Violated, "as did", [](HistoryText& h) {
        h.put(1, 4, "a", 2);
        h.put(2, 5, "b", 2, "other");
    });
    row("a put that was applied twice, by its version", Kind::Violated, "version 2",
        [](HistoryText& h) {
            h.put(1, 2, "a", 2);
            h.get(3, 4, 2, seen("a", 2, 2, 2));
        });
    row("a put that was applied twice, by its revisions", Kind::Violated,
        "revision 3 was made by no operation", [](HistoryText& h) {
            h.put(1, 2, "a", 2);
            h.get(3, 4, 3, seen("a", 3, 2, 2));
        });
    row("an unknown put that was applied twice", Kind::Violated,
        "revision 3 was made by no operation", [](HistoryText& h) {
            h.putUnknown(1, 2, "a");
            h.get(3, 4, 2, seen("a", 2, 2, 1));
            h.get(5, 6, 3, seen("a", 3, 2, 2));
        });
    row("a swap that must fail", Kind::Violated, "its compares held", [](HistoryText& h) {
        h.put(1, 2, "a", 2);
        h.put(3, 4, "b", 3);
        h.swap(5, 6, 2, "c", 4, true);
    });
    row("a swap that must succeed", Kind::Violated, "its compares did not hold",
        [](HistoryText& h) {
            h.put(1, 2, "a", 2);
            h.swap(3, 4, 2, "b", 2, false);
        });
    row("swaps that are right", Kind::Holds, "", [](HistoryText& h) {
        h.swap(1, 2, 0, "a", 2, true);
        h.swap(3, 4, 0, "b", 2, false);
        h.swap(3, 4, 2, "c", 3, true);
        h.get(5, 6, 3, seen("c", 3, 2, 2));
    });
    row("an unknown put that is seen late", Kind::Holds, "", [](HistoryText& h) {
        h.putUnknown(1, 2, "a");
        h.put(3, 4, "b", 2);
        h.get(5, 6, 2, seen("b", 2, 2, 1));
        h.get(7, 8, 3, seen("a", 3, 2, 2));
    });
    row("an unknown put that is never seen", Kind::Holds, "", [](HistoryText& h) {
        h.putUnknown(1, std::nullopt, "a");
        h.put(3, 4, "b", 2);
        h.get(5, 6, 2, seen("b", 2, 2, 1));
    });
    row("an unknown put that is seen and then unseen", Kind::Violated, "where it was \"a\"",
        [](HistoryText& h) {
            h.putUnknown(1, 2, "a");
            h.put(3, 4, "b", 2);
            h.get(5, 6, 3, seen("a", 3, 2, 2));
            h.get(7, 8, 3, seen("b", 2, 2, 1));
        });
    row("an unknown put that was overwritten unseen", Kind::Holds, "", [](HistoryText& h) {
        h.putUnknown(1, 2, "a");
        h.put(3, 4, "b", 3);
        h.get(5, 6, 3, seen("b", 3, 2, 2));
    });
    row("an unknown put that cannot be what the version says", Kind::Violated, "version 3",
        [](HistoryText& h) {
            h.putUnknown(1, 2, "a");
            h.put(3, 4, "b", 3);
            h.get(5, 6, 3, seen("b", 3, 2, 3));
        });
    row("one that is seen before it was invoked", Kind::Violated, "was made by no operation",
        [](HistoryText& h) {
            h.get(1, 2, 2, seen("a", 2, 2, 1));
            h.putUnknown(3, 4, "a");
        });
    row("one that is seen at a revision from before it was invoked", Kind::Violated, "saw \"a\"",
        [](HistoryText& h) {
            h.putUnknown(1, 2, "b", "other");
            h.put(3, 4, "c", 3, "third");
            h.putUnknown(5, 6, "a");
            h.get(7, 8, 3, seen("a", 2, 2, 1));
        });
    row("one unknown put cannot be at two keys", Kind::Violated, "", [](HistoryText& h) {
        h.putUnknown(1, 2, "a", "k");
        h.putUnknown(1, 2, "a", "k");
        h.get(3, 4, 2, seen("a", 2, 2, 1, "k"), "k");
        h.get(3, 4, 3, seen("a", 3, 3, 1, "other"), "other");
    });
    row("a gap where the key did not change", Kind::Violated, "no operation of unknown",
        [](HistoryText& h) {
            h.putUnknown(1, 2, "a");
            h.put(3, 4, "b", 2);
            h.put(5, 6, "c", 4, "other");
            h.get(7, 8, 4, seen("b", 2, 2, 1));
        });
    row("a gap where neither key changed", Kind::Violated, "did not change there",
        [](HistoryText& h) {
            h.putUnknown(1, 2, "a");
            h.putUnknown(1, 2, "a", "l");
            h.put(3, 4, "b", 2);
            h.put(3, 4, "b", 3, "l");
            h.put(5, 6, "c", 5, "other");
            h.get(7, 8, 5, seen("b", 2, 2, 1));
            h.get(7, 8, 5, seen("b", 3, 3, 1, "l"), "l");
        });
    row("a hidden put gives way to one that is seen", Kind::Holds, "", [](HistoryText& h) {
        h.putUnknown(1, 2, "a");
        h.putUnknown(1, 2, "b");
        h.put(3, 4, "c", 3);
        h.get(5, 6, 3, seen("c", 3, 2, 2));
        h.get(7, 8, 4, seen("a", 4, 2, 3));
    });
    // The first unknown operation may have put either key, and made revision 2; the hidden put of
    // "l" at revision 3, whose value nobody saw, must not hold it.
    const auto eitherKey = [](HistoryText& h, bool isCompared) {
        kv::TxnRequest either = HistoryText::swapOf(9, "x", "l");
        either.compares.front().key = Bytes::copyOf("k");
        either.failure.push_back({HistoryText::putOf("y", "k")});
        h.add(1, 2, either, std::nullopt);
        h.putUnknown(1, 2, "a", "l");
        h.putUnknown(1, 2, "b", "l");
        h.put(3, 4, "c", 5, "other");
        if (isCompared) {
            h.add(5, 6, HistoryText::swapOf(2, "z", "l"), HistoryText::swapped(5, false));
        } else {
            kv::RangeRequest keys;
            keys.key = Bytes::copyOf("l");
            keys.keysOnly = true;
            kv::RangeResponse response;
            response.revision = 5;
            response.kvs.push_back(seen("", 4, 3, 2, "l"));
            h.add(5, 6, keys, response);
        }
        h.get(7, 8, 5, seen("b", 4, 3, 2, "l"), "l");
        h.get(9, 10, 5, seen("y", 2, 2, 1));
    };
    row("a hidden put of a key that is seen without its value", Kind::Holds, "",
        [eitherKey](HistoryText& h) { eitherKey(h, false); });
    row("a hidden put that was taken for another one", Kind::Undecided, "",
        [eitherKey](HistoryText& h) { eitherKey(h, true); });
    row("a hidden put does not move across a sight of its key", Kind::Violated, "key \"l\"",
        [](HistoryText& h) {
            h.putUnknown(1, 2, "a", "l");
            h.put(3, 4, "b", 3, "l");
            kv::RangeRequest keys;
            keys.key = Bytes::copyOf("l");
            keys.keysOnly = true;
            kv::RangeResponse response;
            response.revision = 3;
            response.kvs.push_back(seen("", 3, 3, 1, "l"));
            h.add(5, 6, keys, response);
            h.get(7, 8, 3, seen("b", 3, 2, 2, "l"), "l");
        });
    row("an unknown swap that cannot have succeeded", Kind::Violated, "", [](HistoryText& h) {
        h.put(1, 2, "a", 2);
        h.add(3, 4, HistoryText::swapOf(7, "b"), std::nullopt);
        h.get(5, 6, 3, seen("b", 3, 2, 2));
    });
    row("a lease that ended on its own", Kind::Holds, "", [](HistoryText& h) {
        h.add(1, 2, kv::LeaseGrantRequest{{7}, 10}, kv::LeaseGrantResponse{1, {7}, 10});
        kv::PutRequest put = HistoryText::putOf("a");
        put.lease = {7};
        h.add(3, 4, put, kv::PutResponse{2, std::nullopt});
        h.get(5, 6, 3, std::nullopt);
    });
    row("a key without a lease that went away", Kind::Violated, "revision 3", [](HistoryText& h) {
        h.add(1, 2, kv::LeaseGrantRequest{{7}, 10}, kv::LeaseGrantResponse{1, {7}, 10});
        h.put(3, 4, "a", 2);
        h.get(5, 6, 3, std::nullopt);
    });
    row("a lease that was revoked", Kind::Holds, "", [](HistoryText& h) {
        h.add(1, 2, kv::LeaseGrantRequest{{7}, 10}, kv::LeaseGrantResponse{1, {7}, 10});
        kv::PutRequest put = HistoryText::putOf("a");
        put.lease = {7};
        h.add(3, 4, put, kv::PutResponse{2, std::nullopt});
        h.add(5, 6, kv::LeaseRevokeRequest{{7}}, kv::LeaseRevokeResponse{3});
        h.get(7, 8, 3, std::nullopt);
        h.put(9, 10, "b", 4);
    });
    row("an answer of another kind", Kind::Violated, "cannot be an answer",
        [](HistoryText& h) { h.add(1, 2, HistoryText::putOf("a"), kv::CompactResponse{2}); });
    row("keys of one transaction change together", Kind::Violated, "key \"l\"", [](HistoryText& h) {
        kv::TxnRequest txn;
        txn.success.push_back({HistoryText::putOf("a", "k")});
        txn.success.push_back({HistoryText::putOf("a", "l")});
        kv::TxnResponse response;
        response.revision = 2;
        response.succeeded = true;
        response.responses.resize(2, {kv::PutResponse{2, std::nullopt}});
        h.add(1, 2, txn, response);
        h.get(3, 4, 2, seen("a", 2, 2, 1));
        h.get(3, 4, 2, std::nullopt, "l");
    });
    row("a range that leaves out a key", Kind::Violated, "saw no key", [](HistoryText& h) {
        h.put(1, 2, "a", 2, "k");
        h.put(3, 4, "b", 3, "l");
        kv::RangeRequest all;
        all.key = Bytes::copyOf("k");
        all.rangeEnd = Bytes::copyOf("z");
        kv::RangeResponse response;
        response.revision = 3;
        response.kvs.push_back(seen("b", 3, 3, 1, "l"));
        h.add(5, 6, all, response);
    });
    row("what a put says was there before", Kind::Violated, "just before revision 3",
        [](HistoryText& h) {
            h.put(1, 2, "a", 2);
            kv::PutRequest put = HistoryText::putOf("b");
            put.previousKv = true;
            h.add(3, 4, put, kv::PutResponse{3, seen("x", 2, 2, 1)});
        });
}

void LinearizabilityTest::aHistoryIsJudged() {
    QFETCH(Kind, kind);
    QFETCH(QByteArray, why);
    QFETCH(History, history);
    HistoryText text;
    history(text);
    const HistoryVerdict verdict = text.judge();
    QVERIFY2(verdict.kind == kind, verdict.why.c_str());
    QVERIFY2(verdict.why.find(why.toStdString()) != std::string::npos, verdict.why.c_str());
}

void LinearizabilityTest::aStoreThatWasNotEmptyIsLearnt() {
    HistoryOptions options;
    options.startsEmpty = false;
    HistoryText text;
    text.get(1, 2, 90, seen("a", 80, 70, 5));
    text.put(3, 4, "b", 91);
    text.get(5, 6, 91, seen("b", 91, 70, 6));
    QCOMPARE(text.judge(options).why.c_str(), "");
    text.get(7, 8, 91, seen("b", 91, 70, 7));
    QCOMPARE(text.judge(options).kind, Kind::Violated);
}

void LinearizabilityTest::anOldStateThatIsReadLateIsNotWhatIsThere() {
    HistoryOptions options;
    options.startsEmpty = false;
    HistoryText text;
    text.put(1, 2, "b", 91);
    text.get(3, 4, 90, seen("a", 80, 70, 5)).operation.consistency =
        quorate::observe::ReadConsistency::Local;
    text.get(5, 6, 91, seen("b", 91, 70, 6));
    QCOMPARE(text.judge(options).why.c_str(), "");
    text.get(7, 8, 91, seen("b", 91, 70, 7));
    QCOMPARE(text.judge(options).kind, Kind::Violated);
}

void LinearizabilityTest::aLimitMakesItUndecided() {
    const auto build = [](HistoryText& text) {
        for (int i = 0; i < 30; ++i) {
            text.putUnknown(1, 2, "a" + std::to_string(i));
        }
        text.put(3, 4, "z", 32);
        text.get(5, 6, 32, seen("z", 32, 2, 31));
    };
    HistoryText text;
    build(text);
    QCOMPARE(text.judge().why.c_str(), "");
    HistoryOptions options;
    options.perKey.search.steps = 20;
    const HistoryVerdict verdict = text.judge(options);
    QCOMPARE(verdict.kind, Kind::Undecided);
    QVERIFY2(verdict.why.find("too many operations") != std::string::npos, verdict.why.c_str());
    options = {};
    options.perKey.search.hidden = 10;
    QCOMPARE(text.judge(options).kind, Kind::Undecided);
}

void LinearizabilityTest::forgottenOperationsMakeItUndecided() {
    HistoryText text;
    for (int i = 0; i < 30; ++i) {
        text.putUnknown(1, 2, "a" + std::to_string(i));
    }
    text.get(5, 6, 2, seen("a0", 2, 2, 1));
    QCOMPARE(text.judge().why.c_str(), "");
    HistoryOptions options;
    options.gaps.candidates = 10;
    QCOMPARE(text.judge(options).kind, Kind::Undecided);
}

void LinearizabilityTest::forgottenRevisionsMakeItUndecided() {
    HistoryText text;
    for (int i = 0; i < 30; ++i) {
        text.putUnknown(1, 2, "a" + std::to_string(i));
    }
    text.get(1, 6, 20, seen("a0", 20, 2, 19));
    text.put(3, 4, "z", 32, "other");
    QCOMPARE(text.judge().why.c_str(), "");
    HistoryOptions options;
    options.gaps.gaps = 10;  // those up to the read are not among them
    QCOMPARE(text.judge(options).kind, Kind::Undecided);
}

void LinearizabilityTest::anExplanationNamesOperationsTimesAndStates() {
    HistoryText text;
    text.put(1, 2, "a", 2);
    text.get(3, 4, 2, seen("b", 2, 2, 1));
    QCOMPARE(text.judge().why.c_str(),
             "key \"k\": operation 2 (client 2 at node 1, 3.000000 s to 4.000000 s) saw \"b\" "
             "(mod 2, create 2, version 1) at revision 2, where it was \"a\" (mod 2, create 2, "
             "version 1)");
}

QTEST_APPLESS_MAIN(LinearizabilityTest)
#include "tst_linearizability.moc"
