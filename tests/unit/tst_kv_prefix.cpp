// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "engine/kv/prefix.h"

using namespace quorate;

class KvPrefixTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aRangeHoldsAllKeysThatBeginSo_data();
    void aRangeHoldsAllKeysThatBeginSo();
};

void KvPrefixTest::aRangeHoldsAllKeysThatBeginSo_data() {
    QTest::addColumn<QByteArray>("prefix");
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("end");
    const QByteArray zero(1, '\0');
    QTest::addRow("text") << QByteArray("key/") << QByteArray("key/") << QByteArray("key0");
    QTest::addRow("all keys") << QByteArray() << zero << zero;
    QTest::addRow("the last byte") << QByteArray("a\xff") << QByteArray("a\xff") << QByteArray("b");
    QTest::addRow("last bytes only") << QByteArray("\xff\xff") << QByteArray("\xff\xff") << zero;
    QTest::addRow("a zero byte") << zero << zero << QByteArray("\x01");
    QTest::addRow("a sign bit") << QByteArray("\x7f") << QByteArray("\x7f") << QByteArray("\x80");
}

void KvPrefixTest::aRangeHoldsAllKeysThatBeginSo() {
    QFETCH(const QByteArray, prefix);
    QFETCH(const QByteArray, key);
    QFETCH(const QByteArray, end);
    const kv::PrefixRange range = kv::rangeOfPrefix(prefix.toStdString());
    QCOMPARE(QByteArray::fromStdString(range.key), key);
    QCOMPARE(QByteArray::fromStdString(range.rangeEnd), end);
}

QTEST_GUILESS_MAIN(KvPrefixTest)
#include "tst_kv_prefix.moc"
